// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads one mapping, collects every problem instead of stopping at the first, and writes down every default.
///
/// Each accessor returns a usable placeholder when something is wrong, so that decoding goes straight on and all
/// problems of a scenario are reported together. Call `finish()` after the last key: it reports the unknown ones.
/// Nothing that was read may be used before `problems` is known to be empty.
public final class Reader {
  /// Where this mapping stands.
  public let path: SettingPath
  /// What was found wrong so far, shared with the readers of inner mappings.
  package let log: ProblemLog
  /// The mapping as it is understood: every default written out.
  package private(set) var resolved = Record()
  private let source: Record
  private var known: [String] = []
  /// Former names of keys, which are understood but not proposed.
  private var former: [String] = []

  /// Reads a value that should be a mapping.
  package init(_ value: Value, at path: SettingPath = .root, log: ProblemLog = ProblemLog()) {
    self.path = path
    self.log = log
    switch value {
    case .record(let record): source = record
    case .null: source = Record()
    default:
      source = Record()
      log.report("this is \(value.described); a mapping is expected.", at: path)
    }
  }

  /// Whether the user wrote the key.
  public func contains(_ key: String) -> Bool { source[key] != nil }

  /// Whether the user wrote the key of a parameter, by its present or its former name.
  public func contains(_ parameter: Parameter) -> Bool {
    contains(parameter.name) || (parameter.formerName.map { contains($0) } ?? false)
  }

  /// Says that the keys of a parameter are known, whether or not it is read.
  public func acknowledge(_ parameter: Parameter) {
    known.append(parameter.name)
    if let name = parameter.formerName { former.append(name) }
  }

  /// The raw value of a key, for owners that read it by themselves; they write the resolved form with `resolve`.
  public func raw(_ key: String) -> Value? {
    known.append(key)
    return source[key]
  }

  /// The raw value of a key that somebody else reads: it does not become known.
  package func written(_ key: String) -> Value? { source[key] }

  /// Writes the resolved form of a key.
  public func resolve(_ key: String, as value: Value) { resolved[key] = value }

  /// Reports a problem with the value of a key.
  public func report(_ message: String, at key: String) { log.report(message, at: path.appending(key)) }

  /// A parameter's value by its declared shape; its default where the key is absent.
  @discardableResult
  public func read(_ parameter: Parameter) -> Value {
    acknowledge(parameter)
    let written = parameter.formerName.flatMap { contains($0) ? $0 : nil }
    if let written, contains(parameter.name) {
      report(
        "\(written) is the former name of \(parameter.name), which is given too; leave one of them out.", at: written)
    }
    let key = contains(parameter.name) ? parameter.name : written ?? parameter.name
    if let value = source[key] {
      let understood = parameter.shape.understand(value, name: key, at: path.appending(key), log: log)
      resolved[parameter.name] = understood
      return log.units?.read(
        understood, as: parameter.dimension, name: parameter.name, at: path.appending(key), log: log) ?? understood
    }
    guard let value = parameter.defaultValue else {
      log.report("'\(parameter.name)' is missing: \(parameter.summary).", at: path)
      return parameter.shape.placeholder
    }
    resolved[parameter.name] = value
    return value
  }

  /// Several parameters at once.
  public func read(_ parameters: [Parameter]) -> Parameters {
    Parameters(parameters.map { ($0.name, read($0)) })
  }

  /// A real number.
  public func number(_ key: String, default value: Double?, _ limits: Limits = .any, _ summary: String = "a number")
    -> Double
  { read(.number(key, default: value, limits, summary)).asNumber ?? .nan }

  /// A whole number.
  public func integer(_ key: String, default value: Int?, _ limits: Limits = .any, _ summary: String = "a whole number")
    -> Int
  {
    if case .integer(let number) = read(.integer(key, default: value, limits, summary)) { number } else { 0 }
  }

  /// Text, one of the given words if there are any.
  public func text(_ key: String, default value: String?, among words: [String] = [], _ summary: String = "text")
    -> String
  { read(.word(key, default: value, among: words, summary)).asText ?? "" }

  /// True or false.
  public func flag(_ key: String, default value: Bool?, _ summary: String = "true or false") -> Bool {
    read(Parameter(key, .flag, default: value.map { .flag($0) }, summary)) == .flag(true)
  }

  /// A real number that may be absent; the resolved mapping then does without it.
  ///
  /// - Parameter dimension: what it is, where it may have a unit of its own.
  public func optionalNumber(
    _ key: String, _ limits: Limits = .any, _ summary: String = "a number", in dimension: PhysicalDimension? = nil
  ) -> Double? {
    known.append(key)
    guard contains(key) else { return nil }
    var parameter = Parameter.number(key, default: nil, limits, summary)
    parameter.dimension = dimension
    return read(parameter).asNumber ?? .nan
  }

  /// What numbers are in; `nil` where they have no units.
  package var units: UnitSystem? { log.units?.system }

  /// The numbers of a value that its owner reads by itself: a unit of its own must be of the dimension.
  package func measured(_ value: Value, _ key: String, in dimension: PhysicalDimension) -> Value {
    log.units?.read(value, as: dimension, name: key, at: path.appending(key), log: log) ?? value
  }

  /// Text that may be absent; the resolved mapping then does without it.
  public func optionalText(_ key: String, among words: [String] = [], _ summary: String = "text") -> String? {
    known.append(key)
    return contains(key) ? text(key, default: nil, among: words, summary) : nil
  }

  /// A reader of an inner mapping; an absent one reads as empty.
  public func inner(_ key: String) -> Reader {
    known.append(key)
    return Reader(source[key] ?? .null, at: path.appending(key), log: log)
  }

  /// Reports the keys that no accessor has read.
  public func finish() {
    for key in source.keys where !known.contains(key) && !former.contains(key) {
      log.report("unknown key '\(key)'\(hint(for: key))", at: path.appending(key), spot: .key)
    }
  }

  private func hint(for key: String) -> String {
    let allowed = Array(Set(known)).sorted()
    let near = suggestion(for: key, among: allowed)
    if !near.isEmpty { return near }
    // In {temperature:0.2} YAML sees a single key.
    if let colon = key.firstIndex(of: ":"), allowed.contains(String(key[..<colon])) {
      return "; a space is missing after the colon."
    }
    return allowed.isEmpty ? "; no key is allowed here." : "; allowed are \(allowed.joined(separator: ", "))."
  }
}

/// The problems found while a scenario is read.
package final class ProblemLog {
  /// In the order in which they were found, each once.
  package private(set) var problems: [Problem] = []
  /// The units of what is read; `nil` where numbers have none.
  package var units: WrittenUnits?
  /// What a reader of the results should know of how the scenario was understood.
  package private(set) var remarks = ReadingRemarks()

  /// An empty log.
  package init() {}

  /// Writes down what is to be told beside the results.
  package func remark(_ other: ReadingRemarks) { remarks.add(other) }

  /// Writes down a problem.
  package func report(_ message: String, at path: SettingPath, spot: Problem.Spot = .value) {
    report(Problem(message, at: path, spot: spot))
  }

  /// Writes down a problem.
  package func report(_ problem: Problem) {
    if !problems.contains(problem) { problems.append(problem) }
  }

  /// Throws `Problems` if there are any.
  package func check() throws(Problems) {
    if !problems.isEmpty { throw Problems(problems) }
  }
}

/// Values by name, each of the shape its parameter declared.
public struct Parameters: Sendable, Equatable {
  private let values: Record

  /// The given values.
  public init(_ values: [(String, Value)] = []) { self.values = Record(values) }

  /// The value of a parameter, `null` when there is none.
  public subscript(name: String) -> Value { values[name] ?? .null }

  /// A real number, NaN when the parameter was not declared.
  public func number(_ name: String) -> Double { self[name].asNumber ?? .nan }

  /// A whole number, 0 when the parameter was not declared.
  public func integer(_ name: String) -> Int {
    if case .integer(let value) = self[name] { value } else { 0 }
  }

  /// Text, empty when the parameter was not declared.
  public func text(_ name: String) -> String { self[name].asText ?? "" }

  /// True or false; false when the parameter was not declared.
  public func flag(_ name: String) -> Bool { self[name] == .flag(true) }

  /// A list of numbers.
  public func numbers(_ name: String) -> [Double] { self[name].asList?.compactMap(\.asNumber) ?? [] }

  /// All values as a mapping.
  public var record: Record { values }
}
