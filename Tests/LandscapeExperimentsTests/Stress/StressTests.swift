// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Settings
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// The methods of `escape-rate` and `equilibrium` on random landscapes, against a grid that shares no code with them.
///
/// - RAVINE_STRESS_SEED: names the landscapes; 1 if absent.
/// - RAVINE_STRESS_CASES: how many; 240 if absent.
/// - RAVINE_STRESS_TABLE: a file that the table is written to, docs/coverage.md by `make coverage`.
/// - RAVINE_STRESS_RECORD: a file that every number is written to, comma-separated, with the scenarios.
/// - RAVINE_STRESS_DEFAULTS: with it, the methods run with all settings at their defaults.
@Suite(.serialized) struct StressTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seed = environment["RAVINE_STRESS_SEED"].flatMap { UInt64($0) } ?? 1
  private static let count = environment["RAVINE_STRESS_CASES"].flatMap { Int($0) } ?? 240
  private static let usesDefaults = environment["RAVINE_STRESS_DEFAULTS"] != nil

  @Test("intervals on random landscapes hold the truth in 95 %, or say that they may not", .long)
  func intervalsHoldTheTruth() throws {
    let (rates, populations) = (StressResults(), StressResults())
    let places = UncheckedCounter()
    DispatchQueue.concurrentPerform(iterations: Self.count) { index in
      guard let own = Self.found(index) else { return }
      places.increment()
      let start = Date()
      rates.add(Self.escape(own))
      populations.add(Self.equilibrium(own))
      print("\(own.name): \(Int(-start.timeIntervalSinceNow)) s")
      // What is known so far, for those who cannot wait.
      if places.value.isMultiple(of: 10) { _ = try? Self.write(rates, populations, cases: places.value) }
    }
    print(try Self.write(rates, populations, cases: places.value).text)
    for failure in rates.failures + populations.failures { Issue.record("\(failure)") }
    #expect(Double(places.value) > 0.9 * Double(Self.count), "only \(places.value) landscapes ask a question")
    for tally in rates.tallies + populations.tallies where tally.judged >= 40 {
      if tally.isSampled { #expect((0.92...0.98).contains(tally.coverage), "\(tally.row)") }
      if tally.isComputed { #expect(tally.held == tally.judged, "\(tally.row)") }
    }
  }

  /// Writes what was found to the files that are asked for.
  private static func write(
    _ rates: StressResults, _ populations: StressResults, cases: Int
  ) throws -> StressTable {
    let table = StressTable(rates: rates.tallies, populations: populations.tallies, seed: seed, cases: cases)
    if let path = environment["RAVINE_STRESS_RECORD"] {
      try (rates.text + populations.text).write(toFile: path, atomically: true, encoding: .utf8)
    }
    if let path = environment["RAVINE_STRESS_TABLE"] {
      try table.text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    return table
  }

  /// Landscapes that ask no question that can be judged are passed over; every family comes up equally often.
  private static func found(_ index: Int) -> StressCase? {
    (0..<60).lazy.compactMap { StressCase(index + $0 * StressLandscape.families.count * 1000, seed: seed) }.first
  }

  private static func escape(_ own: StressCase) -> StressOutcome {
    var methods = ["first-passage", "adaptive-multilevel-splitting", "forward-flux-sampling", "weighted-ensemble"]
    methods += ["eyring-kramers", "eyring-free-energy"]
    if own.dimension == 1 { methods.append("exact") }
    if own.dimension <= 2 { methods.append("fokker-planck") }
    // A third of the simulations end before most walkers have arrived.
    let limit = own.name.hash(into: 3) == 0 ? own.time / 3 : 40 * own.time
    // Less work than by default, so that hundreds of landscapes take minutes.
    let settings = """
      walkers: 400
      splitting: {replicas: 100, repetitions: 12}
      forward-flux: {walkers: 100, rounds: 6, trials: 300, repetitions: 12}
      weighted-ensemble: {walkers-per-bin: 20, iterations: 300, repetitions: 10}
      """
    let yaml = """
      experiment: escape-rate
      \(own.system)
      \(own.escape)
      time-limit: \(StressCase.rounded(limit))
      methods: [\(methods.joined(separator: ", "))]
      \(usesDefaults ? "" : settings)
      """
    return outcome(own, yaml) { finding in
      finding.quantity == "escape-rate" ? (1 / own.time, own.accuracy) : nil
    }
  }

  private static func equilibrium(_ own: StressCase) -> StressOutcome {
    // Regions that lie askew in space take the adaptive quadrature minutes; chains would have to be long to mix.
    let methods = (own.dimension <= 2 ? ["quadrature"] : []) + ["nested-sampling"]
    let settings = "nested: {live-points: 200}"
    let yaml = """
      experiment: equilibrium
      \(own.system)
      \(own.regions)
      wells: [\(own.populations.map(\.region).joined(separator: ", "))]
      methods: [\(methods.joined(separator: ", "))]
      \(usesDefaults ? "" : settings)
      """
    return outcome(own, yaml) { finding in
      guard finding.quantity == "population", let place = finding.at["well"]?.asText else { return nil }
      return own.populations.first { $0.region == place }.map { ($0.share, 1e-3) }
    }
  }

  /// Runs a scenario and compares those of its findings that have a right value, known to a relative accuracy.
  private static func outcome(
    _ own: StressCase, _ yaml: String, right: (Finding) -> (value: Double, accuracy: Double)?
  ) -> StressOutcome {
    var outcome = StressOutcome(name: own.name, yaml: yaml)
    do {
      let run = try RunScenario(yaml)
      guard run.perform(threads: 1).isComplete else {
        outcome.failure = "tasks failed"
        return outcome
      }
      outcome.judgements = try run.analysis.findings.compactMap { finding in
        right(finding).map { StressJudgement(finding, truth: $0.value, accuracy: $0.accuracy) }
      }
    } catch { outcome.failure = "\(error)" }
    return outcome
  }
}

extension String {
  /// A number below a bound that depends on the text alone.
  fileprivate func hash(into count: Int) -> Int { utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 10007 } % count }
}

/// Counts from several threads.
private final class UncheckedCounter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0
  func increment() { lock.withLock { count += 1 } }
  var value: Int { lock.withLock { count } }
}
