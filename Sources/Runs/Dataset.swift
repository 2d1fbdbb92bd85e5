// SPDX-License-Identifier: GPL-3.0-or-later

/// Named arrays over named dimensions: what a task leaves behind, what `results.nc` holds, what xarray opens.
public struct Dataset: Sendable, Equatable {
  /// The numbers or words of a variable, in row-major order.
  public enum Values: Sendable, Equatable {
    case numbers([Double])
    case integers([Int])
    case texts([String])

    /// How many there are.
    public var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .integers(let values): values.count
      case .texts(let values): values.count
      }
    }
  }

  /// An array with its name, dimensions and unit: a variable of NetCDF.
  public struct Variable: Sendable, Equatable {
    /// Its name, snake_case as is usual in NetCDF.
    public var name: String
    /// The names of its dimensions, slowest first; none for a scalar. A variable named like its only dimension is a coordinate.
    public var dimensions: [String]
    /// Its values in row-major order.
    public var values: Values
    /// The attribute `units` of the CF conventions; `1` for pure numbers.
    public var units: String
    /// The attribute `long_name`.
    public var longName: String

    /// A variable; without dimensions it is a single number.
    public init(
      _ name: String, dimensions: [String] = [], _ values: Values, units: String = "1", longName: String = ""
    ) {
      self.name = name
      self.dimensions = dimensions
      self.values = values
      self.units = units
      self.longName = longName
    }
  }

  /// The arrays in the order in which they are written.
  public var variables: [Variable] = []
  /// The sizes of the dimensions.
  public var sizes: [String: Int] = [:]
  /// Attributes of the whole, such as `title`.
  public var attributes: [String: String] = [:]

  /// An empty data set.
  public init() {}

  /// Adds an array of numbers; the shape gives its dimensions with their sizes.
  public mutating func add(
    _ name: String, _ values: [Double], over shape: KeyValuePairs<String, Int> = [:], units: String = "1",
    longName: String = ""
  ) { add(name, .numbers(values), over: shape, units: units, longName: longName) }

  /// Adds an array of whole numbers.
  public mutating func add(
    _ name: String, _ values: [Int], over shape: KeyValuePairs<String, Int> = [:], units: String = "1",
    longName: String = ""
  ) { add(name, .integers(values), over: shape, units: units, longName: longName) }

  /// Adds an array of words.
  public mutating func add(
    _ name: String, _ values: [String], over shape: KeyValuePairs<String, Int> = [:], longName: String = ""
  ) { add(name, .texts(values), over: shape, units: "", longName: longName) }

  private mutating func add(
    _ name: String, _ values: Values, over shape: KeyValuePairs<String, Int>, units: String, longName: String
  ) { add(name, values, shape: shape.map { ($0.key, $0.value) }, units: units, longName: longName) }

  /// Adds an array whose dimensions are known only when the program runs.
  public mutating func add(
    _ name: String, _ values: Values, shape: [(dimension: String, size: Int)], units: String = "1",
    longName: String = ""
  ) {
    for (dimension, size) in shape { sizes[dimension] = size }
    variables.append(Variable(name, dimensions: shape.map(\.dimension), values, units: units, longName: longName))
  }

  /// The numbers of a variable, whole numbers converted; `nil` if there is no such variable or it holds words.
  public func numbers(_ name: String) -> [Double]? {
    switch variables.first(where: { $0.name == name })?.values {
    case .numbers(let values)?: values
    case .integers(let values)?: values.map(Double.init)
    default: nil
    }
  }

  /// The words of a variable.
  public func texts(_ name: String) -> [String]? {
    if case .texts(let values)? = variables.first(where: { $0.name == name })?.values { values } else { nil }
  }
}
