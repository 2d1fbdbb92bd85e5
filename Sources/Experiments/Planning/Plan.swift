// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Runs
package import Scenarios
package import Settings

/// A scenario that has been read and understood: what will be done, with every default written out.
package struct Plan: Sendable {
  /// What the run is called: the file's name without its ending.
  package let name: String
  /// The file as the user named it.
  package let fileName: String
  /// The scenario's title; its name if none was given.
  package let title: String
  /// What the scenario asks.
  package let question: String
  /// The kind of experiment.
  package let kind: ExperimentKind
  /// The seed of all random streams.
  package let seed: Int
  /// The tasks and what becomes of their results.
  package let experiment: any Experiment
  /// The scenario as it is understood, every default written out: the run's `scenario.yaml`.
  package let resolved: Value
  /// What numbers are in; `nil` where they have no units.
  package let units: UnitSystem?
  /// What is told beside the results of how the scenario was understood.
  package let remarks: ReadingRemarks
  /// What the author expects.
  package let expectations: [Expectation]
  /// The statement that the scenario puts to the test, if it makes one.
  package let claim: Claim?

  /// Keys that every scenario has.
  private static let headerKeys = ["title", "question", "experiment", "seed", "claim", "expect"]

  private static let seedSummary = "seed of all random streams"

  /// After so many problems the rest of a sweep is not read.
  private static let problemLimit = 20

  /// Understands a scenario file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - name: what the run is called, by default the file's name without its ending.
  ///   - laboratory: what the scenario can name.
  ///   - environment: the environment variables; `GSL_RNG_SEED` and `GSL_RNG_TYPE` count where the file is silent.
  /// - Throws: all problems of the file, each with its place.
  package init(
    _ file: ScenarioFile, name: String? = nil, in laboratory: Laboratory, environment: [String: String] = [:]
  ) throws(ScenarioError) {
    do {
      self = try Plan(
        tree: file.tree, fileName: file.name, name: name, in: laboratory, environment: environment)
    } catch { throw file.error(error) }
  }

  private init(
    tree: Value, fileName: String, name given: String?, in laboratory: Laboratory, environment: [String: String]
  ) throws(Problems) {
    let log = ProblemLog()
    let sweep = Sweep.read(from: tree, log: log)
    let header = Reader(tree, log: log)
    self.fileName = fileName
    name = given ?? URL(filePath: fileName).deletingPathExtension().lastPathComponent
    title = header.text("title", default: name, "the heading of the report")
    question = header.text("question", default: "", "what the scenario asks")
    let kinds = laboratory.kinds
    let kindName = header.text(
      "experiment", default: nil, among: kinds.map(\.name),
      "the kind of experiment; 'ravine list experiments' shows all")
    let environmentSeed = environment["GSL_RNG_SEED"].flatMap { Int($0) }
    seed = header.integer("seed", default: environmentSeed ?? 1, .atLeast(0), Self.seedSummary)
    let chosen = kinds.first { $0.name == kindName }
    let methods = chosen?.methodNames(in: laboratory) ?? []
    expectations = Expectation.list(from: header, methods: methods)
    claim = Claim.read(from: header, methods: methods)
    guard let kind = chosen else { throw Problems(log.problems) }
    self.kind = kind
    let parameters = kind.parameters(in: laboratory)
    let takesUnits = parameters.contains { $0.name == UnitsBlock.parameter.name }
    units = takesUnits ? UnitsBlock.read(header) : nil
    var remarks = ReadingRemarks()
    var points: [any ExperimentPoint] = []
    var body = Record()
    for point in sweep.points {
      let pointLog = ProblemLog()
      var tree = point.tree
      if let units {
        pointLog.units = WrittenUnits(units, normalizing: &tree, without: Self.headerKeys, log: pointLog)
      }
      let reader = Reader(tree, log: pointLog)
      for key in Self.headerKeys { _ = reader.raw(key) }
      // A swept seed is the point's own.
      let ownSeed =
        point.coordinates["seed"] == nil
        ? seed : Reader(tree, log: pointLog).integer("seed", default: seed, .atLeast(0), Self.seedSummary)
      let position = SweepPosition(
        index: point.index, coordinates: units == nil ? point.coordinates : point.coordinates(in: tree),
        seed: UInt64(max(0, ownSeed)), shape: sweep.shape)
      let decoded = kind.decode(reader, PointContext(position, laboratory: laboratory, environment: environment))
      // A decoder that stopped at a problem has not asked for every key; those it did not reach are not unknown.
      for parameter in parameters { reader.acknowledge(parameter) }
      reader.finish()
      if pointLog.problems.isEmpty { pointLog.units?.finish(pointLog) }
      remarks.add(pointLog.remarks)
      for problem in sweep.relocate(pointLog.problems, of: point) { log.report(problem) }
      if let decoded { points.append(decoded) }
      if point.index == 0 { body = reader.resolved }
      if log.problems.count > Self.problemLimit { break }
    }
    try log.check()
    guard let experiment = kind.assemble(points) else {
      throw Problems([Problem("the points of '\(kind.name)' are not of one type.", at: SettingPath(["experiment"]))])
    }
    self.experiment = experiment
    self.remarks = remarks
    resolved = Self.resolved(header: header.resolved, body: body, sweep: sweep, written: tree)
  }

  /// What the experiment makes of its results, with their units, and with what is to be told of how the scenario was read.
  ///
  /// - Parameter results: one a task; `nil` where it is missing.
  package func analyze(_ results: [Dataset?]) -> Analysis {
    var analysis = experiment.analyze(results)
    if let units { analysis.state(in: units) }
    analysis.answer = ([analysis.answer] + remarks.facts).joined(separator: " ")
    analysis.warnings += remarks.warnings
    return analysis
  }

  /// The tasks and their estimated cost in a sentence, for `ravine validate`.
  ///
  /// - Parameter count: how many processors will work on them.
  package func outline(processors count: Int) -> String {
    let tasks = experiment.tasks
    let work = experiment.work
    let processors = Double(count)
    let seconds = tasks.reduce(0) { $0 + $1.cost } / (work.costPerSecond * processors)
    let time =
      seconds < 1
      ? "less than a second"
      : seconds < 120
        ? "about \(Int(seconds.rounded())) s"
        : seconds < 6e6
          ? "about \(Int((seconds / 60).rounded())) min" : String(format: "about %.0e years", seconds / 3.156e7)
    let first = Set(experiment.wave(after: tasks.map { _ in nil })).count
    let text =
      "\(tasks.count) task\(tasks.count == 1 ? "" : "s"), about \(String(format: "%.1e", work.total)) \(work.name), "
      + "\(time) on \(Int(processors)) processors"
    // Which tasks follow depends on the results: what is stated is all that can come.
    return first < tasks.count ? "at most \(text); \(first) of them first, then those that the results ask for" : text
  }

  /// Header, body, sweep, claim and expectations in this order; swept keys keep the value that the file gives outside the sweep.
  private static func resolved(header: Record, body: Record, sweep: Sweep, written: Value) -> Value {
    let last = ["claim", "expect"]
    let head = header.entries.filter { !last.contains($0.key) }
    var tree = Value.record(Record((head + body.entries).map { ($0.key, $0.value) }))
    for axis in sweep.axes {
      if let base = written.value(at: axis.path) { tree = tree.setting(axis.path, to: base) ?? tree }
    }
    if let axes = sweep.resolved { tree = tree.setting("sweep", to: axes) ?? tree }
    for key in last {
      if let value = header[key] { tree = tree.setting(SettingPath([key]), to: value) ?? tree }
    }
    return tree
  }
}
