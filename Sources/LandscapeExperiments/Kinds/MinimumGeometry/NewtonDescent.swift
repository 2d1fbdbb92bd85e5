// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Training

/// The way down to a minimum by Newton's method in a trust region, each step by conjugate gradients: products with the Hessian
/// are all it needs (Steihaug 1983; Nocedal, Wright, "Numerical Optimization", algorithms 4.1 and 7.2).
struct NewtonDescent {
  /// A step of Newton's method.
  struct Step: Sendable {
    var direction: [Double]
    /// How far the parabola falls along it.
    var decrease: Double
    /// Whether a direction of negative curvature was met.
    var meetsNegativeCurvature = false
    /// The largest curvature that was met.
    var stiffness = 0.0

    var length: Double { direction.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  }

  /// How a descent ended.
  struct Ending: Sendable {
    var steps: Int
    /// Whether the slope is at the limit of rounding, so that nothing is left to be gained.
    var isAtRest: Bool
  }

  private let potential: any Potential

  init(of potential: any Potential) { self.potential = potential }

  private static let mostSteps = 500
  private static let mostProducts = 500
  /// |∇f| in parts of the stiffness times |x| at which rounding decides.
  private static let rest = 1e-14

  /// Goes down.
  ///
  /// - Parameter observe: told the steps and |∇f| now and then; `true` stops.
  /// - Throws: a sentence where second derivatives are not known.
  func run(from start: [Double], observe: (_ steps: Int, _ slope: Double) -> Bool) throws -> (
    position: [Double], ending: Ending
  ) {
    var x = potential.wrapped(start)
    var energy = potential.energy(at: x.span)
    var gradient = potential.gradient(at: x)
    var radius = 0.1 * max(Self.norm(x), 1e-3 * Double(x.count).squareRoot())
    var failures = 0
    for number in 0..<Self.mostSteps {
      let slope = Self.norm(gradient)
      if observe(number, slope) { return (x, Ending(steps: number, isAtRest: false)) }
      let step = Self.step(against: gradient, of: try HessianOperator(of: potential, at: x), radius: radius)
      if slope <= Self.rest * step.stiffness * Self.norm(x) || step.length == 0 {
        return (x, Ending(steps: number, isAtRest: true))
      }
      let next = potential.wrapped(zip(x, step.direction).map { $0 + $1 })
      let nextEnergy = potential.energy(at: next.span)
      let nextGradient = potential.gradient(at: next)
      // Where the gain is lost in the rounding of f, the slope judges.
      let isRounding = step.decrease <= 1e-12 * abs(energy)
      let ratio =
        isRounding ? (Self.norm(nextGradient) < slope ? 1 : -1) : (energy - nextEnergy) / step.decrease
      if ratio > 0.75, step.length > 0.9 * radius { radius *= 2 }
      if !(ratio > 0.25) { radius = 0.25 * min(radius, step.length) }
      if ratio > 1e-4, nextEnergy.isFinite {
        (x, energy, gradient, failures) = (next, nextEnergy, nextGradient, 0)
      } else {
        failures += 1
        if failures > 30 || isRounding && failures > 2 { return (x, Ending(steps: number, isAtRest: isRounding)) }
      }
    }
    return (x, Ending(steps: Self.mostSteps, isAtRest: false))
  }

  /// −H⁻¹g within a radius; along a negative curvature to its edge.
  static func step(against gradient: [Double], of hessian: some SymmetricOperator, radius: Double) -> Step {
    var step = Step(direction: gradient.map { _ in 0 }, decrease: 0)
    var residual = gradient.map { -$0 }
    var direction = residual
    var square = inner(residual, residual)
    let goal = square * min(1e-4, square.squareRoot())
    for _ in 0..<min(2 * gradient.count + 10, mostProducts) where square > max(goal, 1e-30 * inner(gradient, gradient))
    {
      let image = hessian.times(direction)
      let curvature = inner(direction, image)
      let size = inner(direction, direction)
      step.stiffness = max(step.stiffness, abs(curvature) / size)
      let length = square / curvature
      let ahead = zip(step.direction, direction).map { $0 + length * $1 }
      if curvature <= 1e-14 * step.stiffness * size || norm(ahead) >= radius {
        step.meetsNegativeCurvature = curvature < 0
        // Without a radius nothing lies at its edge.
        if radius.isFinite { step.direction = edge(of: radius, from: step.direction, along: direction) }
        break
      }
      step.direction = ahead
      for i in residual.indices { residual[i] -= length * image[i] }
      let next = inner(residual, residual)
      for i in direction.indices { direction[i] = residual[i] + next / square * direction[i] }
      square = next
    }
    let bend = inner(step.direction, hessian.times(step.direction))
    step.decrease = -inner(gradient, step.direction) - bend / 2
    return step
  }

  /// Where the way from inside a sphere along a direction meets it.
  private static func edge(of radius: Double, from x: [Double], along direction: [Double]) -> [Double] {
    let (a, b, c) = (inner(direction, direction), inner(x, direction), inner(x, x) - radius * radius)
    let length = (-b + max(b * b - a * c, 0).squareRoot()) / a
    return zip(x, direction).map { $0 + length * $1 }
  }

  private static func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  private static func norm(_ a: [Double]) -> Double { inner(a, a).squareRoot() }
}
