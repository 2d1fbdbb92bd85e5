// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension CensoredLikelihood {
  /// The highest maximum that the law's starts lead to; `nil` if none of them has a likelihood.
  ///
  /// All starts make a few steps; the best of them go on.
  mutating func search(from support: LawSupport) -> LikelihoodOptimum? {
    let starts = law.starts(support).filter { $0.count == count && $0.allSatisfy(\.isFinite) }
    var climbers: [LikelihoodOptimum] = []
    for start in starts {
      let place = start.indices.map { coordinate($0, start[$0]) } + [log(scatter(about: start, support))]
      let climber = climb(from: place, iterations: law.isLinear ? 200 : 10)
      if climber.value > -.infinity { climbers.append(climber) }
    }
    var best: LikelihoodOptimum?
    for climber in climbers.sorted(by: { $0.value > $1.value }).prefix(4) {
      let end = climber.converged ? climber : climb(from: climber.point, iterations: 300)
      if end.value > (best?.value ?? -.infinity) { best = end }
    }
    return best
  }

  /// The maximum near an earlier one, after the weights changed; the limits of coefficients may have moved.
  mutating func follow(_ coefficients: [Double], logarithmicScale: Double, iterations: Int = 60) -> LikelihoodOptimum {
    climb(
      from: coefficients.indices.map { coordinate($0, coefficients[$0]) } + [logarithmicScale], iterations: iterations)
  }

  /// The standard deviation of the seen logarithms about a start.
  private func scatter(about coefficients: [Double], _ support: LawSupport) -> Double {
    var gradient = [Double](repeating: 0, count: count)
    // A start may lie where a limit forbids it; the search begins where the bounds leave it.
    let allowed = coefficients.indices.map { coefficient($0, coordinate($0, coefficients[$0])) }
    let squares = zip(support.covariates, support.logarithms).map { x, value in
      let defect = value - law.location(x, allowed, &gradient)
      return defect.isFinite ? defect * defect : 1
    }
    return min(max((squares.reduce(0, +) / Double(max(squares.count, 1))).squareRoot(), 1e-3), 20)
  }
}
