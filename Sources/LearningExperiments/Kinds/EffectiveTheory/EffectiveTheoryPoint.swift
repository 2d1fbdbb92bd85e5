// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Statistics
import Training

/// One point of the sweep of an `effective-theory` scenario, decoded and checked.
struct EffectiveTheoryPoint: ExperimentPoint {
  let position: SweepPosition
  let table: RelationTable
  let task: any LearningTask
  /// Rows at which the theory is asked, ascending.
  let sizes: [Int]
  let draws: Int
  let definition: TheoryDefinition
  /// η, the time of the flow that a step of training takes.
  let rate: Double
  /// Z₀ = Σ|E_k|², the squared norm of the embeddings.
  let squaredNorm: Double
  /// One training set that has findings of its own.
  let single: SingleSet?
  let training: TheoryTraining?

  /// A training set that the scenario names.
  struct SingleSet: Sendable {
    var seed: Int
    var rows: [Int32]
  }

  /// What the rate of the slowest decaying part is called.
  var rateName: String { table.leastNullity == 2 ? "λ₃" : "λ₂" }

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    let before = reader.log.problems.count
    let task = reader.chosen("task", from: TaskCatalogue.entries, listing: "tasks")
    let draws = Int(reader.read(EffectiveTheoryRuns.draws).asNumber ?? 1)
    let definition = TheoryDefinition(rawValue: reader.read(EffectiveTheoryRuns.definition).asText ?? "")
    let rate = reader.read(EffectiveTheoryRuns.rate).asNumber ?? .nan
    let squaredNorm = reader.read(EffectiveTheoryRuns.squaredNorm).asNumber ?? .nan
    guard let task else { return nil }
    let table: RelationTable
    do {
      let examples = try task.examples(seed: position.seed)
      table = try RelationTable(task: task, examples: examples)
    } catch {
      reader.report("\(error).", at: "task")
      return nil
    }
    let sizes = TheorySizes.read(reader, table: table.rows)
    let single = Self.single(reader, task: task, rows: table.rows, seed: position.seed)
    var training: TheoryTraining?
    if let written = reader.raw("training"), written != .null {
      if case .addition = table.algebra {
        let inner = reader.inner("training")
        training = TheoryTraining(inner, task: task, rows: table.rows, seed: position.seed)
        if training != nil { inner.finish() }
        var resolved = inner.resolved
        for key in TheoryTraining.fixedKeys { resolved[key] = nil }
        reader.resolve("training", as: .record(resolved))
      } else {
        reader.report(
          "\(task.summary) is represented by angles, which sums of trained embeddings are not; only addition can be compared with trained networks.",
          at: "training")
      }
    }
    guard let sizes, let definition, reader.log.problems.count == before else { return nil }
    self.position = position
    self.table = table
    self.task = task
    self.sizes = sizes
    self.draws = draws
    self.definition = definition
    self.rate = rate
    self.squaredNorm = squaredNorm
    self.single = single
    self.training = training
  }

  private static func single(_ reader: Reader, task: any LearningTask, rows: Int, seed: UInt64) -> SingleSet? {
    guard let written = reader.raw("data"), written != .null else { return nil }
    guard let settings = SplitSettings.read(from: reader) else { return nil }
    do {
      let split = try Split(of: rows, by: settings)
      return SingleSet(seed: Int(settings.seed), rows: split.train)
    } catch {
      reader.log.report(error.below(reader.path.appending("data")))
      return nil
    }
  }
}
