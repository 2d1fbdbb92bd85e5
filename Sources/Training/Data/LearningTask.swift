// SPDX-License-Identifier: GPL-3.0-or-later

/// What is to be learned: a table of examples. One file each in `Tasks/`, one word in `TaskCatalogue`.
package protocol LearningTask: Sendable {
  /// The name in a scenario.
  var name: String { get }

  /// What it is with its settings, for reports: `x+y mod 97`.
  var summary: String { get }

  /// The rule, by its formula, where it combines symbols by something other than the sum or product of their `Algebra`:
  /// `x^2+y^2` modulo p. `nil`, the default, where the rule is that sum or product, or where there are no symbols.
  var foreignRule: String? { get }

  /// All examples, in a fixed order.
  ///
  /// - Parameter seed: the seed of the task's own randomness (teachers, noise), if it has any.
  /// - Throws: a `Problem` whose path is relative to the task's mapping, or an error whose description is a sentence for
  ///   the user, with the place in a data file.
  func examples(seed: UInt64) throws -> Examples
}

extension LearningTask {
  /// The rule is the sum or product of the symbols' algebra.
  package var foreignRule: String? { nil }
}
