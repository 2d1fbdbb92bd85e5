// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// A statement that a scenario puts to the test: the key `claim`, beside `expect`.
///
///     claim:
///       statement: the grokking time is the square of the memorization time
///       source: Kozyrev 2025, section 3
///       holds-when:
///         - {quantity: time-exponent, method: log-normal, equals: 2, within: {absolute: 0.25}}
///
/// An expectation guards the program: one that is not met is a mistake, and the command fails. A claim is about the
/// world: its verdict is a result, whichever way it goes.
package struct Claim: Sendable, Equatable {
  /// The statement, close to the words of its source.
  package var statement: String
  /// Who says so, and where.
  package var source: String
  /// What must hold for the claim to be supported, all of it.
  package var holdsWhen: [ClaimCondition]
  /// What contradicts the claim when it holds, any of it; when empty, a condition of `holdsWhen` that is contradicted.
  package var failsWhen: [ClaimCondition]

  /// A claim.
  package init(
    _ statement: String, source: String = "", holdsWhen: [ClaimCondition], failsWhen: [ClaimCondition] = []
  ) {
    self.statement = statement
    self.source = source
    self.holdsWhen = holdsWhen
    self.failsWhen = failsWhen
  }
}

extension Claim {
  /// Reads the key `claim` of a scenario and writes its resolved form; `nil` if it is absent or something is wrong with it.
  ///
  /// - Parameters:
  ///   - scenario: the reader of the whole scenario.
  ///   - quantities: the quantities that the experiment finds, to catch misspelled ones; none are checked when empty.
  ///   - methods: the methods that the experiment knows; likewise.
  package static func read(from scenario: Reader, quantities: [String] = [], methods: [String] = []) -> Claim? {
    guard scenario.contains("claim") else { return nil }
    let before = scenario.log.problems.count
    let reader = scenario.inner("claim")
    let statement = reader.text("statement", default: nil, "what is claimed, in a sentence")
    let source = reader.text("source", default: "", "who says so, and where")
    let holds = conditions(reader, "holds-when", quantities, methods)
    let fails = conditions(reader, "fails-when", quantities, methods)
    reader.finish()
    if holds.isEmpty, scenario.log.problems.count == before {
      reader.log.report(
        "a claim without conditions cannot be judged; 'holds-when' lists them, for instance {quantity: grokking-probability, at-least: 0.9}.",
        at: reader.path)
    }
    scenario.resolve("claim", as: .record(reader.resolved))
    if scenario.log.problems.count > before { return nil }
    return Claim(statement, source: source, holdsWhen: holds, failsWhen: fails)
  }

  private static func conditions(_ claim: Reader, _ key: String, _ quantities: [String], _ methods: [String])
    -> [ClaimCondition]
  {
    guard let written = claim.raw(key), written != .null else { return [] }
    guard let entries = written.asList else {
      claim.report("\(key) is \(written.described); a list of conditions is expected.", at: key)
      return []
    }
    var resolved: [Value] = []
    let list = entries.enumerated().compactMap { index, entry -> ClaimCondition? in
      let reader = Reader(entry, at: claim.path.appending(key).appending(index), log: claim.log)
      let condition = ClaimCondition(reader, quantities: quantities, methods: methods)
      resolved.append(.record(reader.resolved))
      return condition
    }
    claim.resolve(key, as: .list(resolved))
    return list
  }
}
