// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Grokking
import Potentials
import Training

/// A piece of work: walkers of a potential on their way to a target.
struct Work {
  /// The name on the command line.
  var name: String
  var potential: any Potential
  var start: [Double]
  var target: Region
  var temperature: Double
  var timeStep: Double

  /// f = (x² − 1)², Euler–Maruyama with step 0.001 at temperature 0.25 from −1 to 1, as the peers do it.
  static func all() throws -> [Work] {
    [
      Work(
        name: "double-well", potential: try DoubleWell(), start: [-1], target: .halfSpace(normal: [1], offset: 1),
        temperature: 0.25, timeStep: 1e-3),
      Work(
        name: "expression", potential: try ExpressionPotential("(x^2 - 1)^2"), start: [-1],
        target: .halfSpace(normal: [1], offset: 1), temperature: 0.25, timeStep: 1e-3),
      Work(
        name: "muller-brown", potential: MullerBrown(), start: [-0.558, 1.441],
        target: .ball(center: [0.623, 0.028], radius: 0.1), temperature: 10, timeStep: 1e-5),
      try network("two-weights", widths: [1]), try network("three-weights", widths: [1, 1]),
    ]
  }

  /// A linear network of one unit a layer on sixteen examples, from its empty state to nowhere near.
  private static func network(_ name: String, widths: [Int]) throws -> Work {
    let task = TeacherStudent(count: 16, inputs: 1, hidden: 1, activation: .identity, noise: 0.1)
    let data = try LearningData(task: task, settings: SplitSettings(.fraction(1), allowsWholeTable: true), seed: 1)
    let problem = try LearningProblem(
      data: data, model: DeepLinear(widths: widths), loss: .squaredError(mean: .elements, codes: .oneHot),
      precision: .double, seed: 1)
    let start = Array(repeating: 0.0, count: widths.count + 1)
    return Work(
      name: name, potential: try NetworkPotential(problem, confinement: 0.5, seed: 1), start: start,
      target: .halfSpace(normal: start.map { $0 + 1 }, offset: 100), temperature: 0.1, timeStep: 1e-3)
  }

  /// Lets walkers go for a number of steps.
  ///
  /// - Returns: the steps taken, summed over the walkers.
  func run(walkers: Int, steps: Int, threads: Int) throws -> Int {
    let problem = FirstPassageProblem(
      potential: potential, timeStep: timeStep, schedule: ConstantTemperature(temperature), target: target,
      timeLimit: (Double(steps) - 0.5) * timeStep, seed: 2026)
    let starts = start.flatMap { Array(repeating: $0, count: walkers) }
    switch try problem.run(from: starts, walkers: 0..<UInt32(walkers), threads: threads) {
    case .finished(let result): return result.walkerSteps
    case .stopped(let state): return state.progress.walkerSteps
    }
  }
}
