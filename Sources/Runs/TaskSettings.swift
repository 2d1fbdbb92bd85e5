// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The settings of a scenario on which the results of its tasks depend, to tell whether a run may be continued.
package struct TaskSettings: Equatable {
  /// Keys of the scenario that only describe it, or analyze or judge its results.
  static let ignoredKeys: Set<String> = ["title", "question", "expect", "claim", "laws", "likelihoods", "bootstrap"]

  /// Every scalar under its dotted path, in the order of the scenario; a list of scalars counts as one.
  package let leaves: [(path: String, text: String)]

  private init(_ leaves: [(path: String, text: String)]) { self.leaves = leaves }

  init(of scenario: Value) { self.init(of: scenario, without: Self.ignoredKeys) }

  /// All settings of a scenario but those under some keys.
  package init(of scenario: Value, without keys: Set<String>) {
    var leaves: [(path: String, text: String)] = []
    for (key, value) in scenario.asRecord?.entries ?? [] where !keys.contains(key) {
      Self.collect(value, at: key, into: &leaves)
    }
    self.leaves = leaves
  }

  /// The settings but for some keys.
  func without(_ keys: Set<String>) -> TaskSettings { TaskSettings(leaves.filter { !keys.contains($0.path) }) }

  /// Whether all that differs from an earlier scenario is that some numbers are larger.
  func hasGrown(from old: TaskSettings, in keys: Set<String>) -> Bool {
    guard self != old, without(keys) == old.without(keys) else { return false }
    func numbers(_ settings: TaskSettings) -> [String: Double] {
      let found = settings.leaves.compactMap { leaf in Double(leaf.text).map { (leaf.path, $0) } }
      return Dictionary(found) { $1 }.filter { keys.contains($0.key) }
    }
    let (before, now) = (numbers(old), numbers(self))
    return keys.allSatisfy { key in
      guard let first = before[key], let second = now[key] else { return before[key] == nil && now[key] == nil }
      return second >= first
    }
  }

  package static func == (left: TaskSettings, right: TaskSettings) -> Bool { left.fingerprint == right.fingerprint }

  /// Sixteen hexadecimal digits that say whether two scenarios have the same tasks, whatever the order of their keys.
  var fingerprint: String {
    let text = leaves.map { "\($0.path)=\($0.text)" }.sorted().joined(separator: "\n")
    let hash = Checksum.of(text.utf8)
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// What differs from an earlier scenario: `temperature was 0.25 and is 0.3`.
  func differences(from old: TaskSettings) -> [String] {
    let before = Dictionary(old.leaves.map { ($0.path, $0.text) }) { $1 }
    let now = Dictionary(leaves.map { ($0.path, $0.text) }) { $1 }
    let changed = leaves.filter { before[$0.path] != $0.text }
    let gone = old.leaves.filter { now[$0.path] == nil }
    return changed.map { "\($0.path) was \(before[$0.path] ?? "not set") and is \($0.text)" }
      + gone.map { "\($0.path) was \($0.text) and is not set" }
  }

  private static func collect(_ value: Value, at path: String, into leaves: inout [(path: String, text: String)]) {
    switch value {
    case .record(let record) where !record.keys.isEmpty:
      for (key, inner) in record.entries { collect(inner, at: "\(path).\(key)", into: &leaves) }
    case .list(let list) where list.contains(where: { $0.asRecord != nil }):
      leaves.append((path, "a list of \(list.count)"))
      for (index, inner) in list.enumerated() { collect(inner, at: "\(path).\(index)", into: &leaves) }
    default: leaves.append((path, value.json))
    }
  }
}
