// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// What a scenario says its results should be: one entry of the list `expect`.
///
///     - {quantity: escape-rate, method: exact, at: {temperature: 0.2}, equals: 5.4819e-3, within: {relative: 1e-4}}
package struct Expectation: Sendable, Equatable {
  /// How far from the expected number a result may lie. Where several are given, all of them must hold.
  package struct Tolerance: Sendable, Equatable {
    /// In units of the result's error: its standard error and, for a computed quantity, its accuracy.
    package var sigmas: Double?
    /// As a fraction of the expected number.
    package var relative: Double?
    /// In the units of the quantity.
    package var absolute: Double?

    /// A tolerance.
    package init(sigmas: Double? = nil, relative: Double? = nil, absolute: Double? = nil) {
      self.sigmas = sigmas
      self.relative = relative
      self.absolute = absolute
    }

    /// What holds when `equals` stands without `within`: beyond four standard errors there is a bug, not bad luck.
    package static let fourSigmas = Tolerance(sigmas: 4)
  }

  /// What the result is compared with.
  package enum Demand: Sendable, Equatable {
    /// A number, up to the tolerance.
    case equals(Double)
    /// A range, widened by the tolerance if there is one; either end may be missing.
    case range(atLeast: Double?, atMost: Double?)
    /// A word.
    case word(String)
  }

  /// What is expected of which findings.
  package var quantity: String
  /// By which method; every method that found the quantity when `nil`.
  package var method: String?
  /// Coordinates and names that the finding must have; it may have more.
  package var at: Record
  /// The number, range or word.
  package var demand: Demand
  /// How exactly; `nil` for bounds and words that must hold as they stand.
  package var within: Tolerance?
  /// Where the number comes from.
  package var source: String

  /// An expectation.
  package init(
    _ quantity: String, method: String? = nil, at: Record = Record(), _ demand: Demand, within: Tolerance? = nil,
    source: String = ""
  ) {
    self.quantity = quantity
    self.method = method
    self.at = at
    self.demand = demand
    self.within = within
    self.source = source
  }

  /// The expectation in words: `escape-rate by exact at temperature 0.2`.
  package var subject: String { Self.subject(quantity, method, at) }

  static func subject(_ quantity: String, _ method: String?, _ at: Record) -> String {
    let place = at.entries.map { "\($0.key) \($0.value.asText ?? $0.value.described)" }.joined(separator: ", ")
    return quantity + (method.map { " by \($0)" } ?? "") + (place.isEmpty ? "" : " at \(place)")
  }
}

extension Expectation {
  /// Reads the key `expect` of a scenario and writes its resolved form; an absent key is an empty list.
  ///
  /// - Parameters:
  ///   - scenario: the reader of the whole scenario.
  ///   - quantities: the quantities that the experiment finds, to catch misspelled ones; none are checked when empty.
  ///   - methods: the methods that the experiment knows; likewise.
  package static func list(from scenario: Reader, quantities: [String] = [], methods: [String] = []) -> [Expectation] {
    guard let written = scenario.raw("expect"), written != .null else { return [] }
    guard let entries = written.asList else {
      scenario.report("expect is \(written.described); a list of expectations is expected.", at: "expect")
      return []
    }
    var resolved: [Value] = []
    let list = entries.enumerated().compactMap { index, entry -> Expectation? in
      let reader = Reader(entry, at: scenario.path.appending("expect").appending(index), log: scenario.log)
      let expectation = Expectation(reader, .expectation, quantities: quantities, methods: methods)
      resolved.append(.record(reader.resolved))
      return expectation
    }
    scenario.resolve("expect", as: .list(resolved))
    return list
  }

  /// What reads the grammar: an entry of `expect`, or a condition of a claim.
  struct Dialect {
    /// What the entry is called in a message.
    let noun: String
    /// What `equals` tolerates by default; `nil` if it must be given.
    let tolerance: Tolerance?
    /// Why a tolerance in standard errors is refused; `nil` where it is allowed.
    let sigmasAreRefused: String?

    static let expectation = Dialect(noun: "an expectation", tolerance: .fourSigmas, sigmasAreRefused: nil)
  }

  /// Reads one entry, everything but what its owner asked the reader for before.
  init?(_ reader: Reader, _ dialect: Dialect, quantities: [String], methods: [String]) {
    let before = reader.log.problems.count
    quantity = reader.text("quantity", default: nil, among: quantities, "the quantity that is expected")
    method = reader.optionalText("method", among: methods, "the method")
    at = Expectation.coordinates(reader)
    source = reader.optionalText("source", "where the number comes from") ?? ""
    within = Expectation.tolerance(reader)
    let equals = reader.optionalNumber("equals")
    let atLeast = reader.optionalNumber("at-least")
    let atMost = reader.optionalNumber("at-most")
    let word = reader.optionalText("is", "a word")
    reader.finish()
    switch (equals, atLeast ?? atMost, word) {
    case (let equals?, nil, nil): demand = .equals(equals)
    case (nil, _?, nil): demand = .range(atLeast: atLeast, atMost: atMost)
    case (nil, nil, let word?): demand = .word(word)
    default:
      reader.log.report(
        "\(dialect.noun) has one of 'equals', 'at-least' and 'at-most', or 'is'.", at: reader.path)
      return nil
    }
    if let atLeast, let atMost, atLeast > atMost {
      reader.report(
        "at-least is \(atLeast.shortest); it must not be above at-most, \(atMost.shortest).", at: "at-least")
    }
    if word != nil, within != nil { reader.report("'within' has no meaning for a word.", at: "within") }
    if within?.sigmas != nil, let reason = dialect.sigmasAreRefused {
      reader.log.report(reason, at: reader.path.appending("within").appending("sigmas"))
    }
    if equals != nil, within == nil {
      if let tolerance = dialect.tolerance {
        within = tolerance
        reader.resolve("within", as: .record(Record([("sigmas", .number(tolerance.sigmas ?? 0))])))
      } else {
        reader.report(
          "'equals' needs 'within' here, relative or absolute: how far the number may lie off for the statement to hold.",
          at: "equals")
      }
    }
    if reader.log.problems.count > before { return nil }
  }

  static func coordinates(_ reader: Reader) -> Record {
    guard let value = reader.raw("at") else { return Record() }
    guard let record = value.asRecord else {
      reader.report("at is \(value.described); a mapping of coordinates is expected.", at: "at")
      return Record()
    }
    for (key, value) in record.entries where value.asRecord != nil || value.asList != nil {
      reader.log.report(
        "\(key) is \(value.described); a number or a word is expected.",
        at: reader.path.appending("at").appending(key))
    }
    reader.resolve("at", as: value)
    return record
  }

  private static func tolerance(_ reader: Reader) -> Tolerance? {
    let inner = reader.inner("within")
    guard reader.contains("within") else { return nil }
    let tolerance = Tolerance(
      sigmas: inner.optionalNumber("sigmas", .positive), relative: inner.optionalNumber("relative", .positive),
      absolute: inner.optionalNumber("absolute", .positive))
    inner.finish()
    reader.resolve("within", as: .record(inner.resolved))
    if tolerance == Tolerance(), inner.log.problems.isEmpty {
      reader.report("within is empty; it takes sigmas, relative and absolute.", at: "within")
    }
    return tolerance
  }
}
