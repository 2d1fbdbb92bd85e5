// SPDX-License-Identifier: GPL-3.0-or-later

/// The least squares of a scaling model: Levenberg and Marquardt over its parameters, the curve projected out.
///
/// G. Golub and V. Pereyra, SIAM J. Numer. Anal. 10 (1973) 413.
struct ScalingFit: Sendable {
  let problem: ScalingProblem
  /// Centers (one, or those of all sizes but the one in the middle), y where it is fitted, κ where it is fitted.
  let parameters: [Double]
  let chiSquared: Double
  /// g at the knots.
  let curve: [Double]
  /// The fitted mean of each cell.
  let fitted: [Double]

  private static let iterations = 40
  /// Relative change of χ² below which the search ends.
  private static let tolerance = 1e-6
  /// Of the numerical derivatives.
  private static let step = 1e-6

  /// Fits from a start; the knots stay where they are.
  init(_ problem: ScalingProblem, values: [Double], from start: [Double]) {
    var work = ScalingProblem.Workspace()
    let (parameters, chiSquared) = Self.minimum(problem, values, start, &work)
    _ = problem.evaluate(values, parameters, &work)
    self.problem = problem
    self.parameters = parameters
    self.chiSquared = chiSquared
    curve = work.curve
    fitted = values.indices.map { values[$0] - work.residuals[$0] * problem.errors[$0] }
  }

  /// y, the exponent of the width: 1/ν.
  var exponent: Double { problem.model.exponent(parameters, sizes: problem.logSizes.count) }
  /// κ = β/ν.
  var amplitude: Double { problem.model.amplitude(parameters) }
  /// r_c, or the center of the first size.
  func center(of size: Int) -> Double { problem.center(of: size, parameters) }

  /// Akaike's criterion, corrected for few cells.
  var correctedAIC: Double {
    let count = Double(problem.owners.count)
    let parameters = Double(problem.parameterCount + problem.basis.count)
    return chiSquared + 2 * parameters * count / max(count - parameters - 1, 0.5)
  }

  private static func minimum(
    _ problem: ScalingProblem, _ values: [Double], _ start: [Double], _ work: inout ScalingProblem.Workspace
  ) -> ([Double], Double) {
    let count = start.count
    var here = bounded(start, problem)
    var best = problem.evaluate(values, here, &work)
    var damping = 1e-3
    for _ in 0..<iterations {
      let residuals = work.residuals
      var gradient = [Double](repeating: 0, count: count)
      var columns: [[Double]] = []
      for k in 0..<count {
        var moved = here
        moved[k] += step
        _ = problem.evaluate(values, moved, &work)
        let column = residuals.indices.map { (work.residuals[$0] - residuals[$0]) / step }
        gradient[k] = -zip(column, residuals).reduce(0) { $0 + $1.0 * $1.1 }
        columns.append(column)
      }
      let normal = columns.map { one in columns.map { zip(one, $0).reduce(0) { $0 + $1.0 * $1.1 } } }
      var isBetter = false
      while damping < 1e8 {
        var matrix = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
          for j in 0..<count { matrix[i * count + j] = normal[i][j] }
          matrix[i * count + i] += damping * (normal[i][i] + 1e-6)
        }
        var move = gradient
        ScalingProblem.solve(&matrix, &move, count)
        // A long step leaves the region where derivatives mean anything.
        let trial = bounded(zip(here, move).map { $0 + min(max($1, -1), 1) }, problem)
        let value = problem.evaluate(values, trial, &work)
        if value < best {
          isBetter = best - value > tolerance * best
          (here, best) = (trial, value)
          damping = max(damping / 5, 1e-9)
          break
        }
        damping *= 6
      }
      guard isBetter else { break }
    }
    return (here, best)
  }

  /// Centers within three ranges of the control parameter, y between −4 and 8, κ between −3 and 3.
  private static func bounded(_ parameters: [Double], _ problem: ScalingProblem) -> [Double] {
    let model = problem.model
    let centers = model.hasCommonCenter ? 1 : problem.logSizes.count - 1
    return parameters.enumerated().map { place, value in
      if place < centers { return min(max(value, -6), 6) }
      return place == centers && model.fitsExponent ? min(max(value, -4), 8) : min(max(value, -3), 3)
    }
  }
}
