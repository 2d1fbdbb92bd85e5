// SPDX-License-Identifier: GPL-3.0-or-later

extension SettingShape {
  /// What to go on with when the value is wrong or missing.
  var placeholder: Value {
    switch self {
    case .number, .integer: .integer(1)
    case .flag: .flag(false)
    case .text: .text("")
    case .numbers, .list: .list([])
    case .record, .dictionary: .record(Record())
    case .special: .null
    }
  }

  /// What the shape is called in an error message.
  public var words: String {
    switch self {
    case .number: "a number"
    case .integer: "a whole number"
    case .flag: "true or false"
    case .text(let words): words.isEmpty ? "text" : "one of \(words.joined(separator: ", "))"
    case .numbers(let count): count.map { "a list of \($0) numbers" } ?? "a list of numbers"
    case .list(let shape): "a list, each element \(shape.words)"
    case .record: "a mapping"
    case .dictionary(let shape): "a mapping from names, each to \(shape.words)"
    case .special(let words): words
    }
  }

  /// A whole number exactly as it was written; `nil` where it cannot be counted.
  private static func whole(_ value: Value, _ number: Double) -> Int? {
    if case .integer(let whole) = value { whole } else { Int(exactly: number) }
  }

  /// Where a number is expected and one with a unit stands: what is wrong with that; `nil` for anything else.
  private func unitHint(_ value: Value, _ log: ProblemLog) -> String? {
    guard case .number = self, let text = value.asText else { return nil }
    return Quantity.objection(to: text, hasUnits: log.units != nil)
  }

  /// Checks a value against the shape and returns it in its canonical form, or a placeholder with a problem in the log.
  package func understand(_ value: Value, name: String, at path: SettingPath, log: ProblemLog) -> Value {
    func refuse() -> Value {
      let hint = unitHint(value, log).map { "\(words) is expected, and \($0)" }
      log.report("\(name) is \(value.described); \(hint ?? "\(words) is expected").", at: path)
      return placeholder
    }
    func check(_ limits: Limits, _ number: Double, _ result: Value) -> Value {
      guard let demand = limits.demand(on: number) else { return result }
      log.report("\(name) is \(number.shortest); it must be \(demand).", at: path)
      return placeholder
    }
    switch (self, value) {
    case (.number(let limits), _):
      guard let number = value.asNumber else { return refuse() }
      return check(limits, number, .number(number))
    case (.integer(let limits), _):
      guard let number = value.asNumber, number == number.rounded() else { return refuse() }
      guard let whole = Self.whole(value, number) else {
        log.report("\(name) is \(value.described); it is too large for a whole number.", at: path)
        return placeholder
      }
      return check(limits, number, .integer(whole))
    case (.flag, .flag), (.special, _): return value
    case (.text(let words), .text(let text)):
      if words.isEmpty || words.contains(text) { return value }
      log.report("unknown \(name) '\(text)'\(choice(text, among: words))", at: path)
      return .text(words[0])
    case (.numbers(let count), .list(let list)):
      if let count, count != list.count {
        log.report("\(name) has \(list.count) elements; \(words) is expected.", at: path)
        return placeholder
      }
      return SettingShape.list(.number(.any)).understand(value, name: name, at: path, log: log)
    case (.list(let shape), .list(let list)):
      return .list(
        list.enumerated().map { shape.understand($1, name: "\(name) \($0 + 1)", at: path.appending($0), log: log) })
    case (.record(let parameters), .record), (.record(let parameters), .null):
      let reader = Reader(value, at: path, log: log)
      let values = reader.read(parameters)
      reader.finish()
      return .record(values.record)
    case (.dictionary(let shape), .record(let record)):
      return .record(
        Record(
          record.entries.map {
            ($0.key, shape.understand($0.value, name: $0.key, at: path.appending($0.key), log: log))
          }))
    default: return refuse()
    }
  }
}

/// `; did you mean 'x'?` when a word is near, else the list of what is allowed.
package func choice(_ word: String, among words: [String]) -> String {
  let near = suggestion(for: word, among: words)
  return near.isEmpty ? "; allowed are \(words.joined(separator: ", "))." : near
}
