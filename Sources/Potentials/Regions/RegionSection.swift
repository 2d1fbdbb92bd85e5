// SPDX-License-Identifier: GPL-3.0-or-later

extension Region {
  /// The part of a straight line along a coordinate axis that lies in the region.
  ///
  /// Exact for balls, half-spaces, boxes and what is made of them; the edges of `energyBelow` and of observations are found by bisection
  /// between the points of a search grid, so that pockets narrower than one step of it can be missed.
  ///
  /// - Parameters:
  ///   - axis: the coordinate that varies.
  ///   - point: d coordinates that the line runs through.
  ///   - potential: what `energyBelow` and observations ask.
  ///   - range: where these search along the axis; finite.
  ///   - points: the steps of that search.
  /// - Returns: the values of the coordinate, not limited to `range`; round a circle, on its first turn and one on either side.
  package func section(
    along axis: Int, through point: [Double], of potential: any Potential, searching range: ClosedRange<Double>,
    points: Int = 2048
  ) -> Intervals {
    let boundaries = potential.boundaries
    let boundary = boundaries[axis]
    switch self {
    case .ball(let center, let radius):
      var square = radius * radius
      for c in point.indices where c != axis {
        let offset = boundaries[c].displacement(from: center[c], to: point[c])
        square -= offset * offset
      }
      guard square >= 0 else { return .none }
      return boundary.intervals(from: center[axis] - square.squareRoot(), to: center[axis] + square.squareRoot())

    case .halfSpace(let normal, let offset):
      var rest = offset
      for c in point.indices where c != axis { rest -= normal[c] * boundaries[c].wrappedClosed(point[c]) }
      if normal[axis] == 0 { return rest <= 0 ? .line : .none }
      let edge = rest / normal[axis]
      if case .periodic(let turn) = boundary {
        // A plane stands on the first turn.
        return normal[axis] > 0
          ? edge > turn.upperBound ? .none : boundary.intervals(from: max(edge, turn.lowerBound), to: turn.upperBound)
          : edge < turn.lowerBound ? .none : boundary.intervals(from: turn.lowerBound, to: min(edge, turn.upperBound))
      }
      return Intervals([normal[axis] > 0 ? edge...(.infinity) : -.infinity...edge])

    case .box(let lower, let upper):
      for c in point.indices where c != axis {
        guard boundaries[c].intervals(from: lower[c], to: upper[c]).contains(boundaries[c].wrapped(point[c])) else {
          return .none
        }
      }
      return boundary.intervals(from: lower[axis], to: upper[axis])

    case .energyBelow(let energy):
      return lowPart(of: potential, along: axis, through: point, searching: range, points) {
        potential.energy(at: $0.span) - energy
      }

    case .observable:
      return lowPart(of: potential, along: axis, through: point, searching: range, points) {
        signedDistance(at: $0, in: potential)
      }

    case .not(let region):
      return region.section(along: axis, through: point, of: potential, searching: range, points: points).complement

    case .all(let regions):
      return regions.reduce(.line) {
        $0.intersection($1.section(along: axis, through: point, of: potential, searching: range, points: points))
      }

    case .any(let regions):
      return regions.reduce(.none) {
        $0.union($1.section(along: axis, through: point, of: potential, searching: range, points: points))
      }
    }
  }

  /// Where a function is zero or negative.
  private func lowPart(
    of potential: any Potential, along axis: Int, through point: [Double], searching range: ClosedRange<Double>,
    _ count: Int, where function: ([Double]) -> Double
  ) -> Intervals {
    var position = point
    let boundary = potential.boundaries[axis]
    func excess(_ x: Double) -> Double {
      position[axis] = x
      return function(position)
    }
    let width = (range.upperBound - range.lowerBound) / Double(count)
    var found: [ClosedRange<Double>] = []
    var start: Double? = excess(range.lowerBound) <= 0 ? range.lowerBound : nil
    for index in 1...count {
      let right = range.lowerBound + width * Double(index)
      let isInside = excess(right) <= 0
      guard isInside != (start != nil) else { continue }
      // One end is inside and the other outside; halve until the doubles run out.
      var inside = isInside ? right : right - width
      var outside = isInside ? right - width : right
      for _ in 0..<60 {
        let middle = (inside + outside) / 2
        if excess(middle) <= 0 { inside = middle } else { outside = middle }
      }
      if let left = start {
        found.append(left...max(left, inside))
        start = nil
      } else {
        start = inside
      }
    }
    if let left = start { found.append(left...range.upperBound) }
    return boundary.images(of: Intervals(found))
  }
}

extension Boundary {
  /// The places of an axis from one coordinate to another: round a circle an arc, on three turns.
  fileprivate func intervals(from lower: Double, to upper: Double) -> Intervals {
    switch arc(lower, upper) {
    case nil: return lower <= upper ? Intervals([lower...upper]) : .none
    case .nothing: return .none
    case .all: return .line
    case .from(let low, let high):
      let start = wrapped(low)
      return images(of: Intervals([start...max(start, high + (start - low))]))
    }
  }

  /// Intervals with their images one turn on either side; on an axis that is no circle, themselves.
  fileprivate func images(of intervals: Intervals) -> Intervals {
    guard let period else { return intervals }
    return [-period, period].reduce(intervals) { all, shift in
      all.union(Intervals(intervals.ranges.map { ($0.lowerBound + shift)...($0.upperBound + shift) }))
    }
  }
}
