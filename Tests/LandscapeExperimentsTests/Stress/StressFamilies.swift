// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport

extension StressLandscape {
  /// The families, in turn.
  static let families: [@Sendable (inout SplitMix) -> StressLandscape] = [
    tiltedLine, { gaussians(1, &$0) }, circle, { gaussians(2, &$0) }, bentValley, cylinder, torus,
    { gaussians(2, &$0) }, space, besidePath,
  ]

  private static func between(_ low: Double, _ high: Double, _ random: inout SplitMix) -> Double {
    StressCase.rounded(low + (high - low) * random.uniform())
  }

  private static func list(_ numbers: [Double]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }

  private static func onLine(_ region: StressRegion) -> String {
    switch region {
    case .ball(let center, let radius): return "{ball: {center: [\(list(center))], radius: \(radius)}}"
    case .box(let lower, let upper): return "{box: {lower: [\(list(lower))], upper: [\(list(upper))]}}"
    case .beyond(let offset, let sign):
      let normal = sign > 0 ? "1" : "-1"
      return "{half-space: {normal: [\(normal)], offset: \(sign * offset)}}"
    }
  }

  private static func inPlane(_ region: StressRegion) -> String {
    if case .beyond(let offset, let sign) = region {
      return "{half-space: {normal: [\(sign > 0 ? 1 : -1), 0], offset: \(sign * offset)}}"
    }
    return onLine(region)
  }

  /// Two wells on a line with a tilt and ripples.
  private static func tiltedLine(_ random: inout SplitMix) -> StressLandscape {
    let (h, t) = (between(0.6, 1.6, &random), between(-0.3, 0.3, &random))
    let (a, k, s) = (between(0, 0.25, &random), between(2, 7, &random), between(0, 6, &random))
    return StressLandscape(
      family: "line",
      potential:
        "{kind: expression, energy: \"h*(x^2 - 1)^2 + t*x + a*sin(k*x + s)\", coordinates: [x], parameters: {h: \(h), t: \(t), a: \(a), k: \(k), s: \(s)}}",
      energy: { h * pow($0[0] * $0[0] - 1, 2) + t * $0[0] + a * sin(k * $0[0] + s) },
      box: [-3...3], isPeriodic: [false], point: list, region: onLine)
  }

  /// Two to four Gaussian wells in a harmonic bowl.
  private static func gaussians(_ dimension: Int, _ random: inout SplitMix) -> StressLandscape {
    let confinement = between(0.4, 0.8, &random)
    let count = 2 + Int(3 * random.uniform())
    let wells = (0..<count).map { index -> (center: [Double], depth: Double, width: Double) in
      let spread = dimension == 1 ? 1.9 : 1.3
      let center = (0..<dimension).map { axis in
        dimension == 1 || axis == 0
          ? StressCase.rounded(-spread + 2 * spread * (Double(index) + 0.3 + 0.4 * random.uniform()) / Double(count))
          : between(-spread, spread, &random)
      }
      return (center, between(0.8, 1.8, &random), between(0.28, 0.5, &random))
    }
    let text = wells.enumerated().map {
      "{name: w\($0 + 1), center: [\(list($1.center))], depth: \($1.depth), width: \($1.width)}"
    }
    func energy(_ u: [Double]) -> Double {
      var sum = 0.0
      for x in u { sum += 0.5 * confinement * x * x }
      for well in wells {
        var square = 0.0
        for axis in u.indices { square += (u[axis] - well.center[axis]) * (u[axis] - well.center[axis]) }
        sum -= well.depth * exp(-square / (2 * well.width * well.width))
      }
      return sum
    }
    let place: String = dimension == 1 ? "line" : "plane"
    let box = [ClosedRange<Double>](repeating: -3.2...3.2, count: dimension)
    return StressLandscape(
      family: place + " of Gaussian wells",
      potential: "{kind: gaussian-wells, confinement: \(confinement), wells: [\(text.joined(separator: ", "))]}",
      energy: energy, box: box, isPeriodic: box.map { _ in false }, point: list,
      region: { dimension == 1 ? onLine($0) : inPlane($0) }, minima: count)
  }

  /// A wave of three harmonics around a circle whose cut lies anywhere.
  private static func circle(_ random: inout SplitMix) -> StressLandscape {
    let (a, b, c) = (between(-1, 1, &random), between(0.4, 1.4, &random), between(-0.8, 0.8, &random))
    let (s, t) = (between(0, 6, &random), between(0, 6, &random))
    let cut = between(-5, 5, &random)
    return StressLandscape(
      family: "circle",
      potential: "{kind: expression, energy: \"a*cos(x) + b*cos(2*x + s) + c*cos(3*x + t)\", coordinates: [x], "
        + "parameters: {a: \(a), b: \(b), c: \(c), s: \(s), t: \(t)}, "
        + "boundaries: {x: {periodic: [\(cut), \(cut + 2 * .pi)]}}}",
      energy: { a * cos($0[0]) + b * cos(2 * $0[0] + s) + c * cos(3 * $0[0] + t) },
      box: [cut...(cut + 2 * .pi)], isPeriodic: [true], point: list, region: onLine)
  }

  /// A valley that bends between two wells.
  private static func bentValley(_ random: inout SplitMix) -> StressLandscape {
    let (h, t) = (between(0.6, 1.4, &random), between(-0.25, 0.25, &random))
    let (k, b) = (between(1.5, 6, &random), between(-0.9, 0.9, &random))
    return StressLandscape(
      family: "bent valley",
      potential:
        "{kind: expression, energy: \"h*(x^2 - 1)^2 + t*x + k/2*(y - b*x^2)^2\", coordinates: [x, y], parameters: {h: \(h), t: \(t), k: \(k), b: \(b)}}",
      energy: { u in
        let across = u[1] - b * u[0] * u[0]
        return h * pow(u[0] * u[0] - 1, 2) + t * u[0] + k / 2 * across * across
      },
      box: [-2.4...2.4, -3.2...3.2], isPeriodic: [false, false], point: list, region: inPlane)
  }

  /// A torsion coupled to a stretch, the cut of the circle anywhere.
  private static func cylinder(_ random: inout SplitMix) -> StressLandscape {
    let (a, b, s) = (between(0.3, 1, &random), between(0.5, 1.3, &random), between(0, 6, &random))
    let (k, c, cut) = (between(2, 6, &random), between(-0.4, 0.4, &random), between(-5, 5, &random))
    return StressLandscape(
      family: "torsion and stretch",
      potential: "{kind: expression, energy: \"a*cos(x) + b*cos(2*x + s) + k/2*(y - c*cos(x))^2\", "
        + "coordinates: [x, y], parameters: {a: \(a), b: \(b), s: \(s), k: \(k), c: \(c)}, "
        + "boundaries: {x: {periodic: [\(cut), \(cut + 2 * .pi)]}}}",
      energy: { u in
        let across = u[1] - c * cos(u[0])
        return a * cos(u[0]) + b * cos(2 * u[0] + s) + k / 2 * across * across
      },
      box: [cut...(cut + 2 * .pi), -2.6...2.6], isPeriodic: [true, false], point: list, region: inPlane)
  }

  /// Two angles.
  private static func torus(_ random: inout SplitMix) -> StressLandscape {
    let (a, b, c) = (between(0.4, 1, &random), between(0.4, 1, &random), between(-0.6, 0.6, &random))
    let (s, t) = (between(0, 6, &random), between(0, 6, &random))
    let cuts = [between(-5, 5, &random), between(-5, 5, &random)]
    return StressLandscape(
      family: "torus",
      potential: "{kind: expression, energy: \"a*cos(x) + b*cos(y + s) + c*cos(x - y + t) + 0.5*cos(2*x)\", "
        + "coordinates: [x, y], parameters: {a: \(a), b: \(b), c: \(c), s: \(s), t: \(t)}, "
        + "boundaries: {x: {periodic: [\(cuts[0]), \(cuts[0] + 2 * .pi)]}, y: {periodic: [\(cuts[1]), \(cuts[1] + 2 * .pi)]}}}",
      energy: { a * cos($0[0]) + b * cos($0[1] + s) + c * cos($0[0] - $0[1] + t) + 0.5 * cos(2 * $0[0]) },
      box: cuts.map { $0...($0 + 2 * .pi) }, isPeriodic: [true, true], point: list, region: inPlane)
  }

  /// A bent valley in a plane that lies askew in space, with an oscillator across.
  private static func space(_ random: inout SplitMix) -> StressLandscape {
    let plane = bentValley(&random)
    let stiffness = between(1.5, 5, &random)
    let axes = rotation(&random)
    func coordinate(_ row: Int) -> String {
      "(" + zip(axes[row], ["p", "q", "r"]).map { "(\($0))*\($1)" }.joined(separator: " + ") + ")"
    }
    func place(_ u: [Double]) -> [Double] { (0..<3).map { axes[0][$0] * u[0] + axes[1][$0] * u[1] } }
    var text = plane.potential.replacing("x^2", with: "@^2").replacing("t*x", with: "t*@")
    text = text.replacing("(y -", with: "(\(coordinate(1)) -").replacing("@", with: coordinate(0))
    text = text.replacing("^2\",", with: "^2 + \(stiffness)/2*\(coordinate(2))^2\",")
      .replacing("coordinates: [x, y]", with: "coordinates: [p, q, r]")
    return StressLandscape(
      family: "space with a bent valley", potential: text, energy: plane.energy, box: plane.box,
      isPeriodic: plane.isPeriodic, point: { list(place($0)) },
      region: { region in
        guard case .beyond(let offset, let sign) = region else { return "" }
        return "{half-space: {normal: [\(list(axes[0].map { sign * $0 }))], offset: \(sign * offset)}}"
      }, otherCurvature: stiffness, isPart: true)
  }

  /// Three orthonormal rows.
  private static func rotation(_ random: inout SplitMix) -> [[Double]] {
    var rows: [[Double]] = []
    while rows.count < 3 {
      var row = (0..<3).map { _ in random.normal() }
      for other in rows {
        let overlap = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        row = zip(row, other).map { $0 - overlap * $1 }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 0.1 { rows.append(row.map { $0 / length }) }
    }
    return rows
  }

  /// Three wells in a row: walkers start in the middle, and a well lies beside their path.
  private static func besidePath(_ random: inout SplitMix) -> StressLandscape {
    let (h, t, d) = (between(3, 7, &random), between(-0.2, 0.2, &random), between(-0.25, 0.25, &random))
    return StressLandscape(
      family: "line with a well beside",
      potential:
        "{kind: expression, energy: \"h*x^2*(x^2 - 1)^2 + t*x + d*x^2\", coordinates: [x], parameters: {h: \(h), t: \(t), d: \(d)}}",
      energy: { u in h * u[0] * u[0] * pow(u[0] * u[0] - 1, 2) + t * u[0] + d * u[0] * u[0] },
      box: [-1.9...1.9], isPeriodic: [false], point: list, region: onLine)
  }
}
