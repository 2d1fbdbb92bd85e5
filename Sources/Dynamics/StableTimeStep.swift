// SPDX-License-Identifier: GPL-3.0-or-later
public import Potentials

/// Which time step would be stable?
///
/// A scheme is stable where the largest eigenvalue λ of the Hessian is small enough: hλ < 2 for the overdamped schemes.
/// What counts is the steepest place that walkers visit. This measures at the given points, at the minima, and from each
/// minimum outwards along every axis to where f has grown by `reach` temperatures. A mobility μ makes it hμλ < 2.
public struct StableTimeStep: Sendable, Equatable {
  /// The suggestion: the stability limit times the safety factor; infinite if nothing curves upwards, or if the potential
  /// cannot be searched.
  public var timeStep: Double
  /// The largest curvature that was found, times the mobility there.
  public var curvature: Double
  /// Where it was found; d coordinates.
  public var position: [Double]

  /// Walkers are hardly ever found where f is higher than this many temperatures: e^{−12} = 6·10⁻⁶.
  package static let reach = 12.0

  /// A suggestion.
  ///
  /// - Parameters:
  ///   - points: further points to measure at, such as starting points.
  ///   - safety: what part of the limit to suggest.
  public init(
    _ potential: any Potential, integrator: any Integrator, temperature: Double, points: [[Double]] = [],
    safety: Double = 0.5
  ) {
    guard potential.isSearchable else {
      (timeStep, curvature, position) = (.infinity, 0, [])
      return
    }
    var places = points + potential.knownMinima
    for minimum in places {
      for c in 0..<potential.dimension {
        for direction in [-1.0, 1] {
          places.append(Self.outwards(potential, from: minimum, c, direction, Self.reach * temperature))
        }
      }
    }
    curvature = 0
    position = places.first ?? []
    let mobility = integrator.isOverdamped ? potential.mobility : nil
    for place in places {
      let found = Self.largestCurvature(potential, at: place) * (mobility?.value(at: place) ?? 1)
      if found > curvature { (curvature, position) = (found, place) }
    }
    timeStep = curvature > 0 ? safety * integrator.stableTimeStep(curvature: curvature) : .infinity
  }

  /// The place on an axis where f has grown by an energy, or the last one before f stops being finite.
  private static func outwards(
    _ potential: any Potential, from start: [Double], _ coordinate: Int, _ direction: Double, _ energy: Double
  ) -> [Double] {
    let window = potential.window[coordinate]
    let span = window.upperBound - window.lowerBound
    let floor = potential.energy(at: start)
    var place = start
    // A hundredth of the window at a time, to three windows away.
    let step = direction * (span.isFinite && span > 0 ? span : 1) / 100
    for _ in 0..<300 {
      var next = place
      next[coordinate] += step
      let height = potential.energy(at: next)
      guard height.isFinite, potential.boundaries[coordinate].holds(next[coordinate]) else { break }
      place = next
      if height - floor > energy { break }
    }
    return place
  }

  /// The largest eigenvalue of the Hessian, by power iteration on H + sI with s from Gershgorin's theorem.
  static func largestCurvature(_ potential: any Potential, at place: [Double]) -> Double {
    let d = potential.dimension
    let hessian = potential.hessian(at: place)
    guard hessian.allSatisfy(\.isFinite) else { return 0 }
    let shift = (0..<d).map { row in (0..<d).reduce(0) { $0 + abs(hessian[row * d + $1]) } }.max() ?? 0
    guard shift > 0 else { return 0 }
    // A start that is not orthogonal to anything in particular.
    var vector = (0..<d).map { 1 + 0.1 * Double($0 % 7) }
    var value = 0.0
    for _ in 0..<200 {
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vector = vector.map { $0 / length }
      let image = (0..<d).map { row in
        (0..<d).reduce(shift * vector[row]) { $0 + hessian[row * d + $1] * vector[$1] }
      }
      value = zip(vector, image).reduce(0) { $0 + $1.0 * $1.1 }
      vector = image
    }
    return value - shift
  }
}

extension Boundary {
  /// Whether a walker can be there: within the mirrors, within one turn of a circle.
  fileprivate func holds(_ x: Double) -> Bool {
    switch self {
    case .free: true
    case .periodic(let range): range.contains(x)
    case .reflecting(let lower, let upper): lower <= x && x <= upper
    }
  }
}
