// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Potentials
import Settings
import TestSupport
import Training

/// Rows that a test makes up.
struct GivenRows: LearningTask {
  var name: String { "rows" }
  var summary: String { "rows" }
  var given: Examples
  func examples(seed: UInt64) -> Examples { given }

  /// y = x Aᵀ + noise for random x.
  static func regression(rows: Int, inputs: Int, outputs: Int, seed: UInt64, scale: Double = 1) -> GivenRows {
    var random = SplitMix(seed)
    func deviate() -> Double { scale * (2 * random.uniform() - 1) }
    let x = (0..<rows * inputs).map { _ in deviate() }
    let map = (0..<outputs * inputs).map { _ in 2 * random.uniform() - 1 }
    var y: [Double] = []
    for row in 0..<rows {
      for output in 0..<outputs {
        y.append((0..<inputs).reduce(0.3 * deviate()) { $0 + map[output * inputs + $1] * x[row * inputs + $1] })
      }
    }
    return GivenRows(
      given: Examples(inputs: .features(x, width: inputs), targets: .vectors(y, width: outputs)))
  }

  /// One input and one target a row.
  static func line(_ x: [Double], _ y: [Double]) -> GivenRows {
    GivenRows(given: Examples(inputs: .features(x, width: 1), targets: .vectors(y, width: 1)))
  }

  /// Classes of random features.
  static func classes(rows: Int, inputs: Int, classes: Int, seed: UInt64) -> GivenRows {
    var random = SplitMix(seed)
    let x = (0..<rows * inputs).map { _ in 4 * random.uniform() - 2 }
    let labels = (0..<rows).map { _ in Int32(random.uniform() * Double(classes)) }
    return GivenRows(
      given: Examples(inputs: .features(x, width: inputs), targets: .labels(labels, classes: classes)))
  }
}

extension LearningTask {
  /// The loss of a network on all of the task's examples, or some of them.
  func potential(
    _ model: any Model, loss: Loss = .squaredError(mean: .elements, codes: .oneHot), confinement: Double = 0,
    size: SplitSettings.TrainingSize = .fraction(1), precision: Precision = .double
  ) throws -> NetworkPotential {
    let data = try LearningData(task: self, settings: SplitSettings(size, allowsWholeTable: true), seed: 1)
    return try NetworkPotential(
      LearningProblem(data: data, model: model, loss: loss, precision: precision, seed: 1), confinement: confinement,
      seed: 1)
  }
}
