// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Statistics
import Training

/// A training run's record as the data set of its task.
struct ReplicaDataset {
  let dataset: Dataset

  private typealias Name = ReplicaRecord.Name
  /// Principal components that are kept.
  private static let components = 3

  init(_ record: TrainingRecord, end: TrainingEnd?, point: TrainingPoint, weightsFile: String) {
    var data = Dataset()
    Self.addCurves(record, to: &data)
    Self.addSnapshots(record, point, to: &data)
    data.add(Name.budget, [point.plan.steps], units: "step", longName: "steps that were allowed")
    var failure: TrainingFailure?
    if case .failed(let found)? = end { failure = found }
    data.add(
      Name.divergenceStep, [failure.map { Double($0.step) } ?? .nan], units: "step",
      longName: "step at which a number was no longer finite")
    data.add(Name.divergenceCause, [failure.map(\.explanation) ?? ""], longName: "why")
    data.add(Name.weightsFile, [weightsFile], longName: "the last finite weights, within the run's directory")
    dataset = data
  }

  private static func addCurves(_ record: TrainingRecord, to data: inout Dataset) {
    let count = record.count
    data.add(
      Name.step, record.steps, over: ["evaluation": count], units: "step", longName: "steps taken before the evaluation"
    )
    func add(_ name: String, _ values: [Double], units: String = "1", _ longName: String) {
      guard values.contains(where: \.isFinite) else { return }
      data.add(name, values, over: ["evaluation": count], units: units, longName: longName)
    }
    add(Name.trainLoss, record.trainLoss, "mean loss over the training set")
    add(Name.testLoss, record.testLoss, "mean loss over the test set")
    add(Name.trainAccuracy, record.trainAccuracy, "part of the training set that is right")
    add(Name.testAccuracy, record.testAccuracy, "part of the test set that is right")
    add(Name.gradientNorm, record.gradientNorm, "norm of the gradient of the step's batch, before clipping")
    add(
      Name.noiseTemperature, record.gradientNoiseTemperature,
      "temperature whose Langevin noise has the variance of the noise of mini-batches")
    data.add(Name.group, record.groups, over: [Name.group: record.groups.count], longName: "group of weights")
    let norms = (0..<count).flatMap { row in record.weightNorms.map { $0[row] } }
    data.add(
      Name.weightNorm, norms, over: ["evaluation": count, Name.group: record.groups.count],
      longName: "Euclidean norm of the weights of a group")
  }

  // MARK: - Representations

  private static func addSnapshots(_ record: TrainingRecord, _ point: TrainingPoint, to data: inout Dataset) {
    // The first of each kind, at fixed places, so that all replicas have the same.
    let moments = ReplicaRecord.Moment.allCases.filter { $0 != .chosen }
    let snapshots = moments.map { moment in record.snapshots.first { $0.reason.rawValue == moment.rawValue } }
    guard let algebra = point.problem.examples.algebra, snapshots.contains(where: { $0 != nil }) else { return }
    let looks = snapshots.map { snapshot in snapshot.flatMap { RepresentationLook($0.weights, point, algebra) } }
    guard looks.contains(where: { $0 != nil }) else { return }
    let count = moments.count
    data.add(
      Name.snapshot, moments.map(\.rawValue), over: [Name.snapshot: count], longName: "moment of the representation")
    data.add(
      Name.snapshotStep, snapshots.map { $0.map { Double($0.step) } ?? .nan }, over: [Name.snapshot: count],
      units: "step", longName: "steps taken before")
    let symbols = algebra.symbols
    let names = point.problem.examples.symbolNames
    data.add(
      Name.symbol, names.count == symbols ? names : (0..<symbols).map(String.init), over: [Name.symbol: symbols],
      longName: "symbol")
    data.add(
      Name.component, Array(1...components), over: [Name.component: components], longName: "principal component")
    let none = Array(repeating: Double.nan, count: symbols * components)
    data.add(
      Name.embedding, looks.flatMap { $0?.coordinates(components) ?? none },
      over: [Name.snapshot: count, Name.symbol: symbols, Name.component: components],
      longName: "embedding along its principal components")
    data.add(
      Name.variance, looks.flatMap { $0?.variances(components) ?? Array(repeating: .nan, count: components) },
      over: [Name.snapshot: count, Name.component: components], longName: "part of the variance along a component")
    let lines = looks.compactMap { $0?.shares.count }.max() ?? 0
    if lines > 0 {
      data.add(
        Name.frequency, Array(1...lines), over: [Name.frequency: lines],
        longName: "frequency over the integers modulo p")
      data.add(
        Name.fourierPower,
        looks.flatMap { look in look?.shares.count == lines ? look?.shares ?? [] : Array(repeating: .nan, count: lines)
        },
        over: [Name.snapshot: count, Name.frequency: lines], longName: "part of the embedding's Fourier power")
    }
    if looks.contains(where: { $0?.plane != nil }) {
      let nothing = Array(repeating: Double.nan, count: 2 * symbols)
      data.add(
        Name.strongestFrequency, looks.map { $0?.strongest.map(Double.init) ?? .nan }, over: [Name.snapshot: count],
        longName: "frequency with the largest part of the power")
      data.add(Name.planeAxis, [1, 2], over: [Name.planeAxis: 2], longName: "axis of the plane of a frequency")
      data.add(
        Name.plane, looks.flatMap { $0?.plane ?? nothing },
        over: [Name.snapshot: count, Name.symbol: symbols, Name.planeAxis: 2],
        longName: "part of the embedding at its strongest frequency")
    }
    for measure in RepresentationMeasure.allCases {
      let values = looks.map { $0?.value(of: measure) ?? .nan }
      guard values.contains(where: \.isFinite) else { continue }
      data.add(measure.variable, values, over: [Name.snapshot: count], longName: measure.longName)
    }
  }
}

/// What a network makes of the symbols at one moment.
struct RepresentationLook {
  private let measures: RepresentationMeasures
  private let representation: Representation
  private let predicted: Double?

  /// `nil` where the network has no embedding of the symbols, or represents them all alike.
  init?(_ weights: [Double], _ point: TrainingPoint, _ algebra: Algebra) {
    let symbols = algebra.symbols
    guard let representation = Self.representation(weights, point.layout, symbols: symbols),
      let measures = try? RepresentationMeasures(of: representation, algebra: algebra)
    else { return nil }
    self.representation = representation
    self.measures = measures
    let examples = point.problem.examples
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
        of: representation, algebra: algebra, pairs: pairs, training: point.problem.split.train,
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
    case .fourierGini: measures.spectrum?.gini
    case .fourierParticipation: measures.spectrum?.participationRatio
    }
  }
}
