// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Statistics
import Training

/// What became of the embeddings of a trained network, and what the theory had said of them.
struct TrainedEmbedding: Sendable {
  let run: TheoryTraining.Run
  let steps: [Double]
  /// Standardized, at each observation: symbols × width.
  let embeddings: [[Double]]
  /// Over the whole table, at each observation: as measured, and as the parallelograms of the embeddings let expect.
  let accuracy: [Double]
  let predictedAccuracy: [Double]
  /// The part of all parallelograms that the embeddings show, at each observation.
  let quality: [Double]
  /// What the training set forces.
  let theory: EffectiveTheory
  /// By the theory's clock, and by the one that fits best; `nil` without parallelograms.
  let nominal: TrajectoryComparison?
  let fitted: TrajectoryComparison?
  /// Why the training failed; empty if it did not.
  let failure: String

  /// Beyond this part of the parallelograms the paper calls the representation found.
  static let qualityThreshold = 0.95

  /// Reads what a task left; `nil` if it left no embeddings.
  init?(_ data: Dataset, of task: EmbeddedRun, point: EffectiveTheoryPoint) {
    let table = point.table
    let settings = SplitSettings(.count(task.run.size), seed: UInt64(task.run.dataSeed))
    guard let steps = data.numbers(EmbeddedRun.Name.step), let values = data.numbers(EmbeddedRun.Name.embedding),
      let width = data.sizes[EmbeddedRun.Name.component], !steps.isEmpty,
      let split = try? Split(of: table.rows, by: settings),
      let theory = try? EffectiveTheory(table, training: split.train, definition: point.definition)
    else { return nil }
    run = task.run
    self.theory = theory
    failure = data.texts(EmbeddedRun.Name.failure)?.first ?? ""
    let block = table.symbols * width
    // Up to the first that is not finite, should the training have failed.
    var observations: [Representation] = []
    for index in steps.indices {
      let row = values[(index * block)..<((index + 1) * block)]
      guard let found = try? Representation(row, symbols: table.symbols, width: width).standardized(),
        found.width == width
      else { break }
      observations.append(found)
    }
    guard let start = observations.first else { return nil }
    self.steps = Array(steps.prefix(observations.count))
    embeddings = observations.map(\.values)
    let train = (data.numbers(EmbeddedRun.Name.trainAccuracy) ?? []).prefix(observations.count)
    let test = (data.numbers(EmbeddedRun.Name.testAccuracy) ?? []).prefix(observations.count)
    let part = Double(split.train.count) / Double(table.rows)
    accuracy = zip(train, test).map { part * $0 + (1 - part) * $1 }
    let pairs = table.rowPairs
    predictedAccuracy = observations.map { observation in
      (try? PredictedAccuracy(of: observation, algebra: table.algebra, pairs: pairs, training: split.train))?.estimate
        .value
        ?? .nan
    }
    quality = observations.map { (try? RepresentationQuality(of: $0, algebra: table.algebra))?.estimate.value ?? .nan }
    var set = GrowingTrainingSet(table)
    for row in split.train { set.add(row: Int(row)) }
    let flow = set.averagedGram(point.definition).flatMap { try? EffectiveFlow($0, from: start) }
    nominal = flow.flatMap {
      try? TrajectoryComparison(
        $0, steps: Array(steps.prefix(observations.count)), trained: observations.map(\.values), rate: point.rate)
    }
    fitted = flow.flatMap {
      try? TrajectoryComparison.fitted(
        $0, steps: Array(steps.prefix(observations.count)), trained: observations.map(\.values), rate: point.rate)
    }
  }

  /// When the quality of the embeddings passed the threshold.
  var qualityTime: BracketedTime {
    guard let index = quality.firstIndex(where: { $0 > Self.qualityThreshold }) else {
      return BracketedTime(after: steps.last ?? 0, seenAt: nil)
    }
    return BracketedTime(after: index > 0 ? steps[index - 1] : 0, seenAt: steps[index])
  }

  /// The accuracy over the whole table at the last observation that has one.
  var finalAccuracy: Double { accuracy.last { $0.isFinite } ?? .nan }

  /// The accuracy that the last embeddings let expect.
  var finalPredictedAccuracy: Double { predictedAccuracy.last ?? .nan }
}
