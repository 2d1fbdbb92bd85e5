// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Settings
import TestSupport
import Testing

@testable import Training

/// Each model computes its formula: small networks by hand, and solutions that are known.
@Suite struct ModelTests {
  private func objective(_ model: any Model, _ examples: Examples, _ loss: Loss = .crossEntropy) throws
    -> NetworkObjective<Double>
  {
    try NetworkObjective(model: model, loss: loss, examples: examples, rowCapacity: examples.count)
  }

  /// The flat vector with the given tensors, zero elsewhere.
  private func weights(_ layout: ParameterLayout, _ values: [String: [Double]]) -> [Double] {
    layout.tensors.flatMap { values[$0.name] ?? [Double](repeating: 0, count: $0.count) }
  }

  @Test func linearDecoderByHand() throws {
    let examples = Examples(
      inputs: .symbols([0, 1, 2, 2], width: 2, vocabulary: 3), targets: .labels([0, 1], classes: 2))
    let network = try objective(try ToyDecoder(embedding: 1, widths: []), examples)
    let weights = weights(
      network.layout,
      ["embedding.weight": [0.5, 2, -1], "decoder.0.weight": [1, -3], "decoder.0.bias": [0.25, 0.75]])
    // E₀ + E₁ = 2.5, E₂ + E₂ = −2.
    let outputs = network.outputs(at: weights.span, rows: [0, 1].span)
    #expect(outputs == [2.75, -6.75, -1.75, 6.75])
    let found = network.evaluate(at: weights.span, rows: [0, 1].span)
    let exact = (log(1 + exp(-9.5)) + log(1 + exp(-8.5))) / 2
    #expect(agree(found.loss, exact, relative: 1e-12))
    #expect(found.correct == 2)
    #expect(found.count == 2)
  }

  @Test func matricesMultiplyInOrder() throws {
    let examples = Examples(
      inputs: .symbols([0, 1], width: 2, vocabulary: 2), targets: .labels([0], classes: 4))
    let network = try objective(try ToyDecoder(embedding: 4, combine: .matrixProduct, widths: []), examples)
    let unit: [Double] = (0..<16).map { $0 % 5 == 0 ? 1 : 0 }
    let weights = weights(
      network.layout, ["embedding.weight": [0, 1, 1, 0, 1, 2, 3, 4], "decoder.0.weight": unit])
    // The first matrix exchanges the rows of the second.
    #expect(network.outputs(at: weights.span, rows: [0].span) == [3, 4, 1, 2])
  }

  @Test func attentionThatDoesNotAskTakesTheMean() throws {
    let examples = Examples(
      inputs: .symbols([0, 1], width: 2, vocabulary: 2), targets: .labels([0], classes: 2))
    for tokens in Transformer.Tokens.allCases {
      var model = Transformer()
      (model.width, model.heads, model.mlpWidth, model.tokens) = (2, 1, 1, tokens)
      let network = try objective(model, examples)
      let unit: [Double] = [1, 0, 0, 1]
      let symbols: [Double] = tokens == .plain ? [6, 0, 0, 9, 3, 3] : [6, 0, 0, 9, 2, 7, 4, 4]
      let weights = weights(
        network.layout,
        [
          "embedding.weight": symbols, "layers.0.attention.value.weight": unit,
          "layers.0.attention.output.weight": unit, "unembedding.weight": unit,
          "layers.0.mlp.up.weight": [1, 0], "layers.0.mlp.down.weight": [0, 1], "layers.0.mlp.down.bias": [100, 0],
        ])
      // x = last + mean of the values; then one neuron adds x₀ to x₁, and the bias 100 to x₀.
      let x: [Double] = tokens == .plain ? [6, 7] : [7, 9]
      let outputs = network.outputs(at: weights.span, rows: [0].span)
      #expect(distance(outputs, [x[0] + 100, x[1] + x[0]]) < 1e-15)
    }
  }

  @Test func laterTokensDoNotReachEarlierOnes() throws {
    let examples = Examples(
      inputs: .symbols([0, 1, 1, 0, 0, 1], width: 2, vocabulary: 2), targets: .labels([0, 0, 0], classes: 1))
    var model = Transformer()
    (model.layers, model.width, model.heads, model.mlpWidth) = (2, 3, 1, 1)
    for sharing in [RowSharing.distinct, .none] {
      let network = try NetworkObjective<Double>(
        model: model, loss: .crossEntropy, examples: examples, rowCapacity: 3, sharing: sharing)
      // The first layer puts the mean of number 0 over the places up to its own into number 1, the second the mean of
      // that into number 2.
      let weights = weights(
        network.layout,
        [
          "embedding.weight": [6, 0, 0, 12, 0, 0, 3, 0, 0],
          "layers.0.attention.value.weight": [1, 0, 0, 0, 0, 0, 0, 0, 0],
          "layers.0.attention.output.weight": [0, 0, 0, 1, 0, 0, 0, 0, 0],
          "layers.1.attention.value.weight": [0, 1, 0, 0, 0, 0, 0, 0, 0],
          "layers.1.attention.output.weight": [0, 0, 0, 0, 0, 0, 1, 0, 0], "unembedding.weight": [0, 0, 1],
        ])
      let exact = [(6.0 + 9 + 7) / 3, (12.0 + 9 + 7) / 3, (6.0 + 9 + 7) / 3]
      #expect(distance(network.outputs(at: weights.span, rows: [0, 1, 2].span), exact) < 1e-15)
    }
  }

  @Test func analyticWeightsSolveModularAddition() throws {
    for (p, width) in [(23, 88), (23, 128), (11, 60)] {
      var examples = SmallNetworks.pairs(p)
      examples.targets = .labels((0..<p * p).map { Int32(($0 / p + $0 % p) % p) }, classes: p)
      let network = try objective(try QuadraticNetwork(width: width, initialization: .analytic), examples)
      let weights = network.layout.initialWeights(seed: 1, replica: 0)
      let rows = Array(0..<Int32(p * p))
      #expect(network.evaluate(at: weights.span, rows: rows.span).correct == p * p)
      let exact = (0..<p * p).flatMap { row -> [Double] in
        let sum = (row / p + row % p) % p
        return (0..<p).map { ($0 == sum ? 1 : 0) - 1 / Double(p) }
      }
      #expect(distance(network.outputs(at: weights.span, rows: rows.span), exact) < 1e-12)
    }
  }

  @Test func theQuadraticNetworkMemorizesAndThenGroks() throws {
    // p = 23, 60 % of the table, AdamW with rate 0.01 and decay 1: memorized within 50 steps, grokked after some hundred.
    let p = 23
    var examples = SmallNetworks.pairs(p)
    examples.targets = .labels((0..<p * p).map { Int32(($0 / p + $0 % p) % p) }, classes: p)
    var random = SplitMix(1)
    let order = (0..<Int32(p * p)).shuffled(using: &random)
    let (train, test) = (Array(order[..<317]), Array(order[317...]))
    let network = try NetworkObjective<Float>(
      model: try QuadraticNetwork(), loss: .crossEntropy, examples: examples, rowCapacity: 317)
    var weights = network.layout.initialWeights(seed: 1, replica: 0).map { Float($0) }
    var (first, second) = (weights.map { _ in Float(0) }, weights.map { _ in Float(0) })
    var memorized: Int?
    var grokked: Int?
    for step in 1...3000 {
      let (found, gradient) = network.gradient(weights, train)
      if memorized == nil, found.correct == train.count { memorized = step }
      if step % 25 == 0, network.evaluate(at: weights.span, rows: test.span).accuracy ?? 0 >= 0.9 {
        grokked = step
        break
      }
      Float.adam(
        weights: &weights, gradient: gradient, first: &first, second: &second, count: weights.count, rate: 0.01,
        beta1: 0.9, beta2: 0.98, epsilon: 1e-8, firstCorrection: 1 / (1 - pow(0.9, Double(step))),
        secondCorrection: 1 / (1 - pow(0.98, Double(step))), shrink: 0.01, penalty: 0)
    }
    #expect(try #require(memorized) <= 50)
    #expect(try #require(grokked) > 150)
  }

  @Test func predictionIsTheNearestCode() throws {
    let examples = SmallNetworks.pairs(7)
    let loss = Loss.squaredError(mean: .elements, codes: .random(width: 3))
    let network = try NetworkObjective<Double>(
      model: try ToyDecoder(), loss: loss, examples: examples, rowCapacity: 49, codeSeed: 8)
    let codes = Loss.codes(.random(width: 3), classes: 7, seed: 8)
    let weights = network.layout.initialWeights(seed: 1, replica: 0, scale: 3)
    let rows = Array(0..<Int32(49))
    let outputs = network.outputs(at: weights.span, rows: rows.span)
    func squares(_ row: Int, _ code: Int) -> Double {
      (0..<3).reduce(0) { $0 + pow(outputs[3 * row + $1] - codes[3 * code + $1], 2) }
    }
    let labels = (0..<49).map { ($0 / 7 + 2 * ($0 % 7)) % 7 }
    let nearest = (0..<49).filter { row in (0..<7).min { squares(row, $0) < squares(row, $1) } == labels[row] }
    let found = network.evaluate(at: weights.span, rows: rows.span)
    #expect(found.correct == nearest.count)
    #expect(nearest.count > 0 && nearest.count < 49)
    let exact = (0..<49).reduce(0) { $0 + squares($1, labels[$1]) } / (49 * 3)
    #expect(agree(found.loss, exact, relative: 1e-12))
  }

  @Test func zeroLogitsCostTheLogarithmOfTheClasses() throws {
    for item in try SmallNetworks.all() {
      let network = try objective(item.model, item.examples)
      let weights = [Double](repeating: 0, count: network.layout.count)
      let classes = Double(network.outputWidth)
      let found = network.evaluate(at: weights.span, rows: Array(0..<10).span)
      #expect(agree(found.loss, log(classes), relative: 1e-14), "\(item)")
    }
  }

  @Test func dropoutKeepsTheMean() throws {
    let examples = SmallNetworks.pairs(3)
    var model = Transformer()
    (model.width, model.heads, model.mlpWidth, model.dropout, model.biases) = (4, 2, 4, 0.4, .all)
    let network = try objective(model, examples, .squaredError(mean: .rows, codes: .oneHot))
    var weights = network.layout.initialWeights(seed: 3, replica: 0)
    // Without the second branch the outputs are linear in what is dropped, and so is the gradient of their bias.
    let up = try #require(network.layout["layers.0.mlp.up.weight"])
    for element in up.range { weights[element] = 0 }
    let bias = try #require(network.layout["unembedding.bias"])
    let rows = Array(0..<Int32(9))
    let exact = network.gradient(weights, rows).1[bias.range]
    var sums = [Double](repeating: 0, count: bias.count)
    var squares = sums
    let steps = 4000
    for step in 0..<steps {
      let noise = DropoutNoise(
        stream: StreamName(seed: 1, task: 0, purpose: .dropout), walker: 0, step: UInt64(step))
      for (element, value) in network.gradient(weights, rows, dropout: noise).1[bias.range].enumerated() {
        sums[element] += value
        squares[element] += value * value
      }
    }
    for (element, truth) in exact.enumerated() {
      let mean = sums[element] / Double(steps)
      let variance = squares[element] / Double(steps) - mean * mean
      #expect(variance > 0)
      expectZ(mean, truth, standardError: (variance / Double(steps)).squareRoot())
    }
  }

  @Test func theNetworksOfTheLiteratureHaveTheirSizes() throws {
    func count(_ p: Int, _ change: (inout Transformer) -> Void) throws -> Int {
      var model = Transformer()
      change(&model)
      return try objective(model, SmallNetworks.pairs(p)).layout.count
    }
    // Nanda: embedding and unembedding, three positions, attention 4·128², perceptron 2·512·128 + 512 + 128.
    let layer = 4 * 128 * 128 + 2 * 512 * 128 + 640
    #expect(try count(113) { _ in } == (114 + 113) * 128 + 3 * 128 + layer)
    // Power: two layers with normalization after each sum, five tokens of which two are signs.
    let power = try count(97) { ($0.layers, $0.normalization, $0.tokens) = (2, .post, .withOperator) }
    #expect(power == (99 + 97) * 128 + 4 * 128 + 2 * (layer + 4 * 128))
    // Liu: p = 53, width 256, two layers.
    let liu = try count(53) { ($0.layers, $0.width, $0.mlpWidth, $0.dropout) = (2, 256, 1024, 0.5) }
    #expect(liu == (54 + 53 + 3) * 256 + 2 * (4 * 65_536 + 2 * 262_144 + 1280))
  }

  @Test func aRunOfNandasNetworkIsSmall() throws {
    let examples = SmallNetworks.pairs(113)
    let objective = try NetworkObjective<Float>(
      model: Transformer(), loss: .crossEntropy, examples: examples, rowCapacity: 3831, threads: 2)
    #expect(objective.bytes < 24 << 20)
  }
}
