// SPDX-License-Identifier: GPL-3.0-or-later

/// One node of a scenario as plain data: what YAML, a command-line override and a default all become.
public indirect enum Value: Sendable, Equatable {
  case null
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([Value])
  case record(Record)

  /// The number that the value stands for, if it is one.
  public var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The text, if it is one.
  public var asText: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The list, if it is one.
  public var asList: [Value]? {
    if case .list(let list) = self { list } else { nil }
  }

  /// The record, if it is one.
  public var asRecord: Record? {
    if case .record(let record) = self { record } else { nil }
  }

  /// What an error message calls the value: `a list`, `text 'abc'`, `the number 3`.
  public var described: String {
    switch self {
    case .null: "nothing"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): value.shortest
    case .text(let text): "text '\(text.excerpt)'"
    case .list: "a list"
    case .record: "a mapping"
    }
  }
}

/// A mapping that keeps the order of its keys.
public struct Record: Sendable, Equatable {
  /// The entries in their order.
  public private(set) var entries: [(key: String, value: Value)] = []

  /// An empty mapping.
  public init() {}

  /// A mapping of the given entries; of a repeated key the last one counts.
  public init(_ entries: [(String, Value)]) {
    for (key, value) in entries { self[key] = value }
  }

  /// The keys in their order.
  public var keys: [String] { entries.map(\.key) }

  /// The value of a key; assigning `nil` removes it, a new key goes to the end.
  public subscript(key: String) -> Value? {
    get { entries.first { $0.key == key }?.value }
    set {
      let index = entries.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// Equal entries, in whatever order.
  public static func == (left: Record, right: Record) -> Bool {
    left.entries.count == right.entries.count && left.entries.allSatisfy { right[$0.key] == $0.value }
  }
}

extension String {
  /// The text on one line, cut when it is long, for messages.
  fileprivate var excerpt: String {
    let limit = 60
    let line = split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > limit ? line.prefix(limit) + "…" : line
  }
}

extension Double {
  /// The shortest decimal form that reads back as the same number, whole numbers without `.0`.
  package var shortest: String {
    let text = "\(self)"
    if self == 0 { return "0" }
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
