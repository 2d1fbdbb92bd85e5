// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Settings
import TestSupport
import Testing

@testable import Training

/// Recursions that are known exactly, on L = λw²/2 and on constant gradients, in double precision.
@Suite struct OptimizerLawTests {
  private static let λ = 1.7

  /// w after each of so many steps from 1 on L = λw²/2.
  private func path(
    _ optimizer: any Optimizer, rate: Double, decay: Double = 0, kind: DecayKind = .decoupled, steps: Int,
    curvature: Double = λ, center: Double = 0
  ) throws -> [Double] {
    let objective = Quadratic<Double>(oneGroup(1), curvatures: [curvature], centers: [center])
    let trainer = try Trainer(
      objective: objective, plan: TrainingPlan(optimizer, rate: rate, decay: decay, decayKind: kind, steps: steps),
      train: [0], test: [], initialWeights: [1], seed: 1)
    var path: [Double] = [1]
    trainer.run { progress in
      if progress.step == path.count { path.append(trainer.weights[0]) }
      return true
    }
    return path
  }

  /// w after each step for given gradients, from a start.
  private func path(
    _ optimizer: any Optimizer, gradients: [Double], rate: Double, decay: Double = 0, penalty: Double = 0,
    from start: Double = 0
  ) -> [Double] {
    var numbers = [start, 0] + Array(repeating: 0.0, count: optimizer.stateVectors)
    return numbers.withUnsafeMutableBufferPointer { numbers in
      guard let base = numbers.baseAddress else { return [] }
      return gradients.indices.map { step in
        base[1] = gradients[step]
        var slice = ParameterSlice<Double>(
          count: 1, offset: 0, weights: base, gradient: base + 1,
          stateVectors: (0..<optimizer.stateVectors).map { base + 2 + $0 })
        optimizer.update(
          &slice,
          in: OptimizerStepContext(
            step: step, updates: step, rate: rate, decay: decay, penalty: penalty,
            noise: .init(seed: 1, task: 0, purpose: .dynamics), walker: 0))
        return base[0]
      }
    }
  }

  /// wₜ = (1 − η(λ + γ))ᵗ, whichever kind of decay.
  @Test(arguments: DecayKind.allCases) func gradientDescent(kind: DecayKind) throws {
    let found = try path(StochasticGradientDescent(), rate: 0.3, decay: 0.2, kind: kind, steps: 50)
    for (t, w) in found.enumerated() { #expect(agree(w, pow(1 - 0.3 * (Self.λ + 0.2), Double(t)), relative: 1e-12)) }
  }

  /// wₜ = ρᵗ(cos tφ + (w₁/ρ − cos φ) sin tφ/sin φ) from wₜ₊₁ = b wₜ − c wₜ₋₁ with ρ² = c, 2ρ cos φ = b.
  private func oscillation(_ b: Double, _ c: Double, first: Double, _ t: Int) -> Double {
    let ρ = c.squareRoot()
    let φ = acos(b / (2 * ρ))
    return pow(ρ, Double(t)) * (cos(Double(t) * φ) + (first / ρ - cos(φ)) * sin(Double(t) * φ) / sin(φ))
  }

  @Test func heavyBall() throws {
    let (η, μ) = (0.05, 0.9)
    for (t, w) in try path(Momentum(μ), rate: η, steps: 60).enumerated() {
      let exact = oscillation(1 + μ - η * Self.λ, μ, first: 1 - η * Self.λ, t)
      #expect(abs(w - exact) < 1e-12, "step \(t)")
    }
  }

  @Test func lookingAhead() throws {
    let (η, μ) = (0.05, 0.9)
    let q = 1 - η * Self.λ
    for (t, w) in try path(Nesterov(μ), rate: η, steps: 60).enumerated() {
      #expect(abs(w - oscillation((1 + μ) * q, μ * q, first: 1 - η * Self.λ * (1 + μ), t)) < 1e-12, "step \(t)")
    }
  }

  /// Both corrections are exact: with a constant gradient every step is η·g/(|g| + ε).
  @Test(arguments: [3.0, -0.02, 1e-8]) func adamWithConstantGradient(gradient: Double) {
    let found = path(Adam(), gradients: Array(repeating: gradient, count: 200), rate: 0.01)
    for (t, w) in found.enumerated() {
      // At g = ε half a step: ε stands beside the corrected root.
      #expect(agree(w, -0.01 * Double(t + 1) * gradient / (abs(gradient) + 1e-8), relative: 1e-10), "step \(t)")
    }
  }

  /// g = 1, −1: m₂ = 0.09 − 0.1, corrected by 1 − 0.81; v is 1.
  @Test func adamByHand() {
    let found = path(Adam(epsilon: 0), gradients: [1, -1], rate: 0.5)
    #expect(abs(found[0] + 0.5) < 1e-12)
    #expect(abs(found[1] - (-0.5 + 0.5 * 0.01 / 0.19)) < 1e-12)
  }

  /// g = 2 then 0 with β₁ = 0.5, β₂ = 0.75: m̂ = (0.5·1)/(0.75) = 2/3, v̂ = (0.75·1)/(1 − 0.5625) = 12/7.
  @Test func adamForgets() {
    let found = path(Adam(beta1: 0.5, beta2: 0.75, epsilon: 0.25), gradients: [2, 0], rate: 1)
    #expect(abs(found[0] + 2 / 2.25) < 1e-12)
    #expect(abs(found[1] - (-2 / 2.25 - (2.0 / 3) / ((12.0 / 7).squareRoot() + 0.25))) < 1e-12)
  }

  /// Without a gradient AdamW shrinks by 1 − ηγ, the L2 penalty by a whole step η: they are different things.
  @Test func decoupledDecayIsNotAPenalty() {
    let zeros = Array(repeating: 0.0, count: 20)
    for (t, w) in path(AdamW(), gradients: zeros, rate: 0.01, decay: 0.5, from: 2).enumerated() {
      #expect(agree(w, 2 * pow(1 - 0.005, Double(t + 1)), relative: 1e-12))
    }
    let penalized = path(Adam(epsilon: 0), gradients: [0], rate: 0.01, penalty: 0.5, from: 2)
    #expect(abs(penalized[0] - 1.99) < 1e-12)
  }

  /// w* = −1/γ for g = 1 and wₜ − w* = (1 − ηγ)ᵗ(w₀ − w*).
  @Test func decoupledDecayBalancesAConstantGradient() {
    let found = path(
      AdamW(epsilon: 0), gradients: Array(repeating: 1, count: 300), rate: 0.02, decay: 2, from: 1)
    for (t, w) in found.enumerated() { #expect(abs(w - (-0.5 + 1.5 * pow(0.96, Double(t + 1)))) < 1e-12) }
  }

  /// Momentum's L2 enters the velocity, decoupled decay does not: first steps by hand.
  @Test func decayOfMomentum() {
    #expect(abs(path(Momentum(0.5), gradients: [1, 1], rate: 0.1, decay: 1, from: 1)[1] - (0.9 * 0.8 - 0.15)) < 1e-12)
    // b₁ = 1 + 1, w₁ = 0.8; b₂ = 1 + 1 + 0.8 = 2.8, w₂ = 0.52.
    #expect(abs(path(Momentum(0.5), gradients: [1, 1], rate: 0.1, penalty: 1, from: 1)[1] - 0.52) < 1e-12)
  }

  @Test(arguments: OptimizerCatalogue.entries.map(\.name)) func catalogueLaws(name: String) throws {
    let entry = try #require(OptimizerCatalogue.entries.first { $0.name == name })
    let optimizer = try entry.make(Parameters(entry.parameters.map { ($0.name, $0.defaultValue ?? .null) }))
    #expect(optimizer.name == name)
    // Where the gradient is zero nothing moves.
    #expect(try path(optimizer, rate: 0.1, steps: 20, center: 1).allSatisfy { $0 == 1 })
    // Rate 0 moves nothing, decay or not.
    #expect(try path(optimizer, rate: 0, decay: 1, steps: 20).allSatisfy { $0 == 1 })
    // The minimum is found; steps as long as the rate go beyond it by a few of them.
    let isSlow = ["lion", "muon"].contains(name)
    let last = try #require(try path(optimizer, rate: isSlow ? 3e-4 : 0.01, steps: isSlow ? 12_000 : 5000).last)
    #expect(abs(last) < 0.01)
    // Downhill at first, on either side.
    #expect(try path(optimizer, rate: 0.01, steps: 1)[1] < 1)
    #expect(try path(optimizer, rate: 0.01, steps: 1, center: 2)[1] > 1)
  }

  /// The mirror image of a problem has the mirror image of a path, bit by bit.
  @Test(arguments: OptimizerCatalogue.entries.map(\.name)) func signSymmetry(name: String) throws {
    let entry = try #require(OptimizerCatalogue.entries.first { $0.name == name })
    let optimizer = try entry.make(Parameters(entry.parameters.map { ($0.name, $0.defaultValue ?? .null) }))
    let gradients = (0..<40).map { sin(Double($0)) }
    let there = path(optimizer, gradients: gradients, rate: 0.1, decay: 0.1, from: 0.3)
    let mirrored = path(optimizer, gradients: gradients.map { -$0 }, rate: 0.1, decay: 0.1, from: -0.3)
    #expect(there == mirrored.map { -$0 })
  }
}
