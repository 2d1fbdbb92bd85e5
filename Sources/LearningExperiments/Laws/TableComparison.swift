// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Randomness
import Settings
import Statistics
import Synchronization

/// Laws held against the same runs of a table: those that differ in the size of the training set, in an axis, or in nothing but
/// their own times.
struct TableComparison: Sendable {
  /// What the runs have in common.
  let place: Record
  /// What times are held against: `size`, `memorization-time`, or an axis.
  let against: String
  /// The fits of all laws with their weights.
  let result: GrokkingLawComparison

  /// The best fit of each tenable law, at most so many: the verdict's own first, the constant one only if nothing else is tenable.
  func drawn(_ limit: Int) -> [LawStanding] {
    let core = result.laws.simplest.map { [$0] } ?? []
    let tenable = core + result.laws.tenable.filter { $0.fit.law.name != core.first?.fit.law.name }
    let laws = tenable.filter { $0.fit.law.role == .candidate }
    return Array((laws.isEmpty ? tenable : laws).prefix(limit))
  }

  /// The verdict in a word: the name of a law, `constant`, `undecided` or `none`.
  var bestLaw: String {
    switch result.laws.decision {
    case .decided(let name): name
    case .undecided: "undecided"
    case .constant: TimeLaw.constantName
    case .none: "none"
    }
  }

  /// Where the findings of this comparison stand.
  var coordinates: Record {
    var coordinates = place
    coordinates["time"] = .text("\(result.time.rawValue)-time")
    coordinates["against"] = .text(against)
    return coordinates
  }

  /// Whether any run was seen to do it.
  var isAnswered: Bool { !result.laws.standings.isEmpty }

  /// At how many sizes how few runs were seen, for laws that lack some: `0 of 8 at N = 159, 1 of 8 at N = 212`.
  func shortage(sizeName: String) -> String {
    let runs = result.runs
    let groups = Dictionary(grouping: runs, by: \.size).sorted { $0.key < $1.key }
    let lacking = groups.compactMap { size, runs -> String? in
      let seen = runs.count { result.time.time(of: $0).map { !$0.isCensored } ?? false }
      return seen < runs.count
        ? "\(seen) of \(runs.count) at \(sizeName) = \(NumberFormat.rounded(size, digits: 5))" : nil
    }
    let listed = 6
    guard !lacking.isEmpty else { return "" }
    return lacking.prefix(listed).joined(separator: ", ")
      + (lacking.count > listed ? " and fewer than all at \(lacking.count - listed) more" : "")
  }
}

/// All comparisons of laws that a table gives reason for.
struct TableComparisons {
  private let table: GrokkingTable
  private let settings: FitSettings
  private var questions: [Question] = []

  /// Which laws are held against which runs.
  private struct Question: Sendable {
    let laws: [GrokkingLaw]
    let family: LawFamily
    let time: LearningTime
    let runs: [GrokkingRun]
    let place: Record
    let against: String
  }

  /// Asks: every time against the size within each series, the grokking time against the memorization time, and every
  /// time against the decay and against the temperature at each size where these vary.
  init(_ table: GrokkingTable, settings: FitSettings) {
    self.table = table
    self.settings = settings
    let series = table.series
    let times: [LearningTime] =
      [.grokking] + (table.runs.contains { $0.memorization != nil } ? [.memorization] : [])
    for time in times {
      for one in series where one.points.count > 1 { ask(.size, time, one.runs, place: one.place, against: "size") }
    }
    if times.count > 1 {
      let many = series.filter { $0.points.count > 1 }
      for one in many { ask(.relation, .grokking, one.runs, place: one.place, against: "memorization-time") }
      // Where the size is the same everywhere the other axes stretch both times.
      if many.isEmpty { ask(.relation, .grokking, table.runs, place: Record(), against: "memorization-time") }
    }
    for (family, covariate) in [(LawFamily.decay, RunCovariate.decay), (.temperature, .temperature)] {
      guard let axis = table.axis(of: covariate) else { continue }
      for group in table.groups(varying: axis) {
        for time in times { ask(family, time, group.runs, place: group.place, against: axis) }
      }
    }
  }

  private mutating func ask(
    _ family: LawFamily, _ time: LearningTime, _ runs: [GrokkingRun], place: Record, against: String
  ) {
    let laws = GrokkingLaw.of(family).filter { settings.laws?.contains($0.name) ?? true }
    guard !laws.isEmpty else { return }
    questions.append(
      Question(laws: laws, family: family, time: time, runs: runs, place: place, against: against))
  }

  /// The fits, on all processors; each question has a random stream of its own, so their order does not matter.
  var all: [TableComparison] {
    let answers = Mutex([TableComparison?](repeating: nil, count: questions.count))
    DispatchQueue.concurrentPerform(iterations: questions.count) { index in
      let answer = answer(to: index)
      answers.withLock { $0[index] = answer }
    }
    return answers.withLock { $0.compactMap { $0 } }
  }

  private func answer(to index: Int) -> TableComparison {
    let question = questions[index]
    var stream = RandomStream(
      StreamName(seed: settings.seed, task: StreamTask(bits: UInt32(index)), purpose: .bootstrap), walker: 0)
    let result = GrokkingLawComparison(
      question.runs, family: question.family, laws: question.laws, time: question.time,
      distributions: settings.likelihoods.compactMap(TimeDistribution.init(rawValue:)),
      replicates: settings.bootstrap, simulations: min(settings.bootstrap, Self.simulations), using: &stream)
    return TableComparison(place: question.place, against: question.against, result: result)
  }

  /// Simulated data for each test of residuals; none without a bootstrap.
  private static let simulations = 200
}

extension GrokkingTable {
  /// The axis that is a covariate, if one is.
  func axis(of covariate: RunCovariate) -> String? {
    axes.first { axis in covariate.axisNames.contains { axis == $0 || axis.hasSuffix("." + $0) } }
  }

  /// The runs that differ in one axis and in the seeds alone, where that axis has several values.
  func groups(varying axis: String) -> [(place: Record, size: Double, runs: [GrokkingRun])] {
    let others = axes.filter { $0 != axis }
    var groups: [[Double]: [GrokkingRun]] = [:]
    for run in runs { groups[[run.size] + others.map { run.axes[$0] ?? .infinity }, default: []].append(run) }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { key, runs in
      guard Set(runs.compactMap { $0.axes[axis] }).count > 1 else { return nil }
      let point = GrokkingPoint(
        size: key[0], sizeName: sizeName,
        place: Record(zip(others, key.dropFirst()).filter { $0.1.isFinite }.map { ($0.0, .number($0.1)) }), runs: runs)
      return (point.coordinates, key[0], runs)
    }
  }
}
