// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Statistics
import Training

/// What a network makes of the symbols at one moment.
struct MeasuredEmbedding {
  private let measures: RepresentationMeasures
  private let representation: Representation
  private let predicted: Double?

  /// `nil` where the network has no embedding of the symbols, or represents them all alike.
  init?(_ weights: [Double], _ settings: RunSettings, _ algebra: Algebra) {
    let symbols = algebra.symbols
    guard let representation = Self.representation(weights, settings.layout, symbols: symbols),
      let measures = try? RepresentationMeasures(of: representation, algebra: algebra)
    else { return nil }
    self.representation = representation
    self.measures = measures
    let examples = settings.problem.examples
    let combination: PairCombination
    switch algebra {
    case .addition: combination = .sum
    case .group: combination = .matrixProduct
    // The plane of one frequency is a circle whether the network uses it or not: it predicts nothing.
    case .modular:
      predicted = nil
      return
    }
    predicted = examples.symbolPairs.flatMap { pairs in
      try? PredictedAccuracy(
        of: representation, algebra: algebra, pairs: pairs, training: settings.problem.split.train,
        combination: combination
      ).estimate.value
    }
  }

  /// The rows of the embedding, or the columns of the first linear map on two-hot vectors.
  private static func representation(_ weights: [Double], _ layout: ParameterLayout, symbols: Int) -> Representation? {
    let embeddings = layout.tensors.filter { $0.group == "embedding" && $0.shape.count >= 2 }
    guard let tensor = embeddings.first else { return nil }
    if tensor.shape[0] >= symbols { return try? Representation(tensor, in: weights, symbols: symbols) }
    return try? Representation(tensor, in: weights, symbols: symbols, inColumns: true)
  }

  /// Symbols × components, row-major; zero where there are fewer components.
  func coordinates(_ count: Int) -> [Double] {
    let along = measures.components.coordinates
    return (0..<representation.symbols).flatMap { symbol in
      (0..<count).map { $0 < along.count ? along[$0][symbol] : 0 }
    }
  }

  /// The parts of the variance along the first components.
  func variances(_ count: Int) -> [Double] {
    let fractions = measures.components.varianceFractions
    return (0..<count).map { $0 < fractions.count ? fractions[$0] : 0 }
  }

  /// The parts of the Fourier power, from frequency 1 on; empty where there is no spectrum.
  var shares: [Double] { measures.spectrum?.shares ?? [] }

  /// The frequency with the largest part of the power; `nil` where there is no spectrum.
  var strongest: Int? { measures.spectrum?.strongest }

  /// Symbols × 2, row-major: the part of the embedding at the strongest frequency; `nil` where there is none.
  var plane: [Double]? {
    strongest.flatMap { try? representation.plane(ofFrequency: $0) }.map(\.values)
  }

  /// A number, `nil` where it has no meaning.
  func value(of measure: RepresentationMeasure) -> Double? {
    switch measure {
    case .effectiveDimension: measures.components.effectiveDimension
    case .quality: measures.quality?.estimate.value
    case .predictedAccuracy: predicted
    case .circularity: measures.strongestCircle?.value
    case .circleShare: measures.circleShare?.value
    case .keyFrequencies: measures.circleShare.map { Double($0.keyFrequencies.count) }
    case .fourierGini: measures.spectrum?.gini
    case .fourierParticipation: measures.spectrum?.participationRatio
    }
  }
}
