// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// Where the faces of a region in three dimensions meet: an integral over its sections has a kink there and is smooth between.
///
/// A section along the last axis ends on faces. Its ends change from one face to another where two faces meet, at a
/// coordinate y of the middle axis that depends on x; and the order of these y changes where three meet, at fixed x. Broken
/// there, nested integrals of smooth functions stay smooth.
struct RegionCorners {
  private struct Plane {
    var normal: SIMD3<Double>
    var offset: Double
  }

  private struct Sphere {
    var center: SIMD3<Double>
    var radius: Double
  }

  private var planes: [Plane] = []
  private var spheres: [Sphere] = []
  /// A line in which two planes meet, or the trace of one that stands upright, in the plane of x and y.
  private struct Line {
    /// y = a + b·x of its points.
    var a: Double
    var b: Double
    /// Where z is a + b·x + c·y; `nil` on an upright plane, at every z.
    var height: (a: Double, b: Double, c: Double)?
    /// The numbers of its planes.
    var planes: Set<Int>
  }

  private let region: Region
  private let potential: any Potential
  private var lines: [Line] = []
  /// Coordinates x at which three planes meet, or two that are parallel in the plane of y and z.
  private(set) var outer: [Double] = []
  /// Whether sections shrink like a square root at their ends.
  private(set) var isRound = false
  /// Whether it has edges that only its points tell: of an energy or an observation.
  private(set) var isSearched = false

  /// More planes than these meet in too many lines to break an integral at each.
  private static let largestCount = 24

  init(_ region: Region, of potential: any Potential) {
    self.region = region
    self.potential = potential
    collect(region)
    for (axis, wall) in potential.boundaries.enumerated() {
      guard case .reflecting(let lower, let upper) = wall else { continue }
      for end in [lower, upper] where end.isFinite { planes.append(Plane(normal: Self.unit(axis), offset: end)) }
    }
    guard planes.count <= Self.largestCount else { return }
    for (index, plane) in planes.enumerated() {
      if plane.normal.z == 0, plane.normal.y != 0 {
        lines.append(
          Line(a: plane.offset / plane.normal.y, b: -plane.normal.x / plane.normal.y, height: nil, planes: [index]))
      }
      for other in 0..<index { meet(index, other) }
    }
    for (index, first) in lines.enumerated() {
      for second in lines[..<index] where first.b != second.b {
        // Lines over which the faces are at other heights only seem to cross.
        guard first.height == nil || second.height == nil || !first.planes.isDisjoint(with: second.planes) else {
          continue
        }
        let x = (second.a - first.a) / (first.b - second.b)
        let line = first.height == nil ? second : first
        if isNear(line, at: x) { outer.append(x) }
      }
    }
    outer = Self.distinct(outer)
  }

  /// The coordinates of the middle axis at which a section along the last one has a kink.
  func middle(at x: Double) -> [Double] {
    var found = lines.filter { isNear($0, at: x) }.map { $0.a + $0.b * x }
    for sphere in spheres {
      let square = sphere.radius * sphere.radius - (x - sphere.center.x) * (x - sphere.center.x)
      guard square > 0 else { continue }
      found += [sphere.center.y - square.squareRoot(), sphere.center.y + square.squareRoot()]
    }
    return found
  }

  /// Whether the point of a line belongs to the closed region, so that faces that are cut off elsewhere do not count.
  private func isNear(_ line: Line, at x: Double) -> Bool {
    guard !isSearched, let height = line.height else { return true }
    let y = line.a + line.b * x
    let point = [x, y, height.a + height.b * x + height.c * y]
    let scale = max(abs(point[0]), abs(point[1]), abs(point[2]), 1)
    return scale.isFinite && region.signedDistance(at: point, in: potential) <= 1e-9 * scale
  }

  private mutating func collect(_ region: Region) {
    switch region {
    case .ball(let center, let radius):
      spheres.append(Sphere(center: SIMD3(center), radius: radius))
      isRound = true
    case .halfSpace(let normal, let offset): planes.append(Plane(normal: SIMD3(normal), offset: offset))
    case .box(let lower, let upper):
      for axis in 0..<3 {
        for end in [lower[axis], upper[axis]] where end.isFinite {
          planes.append(Plane(normal: Self.unit(axis), offset: end))
        }
      }
    case .energyBelow, .observable:
      isSearched = true
      isRound = true
    case .not(let region): collect(region)
    case .all(let regions), .any(let regions): for region in regions { collect(region) }
    }
  }

  private static func unit(_ axis: Int) -> SIMD3<Double> {
    var normal = SIMD3<Double>.zero
    normal[axis] = 1
    return normal
  }

  /// z is eliminated from two planes; what is left is a line in the plane of x and y.
  private mutating func meet(_ one: Int, _ other: Int) {
    guard planes[one].normal.z != 0, planes[other].normal.z != 0 else { return }
    let first = planes[one].normal / planes[one].normal.z
    let second = planes[other].normal / planes[other].normal.z
    let end = planes[one].offset / planes[one].normal.z
    let offset = end - planes[other].offset / planes[other].normal.z
    let normal = first - second
    let scale = max(abs(first.x), abs(first.y), abs(second.x), abs(second.y), 1)
    if abs(normal.y) > 1e-12 * scale {
      lines.append(
        Line(
          a: offset / normal.y, b: -normal.x / normal.y, height: (end, -first.x, -first.y), planes: [one, other]))
    } else if abs(normal.x) > 1e-12 * scale {
      outer.append(offset / normal.x)
    }
  }

  /// Sorted, what differs by rounding once.
  private static func distinct(_ values: [Double]) -> [Double] {
    values.sorted().reduce(into: []) { kept, value in
      if let last = kept.last, value - last <= 1e-9 * max(abs(value), 1) { return }
      kept.append(value)
    }
  }
}
