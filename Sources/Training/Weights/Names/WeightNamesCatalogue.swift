// SPDX-License-Identifier: GPL-3.0-or-later

/// The names that come with the program.
package enum WeightNamesCatalogue {
  static let entries: [any WeightNames] = [
    OwnNames(), PyTorchNames(), TransformerLensNames(), NandaNames(), GrokNames(), SequentialNames(),
  ]

  /// The words for them and whose they are, in the order in which they are listed.
  package static var list: [(name: String, summary: String)] { entries.map { ($0.name, $0.summary) } }

  static func names(_ word: String) -> (any WeightNames)? { entries.first { $0.name == word } }
}
