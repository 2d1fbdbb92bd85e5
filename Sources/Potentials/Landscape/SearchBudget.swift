// SPDX-License-Identifier: GPL-3.0-or-later

/// The work that a search for wells may do, whatever the landscape.
///
/// Counted in evaluations of one coordinate: an energy or a gradient of d coordinates counts d + 10, a Hessian with its
/// eigenvectors d² + d³/8 + 40. The budget is worth a few seconds of one core on formulas.
final class SearchBudget {
  private(set) var left: Double

  /// What one search may take by default.
  static let work = 3e7

  init(_ work: Double = SearchBudget.work) { left = work }

  var isSpent: Bool { left <= 0 }

  func chargeEnergy(_ d: Int) { left -= Double(d) + 10 }
  func chargeGradient(_ d: Int) { left -= Double(d) + 10 }
  func chargeHessian(_ d: Int) { left -= Double(d * d) + Double(d * d * d) / 8 + 40 }
}
