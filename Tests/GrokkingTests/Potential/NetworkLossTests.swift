// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Grokking
import Potentials
import Randomness
import TestSupport
import Testing
import Training

/// Real networks as potentials.
struct NetworkLossTests {
  @Test("the gradient of the quadratic network's potential is the slope of its energy")
  func slope() throws {
    let potential = try TwoHotNetwork(modulus: 7, width: 12).potential(Double.self, confinement: 0.02)
    let place = potential.initialPosition(of: 3)
    let gradient = potential.gradient(at: place)
    var stream = RandomStream(StreamName(seed: 2, task: 0, purpose: .test), walker: 0)
    for _ in 0..<6 {
      let direction = place.map { _ in stream.normal() }
      let along = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      func energy(_ step: Double) -> Double { potential.energy(at: zip(place, direction).map { $0 + step * $1 }) }
      // Fourth-order differences: error h⁴, rounding 10⁻¹⁶/h.
      let h = 1e-3
      let slope = (8 * (energy(h) - energy(-h)) - (energy(2 * h) - energy(-2 * h))) / (12 * h)
      #expect(agree(slope, along, relative: 1e-7))
    }
    #expect(potential.dimension == 14 * 12 + 12 * 7)
  }

  @Test("observables are those of the objective") func observables() throws {
    let network = try TwoHotNetwork(modulus: 11, width: 16)
    let potential = try network.potential(Double.self)
    let objective = try network.objective(Double.self)
    let place = potential.initialPosition(of: 0)
    for (index, rows) in [network.train, network.test].enumerated() {
      let found = objective.evaluate(at: place.span, rows: rows.span)
      #expect(potential.value(of: potential.observables[index], at: place.span) == found.accuracy)
      #expect(potential.value(of: potential.observables[index + 2], at: place.span) == found.loss)
    }
  }

  /// One training run by sgld is one walker on the potential, on a network too.
  @Test("training by sgld takes the steps of the dynamics") func training() throws {
    let network = try TwoHotNetwork(modulus: 11, width: 16)
    let plan = TrainingPlan(
      phases: [
        TrainingPhase(groups: [
          GroupSettings(group: "all", LangevinDescent(), rate: 1, decay: 1e-3, decayKind: .l2, temperature: 1e-5)
        ])
      ], steps: 40)
    let potential = try network.potential(Float.self)
    let trainer = try Trainer(
      objective: network.objective(Float.self), plan: plan, train: network.train, test: network.test,
      initialWeights: potential.initialPosition(of: 2), seed: 6, task: 0, replica: 2)
    trainer.run()
    var ensemble = try Ensemble(
      potential: potential, integrator: StochasticGradientLangevin(), timeStep: 1,
      schedule: ConstantTemperature(1e-5), starts: potential.initialPosition(of: 2), walkers: 2..<3, seed: 6)
    ensemble.run(steps: 40)
    // The trainer shows its weights in single precision; below lie the same bits.
    let isSame = trainer.weights.map { Float($0) } == ensemble.walkers.positions.map { Float($0) }
    #expect(isSame)
  }

  @Test("threads share networks without touching each other's") func threads() throws {
    let potential = try TwoHotNetwork(modulus: 11, width: 16).potential(Float.self, batch: 20)
    func positions(threads: Int) throws -> [Double] {
      let starts = (0..<6).map { potential.initialPosition(of: UInt32($0)) }
      var ensemble = try Ensemble(
        potential: potential, integrator: StochasticGradientLangevin(), timeStep: 0.5,
        schedule: ConstantTemperature(1e-4),
        starts: (0..<potential.dimension).flatMap { c in starts.map { $0[c] } }, walkers: 0..<6, seed: 6)
      ensemble.run(steps: 50, threads: threads)
      return ensemble.walkers.positions
    }
    #expect(try positions(threads: 1) == positions(threads: 2))
  }
}

/// A linear network with squared error is a Gaussian: its covariance is known exactly.
struct LinearNetworkLawTests {
  private static let outputs = 2
  /// Columns of a Hadamard matrix, scaled: XᵀX/n = diag(s²).
  private static let scales = [0.5, 1.0, 1.5]
  private static let signs: [[Double]] = [[1, 1, 1], [-1, 1, -1], [1, -1, -1], [-1, -1, 1]]
  private static let answers: [[Double]] = [[0.3, -1], [1.2, 0.4], [-0.7, 0.9], [0.1, 2]]

  private func potential<R: Real>(_ number: R.Type, confinement: Double) throws -> NetworkPotential {
    let examples = Examples(
      inputs: .features(Self.signs.flatMap { row in zip(row, Self.scales).map { $0 * $1 } }, width: 3),
      targets: .vectors(Self.answers.flatMap { $0 }, width: Self.outputs))
    let model = try DeepLinear(widths: [])
    return try NetworkPotential(
      train: [0, 1, 2, 3], test: [], confinement: confinement, batches: StreamName(seed: 1, task: 0, purpose: .batches),
      initialWeights: { _ in Array(repeating: 0, count: 6) },
      objective: { rows in
        try NetworkObjective<R>(
          model: model, loss: .squaredError(mean: .rows, codes: .oneHot), examples: examples, rowCapacity: rows)
      })
  }

  /// f = Σ_o Σ_i (s_i² w² − 2 w s_i ⟨h_i y_o⟩) + …: curvature λ_i = 2s_i² + γ, mean 2 s_i ⟨h_i y_o⟩/λ_i, variance θ/λ_i; SGLD at
  /// full batch divides it by 1 − hλ/2.
  @Test("mean and variance of every weight", arguments: [true, false])
  func gaussian(isMetropolis: Bool) throws {
    let (γ, θ, h, n) = (0.3, 0.2, 0.15, 1500)
    let potential = try potential(Float.self, confinement: γ)
    let integrator: any Integrator = isMetropolis ? MetropolisAdjustedLangevin() : StochasticGradientLangevin()
    var ensemble = try Ensemble(
      potential: potential, integrator: integrator, timeStep: h, schedule: ConstantTemperature(θ),
      starts: Walkers.standing(at: Array(repeating: 0, count: 6), count: n), walkers: 0..<UInt32(n), seed: 31)
    ensemble.run(steps: 120, threads: 2)
    #expect(potential.observables.map(\.description) == ["loss on train", "norm on all", "norm on decoder"])
    for output in 0..<Self.outputs {
      for input in 0..<3 {
        let overlap = (0..<4).reduce(0) { $0 + Self.signs[$1][input] * Self.answers[$1][output] } / 4
        let curvature = 2 * Self.scales[input] * Self.scales[input] + γ
        let variance = θ / curvature / (isMetropolis ? 1 : 1 - h * curvature / 2)
        let values = (0..<n).map { ensemble.walkers.position(output * 3 + input, of: $0) }
        let mean = values.reduce(0, +) / Double(n)
        let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n - 1)
        expectZ(
          mean, 2 * Self.scales[input] * overlap / curvature, standardError: (variance / Double(n)).squareRoot(),
          "mean of weight (\(output), \(input))")
        expectZ(
          spread, variance, standardError: variance * (2 / Double(n - 1)).squareRoot(),
          "variance of weight (\(output), \(input))")
      }
    }
  }
}
