// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness
import TestSupport
import Testing

@testable import Dynamics

/// f = x²/2 whose gradient is known up to Gaussian noise of a variance.
struct NoisyWell: NoisyPotential {
  var variance: Double
  private let base = HarmonicLandscape()
  private let name = StreamName(seed: 77, task: 0, purpose: .test)

  init(variance: Double) { self.variance = variance }

  var dimension: Int { 1 }
  var window: [ClosedRange<Double>] { base.window }
  func energy(at x: Span<Double>) -> Double { base.energy(at: x) }
  func gradient(at x: Span<Double>, into g: inout MutableSpan<Double>) { base.gradient(at: x, into: &g) }

  func noisyGradients(
    step: UInt64, walkers: Span<UInt32>, at positions: Span<Double>, into gradients: inout MutableSpan<Double>
  ) {
    for w in walkers.indices {
      var stream = RandomStream(name, walker: walkers[w], position: step)
      gradients[w] = positions[w] + variance.squareRoot() * stream.normal()
    }
  }
}

@Suite struct StochasticGradientTests {
  private func variance(_ integrator: any Integrator, _ h: Double, noise: Double, steps: Int) throws
    -> (mean: Double, error: Double)
  {
    let n = 100_000
    var ensemble = try Ensemble(
      potential: NoisyWell(variance: noise), integrator: integrator, timeStep: h, schedule: ConstantTemperature(1),
      starts: Array(repeating: 0, count: n), walkers: 0..<UInt32(n), seed: 8)
    ensemble.run(steps: steps, threads: 2)
    return meanAndError(ensemble.walkers.positions.map { $0 * $0 })
  }

  /// Gradient noise of variance v acts as temperature hv/2: variance (1 + hv/2)/(1 − h/2).
  @Test(arguments: [0.0, 5]) func gradientNoiseHeats(noise: Double) throws {
    let h = 0.2
    let (mean, error) = try variance(StochasticGradientLangevin(), h, noise: noise, steps: 60)
    expectZ(mean, (1 + h * noise / 2) / (1 - h / 2), standardError: error, "v = \(noise)")
  }

  /// With γ̂ = αv/(2θ) the noise of the gradient is part of the bath and the law is that without it.
  @Test func hamiltonianCorrectsForKnownNoise() throws {
    let (h, friction, noise) = (0.2, 1.0, 5.0)
    var scheme = LinearScheme()
    scheme.then((1, h, 0, 1))
    scheme.then((1, 0, -h, 1 - h * friction), momentumNoise: 2 * friction * h)
    let integrator = try StochasticGradientHamiltonian(friction: friction, noiseEstimate: h * noise / 2)
    let (mean, error) = try variance(integrator, h, noise: noise, steps: 150)
    expectZ(mean, scheme.stationary.qq, standardError: error, "⟨q²⟩")
  }

  /// Schemes that are not made for estimates use the gradient itself.
  @Test func otherSchemesUseTheGradient() throws {
    let (mean, error) = try variance(EulerMaruyama(), 0.2, noise: 5, steps: 60)
    expectZ(mean, 1 / 0.9, standardError: error, "euler-maruyama")
  }

  /// Time is the sum of the steps αₖ = h(1 + k/b)^−γ, and free diffusion knows it.
  @Test func shrinkingSteps() throws {
    let decay = StepDecay(power: 0.55, onset: 10)
    let n = 100_000
    var ensemble = try Ensemble(
      potential: FlatLandscape(), integrator: StochasticGradientLangevin(decay: decay), timeStep: 0.1,
      schedule: ConstantTemperature(0.5), starts: Array(repeating: 0, count: n), walkers: 0..<UInt32(n), seed: 2)
    ensemble.run(steps: 50, every: 7)
    let time = (0..<50).reduce(0.0) { $0 + 0.1 * decay.factor(at: UInt64($1)) }
    #expect(agree(ensemble.time, time, relative: 1e-12))
    let (mean, error) = meanAndError(ensemble.walkers.positions.map { $0 * $0 })
    expectZ(mean, time, standardError: error, "⟨x²⟩ = 2θt")
  }

  /// With G = 1/(ε + √V): in the limit of equal squares the scheme is Langevin dynamics with mobility G.
  ///
  /// For ε far above all gradients G = 1/ε, and the stationary variance is that of Euler–Maruyama with h/ε.
  @Test func preconditionedWithALargeFloorIsEulerMaruyama() throws {
    let floor = 1e6
    let (mean, error) = try variance(
      PreconditionedLangevin(floor: floor), 0.2 * floor, noise: 0, steps: 60)
    expectZ(mean, 1 / 0.9, standardError: error, "⟨x²⟩")
  }

  /// Coordinates of any stiffness move alike: in units of 1/√k, bit for bit where √k is a power of two.
  @Test func preconditioningEvensStiffness() throws {
    func positions(_ scale: Double) throws -> [Double] {
      let n = 256
      var ensemble = try Ensemble(
        potential: HarmonicLandscape(curvature: scale * scale),
        integrator: PreconditionedLangevin(memoryOfSquares: 0.9, floor: 1e-5 * scale), timeStep: 0.02 / scale,
        schedule: ConstantTemperature(1), starts: Array(repeating: 1 / scale, count: n), walkers: 0..<UInt32(n), seed: 6
      )
      ensemble.run(steps: 400)
      return ensemble.walkers.positions.map { $0 * scale }
    }
    #expect(try positions(1) == positions(128))
  }
}
