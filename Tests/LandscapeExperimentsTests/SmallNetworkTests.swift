// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import RavineLaboratory
import Runs
import Scenarios
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments

/// Experiments on networks of a few weights, from a table of numbers to the answer.
struct SmallNetworkTests {
  /// Runs a scenario whose words ROWS stand for a file of the given rows.
  private func analysis(_ yaml: String, rows: String) throws -> Analysis {
    try withRows(rows) { path in
      let scenario = try RunScenario(yaml.replacing("ROWS", with: path))
      #expect(scenario.perform(threads: 2).isComplete)
      return try scenario.analysis
    }
  }

  private func withRows<Result>(_ rows: String, _ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appending(path: "rows-\(UUID().uuidString).csv").path
    try rows.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private static func network(_ widths: String, confinement: Double) -> String {
    """
    seed: 5
    potential:
      kind: network-loss
      task: {kind: table, file: ROWS, targets: [y]}
      data: {train-fraction: 1}
      model: {kind: deep-linear, widths: \(widths)}
      loss: squared-error
      precision: double
      confinement: \(confinement)
    """
  }

  private func finding(_ quantity: String, _ method: String, in analysis: Analysis) throws -> Finding {
    try #require(analysis.findings.first { $0.quantity == quantity && $0.method == method })
  }

  /// (2cs − γ)/2π √(4γ/(2cs + γ)) e^{−βc(s − γ/2c)²}, from several rows with noise.
  @Test(arguments: [
    ("x,y\n1,1\n", 0.5, 0.1), ("x,y\n2,1.1\n-1,-0.3\n0.5,0.4\n", 0.4, 0.035), ("y,x\n-1.2,1\n2.2,-2\n", 0.8, 0.35),
  ])
  func twoWeights(rows: String, confinement: Double, temperature: Double) throws {
    let analysis = try analysis(
      """
      experiment: escape-rate
      \(Self.network("[1]", confinement: confinement))
      temperature: \(temperature)
      from: well-1
      to: well-2
      dynamics: {integrator: leimkuhler-matthews, time-step: 0.01}
      walkers: 600
      methods: [first-passage, fokker-planck, eyring-kramers]
      """, rows: rows)
    let table = rows.split(separator: "\n")
    let isSwapped = table[0].hasPrefix("y")
    let pairs = table.dropFirst().map { line -> (x: Double, y: Double) in
      let cells = line.split(separator: ",").compactMap { Double($0) }
      return isSwapped ? (cells[1], cells[0]) : (cells[0], cells[1])
    }
    let c = pairs.reduce(0) { $0 + $1.x * $1.x } / Double(pairs.count)
    let s = abs(pairs.reduce(0) { $0 + $1.x * $1.y } / Double(pairs.count) / c)
    let barrier = c * (s - confinement / (2 * c)) * (s - confinement / (2 * c))
    let known =
      (2 * c * s - confinement) / (2 * .pi) * (4 * confinement / (2 * c * s + confinement)).squareRoot()
      * exp(-barrier / temperature)
    let law = try finding("escape-rate", "eyring-kramers", in: analysis)
    #expect(agree(law.value ?? 0, known, relative: 1e-7))
    #expect(agree(try finding("barrier", "eyring-kramers", in: analysis).value ?? 0, barrier, relative: 1e-8))
    let grid = try #require(try finding("escape-rate", "fokker-planck", in: analysis).value)
    #expect(abs(grid / known - 1) < 2 * temperature / barrier)
    let simulated = try finding("escape-rate", "first-passage", in: analysis)
    expectZ(simulated.value ?? 0, grid, standardError: simulated.standardError ?? 0)
    #expect(analysis.answer.contains("'well-1' and 'well-2' are the same minimum up to a symmetry"))
  }

  /// The empty network is left over four saddles; the law sums over them.
  @Test func threeWeights() throws {
    let analysis = try analysis(
      """
      experiment: escape-rate
      \(Self.network("[1, 1]", confinement: 0.6))
      temperature: 0.01
      from: well-5
      start: minimum
      to: {any: [well-1, well-2, well-3, well-4]}
      dynamics: {integrator: leimkuhler-matthews, time-step: 0.02}
      walkers: 2000
      methods: [first-passage, eyring-kramers]
      """, rows: "x,y\n1,1\n")
    let law = try finding("escape-rate", "eyring-kramers", in: analysis)
    #expect(agree(1 / (law.value ?? 1), 88.50, relative: 1e-4))
    #expect(law.notes.contains("the rates over 4 saddles are added"))
    // A simulation of another program with another scheme took 101.9(1.8).
    let time = try finding("mean-first-passage-time", "first-passage", in: analysis)
    expectZ(
      time.value ?? 0, 101.9, standardError: hypot(time.standardError ?? 0, 1.8))
    #expect(!analysis.answer.contains("up to a symmetry"))
  }

  /// F = f_min + (θ/2) ln det(βH/2π) with H = 2XᵀX/n + γ: linear regression on two inputs.
  @Test func oneLayer() throws {
    let analysis = try analysis(
      """
      experiment: equilibrium
      \(Self.network("[]", confinement: 0.3))
      temperature: 0.2
      methods: [quadrature, harmonic]
      """, rows: "x1,x2,y\n1,0.5,1\n-1,2,0.3\n0.2,1,-0.7\n")
    let rows = [(1.0, 0.5, 1.0), (-1, 2, 0.3), (0.2, 1, -0.7)]
    func mean(_ term: ((Double, Double, Double)) -> Double) -> Double { rows.reduce(0) { $0 + term($1) } / 3 }
    let (a, b, d) = (2 * mean { $0.0 * $0.0 } + 0.3, 2 * mean { $0.0 * $0.1 }, 2 * mean { $0.1 * $0.1 } + 0.3)
    let (p, q) = (2 * mean { $0.0 * $0.2 }, 2 * mean { $0.1 * $0.2 })
    let determinant = a * d - b * b
    let (u, v) = ((d * p - b * q) / determinant, (a * q - b * p) / determinant)
    let lowest = mean { ($0.0 * u + $0.1 * v - $0.2) * ($0.0 * u + $0.1 * v - $0.2) } + 0.15 * (u * u + v * v)
    let known = lowest + 0.1 * log(determinant / (0.2 * 0.2 * 4 * .pi * .pi))
    for method in ["quadrature", "harmonic"] {
      let found = try #require(
        analysis.findings.first { $0.quantity == "free-energy" && $0.method == method })
      #expect(abs((found.value ?? 0) - known) < 1e-7, "\(method)")
    }
  }

  @Test(
    "what is wrong is said with its place",
    arguments: [
      (
        "targets: [y]", "targets: [weight]", "test.yaml:5:44: 'ROWS' has no column 'weight'; allowed are x, y."
      ),
      (
        "targets: [y]", "targets: [y], label: x",
        "test.yaml:5:55: label and targets are both given; a label is a class, targets are numbers to predict. Leave one out."
      ),
      (
        "targets: [y]", "targets: [y, x]",
        "test.yaml:5:43: all 2 columns of 'ROWS' are targets; none is left to predict them from."
      ),
      (
        "targets: [y]", "targets: [y], inputs: [2]",
        "test.yaml:5:57: column 2 (y) is a target already; it cannot be an input too."
      ),
      (
        "precision: double", "precision: single",
        "test.yaml:12:7: unknown well 'well-1'; wells and curvatures of a network are searched for with 'precision: double', and "
          + "this is single."
      ),
      (
        "to: well-2", "to: {loss: {on: test, at-most: 0.1}}",
        "test.yaml:13:17: loss cannot be observed on test: there is no test set, since the only example is trained on; "
          + "say data: {train-fraction: 0.8}, or observe train."
      ),
      (
        "train-fraction: 1", "train-fraction: 0.9",
        "test.yaml:6:26: train-fraction is 0.9, which is 1 of the table's 1 rows: the test set would be empty. Say 1 to train "
          + "on all rows."
      ),
    ])
  func mistakes(line: String, written: String, message: String) throws {
    let yaml = """
      experiment: escape-rate
      \(Self.network("[1]", confinement: 0.5))
      temperature: 0.1
      from: well-1
      to: well-2
      """
    try withRows("x,y\n1,1\n") { path in
      do {
        _ = try Plan(
          ScenarioFile(yaml: yaml.replacing(line, with: written).replacing("ROWS", with: path), name: "test.yaml"))
        Issue.record("nothing was wrong")
      } catch {
        let text = "\(error)".replacing(path, with: "ROWS")
        // The length of the path moves what follows it in its line.
        func withoutColumn(_ text: String) -> Substring { text.drop { $0 != " " } }
        #expect(withoutColumn(text) == withoutColumn(message), "\(text)")
      }
    }
  }
}
