// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

extension String {
  /// That some walkers start inside the target and have arrived at the time zero; `nil` where none do.
  ///
  /// - Parameter share: of the start.
  static func startsInside(_ share: Double) -> String? {
    guard share > 0 else { return nil }
    return
      "\(NumberFormat.rounded(100 * share, digits: 3)) % of the start lies inside the target, where walkers have arrived at once: the "
      + "rate is one over the mean time of all, those with the time zero among them"
  }
}
