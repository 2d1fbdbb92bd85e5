// SPDX-License-Identifier: GPL-3.0-or-later

/// A point where the gradient vanishes, with its index: how many directions lead down.
public struct StationaryPoint: Sendable, Equatable {
  /// Where it is.
  public var position: [Double]
  /// f there.
  public var energy: Double
  /// The Hessian's eigenvalues, ascending.
  public var eigenvalues: [Double]
  /// The unit eigenvector of the lowest eigenvalue: at a saddle of index one, the unstable direction.
  public var softest: [Double]

  /// The number of directions in which nothing curves.
  var flatDirections: Int { eigenvalues.count { $0 == 0 } }

  /// The number of negative eigenvalues: 0 at a minimum, 1 at a saddle between two wells.
  public var index: Int { eigenvalues.count { $0 < 0 } }

  /// Follows the Hessian's eigenvectors from a start to a stationary point of the wanted index.
  ///
  /// Newton's step in the eigenbasis, with the signs set so that it climbs along the `index` lowest modes and
  /// descends along all others whatever the curvature is, and no step longer than `reach`. Near the point it is
  /// Newton's method and converges quadratically. (Cerjan and Miller, J. Chem. Phys. 75, 2800 (1981).)
  ///
  /// - Returns: `nil` when it does not converge, leaves the neighborhood of the window, or ends at another index.
  /// Round a circle the way goes on over the seam, in coordinates that are not wrapped.
  package static func following(
    index: Int, from start: [Double], of potential: any Potential, reach: Double, steps: Int = 100
  ) -> StationaryPoint? {
    following(index: index, from: start, of: potential, reach: reach, steps: steps, budget: SearchBudget())
  }

  static func following(
    index: Int, from start: [Double], of potential: any Potential, reach: Double, steps: Int = 100, budget: SearchBudget
  ) -> StationaryPoint? {
    let d = potential.dimension
    var x = start
    for _ in 0..<steps {
      budget.chargeHessian(d)
      guard !budget.isSpent else { return nil }
      let place = potential.wrapped(x)
      let gradient = potential.gradient(at: place)
      guard potential.isNear(x), gradient.allSatisfy(\.isFinite),
        let modes = SymmetricEigensystem(potential.hessian(at: place), dimension: d)
      else { return nil }
      let stiffest = modes.values.map { abs($0) }.max() ?? 0
      guard stiffest > 0 else {
        // Where nothing curves and nothing pulls is a plateau.
        return index == 0 && gradient.allSatisfy { $0 == 0 } ? classified(x, of: potential) : nil
      }
      var step = [Double](repeating: 0, count: d)
      for (mode, direction) in modes.vectors.enumerated() {
        let force = gradient.dot(direction)
        // A free direction has no force along it but what rounding leaves; the floor keeps 0/0 away.
        if abs(modes.values[mode]) < 1e-9 * stiffest, abs(force) <= 1e-15 * stiffest * (1 + x.length) { continue }
        let curvature = max(abs(modes.values[mode]), 1e-9 * stiffest)
        step = step.moved((mode < index ? 1 : -1) * force / curvature, along: direction)
      }
      let length = step.length
      x = x.moved(length > reach ? reach / length : 1, along: step)
      if length <= 1e-11 * (1 + x.length) {
        // A coordinate that is zero but for rounding is zero.
        let clean = x.map { abs($0) < 1e-15 * (1 + x.length) ? 0 : $0 }
        return classified(clean, of: potential).flatMap { $0.index == index ? $0 : nil }
      }
    }
    return nil
  }

  /// A point with energy, eigenvalues and softest direction; eigenvalues that are zero to rounding count as zero.
  static func classified(_ x: [Double], of potential: any Potential) -> StationaryPoint? {
    let place = potential.wrapped(x)
    guard let modes = SymmetricEigensystem(potential.hessian(at: place), dimension: potential.dimension) else {
      return nil
    }
    let stiffest = modes.values.map { abs($0) }.max() ?? 0
    return StationaryPoint(
      position: x, energy: potential.energy(at: place),
      eigenvalues: modes.values.map { abs($0) < 1e-8 * stiffest ? 0 : $0 }, softest: modes.vectors[0])
  }
}

extension Potential {
  /// The steps that a search may take at once: a fiftieth of the window's shortest side.
  var searchReach: Double {
    (window.map { $0.upperBound - $0.lowerBound }.min() ?? 1) / 50
  }

  /// Whether a point lies within the window.
  func isInWindow(_ x: [Double]) -> Bool { zip(wrapped(x), window).allSatisfy { $1.contains($0) } }

  /// Whether a point lies within the window enlarged by its size on each side: a search goes no further, but a few times round a circle.
  func isNear(_ x: [Double]) -> Bool {
    let boundaries = boundaries
    return x.indices.allSatisfy { c in
      let range = window[c]
      let width = boundaries[c].period.map { 8 * $0 } ?? (range.upperBound - range.lowerBound)
      return x[c] >= range.lowerBound - width && x[c] <= range.upperBound + width
    }
  }
}
