// SPDX-License-Identifier: GPL-3.0-or-later

/// What a coordinate axis ends in.
///
/// All that has to know whether two places are near each other asks here: on a circle the way between them is the shorter
/// one, whatever the place of its seam.
public enum Boundary: Sendable, Equatable {
  /// The whole line.
  case free
  /// A circle: x and x + (upper − lower) are the same place.
  case periodic(ClosedRange<Double>)
  /// Mirrors at the finite ends; an infinite end is free.
  case reflecting(lower: Double, upper: Double)

  /// The length of a circle; `nil` elsewhere.
  package var period: Double? {
    if case .periodic(let range) = self { range.upperBound - range.lowerBound } else { nil }
  }

  /// The same place on the first turn of a circle, lower ≤ x < upper; elsewhere the place itself.
  package func wrapped(_ x: Double) -> Double {
    guard case .periodic(let range) = self, !(range.lowerBound <= x && x < range.upperBound), x.isFinite else {
      return x
    }
    let period = range.upperBound - range.lowerBound
    let place = x - period * ((x - range.lowerBound) / period).rounded(.down)
    // Rounding can land on the upper end, which is the lower one.
    return place < range.upperBound ? max(place, range.lowerBound) : range.lowerBound
  }

  /// The same place on the first turn of a circle, both of whose ends stay as they are.
  package func wrappedClosed(_ x: Double) -> Double {
    guard case .periodic(let range) = self else { return x }
    return range.contains(x) ? x : wrapped(x)
  }

  /// The way from one place to another, x′ − x; on a circle the shorter one, at most half a turn.
  package func displacement(from x: Double, to other: Double) -> Double {
    let difference = other - x
    guard let period, abs(difference) > period / 2 else { return difference }
    return difference - period * (difference / period).rounded()
  }

  /// The place of an interval that is nearest to another one, round a circle on either side.
  package func nearest(to x: Double, from lower: Double, to upper: Double) -> Double {
    switch arc(lower, upper) {
    case nil: return Swift.min(Swift.max(x, lower), upper)
    case .from(let low, let high):
      let middle = low + (high - low) / 2
      let place = middle + displacement(from: middle, to: x)
      return wrapped(Swift.min(Swift.max(place, low), high))
    case .all, .nothing: return x
    }
  }

  /// What an interval of the coordinate is on a circle.
  enum Arc: Equatable {
    /// From one end to the other, less than a turn; the ends need not lie on the first turn.
    case from(Double, to: Double)
    /// All of the circle.
    case all
    /// Nothing.
    case nothing
  }

  /// An interval of the coordinate as an arc of the circle; an infinite end stands for the seam.
  ///
  /// - Returns: `nil` on an axis that is no circle.
  func arc(_ lower: Double, _ upper: Double) -> Arc? {
    guard case .periodic(let range) = self else { return nil }
    let low = lower == -.infinity ? range.lowerBound : lower
    let high = upper == .infinity ? range.upperBound : upper
    guard low <= high else { return .nothing }
    return high - low < range.upperBound - range.lowerBound ? .from(low, to: high) : .all
  }
}

extension [Boundary] {
  /// Whether an axis is a circle.
  package var holdCircle: Bool {
    contains { if case .periodic = $0 { true } else { false } }
  }

  /// The same place on the first turns of the circles.
  package func wrapped(_ point: [Double]) -> [Double] {
    zip(self, point).map { $0.wrapped($1) }
  }

  /// The shortest way from one place to another, component by component.
  package func displacement(from point: [Double], to other: [Double]) -> [Double] {
    indices.map { self[$0].displacement(from: point[$0], to: other[$0]) }
  }

  /// Whether a point lies within the mirrors and on the first turn of the circles.
  public func allow(_ point: [Double]) -> Bool {
    for c in indices {
      switch self[c] {
      case .free: continue
      case .periodic(let range): if !range.contains(point[c]) { return false }
      case .reflecting(let lower, let upper): if !(lower <= point[c] && point[c] <= upper) { return false }
      }
    }
    return true
  }

  /// Whether a point lies within the mirrors and at most half a turn of each circle from another: of all the images of a
  /// place just one does, wherever the seam is.
  package func allow(_ point: [Double], around center: [Double]) -> Bool {
    for c in indices {
      switch self[c] {
      case .free: continue
      case .periodic(let range):
        if abs(point[c] - center[c]) > (range.upperBound - range.lowerBound) / 2 { return false }
      case .reflecting(let lower, let upper): if !(lower <= point[c] && point[c] <= upper) { return false }
      }
    }
    return true
  }
}

extension Potential {
  /// The same place on the first turns of the circles.
  package func wrapped(_ point: [Double]) -> [Double] { boundaries.wrapped(point) }

  /// The shortest way from one place to another, round the circles where that is shorter.
  package func displacement(from point: [Double], to other: [Double]) -> [Double] {
    boundaries.displacement(from: point, to: other)
  }

  /// The length of the shortest way between two places.
  package func distance(from point: [Double], to other: [Double]) -> Double {
    displacement(from: point, to: other).length
  }
}
