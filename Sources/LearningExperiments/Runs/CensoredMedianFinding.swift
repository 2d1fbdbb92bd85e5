// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

extension Finding {
  /// How the median of censored times is found.
  static let survivalMethod = "kaplan-meier"
  /// How the interval of a probability is found.
  static let shareMethod = "clopper-pearson"

  /// A Kaplan–Meier median in steps, with what is known of it where runs are censored or few.
  init(_ quantity: String, median: CensoredMedian, at place: Record) {
    self.init(quantity, median.estimate, unit: "steps", at: place, method: Self.survivalMethod)
    boundLevel = median.quantile.level
    samples = median.samples
    censored = median.censored
    if median.quantile.value == nil {
      lowerBound = median.horizon
      notes.append(
        "\(median.censored) of \(median.samples) runs did not get there (censored); the median is not known")
    } else if median.interval == nil {
      lowerBound = median.quantile.lower
      notes.append(
        "\(median.samples) runs are too few for both ends of a 95 % interval; they lie from "
          + "\(NumberFormat.rounded(median.seen.first ?? .nan)) to \(NumberFormat.rounded(median.seen.last ?? .nan))"
          + (median.censored > 0 ? ", \(median.censored) not seen" : ""))
    }
  }
}
