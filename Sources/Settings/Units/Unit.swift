// SPDX-License-Identifier: GPL-3.0-or-later

/// A unit of energy, length, time or temperature.
public struct Unit: Sendable, Equatable {
  /// What can be converted into each other: a nanometer is no radian, though coordinates are given in either.
  public enum Family: Sendable, Equatable {
    case energy, length, angle, number, time, temperature
    /// k_B T, whose size depends on the temperature.
    case thermal
  }

  /// How it is written in results.
  public let symbol: String
  /// Other ways to write it.
  let aliases: [String]
  /// What it can be converted into.
  public let family: Family
  /// Its size in J, m, rad, 1, s or K; 1 for k_B T.
  let size: Double
  /// Its factors in the spelling of UDUNITS; none for a pure number.
  let parts: [(symbol: String, exponent: Int)]

  init(
    _ symbol: String, _ family: Family, _ size: Double, aliases: [String] = [], parts: [(String, Int)]? = nil
  ) {
    self.symbol = symbol
    self.aliases = aliases
    self.family = family
    self.size = size
    self.parts = (parts ?? [(symbol, 1)]).map { (symbol: $0.0, exponent: $0.1) }
  }

  /// The dimension of what is measured in it.
  public var dimension: Dimension {
    switch family {
    case .energy, .thermal: .energy
    case .length, .angle, .number: .length
    case .time: .time
    case .temperature: .temperature
    }
  }

  /// Units of the same name.
  public static func == (one: Unit, other: Unit) -> Bool { one.symbol == other.symbol }

  /// k_B, J/K, exact in SI.
  static let boltzmann = 1.380649e-23
  /// N_A, 1/mol, exact in SI.
  private static let avogadro = 6.02214076e23
  /// e, C, exact in SI.
  private static let charge = 1.602176634e-19
  /// The Hartree energy, J (CODATA 2022).
  private static let hartree = 4.3597447222060e-18
  /// The thermochemical calorie, J, by definition.
  private static let calorie = 4.184

  /// Every unit that can be named.
  public static let all: [Unit] = [
    Unit(
      "kJ/mol", .energy, 1000 / avogadro, aliases: ["kJ.mol-1", "kJ·mol⁻¹", "kJ"], parts: [("kJ", 1), ("mol", -1)]),
    Unit(
      "kcal/mol", .energy, 1000 * calorie / avogadro, aliases: ["kcal"], parts: [("kilocalorie", 1), ("mol", -1)]),
    Unit("eV", .energy, charge, aliases: ["ev"]),
    Unit("meV", .energy, 1e-3 * charge),
    Unit(
      "Hartree", .energy, hartree, aliases: ["hartree", "Ha", "Eh", "E_h"], parts: [("4.3597447222060e-18 J", 1)]),
    Unit("J", .energy, 1, aliases: ["joule"]),
    Unit("zJ", .energy, 1e-21),
    Unit("kT", .thermal, 1, aliases: ["k_BT", "kBT", "k_B T", "kB*T"], parts: []),
    Unit("nm", .length, 1e-9, aliases: ["nanometer"]),
    Unit(
      "Å", .length, 1e-10, aliases: ["A", "\u{212B}", "A\u{30A}", "angstrom", "Angstrom"], parts: [("angstrom", 1)]),
    Unit("pm", .length, 1e-12),
    Unit("µm", .length, 1e-6, aliases: ["um", "μm"], parts: [("um", 1)]),
    Unit("cm", .length, 1e-2),
    Unit("m", .length, 1),
    Unit("rad", .angle, 1, aliases: ["radian"]),
    Unit("deg", .angle, .pi / 180, aliases: ["°", "degree", "degrees"], parts: [("degree", 1)]),
    Unit("1", .number, 1, parts: []),
    Unit("ps", .time, 1e-12),
    Unit("fs", .time, 1e-15),
    Unit("ns", .time, 1e-9),
    Unit("µs", .time, 1e-6, aliases: ["us", "μs"], parts: [("us", 1)]),
    Unit("ms", .time, 1e-3),
    Unit("s", .time, 1, aliases: ["sec"]),
    Unit("K", .temperature, 1, aliases: ["kelvin"]),
  ]

  /// The unit of a name; `nil` where there is none.
  public static func named(_ name: String) -> Unit? {
    all.first { $0.symbol == name || $0.aliases.contains(name) }
  }

  /// The names of the units of a dimension, for messages.
  public static func names(of dimension: Dimension) -> [String] {
    all.filter { $0.dimension == dimension }.map(\.symbol)
  }
}
