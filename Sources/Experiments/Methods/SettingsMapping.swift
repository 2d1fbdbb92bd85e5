// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The settings of one method as a mapping under one key of the scenario: `nested: {live-points: 500}`.
extension Parameter {
  /// A key whose mapping has these entries, each with a default of its own; all of them are written out by default.
  package static func mapping(_ name: String, _ entries: [Parameter], _ summary: String) -> Parameter {
    let defaults = entries.map { ($0.name, $0.defaultValue ?? .null) }
    return Parameter(name, .record(entries), default: .record(Record(defaults)), summary)
  }
}

extension Parameters {
  /// The entries of such a mapping.
  package func mapping(_ name: String) -> Parameters {
    Parameters(self[name].asRecord?.entries.map { ($0.key, $0.value) } ?? [])
  }
}
