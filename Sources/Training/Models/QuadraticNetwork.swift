// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// f = W₂(W₁x)² with x the two-hot vector of the symbols; no biases (Gromov, arXiv:2301.02679).
///
/// Parameters: `embedding.weight` (slots·p, N), the transpose of W₁: row slot·p + symbol is what the symbol adds to the
/// hidden layer; `output.weight` (classes, N). By default W₁ is N(0, σ²) with σ = ½(2p)^(−¼) and W₂ is N(0, ¼/N), from
/// which modulus 23 groks within a few hundred to a few thousand steps.
///
/// The analytic weights solve modular addition: with N/⌊p/2⌋ neurons for each frequency k,
///
///     W₁ = cos(2πkn/p + φ₁), cos(2πkm/p + φ₂),   W₂ ∝ cos(2πkq/p + φ₁ + φ₂),
///
/// where φ₁ = 2πj/M and φ₂ = 2φ₁ for the j-th of the M neurons of a frequency. For M ≥ 8 and odd p all terms but one
/// cancel in the sum over j, and f_q is 1 − 1/p at q = n + m and −1/p elsewhere, exactly.
package struct QuadraticNetwork: Model {
  /// How the weights are drawn.
  package enum Start: String, Sendable, CaseIterable {
    /// The deviations above.
    case standard = "default"
    /// Two `Linear` without biases: uniform within ±1/√inputs.
    case pytorch
    /// The solution of modular addition.
    case analytic
  }

  /// The name in a scenario.
  package var name: String { "quadratic" }
  /// N, how many hidden neurons there are.
  package var width: Int
  /// The probability that a hidden unit is dropped in a step of training.
  package var dropout: Double
  /// α, the factor of all initial weights.
  package var scale: Double
  /// How the weights are drawn.
  package var initialization: Start

  /// A network of given width, its weights not drawn yet.
  ///
  /// - Throws: a `Problem` if the width is below one.
  package init(
    width: Int = 128, scale: Double = 1, initialization: Start = .standard, dropout: Double = 0
  ) throws(Problem) {
    try demandPositive(width, "width")
    try demandDropout(dropout, hiddenLayers: 1)
    self.dropout = dropout
    self.width = width
    self.scale = scale
    self.initialization = initialization
  }

  /// The formula above.
  package func build(_ network: inout NetworkBuilder) throws(Problem) -> Node {
    let (slots, vocabulary) = try network.symbols(for: name)
    let inputs = slots.count * vocabulary
    try network.demandRoom(for: [inputs, width], at: "width")
    let laws: (first: InitialLaw, second: InitialLaw)
    switch initialization {
    case .standard:
      laws = (
        .normal(deviation: 0.5 / Double(inputs).squareRoot().squareRoot()),
        .normal(deviation: 0.5 / Double(width).squareRoot())
      )
    case .pytorch: laws = (.uniform(inputs: inputs), .uniform(inputs: width))
    case .analytic:
      guard slots.count == 2, network.outputWidth == vocabulary else {
        throw Problem(
          "the analytic weights solve addition modulo p: two symbols in, one of as many classes out; choose 'default'.",
          at: "initialization")
      }
      laws = analyticWeights(modulus: vocabulary)
    }
    let table = network.parameter("embedding.weight", [inputs, width], group: "embedding", start: laws.first)
    let hidden = network.sum(
      slots.enumerated().map { network.parameter(table, firstRow: $0 * vocabulary, by: .symbolAt($1)) },
      rows: .examples, width: width, activation: .quadratic)
    return network.dense(
      network.dropout(hidden, rate: dropout), "output", outputs: network.outputWidth, group: "unembedding",
      weight: laws.second, bias: nil)
  }

  private func analyticWeights(modulus p: Int) -> (InitialLaw, InitialLaw) {
    let frequencies = max(p / 2, 1)
    var first = [Double](repeating: 0, count: 2 * p * width)
    var second = [Double](repeating: 0, count: p * width)
    for neuron in 0..<width {
      let frequency = neuron % frequencies
      let (j, neurons) = (neuron / frequencies, (width - frequency + frequencies - 1) / frequencies)
      let phase = 2 * Double.pi * Double(j) / Double(neurons)
      for symbol in 0..<p {
        let angle = 2 * Double.pi * Double((frequency + 1) * symbol % p) / Double(p)
        first[symbol * width + neuron] = cos(angle + phase)
        first[(p + symbol) * width + neuron] = cos(angle + 2 * phase)
        second[symbol * width + neuron] = 4 / Double(p * neurons) * cos(angle + 3 * phase)
      }
    }
    return (.given(first), .given(second))
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Model>(
    name: "quadratic", summary: "a two-layer network with quadratic activation on two-hot inputs",
    formula: "f = W₂(W₁x)², x two-hot",
    parameters: [
      .integer("width", default: 128, .between(1, 1e9), "how many hidden neurons there are"), .dropout, .scale,
      .word(
        "initialization", default: "default", among: Start.allCases.map(\.rawValue),
        "how initial weights are drawn; analytic: cos(2πkn/p + φ), the solution of modular addition"),
    ],
    source: "Gromov 2023, arXiv:2301.02679", example: "model: {kind: quadratic, width: 128}"
  ) { (values) throws(Problem) in
    try QuadraticNetwork(
      width: values.integer("width"), scale: values.number("scale"),
      initialization: Start(rawValue: values.text("initialization")) ?? .standard, dropout: values.number("dropout"))
  }
}
