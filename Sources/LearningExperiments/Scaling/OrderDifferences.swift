// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// How the order parameter differs between words of a sweep, over runs with the same size, training set and initial weights in pairs.
struct OrderDifferences {
  /// A run with the words that it was made with.
  struct Run: Sendable {
    var words: Record
    /// The other coordinates of its point.
    var place: Record
    /// L and the rows of the training set.
    var size: Int
    var rows: Int
    var dataSeed: Int
    var modelSeed: Int
    var value: Double
  }

  let runs: [Run]

  /// How they are found.
  static let method = "paired"

  /// `order-parameter-difference` at {axis, from, to}: the mean over the training sets' seeds with Student's interval; none without words.
  var findings: [Finding] {
    let axes = runs.first?.words.keys ?? []
    return axes.flatMap { axis -> [Finding] in
      var strata: [String: [Run]] = [:]
      var order: [String] = []
      for run in runs {
        let name = others(run, axis).exactName
        if strata[name] == nil { order.append(name) }
        strata[name, default: []].append(run)
      }
      return order.flatMap { of(axis, strata[$0] ?? []) }
    }
  }

  private func others(_ run: Run, _ axis: String) -> Record {
    var others = Record((run.words.entries + run.place.entries).map { ($0.key, $0.value) })
    others[axis] = nil
    return others
  }

  private func of(_ axis: String, _ runs: [Run]) -> [Finding] {
    var words: [Value] = []
    for run in runs { if let word = run.words[axis], !words.contains(word) { words.append(word) } }
    return words.indices.flatMap { first in
      words.indices.filter { $0 > first }.map { second in
        difference(axis, words[first], words[second], runs)
      }
    }
  }

  private func difference(_ axis: String, _ from: Value, _ to: Value, _ runs: [Run]) -> Finding {
    func named(_ word: Value) -> [[Int]: Run] {
      Dictionary(
        runs.filter { $0.words[axis] == word }.map { ([$0.size, $0.rows, $0.dataSeed, $0.modelSeed], $0) },
        uniquingKeysWith: { one, _ in one })
    }
    let second = named(to)
    var differences: [Int: [Double]] = [:]
    for (name, run) in named(from).sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      if let partner = second[name] { differences[run.dataSeed, default: []].append(partner.value - run.value) }
    }
    let means = differences.sorted { $0.key < $1.key }.map { $0.value.reduce(0, +) / Double($0.value.count) }
    var place = runs.first.map { others($0, axis) } ?? Record()
    place["axis"] = .text(axis)
    place["from"] = from
    place["to"] = to
    let estimate = mean(of: means) ?? means.first.map { Estimate($0, standardError: .nan) }
    var finding = Finding("order-parameter-difference", estimate, at: place, method: Self.method)
    finding.samples = differences.reduce(0) { $0 + $1.value.count }
    if means.isEmpty { finding.notes.append("no run of one has the seeds of a run of the other") }
    if means.count == 1 { finding.notes.append("one training set tells nothing of the scatter; take more data seeds") }
    return finding
  }
}
