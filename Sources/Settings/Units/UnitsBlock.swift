// SPDX-License-Identifier: GPL-3.0-or-later

/// The key `units` of a scenario.
package enum UnitsBlock {
  private static func entry(_ name: String, _ dimension: PhysicalDimension, _ standard: String, _ summary: String)
    -> Parameter
  {
    Parameter(
      name, .special("the name of a unit"), default: .text(standard),
      "\(summary): \(PhysicalUnit.names(of: dimension).joined(separator: ", "))")
  }

  private static let entries: [(parameter: Parameter, dimension: PhysicalDimension)] = [
    (entry("energy", .energy, "kJ/mol", "the unit of energies"), .energy),
    (entry("length", .length, "nm", "the unit of coordinates"), .length),
    (entry("time", .time, "ps", "the unit of times"), .time),
    (entry("temperature", .temperature, "K", "the unit of temperatures"), .temperature),
  ]

  /// The key; without it numbers have no units and k_B = 1.
  package static let parameter = Parameter(
    "units", .record(entries.map(\.parameter)), default: .record(Record()),
    "the units of all numbers: temperatures are then in kelvin, and overdamped dynamics needs 'diffusion'; without it "
      + "k_B = 1 and the mobility is 1")

  /// Reads the key.
  ///
  /// - Returns: `nil` where it is not there, or a problem was reported.
  package static func read(_ reader: Reader) -> UnitSystem? {
    guard reader.contains(parameter.name) else { return nil }
    let inner = reader.inner(parameter.name)
    let units = entries.map { parameter, dimension in unit(inner, parameter, dimension) }
    inner.finish()
    reader.resolve(parameter.name, as: .record(inner.resolved))
    guard units.count == 4, let energy = units[0], let length = units[1], let time = units[2], units[3] != nil else {
      return nil
    }
    return UnitSystem(energy: energy, length: length, time: time)
  }

  private static func unit(_ reader: Reader, _ parameter: Parameter, _ dimension: PhysicalDimension) -> PhysicalUnit? {
    var written = reader.written(parameter.name)
    // A bare 1 is a number in YAML.
    if let number = written?.asNumber, number == 1 { written = .text("1") }
    reader.acknowledge(parameter)
    let name = written ?? parameter.defaultValue ?? .null
    guard let text = name.asText else {
      reader.report("\(parameter.name) is \(name.described); the name of a unit is expected.", at: parameter.name)
      return nil
    }
    reader.resolve(parameter.name, as: .text(text))
    guard let unit = PhysicalUnit.named(text) else {
      let near = suggestion(for: text, among: PhysicalUnit.all.flatMap { [$0.symbol] + $0.aliases })
      let known = PhysicalUnit.names(of: dimension).joined(separator: ", ")
      reader.report("'\(text)' is no unit\(near.isEmpty ? "; known are \(known)." : near)", at: parameter.name)
      return nil
    }
    guard unit.dimension == dimension else {
      reader.report(
        "\(text) is a unit of \(unit.dimension.words), and one of \(dimension.words) is expected: "
          + "\(PhysicalUnit.names(of: dimension).joined(separator: ", ")).", at: parameter.name)
      return nil
    }
    return unit
  }
}
