// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
package import Statistics

/// A coordinate s = n·x along a direction, on which a bias acts.
package struct LinearCoordinate: CollectiveCoordinate, Equatable {
  /// The unit vector n.
  package let direction: [Double]
  /// The index of the axis where the direction is one.
  package let axis: Int?
  /// The turn after which s is the same place again, on a periodic axis.
  package let period: Double?
  /// The ends of the axis where these are mirrors; infinite elsewhere.
  package let lower: Double
  /// The upper one.
  package let upper: Double

  /// A coordinate of the potential's own.
  ///
  /// - Throws: `NotApplicable` if there is no axis of this index.
  package init(axis: Int, of potential: any Potential) throws(NotApplicable) {
    guard (0..<potential.dimension).contains(axis) else {
      throw NotApplicable("the potential has \(potential.dimension) coordinates, none with the index \(axis)")
    }
    direction = (0..<potential.dimension).map { $0 == axis ? 1 : 0 }
    self.axis = axis
    switch potential.boundaries[axis] {
    case .free: (period, lower, upper) = (nil, -.infinity, .infinity)
    case .periodic(let range):
      (period, lower, upper) = (range.upperBound - range.lowerBound, range.lowerBound, range.upperBound)
    case .reflecting(let low, let high): (period, lower, upper) = (nil, low, high)
    }
  }

  /// A coordinate along any vector, which is brought to length one.
  ///
  /// - Throws: `NotApplicable` for a vector of another dimension or without length, and for one that mixes a periodic axis
  ///   with others.
  package init(along vector: [Double], of potential: any Potential) throws(NotApplicable) {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard vector.count == potential.dimension, length > 0, length.isFinite else {
      throw NotApplicable("the direction of a coordinate needs \(potential.dimension) numbers that are not all zero")
    }
    let used = vector.indices.filter { vector[$0] != 0 }
    if used.count == 1, vector[used[0]] > 0 {
      try self.init(axis: used[0], of: potential)
      return
    }
    for index in used {
      if case .periodic = potential.boundaries[index] {
        throw NotApplicable("coordinate \(index) is periodic: a direction cannot mix it with others")
      }
    }
    self.init(direction: vector.map { $0 / length })
  }

  private init(direction: [Double]) {
    self.direction = direction
    (axis, period, lower, upper) = (nil, nil, -.infinity, .infinity)
  }

  /// s at a point.
  package func value(at position: Span<Double>) -> Double {
    var s = 0.0
    for c in direction.indices { s += direction[c] * position[c] }
    return s
  }

  /// s at one point, and n.
  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) -> Double {
    for c in direction.indices { gradient[c] = direction[c] }
    return value(at: position)
  }

  /// s of each walker of a coordinate-major block: the block's own row where the direction is an axis.
  package func withValues(
    _ positions: UnsafeBufferPointer<Double>, walkers: Int, _ body: (UnsafePointer<Double>) -> Void
  ) {
    guard let x = positions.baseAddress else { return }
    if let axis {
      body(x + axis * walkers)
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: walkers) { s in
      guard let s = s.baseAddress else { return }
      for w in 0..<walkers { s[w] = 0 }
      for c in direction.indices where direction[c] != 0 {
        let component = direction[c]
        for w in 0..<walkers { s[w] += component * x[c * walkers + w] }
      }
      body(s)
    }
  }

  /// Adds κ(s − s₀)n of each walker.
  package func addForces(
    stiffness: Double, center: Double, walkers: Int, at positions: Span<Double>,
    to gradients: inout MutableSpan<Double>
  ) {
    positions.withUnsafeBufferPointer { x in
      gradients.withUnsafeMutableBufferPointer { gradients in
        withValues(x, walkers: walkers) { s in
          if let axis {
            let row = axis * walkers
            for w in 0..<walkers { gradients[row + w] += stiffness * difference(s[w], center) }
            return
          }
          for c in direction.indices where direction[c] != 0 {
            let pull = stiffness * direction[c]
            for w in 0..<walkers { gradients[c * walkers + w] += pull * (s[w] - center) }
          }
        }
      }
    }
  }

  /// Along n.
  package func moved(_ position: [Double], by amount: Double) -> [Double] {
    zip(position, direction).map { $0 + amount * $1 }
  }
}
