// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Randomness
package import Settings

/// Regression on the answers of a random network, the teacher:
///
///     y = B σ(A x) + noise·ξ,   x, ξ ~ N(0, 1),   A (hidden × inputs) ~ N(0, 1/inputs),   B (outputs × hidden) ~ N(0, 1/hidden)
///
/// Teacher, inputs and noise come from streams of their own, so the same seed with more examples begins with the same
/// ones, and noise does not change what it is added to.
package struct TeacherStudent: LearningTask, Equatable {
  /// σ, the activation of the teacher's hidden layer.
  package enum TeacherActivation: String, Sendable, Equatable, CaseIterable {
    case tanh
    case relu
    case quadratic
    case identity
  }

  /// How many examples are drawn.
  package let count: Int
  /// The width of x.
  package let inputs: Int
  /// The width of the teacher's hidden layer.
  package let hidden: Int
  /// The width of y.
  package let outputs: Int
  /// σ.
  package let activation: TeacherActivation
  /// The standard deviation of what is added to each number of y.
  package let noise: Double
  /// The name in a scenario.
  package let name = "teacher-student"

  /// A regression; all counts ≥ 1, a hidden width of 0 makes the teacher vanish.
  package init(
    count: Int, inputs: Int, hidden: Int, outputs: Int = 1, activation: TeacherActivation = .tanh, noise: Double = 0
  ) {
    self.count = count
    self.inputs = inputs
    self.hidden = hidden
    self.outputs = outputs
    self.activation = activation
    self.noise = noise
  }

  /// `teacher 10–4–1 tanh`.
  package var summary: String { "teacher \(inputs)–\(hidden)–\(outputs) \(activation.rawValue)" }

  /// Drawn inputs with the teacher's answers.
  package func examples(seed: UInt64) -> Examples {
    var teacher = ExampleStream.teacher.stream(seed: seed)
    var source = ExampleStream.inputs.stream(seed: seed)
    var disturbance = ExampleStream.noise.stream(seed: seed)
    let firstScale = 1 / Double(inputs).squareRoot()
    let secondScale = 1 / Double(max(hidden, 1)).squareRoot()
    let first = (0..<hidden * inputs).map { _ in teacher.normal() * firstScale }
    let second = (0..<outputs * hidden).map { _ in teacher.normal() * secondScale }
    let features = (0..<count * inputs).map { _ in source.normal() }
    var targets: [Double] = []
    targets.reserveCapacity(count * outputs)
    var layer = Array(repeating: 0.0, count: hidden)
    for row in 0..<count {
      for unit in 0..<hidden {
        var sum = 0.0
        for k in 0..<inputs { sum += first[unit * inputs + k] * features[row * inputs + k] }
        layer[unit] = activate(sum)
      }
      for output in 0..<outputs {
        var sum = noise * disturbance.normal()
        for unit in 0..<hidden { sum += second[output * hidden + unit] * layer[unit] }
        targets.append(sum)
      }
    }
    return Examples(inputs: .features(features, width: inputs), targets: .vectors(targets, width: outputs))
  }

  private func activate(_ z: Double) -> Double {
    switch activation {
    case .tanh: Foundation.tanh(z)
    case .relu: max(z, 0)
    case .quadratic: z * z
    case .identity: z
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "teacher-student", summary: "regression on the answers of a random network",
    formula: "y = B σ(A x) + noise·ξ; x, ξ ~ N(0, 1), A ~ N(0, 1/inputs), B ~ N(0, 1/hidden)",
    parameters: RegressionSettings.parameters + [
      .integer("hidden", default: 4, .between(1, 10_000), "width of the teacher's hidden layer"),
      .word(
        "activation", default: "tanh", among: TeacherActivation.allCases.map(\.rawValue), "σ, the teacher's activation"),
    ],
    source: "Saad, Solla, Phys. Rev. Lett. 74 (1995) 4337",
    example: "task: {kind: teacher-student, inputs: 10, hidden: 4, outputs: 1, noise: 0.1}"
  ) { (values) throws(Problem) in
    let settings = try RegressionSettings(values)
    return TeacherStudent(
      count: settings.count, inputs: settings.inputs, hidden: values.integer("hidden"), outputs: settings.outputs,
      activation: TeacherActivation(rawValue: values.text("activation")) ?? .tanh, noise: settings.noise)
  }
}

/// What regressions on random inputs have in common.
struct RegressionSettings {
  let count: Int
  let inputs: Int
  let outputs: Int
  let noise: Double

  static let parameters: [Parameter] = [
    .integer("examples", default: 1000, .between(2, 10_000_000), "how many are drawn"),
    .integer("inputs", default: 10, .between(1, 10_000), "width of x"),
    .integer("outputs", default: 1, .between(1, 10_000), "width of y"),
    .number("noise", default: 0, .nonNegative, "standard deviation of what is added to each number of y"),
  ]

  /// The numbers of inputs and targets that fit into memory: 4 GB.
  static let mostNumbers = 500_000_000

  init(_ values: Parameters) throws(Problem) {
    count = values.integer("examples")
    inputs = values.integer("inputs")
    outputs = values.integer("outputs")
    noise = values.number("noise")
    let most = Self.mostNumbers / (inputs + outputs)
    guard count <= most else {
      throw Problem(
        "examples is \(count); with rows of \(inputs + outputs) numbers at most \(most) are allowed.", at: "examples")
    }
  }
}
