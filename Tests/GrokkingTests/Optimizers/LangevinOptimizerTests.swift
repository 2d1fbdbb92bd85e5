// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Grokking
import Potentials
import Randomness
import Settings
import TestSupport
import Testing
import Training

/// Training by a Langevin optimizer and dynamics on the network's potential are the same thing.
struct LangevinOptimizerTests {
  private static let start = [0.8, -0.4, 1.7]
  private static let (confinement, temperature, rate) = (0.25, 0.3, 0.07)

  private func trained<R: Real>(_ number: R.Type, _ optimizer: any Optimizer, steps: Int) throws -> [Double] {
    let cloud = Cloud()
    let plan = TrainingPlan(
      phases: [
        TrainingPhase(groups: [
          GroupSettings(
            group: "all", optimizer, rate: Self.rate, decay: Self.confinement, decayKind: .l2,
            temperature: Self.temperature)
        ])
      ], steps: steps)
    let trainer = try Trainer(
      objective: PointCloud<R>(stiffness: cloud.stiffness, points: cloud.points), plan: plan, train: cloud.train,
      test: cloud.test, initialWeights: Self.start, seed: 77, task: 5, replica: 9)
    trainer.run()
    return trainer.weights
  }

  private func moved<R: Real>(_ number: R.Type, _ integrator: any Integrator, steps: Int) throws -> [Double] {
    var ensemble = try Ensemble(
      potential: try Cloud().potential(R.self, confinement: Self.confinement), integrator: integrator,
      timeStep: Self.rate, schedule: ConstantTemperature(Self.temperature), starts: Self.start, walkers: 9..<10,
      seed: 77, task: 5)
    ensemble.run(steps: steps)
    // As the trainer shows them: in the network's precision.
    return ensemble.walkers.positions.map { Double(R($0)) }
  }

  @Test("sgld: the bits of the ensemble", arguments: [1, 2, 3, 50])
  func langevin(steps: Int) throws {
    let (first, second) = (
      try trained(Double.self, LangevinDescent(), steps: steps),
      try moved(Double.self, StochasticGradientLangevin(), steps: steps)
    )
    #expect(first == second)
    #expect(
      try trained(Float.self, LangevinDescent(), steps: steps)
        == moved(Float.self, StochasticGradientLangevin(), steps: steps))
    // Euler–Maruyama is the same scheme by another name.
    #expect(try first == moved(Double.self, EulerMaruyama(), steps: steps))
  }

  @Test("preconditioned-sgld: the bits of the ensemble", arguments: [1, 2, 50])
  func preconditioned(steps: Int) throws {
    let scheme = PreconditionedLangevin(memoryOfSquares: 0.9, floor: 0.01)
    #expect(
      try trained(Float.self, PreconditionedLangevinDescent(coefficients: scheme), steps: steps)
        == moved(Float.self, scheme, steps: steps))
  }

  @Test("sghmc: the bits of the ensemble", arguments: [1, 2, 50])
  func hamiltonian(steps: Int) throws {
    let scheme = try StochasticGradientHamiltonian(friction: 0.7, noiseEstimate: 0.1)
    #expect(
      try trained(Double.self, HamiltonianDescent(coefficients: scheme), steps: steps)
        == moved(Double.self, scheme, steps: steps))
  }

  /// Pieces of the vector draw the deviates that belong to their weights.
  @Test("an update in slices is the update of the whole") func slices() {
    let d = 23
    let name = StreamName(seed: 8, task: 1, purpose: .dynamics)
    func updated(_ cuts: [Range<Int>], step: Int) -> [Double] {
      var weights = (0..<d).map { Double($0) / 7 }
      var position = weights
      var gradient = weights.map { $0 * $0 }
      var scratch = [Double](repeating: 0, count: 2 * d + 8)
      weights.withUnsafeMutableBufferPointer { weights in
        position.withUnsafeMutableBufferPointer { position in
          gradient.withUnsafeMutableBufferPointer { gradient in
            scratch.withUnsafeMutableBufferPointer { scratch in
              guard let w = weights.baseAddress, let x = position.baseAddress, let g = gradient.baseAddress else {
                return
              }
              for cut in cuts {
                var slice = ParameterSlice<Double>(
                  count: cut.count, offset: cut.lowerBound, whole: d, weights: w + cut.lowerBound,
                  gradient: g + cut.lowerBound, position: x + cut.lowerBound, scratch: scratch.baseAddress)
                LangevinDescent().update(
                  &slice,
                  in: OptimizerStepContext(
                    step: step, updates: step, rate: 0.1, penalty: 0.2, temperature: 0.5, noise: name, walker: 3))
              }
            }
          }
        }
      }
      return position
    }
    for step in [0, 1, 2, 1_000_001] {
      #expect(updated([0..<4, 4..<9, 9..<23], step: step) == updated([0..<23], step: step))
    }
    #expect(updated([0..<23], step: 0) != updated([0..<23], step: 1))
  }

  @Test("entries: a schedule, and what is wrong with a temperature") func reading() throws {
    let entry = try #require(LangevinOptimizers.entries.first { $0.name == "sgld" })
    let schedule = Value.record(
      Record([("schedule", .text("linear")), ("from", .number(1)), ("to", .number(0.5)), ("over", .number(10))]))
    let made = try #require(try entry.make(Parameters([("temperature", schedule)])) as? LangevinDescent)
    #expect(made.temperature.schedule?.temperature(at: 5) == 0.75)
    #expect(made.keepsDoublePosition)
    for (value, message) in [
      (Value.number(-1), "temperature: temperature is -1; it must be zero or positive."),
      (.text("hot"), "temperature: temperature is text 'hot'; a number or a schedule, {schedule: …}, is expected."),
      (
        .record(Record([("schedule", .text("linaer"))])),
        "temperature.schedule: unknown temperature 'linaer'; did you mean 'linear'? 'ravine list schedules' shows all."
      ),
    ] {
      #expect {
        _ = try entry.make(Parameters([("temperature", value)]))
      } throws: {
        ($0 as? Problem)?.description == message
      }
    }
  }

  /// At zero temperature it is gradient descent with L2, to the rounding of single precision.
  @Test("without a bath it is gradient descent") func coldBath() throws {
    var cold = 0.0
    let cloud = Cloud()
    for optimizer in [LangevinDescent(), StochasticGradientDescent()] as [any Optimizer] {
      let plan = TrainingPlan(optimizer, rate: 0.07, decay: 0.25, decayKind: .l2, steps: 30)
      let trainer = try Trainer(
        objective: PointCloud<Double>(stiffness: cloud.stiffness, points: cloud.points), plan: plan,
        train: cloud.train, test: cloud.test, initialWeights: Self.start, seed: 1)
      trainer.run()
      if cold == 0 { cold = trainer.weights[0] } else { #expect(agree(cold, trainer.weights[0], relative: 1e-13)) }
    }
    #expect(cold != 0)
  }
}
