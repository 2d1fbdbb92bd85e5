// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

/// ∫_U g(βf) e^{−β(f − f₀)} dx over a region in up to three dimensions, by nested adaptive quadrature.
///
/// Along the last axis the region's section is known exactly; along the others the integral is broken where the region
/// has edges, and at the minima. f₀ keeps the numbers near one.
final class GibbsIntegral {
  private let potential: any Potential
  private let region: Region
  private let beta: Double
  private let box: [ClosedRange<Double>]
  private let breaks: [[Double]]
  private let rules: [Quadrature]
  private var position: [Double]
  /// The lowest energy that was found in the region.
  let reference: Double
  private var worst = 0.0
  /// The absolute error that an integral along each axis may have, so that all of them together stay small beside Z.
  private let allowed: [Double]
  private let rough: Double

  init(_ potential: any Potential, over region: Region, temperature: Double) throws(NotApplicable) {
    let d = potential.dimension
    guard (1...3).contains(d) else {
      throw NotApplicable("quadrature is for at most three dimensions and the potential has \(d)")
    }
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    self.potential = potential
    self.region = region
    beta = 1 / temperature
    guard let reference = Self.lowest(of: potential, in: region) else {
      throw NotApplicable("no point of the region was found in the potential's window")
    }
    self.reference = reference
    // e^{−45} of the peak is beyond double precision even after a wide tail has been added up.
    guard let box = potential.window(above: reference + 45 * temperature, within: region) else {
      throw NotApplicable("the potential does not confine, so the integral over the region is infinite")
    }
    self.box = box
    // Panels that each axis is cut into at least, so that no narrow well slips through the first nodes.
    let panels = d == 3 ? 4 : 8
    breaks = (0..<d).map { axis in
      let boundary = potential.boundaries[axis]
      let inside = (region.edges(along: axis) + potential.wells.map { $0.minimum[axis] }).map { boundary.wrapped($0) }
      let range = box[axis]
      let even = (1..<panels).map {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(panels)
      }
      return Set((inside + even).filter { range.lowerBound < $0 && $0 < range.upperBound }).sorted()
    }
    rough = Self.rough(potential, region, reference, temperature, box)
    let size = rough
    allowed = (0..<d).map { axis in
      Self.tolerance(axis, of: d) * size / box[..<axis].reduce(1) { $0 * ($1.upperBound - $1.lowerBound) }
    }
    rules = (0..<d).map { _ in Quadrature(subintervals: 400) }
    position = [Double](repeating: 0, count: d)
  }

  /// ∫e^{−βh} and ∫βh·e^{−βh}, h = f − f₀, each with its relative error.
  func moments() -> (partition: (value: Double, relativeError: Double), height: (value: Double, relativeError: Double))
  {
    guard box.count == 3 else { return (self { _ in 1 }, self { $0 }) }
    let both = SpaceIntegral(
      potential: potential, region: region, beta: beta, reference: reference, box: box, breaks: breaks, rough: rough)()
    return ((both.partition, both.relativeError), (both.height, both.relativeError))
  }

  /// The integral of `weight(β(f − f₀))·e^{−β(f − f₀)}` and its relative error.
  func callAsFunction(_ weight: (Double) -> Double) -> (value: Double, relativeError: Double) {
    integral { height, _ in weight(height) }
  }

  /// The same with a weight that knows the last coordinate too.
  func integral(_ weight: (_ height: Double, _ last: Double) -> Double) -> (value: Double, relativeError: Double) {
    let value = integral(axis: 0, weight)
    let d = rules.count
    // The outer rule's own error, and once more for every inner rule that feeds it.
    return (value, worst / max(abs(value), .leastNormalMagnitude) + Double(d - 1) * Self.tolerance(1, of: d))
  }

  /// The lowest value of a function of the last coordinate on a grid over its range.
  func lowestValue(_ function: (Double) -> Double) -> Double {
    guard let range = box.last else { return 0 }
    return (0...1000).reduce(.infinity) { lowest, index in
      min(lowest, function(range.lowerBound + (range.upperBound - range.lowerBound) * Double(index) / 1000))
    }
  }

  /// Inner integrals are noise to outer ones, so that each is a decade finer than what it feeds.
  private static func tolerance(_ axis: Int, of dimension: Int) -> Double {
    dimension == 1 ? 1e-13 : dimension == 2 ? [1e-9, 1e-11][axis] : [1e-6, 1e-8, 1e-9][axis]
  }

  private func integral(axis: Int, _ weight: (Double, Double) -> Double) -> Double {
    let d = rules.count
    var pieces = [box[axis]]
    if axis == d - 1 {
      pieces = region.section(along: axis, through: position, of: potential, searching: box[axis]).ranges
        .filter { $0.overlaps(box[axis]) }.map { $0.clamped(to: box[axis]) }
    }
    let relative = Self.tolerance(axis, of: d)
    let absolute = allowed[axis] / Double(breaks[axis].count + 1)
    var total = 0.0
    var error = 0.0
    for piece in pieces where piece.lowerBound < piece.upperBound {
      let inner = breaks[axis].filter { piece.lowerBound < $0 && $0 < piece.upperBound }
      for (lower, upper) in zip([piece.lowerBound] + inner, inner + [piece.upperBound]) {
        let part = rules[axis].integral(from: lower, to: upper, absolute: absolute, relative: relative) { x in
          position[axis] = x
          if axis < d - 1 { return integral(axis: axis + 1, weight) }
          let height = beta * (potential.energy(at: position.span) - reference)
          return weight(height, x) * exp(-height)
        }
        total += part.value
        error += part.error
      }
    }
    if axis == 0 { worst = error }
    return total
  }

  /// Z to an order of magnitude, from a grid over the box; narrow wells count with one cell at least.
  private static func rough(
    _ potential: any Potential, _ region: Region, _ reference: Double, _ temperature: Double,
    _ box: [ClosedRange<Double>]
  ) -> Double {
    let perAxis = box.count == 1 ? 1000 : box.count == 2 ? 60 : 24
    let cells = box.reduce(1.0) { $0 * ($1.upperBound - $1.lowerBound) / Double(perAxis) }
    var sum = 0.0
    for index in 0..<box.reduce(1, { count, _ in count * perAxis }) {
      var rest = index
      let point = box.map { range in
        let share = (Double(rest % perAxis) + 0.5) / Double(perAxis)
        rest /= perAxis
        return range.lowerBound + share * (range.upperBound - range.lowerBound)
      }
      guard region.contains(point, in: potential) else { continue }
      sum += exp(-(potential.energy(at: point.span) - reference) / temperature)
    }
    return min(max(sum, 1e-3), 1e12) * cells
  }

  /// The lowest energy on a grid over the window, and at the wells' minima, among the points of a region.
  private static func lowest(of potential: any Potential, in region: Region) -> Double? {
    let d = potential.dimension
    let perAxis = d == 1 ? 2001 : d == 2 ? 101 : 41
    var lowest: Double?
    func visit(_ point: [Double]) {
      let energy = potential.energy(at: point.span)
      if energy < (lowest ?? .infinity), region.contains(point, in: potential) { lowest = energy }
    }
    for well in potential.wells { visit(well.minimum) }
    let window = potential.window
    let centers = region.centers
    let total = (0..<d).reduce(1) { count, _ in count * perAxis }
    for index in 0..<total {
      var rest = index
      visit(
        window.map { range in
          let share = Double(rest % perAxis) / Double(perAxis - 1)
          rest /= perAxis
          return range.lowerBound + share * (range.upperBound - range.lowerBound)
        })
    }
    for center in centers { visit(potential.wrapped(center)) }
    return lowest
  }
}

extension Region {
  /// Coordinates along an axis where the region begins or ends, as far as they are plain to see.
  fileprivate func edges(along axis: Int) -> [Double] {
    switch self {
    case .ball(let center, let radius): [center[axis] - radius, center[axis], center[axis] + radius]
    case .halfSpace(let normal, let offset):
      normal[axis] != 0 && normal.indices.allSatisfy({ $0 == axis || normal[$0] == 0 }) ? [offset / normal[axis]] : []
    case .box(let lower, let upper): [lower[axis], upper[axis]]
    case .energyBelow, .observable: []
    case .not(let region): region.edges(along: axis)
    case .all(let regions), .any(let regions): regions.flatMap { $0.edges(along: axis) }
    }
  }

  /// Points inside of small parts that a search grid could miss.
  fileprivate var centers: [[Double]] {
    switch self {
    case .ball(let center, _): [center]
    case .box(let lower, let upper):
      lower.allSatisfy(\.isFinite) && upper.allSatisfy(\.isFinite) ? [zip(lower, upper).map { ($0 + $1) / 2 }] : []
    case .halfSpace, .energyBelow, .observable, .not: []
    case .all(let regions), .any(let regions): regions.flatMap(\.centers)
    }
  }
}
