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

  init(
    _ record: TrainingRecord, end: TrainingEnd?, settings: RunSettings, weightsFile: String,
    keptFiles: [(step: Int, path: String)] = []
  ) {
    var data = Dataset()
    Self.addCurves(record, to: &data)
    Self.addSnapshots(record, settings, to: &data)
    data.add(Name.budget, [settings.plan.steps], units: "step", longName: "steps that were allowed")
    var failure: TrainingFailure?
    if case .failed(let found)? = end { failure = found }
    data.add(
      Name.divergenceStep, [failure.map { Double($0.step) } ?? .nan], units: "step",
      longName: "step at which a number was no longer finite")
    data.add(Name.divergenceCause, [failure.map(\.explanation) ?? ""], longName: "why")
    data.add(Name.weightsFile, [weightsFile], longName: "the last finite weights, within the run's directory")
    if !keptFiles.isEmpty {
      data.add(
        Name.keptStep, keptFiles.map(\.step), over: [Name.keptStep: keptFiles.count], units: "step",
        longName: "steps whose weights are kept")
      data.add(
        Name.keptFile, keptFiles.map(\.path), over: [Name.keptStep: keptFiles.count],
        longName: "the weights of these steps, within the run's directory; empty where the run did not come so far")
    }
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
    add(
      Name.descentAlignment, record.descentAlignment,
      "cosine of the direction of descent, minus the gradient of the step's batch, and the weights")
    add(
      Name.collapsedShare, record.collapsedShare,
      "part of the training set whose loss has no slope along the right output in the network's precision")
    if record.rateFactor.contains(where: { $0 != 1 }) {
      add(Name.rateFactor, record.rateFactor, "what all rates are multiplied with")
    }
    data.add(Name.group, record.groups, over: [Name.group: record.groups.count], longName: "group of weights")
    let norms = (0..<count).flatMap { row in record.weightNorms.map { $0[row] } }
    data.add(
      Name.weightNorm, norms, over: ["evaluation": count, Name.group: record.groups.count],
      longName: "Euclidean norm of the weights of a group")
  }

  // MARK: - Representations

  private static func addSnapshots(_ record: TrainingRecord, _ settings: RunSettings, to data: inout Dataset) {
    // The first of each kind, at fixed places, so that all replicas have the same.
    let moments = ReplicaRecord.Moment.allCases.filter { $0 != .chosen }
    let snapshots = moments.map { moment in record.snapshots.first { $0.reason.rawValue == moment.rawValue } }
    guard let algebra = settings.problem.examples.algebra, snapshots.contains(where: { $0 != nil }) else { return }
    let measured = snapshots.map { snapshot in snapshot.flatMap { MeasuredEmbedding($0.weights, settings, algebra) } }
    guard measured.contains(where: { $0 != nil }) else { return }
    let count = moments.count
    data.add(
      Name.snapshot, moments.map(\.rawValue), over: [Name.snapshot: count], longName: "moment of the representation")
    data.add(
      Name.snapshotStep, snapshots.map { $0.map { Double($0.step) } ?? .nan }, over: [Name.snapshot: count],
      units: "step", longName: "steps taken before")
    let symbols = algebra.symbols
    let names = settings.problem.examples.symbolNames
    data.add(
      Name.symbol, names.count == symbols ? names : (0..<symbols).map(String.init), over: [Name.symbol: symbols],
      longName: "symbol")
    data.add(
      Name.component, Array(1...components), over: [Name.component: components], longName: "principal component")
    let none = Array(repeating: Double.nan, count: symbols * components)
    data.add(
      Name.embedding, measured.flatMap { $0?.coordinates(components) ?? none },
      over: [Name.snapshot: count, Name.symbol: symbols, Name.component: components],
      longName: "embedding along its principal components")
    data.add(
      Name.variance, measured.flatMap { $0?.variances(components) ?? Array(repeating: .nan, count: components) },
      over: [Name.snapshot: count, Name.component: components], longName: "part of the variance along a component")
    let lines = measured.compactMap { $0?.shares.count }.max() ?? 0
    if lines > 0 {
      data.add(
        Name.frequency, Array(1...lines), over: [Name.frequency: lines],
        longName: "frequency over the integers modulo p")
      data.add(
        Name.fourierPower,
        measured.flatMap { embedding in
          embedding?.shares.count == lines ? embedding?.shares ?? [] : Array(repeating: .nan, count: lines)
        },
        over: [Name.snapshot: count, Name.frequency: lines], longName: "part of the embedding's Fourier power")
    }
    if measured.contains(where: { $0?.plane != nil }) {
      let nothing = Array(repeating: Double.nan, count: 2 * symbols)
      data.add(
        Name.strongestFrequency, measured.map { $0?.strongest.map(Double.init) ?? .nan }, over: [Name.snapshot: count],
        longName: "frequency with the largest part of the power")
      data.add(Name.planeAxis, [1, 2], over: [Name.planeAxis: 2], longName: "axis of the plane of a frequency")
      data.add(
        Name.plane, measured.flatMap { $0?.plane ?? nothing },
        over: [Name.snapshot: count, Name.symbol: symbols, Name.planeAxis: 2],
        longName: "part of the embedding at its strongest frequency")
    }
    for measure in RepresentationMeasure.allCases {
      let values = measured.map { $0?.value(of: measure) ?? .nan }
      guard values.contains(where: \.isFinite) else { continue }
      data.add(measure.variable, values, over: [Name.snapshot: count], longName: measure.longName)
    }
  }
}
