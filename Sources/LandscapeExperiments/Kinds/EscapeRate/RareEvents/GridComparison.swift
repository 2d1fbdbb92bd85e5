// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Runs
import Statistics

extension EscapeRatePoint {
  /// Standard errors, and what the time step may do beside them, from which on a rate is not that of the grid.
  private static let apart = 3.0
  private static let usual = 0.02

  /// Why a rate is doubtful that a coarse grid has otherwise; `nil` where they agree within their errors, or no grid can tell.
  ///
  /// The grid solves the overdamped equation in one and two dimensions.
  func doubt(against grid: ReactantGrid, _ rate: Estimate, temperature: Double) -> String? {
    guard integrator.isOverdamped, rate.value > 0,
      let passage = try? grid.passage(of: self, temperature: temperature), passage.value > 0
    else { return nil }
    let relative = rate.standardError / rate.value
    let accuracy = passage.accuracy ?? 0
    let error = (relative * relative + accuracy * accuracy).squareRoot()
    let difference = abs(log(rate.value * passage.value))
    guard difference > Self.apart * error + Self.usual else { return nil }
    let other = NumberFormat.rounded(1 / passage.value, digits: 3)
    let factor = NumberFormat.rounded(rate.value * passage.value, digits: 2)
    return
      "the rate is \(factor) times that of a coarse grid, \(other), which is more than its error allows: a better score, more "
      + "replicas, trials or iterations, or a shorter time step would help"
  }
}
