// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// How well the histograms of a point agree with the Fokker–Planck equation at all times.
struct RelaxationAgreement {
  /// The least chance of so different a histogram if the equation is right.
  let chance: Double
  /// How many times it is the least of.
  let times: Int

  /// Below this chance, shared among all times, ensemble and equation disagree.
  private static let doubt = 1e-3

  var isDoubtful: Bool { chance * Double(times) <= Self.doubt }
  var text: String { NumberFormat.rounded(chance, digits: 2) }
}

extension ResultTable<RelaxationPoint>.Row {
  /// The agreement of both methods; `nil` where one is missing.
  var agreement: RelaxationAgreement? {
    let chances = findings(of: Relaxation.comparison).compactMap(\.value)
    return chances.min().map { RelaxationAgreement(chance: $0, times: chances.count) }
  }

  /// Whether the histogram's relative entropy falls within its errors; |z| beyond four is a rise.
  var isMonotone: Bool? {
    estimate(EnsembleMethod.word, "largest-entropy-rise").map { $0.value <= 4 * $0.standardError }
  }

  /// What speaks against the ensemble or the equation.
  var doubts: [String] {
    var doubts: [String] = []
    if let agreement, agreement.isDoubtful {
      doubts.append(
        "the histograms disagree with the Fokker–Planck equation (p = \(agreement.text)); "
          + "a smaller time-step or more grid-cells may help")
    }
    if isMonotone == false { doubts.append("the relative entropy rises by more than four standard errors") }
    return doubts
  }
}
