// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments

/// What shells offer after Tab.
extension CompletionKind {
  /// Scenario files, and directories on the way to them.
  static var scenarios: CompletionKind { .file(extensions: ["yaml", "yml"]) }

  /// The sections of what can be listed.
  static func sections(_ name: @escaping @Sendable (Manual.Section) -> String) -> CompletionKind {
    .custom { _, _, _ in Manual(of: .standard).sections.map(name) }
  }

  /// The names in the section that the word before says.
  static var articles: CompletionKind {
    .custom { words, index, _ in
      let sections = Manual(of: .standard).sections
      let found = sections.first { section in
        words.prefix(max(0, index)).contains { $0 == section.singular || $0 == section.plural }
      }
      return (found.map { [$0] } ?? sections).flatMap { $0.articles.map(\.name) }
    }
  }
}
