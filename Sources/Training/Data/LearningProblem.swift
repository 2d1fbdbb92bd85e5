// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// What is learned by what: examples and their split, the network, the loss, the precision.
///
/// These are the keys `task`, `data`, `model`, `loss` and `precision` of a scenario, whether it trains or takes the loss
/// as a potential.
package struct LearningProblem: Sendable {
  /// The task's examples, split.
  package let data: LearningData
  /// The architecture of the network.
  package let model: any Model
  /// The loss that is minimized.
  package let loss: Loss
  /// The precision of the network's arithmetic.
  package let precision: Precision
  /// Which tensor lies where in the vector of weights.
  package let layout: ParameterLayout
  /// Whether the network drops elements out while it is trained, so that its training loss is not that of its weights.
  package let usesDropout: Bool
  /// The seed of teachers, noise and random codes.
  package let seed: UInt64

  /// All examples, those of the training set and of the test set.
  package var examples: Examples { data.examples }
  /// Which examples belong to the training set and which to the test set.
  package var split: Split { data.split }

  /// A problem whose parts fit together.
  ///
  /// - Throws: a problem whose path begins with `loss` when the loss cannot be had of the task's answers, with `model`
  ///   when the network cannot be built for its inputs.
  package init(
    data: LearningData, model: any Model, loss: Loss, precision: Precision = .single, seed: UInt64
  ) throws(Problem) {
    let width: Int
    do { width = try loss.outputWidth(for: data.examples.targets) } catch { throw error.below("loss") }
    var builder = NetworkBuilder(examples: data.examples, outputWidth: width)
    do { _ = try model.build(&builder) } catch { throw error.below("model") }
    // Weights, their gradient, two moments of an optimizer and the best so far.
    if let objection = Capacity.objection(
      to: [builder.layout.count], copies: 5, what: "weights with their gradients and moments")
    {
      throw Problem(objection, at: "model")
    }
    self.data = data
    self.model = model
    self.loss = loss
    self.precision = precision
    self.seed = seed
    layout = builder.layout
    usesDropout = builder.droppedElements > 0
  }

  /// Reads the keys of a scenario, writing every default, and makes the examples.
  ///
  /// - Parameters:
  ///   - seed: the scenario's seed: teachers, noise of regressions and random codes; splits have their own.
  ///   - allowsWholeTable: whether all rows may be trained on, so that there is no test set.
  /// - Returns: `nil` if a problem was reported.
  package static func read(from reader: Reader, seed: UInt64, allowsWholeTable: Bool = false) -> LearningProblem? {
    let data = LearningData.read(from: reader, seed: seed, allowsWholeTable: allowsWholeTable)
    let model = model(from: reader)
    let loss = reader.chosen("loss", from: LossCatalogue.entries, listing: "losses", default: "cross-entropy")
    let precision = reader.text(
      "precision", default: Precision.single.rawValue, among: Precision.allCases.map(\.rawValue),
      "the precision of the network's arithmetic")
    guard let data, let model, let loss, let precision = Precision(rawValue: precision) else { return nil }
    do {
      return try LearningProblem(data: data, model: model, loss: loss, precision: precision, seed: seed)
    } catch {
      reader.log.report(error.below(reader.path))
      return nil
    }
  }

  /// Reads the key `model`; the network has layers for dropout if the model or one of the `events` beside it drops out.
  package static func model(from reader: Reader) -> (any Model)? {
    let model = reader.chosen("model", from: ModelCatalogue.entries, listing: "models")
    return EventReading.dropsOut(reader.written("events")) ? model.map { DroppingModel(base: $0) } : model
  }

  /// What is learned by what, in a phrase for reports:
  /// `x+y mod 97, 3764 of 9409 rows trained, 5645 tested; embedding-mlp of 103 137 weights, cross-entropy, single precision`.
  package var summary: String {
    "\(data.summary); \(model.name) of \(layout.count) weights, \(loss.name), \(precision.rawValue) precision"
  }
}
