// SPDX-License-Identifier: GPL-3.0-or-later

/// What makes the noise of a simulation: `noise: {generator: …}` of a scenario.
public enum NoiseGenerator: Sendable, Hashable {
  /// Counter-based, in bulk, on the widest vectors of the machine: the default.
  case philox
  /// One sequential generator of GSL per walker, by its GSL name, through the ziggurat.
  case gsl(String)

  /// The generator of a name: `philox` and `philox4x32-10` are the bulk stream, any other is GSL's.
  ///
  /// - Throws: `UnknownGenerator`.
  public init(named name: String) throws {
    guard name != "philox", name != PhiloxGenerator.name else {
      self = .philox
      return
    }
    _ = try GSLGeneratorTypes.named(name)
    self = .gsl(name)
  }

  /// The name in scenarios.
  public var name: String {
    switch self {
    case .philox: PhiloxGenerator.name
    case .gsl(let name): name
    }
  }

  /// The names that `init(named:)` knows.
  package static var names: [String] { GSLGenerator.names }
}
