// SPDX-License-Identifier: GPL-3.0-or-later

/// The units that the numbers of a scenario are in: those of energy, length and time; temperatures are in kelvin.
///
/// Inside nothing has a unit: energies, lengths and times are numbers of these units, and the temperature is
/// θ = k_B T in the unit of energy. So there are two places where units count: where a scenario is read
/// (`WrittenUnits`), and where results are stated.
public struct UnitSystem: Sendable, Equatable {
  /// The unit of energies.
  public let energy: PhysicalUnit
  /// The unit of coordinates.
  public let length: PhysicalUnit
  /// The unit of times.
  public let time: PhysicalUnit

  /// Units.
  public init(energy: PhysicalUnit, length: PhysicalUnit, time: PhysicalUnit) {
    self.energy = energy
    self.length = length
    self.time = time
  }

  /// θ = k_B T in the unit of energy; R T for molar ones, 1 where energies are in k_B T.
  ///
  /// - Parameter kelvin: T.
  public func thermalEnergy(at kelvin: Double) -> Double {
    energy.family == .thermal ? 1 : PhysicalUnit.boltzmann / energy.size * kelvin
  }

  private func unit(_ word: String) -> PhysicalUnit? {
    switch word {
    case "energy": energy
    case "length": length
    case "time": time
    default: PhysicalUnit.named("K")
    }
  }

  /// What can be told of a dimension by units: where coordinates are pure numbers, a length is none.
  func told(_ dimension: PhysicalDimension) -> PhysicalDimension {
    guard length.family == .number else { return dimension }
    var told = dimension
    told.length = 0
    return told
  }

  /// The unit of a quantity, for instance `nm²/ps` or `1/ps`.
  public func symbol(of dimension: PhysicalDimension) -> String {
    UnitProduct.text(
      dimension.factors.compactMap { word, exponent in
        unit(word).flatMap { $0.family == .number ? nil : ($0.symbol, exponent) }
      })
  }

  /// The unit of a quantity in the spelling of UDUNITS, as NetCDF files have it: `nm2 ps-1`, `kJ mol-1`.
  public func udunits(of dimension: PhysicalDimension) -> String {
    let parts = dimension.factors.flatMap { word, exponent in
      (unit(word)?.parts ?? []).map { ($0.symbol, $0.exponent * exponent) }
    }
    return parts.isEmpty ? "1" : parts.map { $0.1 == 1 ? $0.0 : "\($0.0)\($0.1)" }.joined(separator: " ")
  }

  /// The number of these units in a quantity that was written in others.
  ///
  /// - Parameters:
  ///   - quantity: a number with its unit.
  ///   - kelvin: the temperature that k_B T means; `nil` where there is not one.
  /// - Throws: a sentence where one cannot be converted into the other.
  public func number(of quantity: Quantity, at kelvin: Double?) throws(QuantityError) -> Double {
    var factor = 1.0
    for (written, exponent) in quantity.units {
      let own: PhysicalUnit? =
        switch written.dimension {
        case .energy: energy
        case .length: length
        case .time: time
        default: PhysicalUnit.named("K")
        }
      guard let own else { continue }
      let ratio = try Self.ratio(of: written, to: own, at: kelvin)
      for _ in 0..<abs(exponent) { factor = exponent > 0 ? factor * ratio : factor / ratio }
    }
    return quantity.value * factor
  }

  private static func ratio(of written: PhysicalUnit, to own: PhysicalUnit, at kelvin: Double?) throws(QuantityError)
    -> Double
  {
    if written == own { return 1 }
    func size(_ unit: PhysicalUnit) throws(QuantityError) -> Double {
      guard unit.family == .thermal else { return unit.size }
      guard let kelvin else {
        throw QuantityError("kT is no unit where the temperature is not one number; write the energy in another one")
      }
      return PhysicalUnit.boltzmann * kelvin
    }
    let families = [written.family, own.family].map { $0 == .thermal ? .energy : $0 }
    guard families[0] == families[1] else {
      throw QuantityError("\(written.symbol) is not converted into \(own.symbol), which the coordinates are in")
    }
    return try size(written) / size(own)
  }
}

/// Why a number with a unit is not understood, in a clause.
public struct QuantityError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The clause.
  public let description: String

  init(_ description: String) { self.description = description }
}
