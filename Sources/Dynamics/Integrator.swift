// SPDX-License-Identifier: GPL-3.0-or-later

/// A time-stepping scheme for Langevin dynamics.
///
/// Overdamped schemes discretize dX = −∇f dt + √(2θ) dW, underdamped ones dq = p dt, dp = −∇f dt − γp dt + √(2γθ) dW.
/// A scheme is a value that holds its coefficients; what it remembers from one step to the next it declares as
/// `memory`, and the block keeps it. `step` is called once per block of walkers and step; it reads `block.old`, writes
/// `block.new` and allocates nothing.
public protocol Integrator: Sendable {
  /// The name in a scenario.
  var name: String { get }

  /// Whether the position alone is the state, as in the overdamped equation.
  var isOverdamped: Bool { get }

  /// γ of underdamped dynamics, the rate at which the bath takes momentum; `nil` where there is no momentum or no such rate.
  var momentumFriction: Double? { get }

  /// What the path between two steps is like, for noticing a first passage there.
  var path: PathBetweenSteps { get }

  /// Whether it asks for the estimate of ∇f from part of the data where the potential has one.
  var takesNoisyGradients: Bool { get }

  /// Whether a step takes its deviates by `WalkerBlock.move` alone, so that they need not be drawn before.
  var movesByNoise: Bool { get }

  /// The vectors that go from one step to the next, besides the positions.
  var memory: [CarriedState] { get }

  /// How many standard normal deviates one step of one walker takes in d dimensions.
  func deviates(dimension: Int) -> Int

  /// Whether every step has the length that the run was given.
  var hasConstantStep: Bool { get }

  /// The length of a step in units of the one that the run was given.
  func stepFactor(at step: UInt64) -> Double

  /// The largest stable time step where the largest curvature (eigenvalue of the Hessian) is λ > 0.
  func stableTimeStep(curvature: Double) -> Double

  /// How its errors fall with the time step.
  var convergence: Convergence { get }

  /// Whether a step is a proposal that may be rejected, so that the time step is chosen by the share that is accepted.
  var isMetropolized: Bool { get }

  /// Whether a step is x − h∇f(x) + √(2θh) ξ with the exact gradient and steps of one length, so that a kernel may take
  /// many of them at a time.
  var takesEulerSteps: Bool { get }

  /// By how many steps free flight lags behind the equation: ⟨Δx²⟩ = 2θ(t − delay·h).
  var freeFlightDelay: Double { get }

  /// What a step needs and does not have at temperature zero, such as `noise to propose moves by`; `nil` for a scheme
  /// that descends there.
  var lackAtZeroTemperature: String? { get }

  /// The scheme as it is where the mobility differs from place to place, dX = (−μ∇f + θ∇μ) dt + √(2θμ) dW; `nil` where it is
  /// none for that.
  var forVaryingMobility: (any Integrator)? { get }

  /// Takes one step: from `block.old` to `block.new`.
  func step(_ block: inout WalkerBlock, at context: StepContext)
}

/// What the path between two steps is like.
public enum PathBetweenSteps: Sendable, Equatable {
  /// A Brownian bridge of variance 2θh between the old and the new positions.
  case brownian
  /// A Brownian bridge between two other points, which the step leaves in `scratch` and `secondScratch`.
  case brownianElsewhere
  /// Smooth, or rough in a way that is not the equation's: crossings are interpolated.
  case smooth
}

/// What a scheme keeps of each walker from one step to the next: one number per coordinate.
public enum CarriedState: String, Sendable, Equatable, CaseIterable {
  /// Momentum; starts from the Maxwell law at the initial temperature, changes its sign at a mirror.
  case momentum
  /// A standard normal deviate; starts as one, changes its sign at a mirror.
  case deviate
  /// A running average; starts at zero, does not care for mirrors.
  case average
}

extension Integrator {
  /// The equation is the overdamped one.
  public var isOverdamped: Bool { true }
  /// No friction is known.
  public var momentumFriction: Double? { nil }
  /// A Brownian bridge for overdamped schemes, smooth for the others.
  public var path: PathBetweenSteps { isOverdamped ? .brownian : .smooth }
  /// Gradients are exact.
  public var takesNoisyGradients: Bool { false }
  /// The deviates of a step are drawn before it.
  public var movesByNoise: Bool { false }
  /// The position is all that a step depends on.
  public var memory: [CarriedState] { [] }
  /// One deviate per coordinate.
  public func deviates(dimension: Int) -> Int { dimension }
  /// Every step has the length of the run.
  public var hasConstantStep: Bool { true }
  /// The length of the run, at every step.
  public func stepFactor(at step: UInt64) -> Double { 1 }
  /// No order is promised.
  public var convergence: Convergence { Convergence() }
  /// Every step is taken.
  public var isMetropolized: Bool { false }
  /// Steps are taken one by one.
  public var takesEulerSteps: Bool { false }
  /// Free flight is that of the equation.
  public var freeFlightDelay: Double { 0 }
  /// It is for additive noise.
  public var forVaryingMobility: (any Integrator)? { nil }
  /// The scheme descends at temperature zero.
  public var lackAtZeroTemperature: String? { nil }

  /// 2/λ for overdamped schemes (|1 − hλ| ≤ 1), 2/√λ for underdamped ones (Verlet's limit).
  public func stableTimeStep(curvature: Double) -> Double {
    isOverdamped ? 2 / curvature : 2 / curvature.squareRoot()
  }
}

extension Integrator {
  /// Whether e^{−βf} is exactly stationary at any time step, so that averages need no run at half of it.
  public var hasExactStationaryLaw: Bool { convergence.stationary == .exact }
}
