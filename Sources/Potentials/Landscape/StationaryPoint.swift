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

  /// The number of negative eigenvalues: 0 at a minimum, 1 at a saddle between two wells.
  public var index: Int { eigenvalues.count { $0 < 0 } }

  /// Follows the Hessian's eigenvectors from a start to a stationary point of the wanted index.
  ///
  /// Newton's step in the eigenbasis, with the signs set so that it climbs along the `index` lowest modes and
  /// descends along all others whatever the curvature is, and no step longer than `reach`. Near the point it is
  /// Newton's method and converges quadratically. (Cerjan and Miller, J. Chem. Phys. 75, 2800 (1981).)
  ///
  /// - Returns: `nil` when it does not converge, leaves the neighborhood of the window, or ends at another index.
  package static func following(
    index: Int, from start: [Double], of potential: any Potential, reach: Double, steps: Int = 100
  ) -> StationaryPoint? {
    let d = potential.dimension
    var x = start
    for _ in 0..<steps {
      let gradient = potential.gradient(at: x)
      guard potential.isNear(x), gradient.allSatisfy(\.isFinite),
        let modes = SymmetricEigensystem(potential.hessian(at: x), dimension: d)
      else { return nil }
      let stiffest = modes.values.map { abs($0) }.max() ?? 0
      guard stiffest > 0 else { return nil }
      var step = [Double](repeating: 0, count: d)
      for (mode, direction) in modes.vectors.enumerated() {
        // A flat direction (a valley's) has no force along it; the floor keeps 0/0 away.
        let curvature = max(abs(modes.values[mode]), 1e-9 * stiffest)
        step = step.moved((mode < index ? 1 : -1) * gradient.dot(direction) / curvature, along: direction)
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
    guard let modes = SymmetricEigensystem(potential.hessian(at: x), dimension: potential.dimension) else { return nil }
    let stiffest = modes.values.map { abs($0) }.max() ?? 0
    return StationaryPoint(
      position: x, energy: potential.energy(at: x),
      eigenvalues: modes.values.map { abs($0) < 1e-8 * stiffest ? 0 : $0 }, softest: modes.vectors[0])
  }
}

extension Potential {
  /// The steps that a search may take at once: a fiftieth of the window's shortest side.
  var searchReach: Double {
    (window.map { $0.upperBound - $0.lowerBound }.min() ?? 1) / 50
  }

  /// Whether a point lies within the window.
  func isInWindow(_ x: [Double]) -> Bool { zip(x, window).allSatisfy { $1.contains($0) } }

  /// Whether a point lies within the window enlarged by its size on each side: a search goes no further.
  func isNear(_ x: [Double]) -> Bool {
    zip(x, window).allSatisfy { x, range in
      let width = range.upperBound - range.lowerBound
      return x >= range.lowerBound - width && x <= range.upperBound + width
    }
  }
}
