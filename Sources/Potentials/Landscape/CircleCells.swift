// SPDX-License-Identifier: GPL-3.0-or-later

/// The regions of wells where some axes are circles.
///
/// Unrolled, each well has images one turn apart. The cell of a well is what lies on its side of the planes towards all
/// images of the other wells nearby, drawn as in `DividedWells`; its region is the union of the cell's images over the
/// first turn. So it follows when the seam is moved, and a well on the seam is one well.
struct CircleCells {
  let boundaries: [Boundary]
  let window: [ClosedRange<Double>]
  let minima: [[Double]]
  let passes: [StationarySearch.Pass]

  private struct Plane {
    var normal: [Double]
    var offset: Double
    var region: Region { .halfSpace(normal: normal, offset: offset) }
  }

  /// On more circles than this, cells that reach over three seams at once are cut there.
  private static let mostSeams = 2

  private var circles: [Int] { boundaries.indices.filter { boundaries[$0].period != nil } }

  func region(of own: Int) -> Region {
    let d = boundaries.count
    guard minima.count > 1 else { return .everywhere(d) }
    var planes = minima.indices.filter { $0 != own }.flatMap { other in
      images(of: other, beside: own).map { plane(own, other, turns: $0) }
    }
    var shifts = shifts(upTo: 1)
    if d == 2 { (planes, shifts) = needed(planes, shifts, around: minima[own]) }
    let cells = shifts.map { shift in
      DividedWells.common(
        planes.map { Plane(normal: $0.normal, offset: $0.offset + $0.normal.dot(shift)).region }, dimension: d)
    }
    return cells.count == 1 ? cells[0] : .any(cells)
  }

  /// Vectors of whole turns, each axis up to so many either way.
  private func shifts(upTo most: Int) -> [[Double]] {
    var all = [Array(repeating: 0.0, count: boundaries.count)]
    for c in circles {
      let period = boundaries[c].period ?? 0
      all += all.filter { shift in circles.count <= 3 || shift.count { $0 != 0 } < Self.mostSeams }.flatMap { shift in
        (1...most).flatMap { count in
          [-1.0, 1].map { side in
            var other = shift
            other[c] = side * Double(count) * period
            return other
          }
        }
      }
    }
    return all
  }

  /// The turns by which images of another well lie within one and a half turns of a well along each circle.
  private func images(of other: Int, beside own: Int) -> [[Double]] {
    let offset = minima[other] - minima[own]
    return shifts(upTo: 2).filter { shift in
      circles.allSatisfy { abs(offset[$0] + shift[$0]) <= 1.5 * (boundaries[$0].period ?? 0) * (1 + 1e-9) }
    }
  }

  /// The plane towards an image of another well, through the lowest saddle that leads there.
  private func plane(_ own: Int, _ other: Int, turns: [Double]) -> Plane {
    var lowest: StationaryPoint?
    for pass in passes {
      for (near, far) in [(pass.ends[0], pass.ends[1]), (pass.ends[1], pass.ends[0])]
      where near.minimum == own && far.minimum == other {
        let leadsThere = zip(zip(far.turns, near.turns), turns).allSatisfy {
          abs($0.0 - $0.1 - $1) < 1e-6 * (1 + abs($1))
        }
        guard leadsThere, pass.point.energy < lowest?.energy ?? .infinity else { continue }
        var saddle = pass.point
        saddle.position = saddle.position - near.turns
        lowest = saddle
      }
    }
    let (normal, offset) = DividedWells.halfSpace(minima[own], minima[other].moved(1, along: turns), lowest)
    return Plane(normal: normal, offset: offset)
  }

  /// In the plane, the planes that bound the cell and the turns that bring a part of it onto the first turn.
  private func needed(_ planes: [Plane], _ shifts: [[Double]], around own: [Double]) -> ([Plane], [[Double]]) {
    let ranges = (0..<2).map { c -> ClosedRange<Double> in
      if let period = boundaries[c].period { return (own[c] - period)...(own[c] + period) }
      let width = 1e4 * (window[c].upperBound - window[c].lowerBound)
      return (own[c] - width)...(own[c] + width)
    }
    var cell = ConvexPolygon(ranges[0], ranges[1])
    for plane in planes { cell.cut(normal: plane.normal, offset: plane.offset) }
    let bounding = planes.filter { cell.touches(normal: $0.normal, offset: $0.offset) }
    let used = shifts.filter { shift in
      var part = cell.moved(by: shift)
      for c in 0..<2 {
        guard case .periodic(let turn) = boundaries[c] else { continue }
        let axis = (0..<2).map { $0 == c ? 1.0 : 0 }
        part.cut(normal: axis, offset: turn.lowerBound)
        part.cut(normal: axis.map { -$0 }, offset: -turn.upperBound)
      }
      return !part.vertices.isEmpty
    }
    return (bounding, used)
  }
}
