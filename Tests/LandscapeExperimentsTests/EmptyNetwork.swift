// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Experiments
import Foundation
import Runs
import Scenarios
import Settings
import Training

@testable import LandscapeExperiments

/// A linear network of three weights, L = c(s − w₁w₂w₃)² + (γ/2)|w|², whose weights decay to nothing unless they learn by heat.
///
/// With w = s^{1/3}v it is the landscape of c = s = 1 in units of energy cs² and of time 1/(cs^{4/3}): γ = 0.6 in these units makes
/// the empty network metastable, |v| = 0 at height 1, saddles at |v| = 0.535, minima at |v| = 1.504.
struct EmptyNetwork {
  static let task = "{kind: reduced-rank, inputs: 1, outputs: 1, rank: 1, examples: 8}"
  static let seed = 4
  /// The units of energy, of time and of length.
  let (energy, time, length): (Double, Double, Double)

  init() throws {
    let data = try LearningData(
      task: try ReducedRankRegression(count: 8, inputs: 1, outputs: 1, rank: 1),
      settings: SplitSettings(.fraction(0.5)),
      seed: UInt64(Self.seed))
    guard case .features(let x, _) = data.examples.inputs, case .vectors(let y, _) = data.examples.targets else {
      throw StopReading()
    }
    let rows = data.split.train.map(Int.init)
    let squares = rows.reduce(0) { $0 + x[$1] * x[$1] }
    let slope = rows.reduce(0) { $0 + x[$1] * y[$1] } / squares
    let stiffness = squares / Double(rows.count)
    energy = stiffness * slope * slope
    time = 1 / (stiffness * pow(abs(slope), 4.0 / 3))
    length = pow(abs(slope), 1.0 / 3)
  }

  struct StopReading: Error {}

  /// A scenario at a temperature in units of energy, from the weights of a file.
  ///
  /// - Parameter rest: further lines.
  func scenario(temperature: Double, weights: String, limit: Double, every stride: Int = 2, _ rest: String) -> String {
    """
    experiment: escape-rate
    seed: \(Self.seed)
    potential:
      kind: network-loss
      task: \(Self.task)
      data: {train-fraction: 0.5}
      model: {kind: deep-linear, widths: [1, 1]}
      loss: squared-error
      precision: double
      confinement: \(0.6 / time)
    temperature: \(temperature * energy)
    from: {norm: {on: all, at-most: \(0.3 * length)}}
    start: {weights: \(weights)}
    to: {norm: {on: all, at-least: \(1.2 * length)}}
    observe-every: \(stride)
    dynamics: {integrator: euler-maruyama, time-step: \(0.1 * time)}
    time-limit: \(limit * time)
    \(rest)
    """
  }

  /// Writes weights that are all zero.
  static func writeNothing(to path: String) throws {
    let problem = try LearningProblem(
      data: try LearningData(
        task: try ReducedRankRegression(count: 8, inputs: 1, outputs: 1, rank: 1),
        settings: SplitSettings(.fraction(0.5)), seed: UInt64(seed)), model: try DeepLinear(widths: [1, 1]),
      loss: .squaredError(mean: .elements, codes: .oneHot), precision: .double, seed: UInt64(seed))
    let zeros = [Double](repeating: 0, count: problem.layout.count)
    try SafetensorsFile(weights: zeros.span, layout: problem.layout).data().write(to: URL(filePath: path))
  }
}

/// Runs a scenario in a folder of its own.
struct ScenarioRun {
  let analysis: Analysis
  let resolved: Value
  /// The files that the tasks left in the run's folder `weights`, with their contents.
  let weights: [String: Data]

  /// - Parameter failures: whether tasks may fail.
  init(_ yaml: String, threads: Int = 2, at path: String? = nil) throws {
    let plan = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"))
    let path = path ?? FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let codec = ScenarioCodec(
      encode: { $0.yaml() }, decode: { try ScenarioFile(yaml: $0, name: "scenario.yaml").tree })
    let directory = try RunDirectory.begin(at: path, scenario: plan.resolved, codec: codec)
    let experiment = plan.experiment
    _ = Executor(threads: threads).perform(experiment.tasks, in: directory) { try experiment.perform($0, in: $1) }
    analysis = experiment.analyze(try experiment.tasks.indices.map { try directory.result($0) })
    resolved = plan.resolved
    let folder = "\(path)/weights"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    weights = Dictionary(
      uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data()) })
  }

  /// The first finding of a quantity.
  func finding(_ quantity: String, _ method: String? = nil, at place: [String: String] = [:]) -> Finding? {
    analysis.findings.first { finding in
      finding.quantity == quantity && (method == nil || finding.method == method)
        && place.allSatisfy { finding.at[$0.key] == .text($0.value) }
    }
  }
}
