// SPDX-License-Identifier: GPL-3.0-or-later

/// Which numbers a parameter accepts.
public struct Limits: Sendable, Equatable {
  /// The smallest number, and whether it itself is allowed.
  public var lower: Double?
  /// The largest number, and whether it itself is allowed.
  public var upper: Double?
  /// Whether the bounds themselves are left out.
  public var excludesLower = false
  /// Whether the upper bound itself is left out.
  public var excludesUpper = false

  /// Numbers between two bounds, either of which may be missing or left out itself.
  public init(lower: Double? = nil, upper: Double? = nil, excludesLower: Bool = false, excludesUpper: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.excludesLower = excludesLower
    self.excludesUpper = excludesUpper
  }

  /// Every finite number.
  public static let any = Limits()
  /// Numbers above zero.
  public static let positive = Limits(lower: 0, excludesLower: true)
  /// Zero and above.
  public static let nonNegative = Limits(lower: 0)
  /// Numbers from a bound on.
  public static func atLeast(_ bound: Double) -> Limits { Limits(lower: bound) }
  /// Numbers between two bounds, both included.
  public static func between(_ lower: Double, _ upper: Double) -> Limits { Limits(lower: lower, upper: upper) }

  /// What a number violates, in words such as `positive`; `nil` if it is within the limits.
  public func demand(on value: Double) -> String? {
    guard value.isFinite else { return "finite" }
    let tooSmall = lower.map { excludesLower ? value <= $0 : value < $0 } ?? false
    let tooLarge = upper.map { excludesUpper ? value >= $0 : value > $0 } ?? false
    return tooSmall || tooLarge ? words : nil
  }

  /// The limits in words: `positive`, `at least 1`, `between 0 and 1`.
  public var words: String {
    switch (lower, upper) {
    case (nil, nil): "finite"
    case (0?, nil): excludesLower ? "positive" : "zero or positive"
    case (let lower?, nil): excludesLower ? "above \(lower.shortest)" : "at least \(lower.shortest)"
    case (nil, let upper?): excludesUpper ? "below \(upper.shortest)" : "at most \(upper.shortest)"
    case (let lower?, let upper?):
      excludesLower || excludesUpper
        ? "\(excludesLower ? "above" : "at least") \(lower.shortest) and \(excludesUpper ? "below" : "at most") \(upper.shortest)"
        : "between \(lower.shortest) and \(upper.shortest)"
    }
  }
}

/// What kind of value a parameter takes.
public indirect enum SettingShape: Sendable, Equatable {
  case number(Limits)
  case integer(Limits)
  case flag
  /// One of the given words, or any text when there are none.
  case text(among: [String])
  /// A list of numbers, of a fixed length if given.
  case numbers(count: Int?)
  /// A list of things of one shape.
  case list(SettingShape)
  /// A mapping with named entries.
  case record([Parameter])
  /// A mapping from names that the user chooses.
  case dictionary(SettingShape)
  /// A value that its owner reads by itself, described in words (regions, schedules, starting points).
  case special(String)
}

/// A named setting: what it means, what it accepts and its default.
public struct Parameter: Sendable, Equatable {
  /// The key in a scenario, kebab-case.
  public var name: String
  /// What it means, in a phrase; units where it has any.
  public var summary: String
  /// What it accepts.
  public var shape: SettingShape
  /// The default; `nil` where the key is required.
  public var defaultValue: Value?
  /// The key that files of an earlier version have for it; still understood.
  public var formerName: String?
  /// What the number is, where it may be written with a unit of its own; `nil` where it may not.
  public var dimension: PhysicalDimension?

  /// A parameter of any shape.
  public init(_ name: String, _ shape: SettingShape, default value: Value?, _ summary: String) {
    self.name = name
    self.shape = shape
    self.defaultValue = value
    self.summary = summary
  }

  /// The parameter under a new name; files with the former one are still understood.
  public func formerly(_ name: String) -> Parameter {
    var result = self
    result.formerName = name
    return result
  }

  /// The parameter as a quantity of a dimension: it may be written with a unit, and a temperature is read as θ = k_B T.
  public func measured(in dimension: PhysicalDimension) -> Parameter {
    var result = self
    result.dimension = dimension
    return result
  }

  /// A real number.
  public static func number(_ name: String, default value: Double?, _ limits: Limits = .any, _ summary: String)
    -> Parameter
  { Parameter(name, .number(limits), default: value.map { .number($0) }, summary) }

  /// A whole number.
  public static func integer(_ name: String, default value: Int?, _ limits: Limits = .any, _ summary: String)
    -> Parameter
  { Parameter(name, .integer(limits), default: value.map { .integer($0) }, summary) }

  /// One of some words.
  public static func word(_ name: String, default value: String?, among words: [String], _ summary: String) -> Parameter
  {
    Parameter(name, .text(among: words), default: value.map { .text($0) }, summary)
  }

  /// A list of numbers.
  public static func numbers(_ name: String, default value: [Double]?, count: Int? = nil, _ summary: String)
    -> Parameter
  {
    Parameter(name, .numbers(count: count), default: value.map { .list($0.map { .number($0) }) }, summary)
  }
}
