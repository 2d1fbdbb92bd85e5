// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Report {
  /// The lines of a `provenance.json` in words for the page, in their usual order; other keys come last.
  ///
  /// - Returns: nothing for an empty text, a single fact that says so for a damaged one.
  package static func facts(provenanceJSON text: String) -> [Fact] {
    guard !text.isEmpty else { return [] }
    guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)), let record = object as? [String: Any]
    else { return [Fact("provenance.json", "damaged: it is not a JSON mapping")] }
    let words = [
      ("program", "program"), ("version", "version"), ("commit", "commit"), ("seed", "seed"),
      ("generator", "random numbers"), ("kernels", "vector instructions"), ("linearAlgebra", "matrix products"),
      ("threads", "threads"),
      ("processor", "processor"), ("processors", "processor cores"), ("operatingSystem", "system"),
      ("swift", "compiler"), ("began", "begun"), ("ended", "ended"), ("wallSeconds", "wall-clock time"),
      ("processorSeconds", "processor time"), ("sessions", "sessions"),
    ]
    let known = words.compactMap { key, name in record[key].map { Fact(name, spoken($0, of: key)) } }
    let others = record.keys.filter { key in !words.contains { $0.0 == key } }.sorted()
    return known + others.map { Fact($0, spoken(record[$0] ?? "", of: $0)) }
  }

  private static func spoken(_ value: Any, of key: String) -> String {
    guard key.hasSuffix("Seconds"), let seconds = value as? Double else { return "\(value)" }
    return seconds.duration
  }
}

extension Double {
  /// So many seconds in words: `12.3 s`, `2 min 5 s`.
  var duration: String {
    guard self >= 100 else { return String(format: "%.1f s", self) }
    let whole = Int(min(rounded(), 1e9))
    let parts = [(whole / 3600, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")]
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }
}
