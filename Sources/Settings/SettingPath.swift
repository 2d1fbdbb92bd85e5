// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a value stands within a scenario: `sweep.temperature`, `potential.wells.2.depth`.
public struct SettingPath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// Keys and, for the elements of lists, indices written in decimal.
  public var components: [String]

  /// The path with the given components.
  public init(_ components: [String] = []) { self.components = components }

  /// The path in dotted notation.
  public init(dotted: String) { components = dotted.split(separator: ".").map(String.init) }

  /// The path in dotted notation.
  public init(stringLiteral value: String) { self.init(dotted: value) }

  /// The whole scenario.
  public static let root = SettingPath()

  /// The path in dotted notation.
  public var description: String { components.joined(separator: ".") }

  /// The path of a key or element below this one.
  public func appending(_ component: String) -> SettingPath { SettingPath(components + [component]) }

  /// The path of a list's element.
  public func appending(_ index: Int) -> SettingPath { appending(String(index)) }

  /// This path seen from above.
  public func below(_ parent: SettingPath) -> SettingPath { SettingPath(parent.components + components) }
}

extension Value {
  /// The value at a path, or `nil` where nothing stands.
  public func value(at path: SettingPath) -> Value? {
    path.components.reduce(Optional(self)) { found, component in
      switch found {
      case .record(let record)?: record[component]
      case .list(let list)?: Int(component).flatMap { list.indices.contains($0) ? list[$0] : nil }
      default: nil
      }
    }
  }

  /// The same tree with another value at a path; mappings are made on the way where nothing stood.
  ///
  /// Returns `nil` if the path leads through a scalar or outside of a list.
  public func setting(_ path: SettingPath, to new: Value) -> Value? {
    guard let first = path.components.first else { return new }
    let rest = SettingPath(Array(path.components.dropFirst()))
    switch self {
    case .null: return Value.record(Record()).setting(path, to: new)
    case .record(var record):
      guard let inner = (record[first] ?? .null).setting(rest, to: new) else { return nil }
      record[first] = inner
      return .record(record)
    case .list(var list):
      guard let index = Int(first), list.indices.contains(index), let inner = list[index].setting(rest, to: new)
      else { return nil }
      list[index] = inner
      return .list(list)
    default: return nil
    }
  }
}
