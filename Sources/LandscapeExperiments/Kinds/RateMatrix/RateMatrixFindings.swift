// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Kinetics
import Runs
import Settings
import Statistics

/// What a rate matrix says, as findings: rates and times of each pair, populations, relaxation times.
struct RateMatrixFindings {
  let names: [String]
  let matrix: RateMatrix
  /// The mean first-passage time from each well's minimum to each other's core; those of the chain where `nil`.
  var times: [[Estimate]]?
  /// The relaxation times of the equation itself, where they are known, the slowest first.
  var relaxation: [Estimate] = []
  /// What a reader must know of all of them.
  var notes: [String] = []
  /// Why they may be off by more than they say.
  var doubts: [String] = []

  static let rate = "transition-rate"
  static let time = "mean-first-passage-time"
  static let population = "population"
  static let relaxationTime = "relaxation-time"
  static let chainTime = "chain-relaxation-time"

  /// From here on the chain of rates and the equation relax differently.
  private static let largestDifference = 0.1

  /// The place of a pair.
  static func pair(_ from: String, _ to: String) -> Record {
    Record([("from", .text(from)), ("to", .text(to))])
  }

  /// The place of a mode, the slowest being 1.
  static func mode(_ index: Int) -> Record { Record([("mode", .integer(index + 1))]) }

  /// All of them.
  var findings: [Finding] {
    var result: [Finding] = []
    let states = names.indices
    for i in states {
      for j in states where j != i {
        result.append(
          Finding(Self.rate, matrix.rate(from: i, to: j), unit: "1/time", at: Self.pair(names[i], names[j])))
      }
    }
    for i in states {
      for j in states where j != i {
        result.append(
          Finding(
            Self.time, times?[i][j] ?? matrix.meanTime(from: i, to: j), unit: "time", at: Self.pair(names[i], names[j]))
        )
      }
    }
    for (name, share) in zip(names, matrix.populations) {
      result.append(Finding(Self.population, share, unit: "1", at: Record([("well", .text(name))])))
    }
    for (index, time) in relaxation.enumerated() {
      result.append(Finding(Self.relaxationTime, time, unit: "time", at: Self.mode(index)))
    }
    for (index, time) in matrix.relaxationTimes.enumerated() {
      var finding = Finding(Self.chainTime, time, unit: "time", at: Self.mode(index))
      if relaxation.indices.contains(index) {
        let ratio = time.value / relaxation[index].value
        if abs(ratio - 1) > Self.largestDifference {
          finding.doubt(
            because:
              "the chain of rates relaxes in \(NumberFormat.rounded(ratio, digits: 3)) of the time that the equation takes: these "
              + "wells are not left rarely enough for a chain to be the whole dynamics")
        }
      }
      result.append(finding)
    }
    return result.map { finding in
      var finding = finding
      finding.notes += notes
      for doubt in doubts { finding.doubt(because: doubt) }
      return finding
    }
  }

  /// That there are no rates, and why.
  static func none(because reason: NotApplicable) -> [Finding] {
    [Finding(rate, nil, unit: "1/time", notes: ["not applicable: \(reason)"])]
  }
}
