// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Settings

/// A training run with the words that it was made with: optimizers, models, activations, noises.
struct CategoryRun: Sendable {
  /// The words, by the axes that they are values of.
  var words: Record
  /// The numbers that it was made with, the size of the training set among them.
  var place: Record
  /// Which training set of that place it learned from.
  var dataSeed: Int
  /// Which initial weights it began with.
  var modelSeed: Int
  /// t_mem; `nil` where it was not recorded.
  var memorization: BracketedTime?
  /// t_grok.
  var grokking: BracketedTime

  /// t_grok − t_mem; `nil` where the run did not memorize.
  var gap: BracketedTime? { memorization.flatMap { grokking.delay(after: $0)?.bracket } }
}

extension Record {
  /// The entries with all their digits, so that only what is equal is taken for the same place.
  var exactName: String {
    entries.map { key, value in "\(key)=\(value.asNumber?.shortest ?? value.asText ?? value.described)" }
      .joined(separator: "\u{1f}")
  }

  /// The entries that are numbers, and those that are words.
  var numbersAndWords: (numbers: Record, words: Record) {
    let isNumber = { (entry: (key: String, value: Value)) in entry.value.asNumber != nil }
    let pairs = entries.map { (key: $0.key, value: $0.value) }
    return (
      Record(pairs.filter(isNumber).map { ($0.key, $0.value) }),
      Record(pairs.filter { !isNumber($0) }.map { ($0.key, $0.value) })
    )
  }
}
