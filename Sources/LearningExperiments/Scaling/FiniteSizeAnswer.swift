// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics

/// What a finite-size analysis shows, in sentences.
struct FiniteSizeAnswer {
  let result: FiniteSizeResult

  var sentence: String { ([verdict, place] + [doubt].compactMap { $0 }).filter { !$0.isEmpty }.joined(separator: " ") }

  private var verdict: String {
    guard let scaling = result.scaling else {
      return "Whether there is a transition cannot be asked: \(result.refusal)."
    }
    switch scaling.verdict {
    case .transition:
      let power = scaling.amplitudeExponent.standardError > 0 ? ", β/ν = \(scaling.amplitudeExponent.formatted)" : ""
      return
        "A transition: \(scaling.reason), r_c = \(scaling.criticalPoint.formatted), with ν = \(scaling.exponent.formatted)\(power); the collapse is as good "
        + "as chance allows (p = \(NumberFormat.rounded(scaling.collapseProbability, digits: 2)))."
        .replacing("r_c", with: result.settings.control == .fraction ? "r_c" : "c")
    case .crossover:
      return
        "No transition but a crossover: \(scaling.reason) (exponent of the width \(scaling.widthExponent.formatted)"
        + (scaling.relativeWidthExponent.map { ", relative to its place \($0.formatted)" } ?? "") + ")."
    case .undecided:
      return "Undecided: \(scaling.reason)."
    }
  }

  /// Where the rise lies at the smallest and at the largest size.
  private var place: String {
    let known = result.table.sizes.indices.compactMap { size in
      result.crossings.centers[size].map { (size, $0) }
    }
    guard let first = known.first, let last = known.last, first.0 < last.0 else { return "" }
    let symbol = result.settings.control.symbol
    let power = result.crossings.centerExponent.flatMap { exponent in
      exponent.standardError.isFinite && abs(exponent.value) > 3 * exponent.standardError
        ? ", about as L^\(exponent.formatted)" : nil
    }
    return
      "The middle of the rise goes from \(symbol) = \(stated(first.1)) at \(result.name(first.0)) to \(stated(last.1)) at "
      + "\(result.name(last.0))\(power ?? "")."
  }

  private func stated(_ estimate: Estimate) -> String {
    estimate.standardError.isFinite && estimate.standardError > 0
      ? estimate.formatted : NumberFormat.rounded(estimate.value, digits: 3)
  }

  private var doubt: String? { result.doubt.map { "Mind that \($0)." } }
}
