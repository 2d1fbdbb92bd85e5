// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// How the initial weights are drawn.
package enum Initialization: String, Sendable, CaseIterable {
  /// As the literature of the architecture does; each model says how.
  case standard = "default"
  /// As PyTorch does by default: `Linear` uniform within ±1/√inputs, weights and biases; `Embedding` standard
  /// normal; `LayerNorm` gain 1 and shift 0.
  case pytorch
}

extension InitialLaw {
  /// PyTorch's law of the weights and biases of `Linear`.
  static func uniform(inputs: Int) -> InitialLaw { .uniform(bound: 1 / Double(max(inputs, 1)).squareRoot()) }

  /// Normal with variance 1/inputs, so that a sum over the inputs has variance 1.
  static func normal(inputs: Int) -> InitialLaw { .normal(deviation: 1 / Double(max(inputs, 1)).squareRoot()) }
}

extension Activation {
  /// The name in a scenario.
  package var name: String {
    switch self {
    case .identity: "identity"
    case .relu: "relu"
    case .gelu: "gelu"
    case .tanh: "tanh"
    case .quadratic: "quadratic"
    }
  }

  /// The activation of a name.
  static func named(_ name: String) -> Activation { allCases.first { $0.name == name } ?? .identity }

  /// The parameter of models.
  static func parameter(default value: Activation, among allowed: [Activation] = allCases) -> Parameter {
    .word("activation", default: value.name, among: allowed.map(\.name), "what follows each hidden linear map")
  }
}

extension Parameter {
  /// α.
  static let scale = Parameter.number(
    "scale", default: 1, .positive, "α, which all initial weights are multiplied with")

  /// The probability of dropout.
  static let dropout = Parameter.number(
    "dropout", default: 0, Limits(lower: 0, upper: 1, excludesUpper: true),
    "the probability that a hidden unit is dropped in a step of training")

  static let initialization = Parameter.word(
    "initialization", default: Initialization.standard.rawValue, among: Initialization.allCases.map(\.rawValue),
    "how initial weights are drawn: as the architecture's literature does, or as PyTorch does")

  /// The widths of hidden layers.
  static func widths(default value: [Int]) -> Parameter {
    .numbers("widths", default: value.map(Double.init), "the widths of the hidden layers")
  }
}

extension Parameters {
  /// Widths of layers.
  ///
  /// - Throws: a `Problem` if one of them is not a whole number above zero.
  func widths() throws(Problem) -> [Int] {
    var widths: [Int] = []
    for (number, width) in numbers("widths").enumerated() {
      guard let whole = Int(exactly: width), whole > 0 else {
        throw Problem(
          "width \(number + 1) is \(width.shortest); it must be a whole number above zero.",
          at: SettingPath(["widths"]).appending(number))
      }
      guard whole <= 1_000_000_000 else {
        throw Problem(
          "width \(number + 1) is \(width.shortest); it must be at most 1000000000.",
          at: SettingPath(["widths"]).appending(number))
      }
      widths.append(whole)
    }
    return widths
  }

  func initialization() -> Initialization { Initialization(rawValue: text("initialization")) ?? .standard }
}

/// Refuses a number below one.
func demandPositive(_ value: Int, _ key: String) throws(Problem) {
  if value < 1 { throw Problem("\(key) is \(value); it must be at least 1.", at: SettingPath([key])) }
}

/// Refuses layers without neurons.
func demandPositive(_ widths: [Int]) throws(Problem) {
  for (number, width) in widths.enumerated() where width < 1 {
    throw Problem(
      "width \(number + 1) is \(width); it must be at least 1.", at: SettingPath(["widths"]).appending(number))
  }
}

/// Refuses a probability of dropout that is none, or one where no layer is hidden.
func demandDropout(_ rate: Double, hiddenLayers: Int) throws(Problem) {
  guard rate >= 0, rate < 1 else {
    throw Problem("dropout is \(rate.shortest); it must be at least 0 and below 1.", at: "dropout")
  }
  if rate > 0, hiddenLayers == 0 {
    throw Problem(
      "dropout is \(rate.shortest), but there is nothing to drop: the network has no hidden layer.", at: "dropout")
  }
}

extension NetworkBuilder {
  /// A linear map with parameters of its own, `NAME.weight` (outputs, inputs) and, if it has a law, `NAME.bias`.
  mutating func dense(
    _ input: Node, _ name: String, outputs: Int, group: String, weight: InitialLaw, bias: InitialLaw?,
    activation: Activation = .identity, adding residual: Source? = nil
  ) -> Node {
    let matrix = parameter("\(name).weight", [outputs, input.width], group: group, start: weight)
    let shift = bias.map { parameter("\(name).bias", [outputs], group: group, start: $0) }
    return linear(input, matrix, bias: shift, activation: activation, adding: residual)
  }
}
