// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// A task's examples, split, with wrong or permuted answers if that is wanted: `task` and `data` of a scenario.
package struct LearningData: Sendable {
  /// The task that the examples belong to.
  package let task: any LearningTask
  /// How the examples were split.
  package let settings: SplitSettings
  /// All examples, with the answers that are trained and tested on.
  package let examples: Examples
  /// The answers of the task itself, before anything was permuted or made wrong.
  package let rule: ExampleTargets
  /// Training and test set.
  package let split: Split

  /// Makes the examples and splits them.
  ///
  /// - Parameter seed: the seed of the task's own randomness; the rest depends on the split's seed alone.
  /// - Throws: a problem whose path begins with `task` or `data`.
  package init(task: any LearningTask, settings: SplitSettings, seed: UInt64) throws(Problem) {
    var examples: Examples
    do { examples = try task.examples(seed: seed) } catch {
      throw (error as? Problem)?.below("task") ?? Problem("\(error)", at: "task")
    }
    self.task = task
    self.settings = settings
    do {
      split = try Split(of: examples.count, by: settings)
      for subset in settings.subsets { try subset.check(against: examples.count) }
    } catch { throw error.below("data") }
    rule = examples.targets
    if settings.permutesLabels { examples.targets = examples.targets.permuted(seed: settings.seed) }
    if settings.labelNoise > 0 {
      guard case .labels = rule else {
        throw Problem(
          "label-noise needs classes, but the answers of \(task.name) are vectors; "
            + "take the 'noise' of the task.", at: "data.label-noise")
      }
      examples.targets = examples.targets.withNoise(
        rate: settings.labelNoise, in: split.train, seed: settings.seed)
    }
    self.examples = examples
  }

  /// Reads the keys `task` and `data` of a scenario, writing every default, and makes the examples.
  ///
  /// - Parameter allowsWholeTable: whether all rows may be trained on, so that there is no test set.
  /// - Returns: `nil` if a problem was reported.
  package static func read(from reader: Reader, seed: UInt64, allowsWholeTable: Bool = false) -> LearningData? {
    let task = reader.chosen("task", from: TaskCatalogue.entries, listing: "tasks")
    let settings = SplitSettings.read(from: reader, allowsWholeTable: allowsWholeTable)
    guard let task, let settings else { return nil }
    do { return try LearningData(task: task, settings: settings, seed: seed) } catch {
      reader.log.report(error.below(reader.path))
      return nil
    }
  }

  /// A sentence's beginning: `x+y mod 97, 3764 of 9409 rows trained, 5645 tested`.
  package var summary: String {
    let noise = settings.labelNoise > 0 ? ", \((settings.labelNoise * 100).shortest) % of the labels wrong" : ""
    let permuted = settings.permutesLabels ? ", answers permuted" : ""
    let rows = "\(split.train.count) of \(examples.count) rows trained, \(split.test.count) tested"
    let whole = "\(examples.count == 1 ? "the only row" : "all \(examples.count) rows") trained"
    return "\(task.summary), " + (split.test.isEmpty && split.train.count == examples.count ? whole : rows) + permuted
      + noise
  }
}
