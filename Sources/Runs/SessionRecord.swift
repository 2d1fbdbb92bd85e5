// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// What one session of a run ran on, as `provenance.json` keeps it under `history`: numbers may depend in their last
/// digits on the version, on the processor's instructions and on the matrix library.
struct SessionRecord: Sendable, Equatable {
  /// The parts on which numbers may depend, with their names in words.
  private static let decisive = [
    ("version", "version"), ("kernels", "vector instructions"), ("linearAlgebra", "matrix products"),
  ]
  private static let keys =
    decisive.map(\.0) + ["processor", "host", "began", "ended", "wallSeconds", "processorSeconds"]

  let record: Record

  init(_ record: Record) {
    self.record = Record(Self.keys.compactMap { key in record[key].map { (key, $0) } }.filter { $0.1 != .text("") })
  }

  /// The sessions of a provenance; one that kept no history tells of one session.
  static func list(of provenance: Record) -> [SessionRecord] {
    guard let list = provenance["history"]?.asList else { return [SessionRecord(provenance)] }
    return list.compactMap { $0.asRecord.map(SessionRecord.init) }
  }

  /// What is not as in another session: `vector instructions: avx512, now avx2`.
  func differences(from earlier: SessionRecord) -> [String] {
    Self.decisive.compactMap { key, name in
      guard let before = earlier.record[key]?.asText, let now = record[key]?.asText, before != now else { return nil }
      return "\(name): \(before), now \(now)"
    }
  }
}

extension Provenance {
  /// The folder of the sessions that performed tasks beside others, until they are merged.
  package static let sessionsFolder = "sessions"

  /// What this session runs on and how long it took.
  var session: SessionRecord {
    var record = Record([
      ("version", .text(version)), ("kernels", .text(kernels)), ("linearAlgebra", .text(linearAlgebra)),
      ("processor", .text(machine.processor)), ("host", .text(machine.hostName)),
      ("began", .text(sessionBegan.formatted(.iso8601))),
    ])
    if let ended { record["ended"] = .text(ended.formatted(.iso8601)) }
    let rounded = { (seconds: Double) in Value.number((seconds * 1000).rounded() / 1000) }
    record["wallSeconds"] = rounded(wallSeconds - earlierSeconds.wall)
    record["processorSeconds"] = rounded(processorSeconds - earlierSeconds.processor)
    return SessionRecord(record)
  }

  /// In what this session differs from earlier ones, as far as numbers may depend on it; empty if in nothing.
  package var mixture: [String] {
    var found: [String] = []
    for difference in history.flatMap({ session.differences(from: $0) }) where !found.contains(difference) {
      found.append(difference)
    }
    return found
  }

  /// The same for sessions beside this one, of which the `provenance.json` are given.
  package func mixture(with sessions: [String]) -> [String] {
    var other = self
    other.history = sessions.compactMap { (try? Value(jsonText: $0))?.asRecord }.flatMap(SessionRecord.list)
    return other.mixture
  }

  /// Adds sessions that performed tasks elsewhere.
  ///
  /// - Parameter texts: their `provenance.json`; what is damaged is left out.
  /// - Returns: in what they differ from each other and from those before.
  package mutating func add(sessions texts: [String]) -> [String] {
    var found: [String] = []
    for text in texts {
      guard let record = (try? Value(jsonText: text))?.asRecord else { continue }
      let added = SessionRecord.list(of: record)
      for difference in added.flatMap({ new in history.flatMap { new.differences(from: $0) } })
      where !found.contains(difference) {
        found.append(difference)
      }
      history += added
      sessions += added.count
      wallSeconds += record["wallSeconds"]?.asNumber ?? 0
      processorSeconds += record["processorSeconds"]?.asNumber ?? 0
    }
    return found
  }
}
