// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
package import Statistics

/// A coordinate s = n·x along a direction, on which a bias acts.
package struct LinearCoordinate: Sendable, Equatable {
  /// The unit vector n.
  package let direction: [Double]
  /// The index of the axis where the direction is one.
  package let axis: Int?
  /// The turn after which s is the same place again, on a periodic axis.
  package let period: Double?
  /// The ends of the axis where these are mirrors; infinite elsewhere.
  let lower: Double
  let upper: Double

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
  package func value(at position: [Double]) -> Double {
    zip(direction, position).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// s − s′, on a circle the shorter way.
  @inline(__always) func difference(_ s: Double, _ other: Double) -> Double {
    guard let period else { return s - other }
    let difference = s - other
    return difference - period * (difference / period).rounded()
  }

  /// s within the turn of its circle.
  func wrapped(_ s: Double) -> Double {
    guard let period else { return s }
    return s - period * ((s - lower) / period).rounded(.down)
  }
}
