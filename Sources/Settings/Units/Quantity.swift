// SPDX-License-Identifier: GPL-3.0-or-later

/// A number with its unit: `300 K`, `2.5 kcal/mol`, `1e-5 cm²/s`.
public struct Quantity: Sendable {
  /// The number.
  public let value: Double
  /// The units and their exponents, in the order in which they were written.
  public let units: [(unit: PhysicalUnit, exponent: Int)]

  /// The dimension of the unit.
  public var dimension: PhysicalDimension {
    units.reduce(.number) { $0 * $1.unit.dimension.power($1.exponent) }
  }

  /// Reads a number with a unit.
  ///
  /// - Returns: `nil` where the text is something else, such as a formula or a name.
  /// - Throws: a clause where what follows the number is no unit that is known.
  public init?(_ text: String) throws(QuantityError) {
    guard let (number, unit) = Self.parted(text) else { return nil }
    value = number
    units = try Self.read(unit)
  }

  /// The number and what follows it; `nil` where that cannot be a unit.
  private static func parted(_ text: String) -> (Double, String)? {
    var end = text.startIndex
    var number: Double?
    var place = text.startIndex
    // The longest beginning that is a number: 1e-3 is one, and 1 is another.
    while place < text.endIndex, "+-.0123456789eE".contains(text[place]) {
      place = text.index(after: place)
      if let value = Double(text[..<place]) { (number, end) = (value, place) }
    }
    guard let number, number.isFinite else { return nil }
    let rest = text[end...].drop { $0 == " " }
    guard let first = rest.first, first.isLetter || first == "°" || rest.hasPrefix("1/") else { return nil }
    guard rest.allSatisfy({ $0.isLetter || $0.isNumber || " °/·*^-_⁻.".contains($0) }) else { return nil }
    return (number, String(rest))
  }

  /// A product of units: `nm^2/ps`, `kJ/mol`, `ps^-1`.
  private static func read(_ text: String) throws(QuantityError) -> [(unit: PhysicalUnit, exponent: Int)] {
    if let unit = PhysicalUnit.named(text) { return [(unit, 1)] }
    // A molar energy is one unit, in whose name a slash stands.
    var whole = text
    var result: [(unit: PhysicalUnit, exponent: Int)] = []
    for unit in PhysicalUnit.all where unit.symbol.contains("/") && whole.hasPrefix(unit.symbol) {
      result.append((unit, 1))
      whole = String(whole.dropFirst(unit.symbol.count))
      break
    }
    var sign = 1
    for (index, part) in whole.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { sign = -1 }
      for factor in part.split(whereSeparator: { " ·*.".contains($0) }) where factor != "1" {
        guard let (word, exponent) = UnitProduct.powered(factor), let unit = PhysicalUnit.named(word) else {
          throw QuantityError(unknown(String(factor)))
        }
        result.append((unit, sign * exponent))
      }
    }
    return result
  }

  private static func unknown(_ word: String) -> String {
    let near = suggestion(for: word, among: PhysicalUnit.all.flatMap { [$0.symbol] + $0.aliases })
    let known = PhysicalUnit.all.map(\.symbol).filter { $0 != "1" }.joined(separator: ", ")
    return "'\(word)' is no unit that is known\(near.isEmpty ? "; known are \(known)" : near)"
  }

  /// Why a text that should be a number is none although it begins with one, in a clause; `nil` where it is something else.
  ///
  /// - Parameter hasUnits: whether the scenario has units; without them a word that is none is no misspelled unit.
  static func objection(to text: String, hasUnits: Bool) -> String? {
    do throws(QuantityError) {
      return try Quantity(text) == nil ? nil : "a number with a unit needs the block 'units'"
    } catch { return hasUnits ? error.description : nil }
  }
}
