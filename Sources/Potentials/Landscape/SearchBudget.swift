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

  /// Half of the work for a potential, less where an evaluation costs more than those of formulas, but enough for some descents
  /// in many dimensions.
  convenience init(halfFor potential: any Potential) {
    let d = potential.dimension
    let share = max(1, potential.costPerStep / Double(max(d, 1)) / Self.includedCost)
    let least = d > Self.manyDimensions ? 100 * Self.solution(d) : 0
    self.init(max(Self.work / 2 / share, least))
  }

  /// An evaluation at a single point may cost so many times a coordinate of a block for each of its own.
  private static let includedCost = 60.0

  /// Beyond so many dimensions a Hessian takes a good part of the budget.
  static let manyDimensions = 100

  private static func solution(_ d: Int) -> Double { Double(d * d) + Double(d * d * d) / 100 + 40 }
  /// A Hessian and the solution of its linear equations.
  func chargeSolution(_ d: Int) { left -= Self.solution(d) }

  private static func hessian(_ d: Int) -> Double { Double(d * d) + Double(d * d * d) / 8 + 40 }

  var isSpent: Bool { left <= 0 }

  func chargeEnergy(_ d: Int) { left -= Double(d) + 10 }
  func chargeGradient(_ d: Int) { left -= Double(d) + 10 }
  func chargeHessian(_ d: Int) { left -= Self.hessian(d) }
}
