// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
package import Settings

/// What is minimized: the mean of a loss over examples.
package enum Loss: Sendable, Equatable {
  /// What a squared error is averaged over.
  package enum Mean: String, Sendable, CaseIterable {
    /// Over all elements of all outputs, as in PyTorch's `MSELoss`.
    case elements
    /// Over the examples: Σ over the output, mean over rows.
    case rows
  }

  /// What stands for a class where outputs are compared with numbers.
  package enum Codes: Sendable, Equatable {
    /// The unit vector of the class.
    case oneHot
    /// Normal deviates, fixed by a seed.
    case random(width: Int)
  }

  /// −ln softmax(output)[label].
  case crossEntropy
  /// −ln of the share of the right output by StableMax; see `StableMax`.
  case stableMax
  /// |output − code(label)|², or the distance to the vectors of a regression.
  case squaredError(mean: Mean, codes: Codes)
  /// max over the other classes of the output less that of the right class: minus the margin. Nothing is trained by it.
  case negativeMargin

  /// The name in a scenario.
  package var name: String {
    switch self {
    case .crossEntropy: "cross-entropy"
    case .stableMax: "stablemax"
    case .squaredError: "squared-error"
    case .negativeMargin: "negative margin"
    }
  }

  /// How many numbers a network has to put out.
  ///
  /// - Throws: a `Problem` if the loss cannot be had of such targets.
  package func outputWidth(for targets: ExampleTargets) throws(Problem) -> Int {
    switch (self, targets) {
    case (.crossEntropy, .labels(_, let classes)), (.stableMax, .labels(_, let classes)),
      (.squaredError(_, .oneHot), .labels(_, let classes)), (.negativeMargin, .labels(_, let classes)):
      return classes
    case (.squaredError(_, .random(let width)), .labels): return width
    case (.squaredError(_, .oneHot), .vectors(_, let width)): return width
    case (.squaredError(_, .random), .vectors):
      throw Problem("the task's targets are vectors; random codes are for classes. Leave 'codes' out.", at: "codes")
    case (.crossEntropy, .vectors), (.stableMax, .vectors):
      throw Problem(
        "\(name) needs classes, but the task's targets are vectors; choose 'squared-error'.", at: "kind")
    case (.negativeMargin, .vectors):
      throw Problem("a margin needs classes, but the task's targets are vectors.", at: "kind")
    }
  }

  /// The codes of the classes, row-major; normal deviates of a stream of their own if they are random.
  package static func codes(_ codes: Codes, classes: Int, seed: UInt64) -> [Double] {
    switch codes {
    case .oneHot:
      return (0..<classes * classes).map { $0 / classes == $0 % classes ? 1 : 0 }
    case .random(let width):
      var stream = RandomStream(
        StreamName(seed: seed, task: ParameterLayout.streamTask(of: "codes"), purpose: .examples), walker: 0)
      return (0..<classes * width).map { _ in stream.normal() }
    }
  }
}

/// The losses that a scenario can name.
package enum LossCatalogue {
  /// All of them.
  package static let entries: [CatalogueEntry<Loss>] = [
    CatalogueEntry(
      name: "cross-entropy", summary: "the negative logarithm of the probability of the right class",
      formula: "L = −ln softmax(f)ᵧ, mean over examples", source: "PyTorch's CrossEntropyLoss",
      example: "loss: cross-entropy"
    ) { (_) throws(Problem) in .crossEntropy },
    CatalogueEntry(
      name: "stablemax", summary: "cross-entropy whose softmax is replaced by a function that does not absorb",
      formula: "L = −ln(s(f_y)/Σ s(f_k)), s(x) = x + 1 for x ≥ 0, 1/(1 − x) below",
      source: "Prieto, Barsbey, Mediano and Birdal 2025, arXiv:2501.04697", example: "loss: stablemax"
    ) { (_) throws(Problem) in .stableMax },
    CatalogueEntry(
      name: "squared-error", summary: "the squared distance to the code of the class, or to a vector",
      formula: "L = |f − Y|², mean over elements or rows; the prediction is the nearest code",
      parameters: [
        .word("mean", default: "elements", among: Loss.Mean.allCases.map(\.rawValue), "what is averaged over"),
        .word(
          "codes", default: "one-hot", among: ["one-hot", "random"],
          "what stands for a class: unit vectors or fixed normal deviates"),
        .integer("code-width", default: 30, .between(1, 1e6), "how many numbers a random code has"),
      ],
      source: "Liu et al. 2022 (random codes of 30); PyTorch's MSELoss (mean over elements)",
      example: "loss: {kind: squared-error, mean: elements, codes: random, code-width: 30}"
    ) { (values) throws(Problem) in
      .squaredError(
        mean: Loss.Mean(rawValue: values.text("mean")) ?? .elements,
        codes: values.text("codes") == "random" ? .random(width: values.integer("code-width")) : .oneHot)
    },
  ]
}
