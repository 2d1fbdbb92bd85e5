// SPDX-License-Identifier: GPL-3.0-or-later

/// One thing that is wrong with a scenario: where, what stood there, what is allowed.
public struct Problem: Sendable, Equatable, Error, CustomStringConvertible {
  /// Whether the place is the key itself (an unknown word) or its value.
  public enum Spot: Sendable { case key, value }

  /// Where it stands.
  public var path: SettingPath
  /// Key or value.
  public var spot: Spot
  /// A sentence without the place, for instance `time-step is -0.01; it must be positive.`
  public var message: String

  /// A problem at a path.
  public init(_ message: String, at path: SettingPath, spot: Spot = .value) {
    self.path = path
    self.spot = spot
    self.message = message
  }

  /// The sentence after its path.
  public var description: String { path.components.isEmpty ? message : "\(path): \(message)" }

  /// The same problem seen from above.
  public func below(_ parent: SettingPath) -> Problem { Problem(message, at: path.below(parent), spot: spot) }
}

/// All problems of a scenario, reported together.
package struct Problems: Error, Sendable, CustomStringConvertible {
  /// In the order in which they were found.
  package var list: [Problem]

  /// The given problems.
  package init(_ list: [Problem]) { self.list = list }

  /// One line for each problem.
  package var description: String { list.map(\.description).joined(separator: "\n") }
}

/// `; did you mean 'double-well'?`, or nothing when no allowed word is near.
///
/// Near means a Damerau–Levenshtein distance of at most a third of the word's length (at least one, at most three).
package func suggestion(for word: String, among allowed: [String]) -> String {
  let limit = max(1, min(3, word.count / 3))
  let nearest =
    allowed
    .map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    .filter { $0.distance <= limit }
    .min { $0.distance < $1.distance }
  return nearest.map { "; did you mean '\($0.word)'?" } ?? ""
}

/// The Damerau–Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of neighbors.
func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first)
  let b = Array(second)
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
      row.append(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
