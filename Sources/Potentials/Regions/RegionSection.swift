// SPDX-License-Identifier: GPL-3.0-or-later

extension Region {
  /// The part of a straight line along a coordinate axis that lies in the region.
  ///
  /// Exact for balls, half-spaces, boxes and what is made of them; the edges of `energyBelow` and of observations are found by bisection
  /// between the points of a search grid, so that pockets narrower than a two-thousandth of the range can be missed.
  ///
  /// - Parameters:
  ///   - axis: the coordinate that varies.
  ///   - point: d coordinates that the line runs through.
  ///   - potential: what `energyBelow` and observations ask.
  ///   - range: where these search along the axis; finite.
  /// - Returns: the values of the coordinate, not limited to `range`.
  package func section(
    along axis: Int, through point: [Double], of potential: any Potential, searching range: ClosedRange<Double>
  ) -> Intervals {
    switch self {
    case .ball(let center, let radius):
      var square = radius * radius
      for c in point.indices where c != axis { square -= (point[c] - center[c]) * (point[c] - center[c]) }
      guard square >= 0 else { return .none }
      return Intervals([(center[axis] - square.squareRoot())...(center[axis] + square.squareRoot())])

    case .halfSpace(let normal, let offset):
      var rest = offset
      for c in point.indices where c != axis { rest -= normal[c] * point[c] }
      if normal[axis] == 0 { return rest <= 0 ? .line : .none }
      let edge = rest / normal[axis]
      return Intervals([normal[axis] > 0 ? edge...(.infinity) : -.infinity...edge])

    case .box(let lower, let upper):
      for c in point.indices where c != axis {
        guard lower[c] <= point[c], point[c] <= upper[c] else { return .none }
      }
      return lower[axis] <= upper[axis] ? Intervals([lower[axis]...upper[axis]]) : .none

    case .energyBelow(let energy):
      return lowPart(along: axis, through: point, searching: range) { potential.energy(at: $0.span) - energy }

    case .observable:
      return lowPart(along: axis, through: point, searching: range) { signedDistance(at: $0, in: potential) }

    case .not(let region):
      return region.section(along: axis, through: point, of: potential, searching: range).complement

    case .all(let regions):
      return regions.reduce(.line) {
        $0.intersection($1.section(along: axis, through: point, of: potential, searching: range))
      }

    case .any(let regions):
      return regions.reduce(.none) {
        $0.union($1.section(along: axis, through: point, of: potential, searching: range))
      }
    }
  }

  /// Where a function is zero or negative.
  private func lowPart(
    along axis: Int, through point: [Double], searching range: ClosedRange<Double>, of function: ([Double]) -> Double
  ) -> Intervals {
    var position = point
    func excess(_ x: Double) -> Double {
      position[axis] = x
      return function(position)
    }
    let count = 2048
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
    return Intervals(found)
  }
}
