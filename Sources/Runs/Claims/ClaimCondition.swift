// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// One condition of a claim: what a finding, or two of them compared, must be.
///
///     - {quantity: time-exponent, method: log-normal, equals: 2, within: {absolute: 0.25}}
///     - {quantity: grokking-time, at: {optimizer.decay: 1}, over: {at: {optimizer.decay: 0.3}}, at-most: 1}
///
/// The grammar is that of `expect`; `over` (a ratio) and `minus` (a difference) name a second finding.
package struct ClaimCondition: Sendable, Equatable {
  /// How two findings are compared.
  package enum Comparison: String, Sendable, CaseIterable {
    /// The first over the second.
    case over
    /// The first minus the second.
    case minus
  }

  /// The second of two findings that are compared.
  package struct Reference: Sendable, Equatable {
    /// How it is compared.
    package var comparison: Comparison
    /// Its quantity.
    package var quantity: String
    /// By which method; any when `nil`.
    package var method: String?
    /// Coordinates and names that it must have; those that neither finding's `at` names must be the same for both.
    package var at: Record

    /// The second finding of a comparison.
    package init(_ comparison: Comparison, _ quantity: String, method: String? = nil, at: Record = Record()) {
      self.comparison = comparison
      self.quantity = quantity
      self.method = method
      self.at = at
    }
  }

  /// Which findings are spoken of, and the number, range or word that they, or their comparison, must be.
  package var expectation: Expectation
  /// What they are compared with; `nil` if they are judged as they are.
  package var reference: Reference?

  /// A condition.
  package init(_ expectation: Expectation, _ reference: Reference? = nil) {
    self.expectation = expectation
    self.reference = reference
  }

  /// Sigmas are refused: a bad measurement would confirm everything.
  private static let dialect = Expectation.Dialect(
    noun: "a condition", tolerance: nil,
    sigmasAreRefused: "a claim does not take sigmas: the vaguer a measurement, the sooner it would support the claim; "
      + "give 'relative' or 'absolute'.")

  init?(_ reader: Reader, quantities: [String], methods: [String]) {
    let before = reader.log.problems.count
    // Asked for before the grammar of expectations calls every other key unknown.
    let written = Comparison.allCases.filter { reader.raw($0.rawValue) != nil }
    let expectation = Expectation(reader, Self.dialect, quantities: quantities, methods: methods)
    if written.count > 1 {
      reader.report("a condition compares by 'over' or by 'minus', not by both.", at: Comparison.minus.rawValue)
    }
    if let comparison = written.first {
      let inner = reader.inner(comparison.rawValue)
      let quantity = inner.text(
        "quantity", default: expectation?.quantity ?? "", among: quantities, "the quantity compared with")
      let method =
        inner.optionalText("method", among: methods, "the method") ?? expectation?.method
      if let method { inner.resolve("method", as: .text(method)) }
      let at = inner.contains("at") ? Expectation.coordinates(inner) : expectation?.at ?? Record()
      if !at.keys.isEmpty { inner.resolve("at", as: .record(at)) }
      _ = inner.raw("at")
      inner.finish()
      reader.resolve(comparison.rawValue, as: .record(inner.resolved))
      reference = Reference(comparison, quantity, method: method, at: at)
      if case .word? = expectation?.demand {
        reader.report("words are not compared by numbers.", at: comparison.rawValue)
      }
      if let expectation, reference?.names(expectation) == true, reader.log.problems.count == before {
        reader.report(
          "this compares a finding with itself; give another 'at', 'method' or 'quantity'.", at: comparison.rawValue)
      }
    } else {
      reference = nil
    }
    guard let expectation, reader.log.problems.count == before else { return nil }
    self.expectation = expectation
  }

  /// The condition in words, without what is demanded: `grokking-time at decay 1 over that at decay 0.3`.
  package var subject: String {
    let first = expectation.subject
    guard let reference else { return first }
    return first + reference.words(after: expectation)
  }
}

extension ClaimCondition.Reference {
  func names(_ expectation: Expectation) -> Bool {
    quantity == expectation.quantity && method == expectation.method && at == expectation.at
  }

  /// `over that at decay 0.3`: what is the same as in the first finding is not said again.
  func words(after first: Expectation) -> String {
    let same = quantity == first.quantity
    let name = same && method == first.method && !at.keys.isEmpty ? "that" : same ? "that" : quantity
    let place = Expectation.subject(name, method == first.method ? nil : method, at)
    return " \(comparison.rawValue) \(place)"
  }
}
