// SPDX-License-Identifier: GPL-3.0-or-later

/// A unit of energy, length, time or temperature.
public struct PhysicalUnit: Sendable, Equatable {
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
  public var dimension: PhysicalDimension {
    switch family {
    case .energy, .thermal: .energy
    case .length, .angle, .number: .length
    case .time: .time
    case .temperature: .temperature
    }
  }

  /// Units of the same name.
  public static func == (one: PhysicalUnit, other: PhysicalUnit) -> Bool { one.symbol == other.symbol }

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
  public static let all: [PhysicalUnit] = [
    PhysicalUnit(
      "kJ/mol", .energy, 1000 / avogadro, aliases: ["kJ.mol-1", "kJ·mol⁻¹", "kJ"], parts: [("kJ", 1), ("mol", -1)]),
    PhysicalUnit(
      "kcal/mol", .energy, 1000 * calorie / avogadro, aliases: ["kcal"], parts: [("kilocalorie", 1), ("mol", -1)]),
    PhysicalUnit("eV", .energy, charge, aliases: ["ev"]),
    PhysicalUnit("meV", .energy, 1e-3 * charge),
    PhysicalUnit(
      "Hartree", .energy, hartree, aliases: ["hartree", "Ha", "Eh", "E_h"], parts: [("4.3597447222060e-18 J", 1)]),
    PhysicalUnit("J", .energy, 1, aliases: ["joule"]),
    PhysicalUnit("zJ", .energy, 1e-21),
    PhysicalUnit("kT", .thermal, 1, aliases: ["k_BT", "kBT", "k_B T", "kB*T"], parts: []),
    PhysicalUnit("nm", .length, 1e-9, aliases: ["nanometer"]),
    PhysicalUnit(
      "Å", .length, 1e-10, aliases: ["A", "\u{212B}", "A\u{30A}", "angstrom", "Angstrom"], parts: [("angstrom", 1)]),
    PhysicalUnit("pm", .length, 1e-12),
    PhysicalUnit("µm", .length, 1e-6, aliases: ["um", "μm"], parts: [("um", 1)]),
    PhysicalUnit("cm", .length, 1e-2),
    PhysicalUnit("m", .length, 1),
    PhysicalUnit("rad", .angle, 1, aliases: ["radian"]),
    PhysicalUnit("deg", .angle, .pi / 180, aliases: ["°", "degree", "degrees"], parts: [("degree", 1)]),
    PhysicalUnit("1", .number, 1, parts: []),
    PhysicalUnit("ps", .time, 1e-12),
    PhysicalUnit("fs", .time, 1e-15),
    PhysicalUnit("ns", .time, 1e-9),
    PhysicalUnit("µs", .time, 1e-6, aliases: ["us", "μs"], parts: [("us", 1)]),
    PhysicalUnit("ms", .time, 1e-3),
    PhysicalUnit("s", .time, 1, aliases: ["sec"]),
    PhysicalUnit("K", .temperature, 1, aliases: ["kelvin"]),
  ]

  /// The unit of a name; `nil` where there is none.
  public static func named(_ name: String) -> PhysicalUnit? {
    all.first { $0.symbol == name || $0.aliases.contains(name) }
  }

  /// The names of the units of a dimension, for messages.
  public static func names(of dimension: PhysicalDimension) -> [String] {
    all.filter { $0.dimension == dimension }.map(\.symbol)
  }
}
