// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Grokking
import Potentials
import Randomness
import TestSupport
import Testing

/// The law that Langevin dynamics on a network's loss comes to, where it is known: a Gaussian of curvatures λ_c = k_c + γ.
struct StationaryLawTests {
  private static let temperature = 0.3
  private static let walkers: Range<UInt32> = 0..<1500

  /// Mean and variance of each weight over independent walkers after so many steps from zero.
  private func moments(
    _ potential: NetworkPotential, _ integrator: any Integrator, timeStep: Double, steps: Int
  ) throws -> [(mean: Double, variance: Double)] {
    var ensemble = try Ensemble(
      potential: potential, integrator: integrator, timeStep: timeStep,
      schedule: ConstantTemperature(Self.temperature),
      starts: Walkers.standing(at: [0, 0, 0], count: Self.walkers.count), walkers: Self.walkers, seed: 12)
    ensemble.run(steps: steps, threads: 2)
    return (0..<3).map { c in
      let values = (0..<ensemble.walkers.count).map { ensemble.walkers.position(c, of: $0) }
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
    }
  }

  private func check(
    _ potential: NetworkPotential, _ integrator: any Integrator, timeStep: Double, steps: Int,
    _ expected: (_ coordinate: Int, _ curvature: Double) -> Double
  ) throws {
    let cloud = Cloud()
    let n = Double(Self.walkers.count)
    for (c, found) in try moments(potential, integrator, timeStep: timeStep, steps: steps).enumerated() {
      let curvature = cloud.stiffness[c] + potential.confinement
      let variance = expected(c, curvature)
      expectZ(
        found.mean, cloud.stiffness[c] * cloud.mean(c) / curvature, standardError: (variance / n).squareRoot(),
        "mean \(c)")
      expectZ(found.variance, variance, standardError: variance * (2 / (n - 1)).squareRoot(), "variance \(c)")
    }
  }

  /// θ/λ exactly, at a step where Euler–Maruyama is off by a third.
  @Test("MALA: the Gibbs law at any step") func metropolis() throws {
    try check(Cloud().potential(), MetropolisAdjustedLangevin(), timeStep: 0.4, steps: 120) { _, curvature in
      Self.temperature / curvature
    }
  }

  @Test("SGLD on all examples: θ/λ/(1 − hλ/2), in single precision too", arguments: [true, false])
  func fullBatch(isSingle: Bool) throws {
    let potential = try isSingle ? Cloud().potential(Float.self) : Cloud().potential(Double.self)
    let h = 0.2
    try check(potential, StochasticGradientLangevin(), timeStep: h, steps: 150) { _, curvature in
      Self.temperature / curvature / (1 - h * curvature / 2)
    }
  }

  /// θ_eff = θ + h·c/2 with the variance c of the estimated gradient: mini-batches heat.
  @Test("SGLD on mini-batches: the temperature of their noise comes on top") func miniBatches() throws {
    let (h, batch) = (0.4, 2)
    let cloud = Cloud()
    try check(cloud.potential(batch: batch), StochasticGradientLangevin(), timeStep: h, steps: 100) { c, curvature in
      let noise =
        cloud.stiffness[c] * cloud.stiffness[c] * cloud.variance(c) * (1 - Double(batch) / 24) * 24
        / (23 * Double(batch))
      return (Self.temperature + h * noise / 2) / curvature / (1 - h * curvature / 2)
    }
  }

  @Test("the same bits on one thread and on two, in one go and in pieces") func threads() throws {
    let potential = try Cloud().potential(Float.self, batch: 3)
    func positions(threads: Int, pieces: Int) throws -> [Double] {
      var ensemble = try Ensemble(
        potential: potential, integrator: StochasticGradientHamiltonian(), timeStep: 0.1,
        schedule: ConstantTemperature(0.2), starts: Walkers.standing(at: [1, 2, 3], count: 9), walkers: 0..<9, seed: 4)
      for _ in 0..<pieces { ensemble.run(steps: 60 / pieces, threads: threads) }
      return ensemble.walkers.positions
    }
    let plain = try positions(threads: 1, pieces: 1)
    #expect(try positions(threads: 2, pieces: 1) == plain)
    #expect(try positions(threads: 2, pieces: 5) == plain)
  }
}
