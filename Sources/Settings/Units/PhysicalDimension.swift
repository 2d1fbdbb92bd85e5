// SPDX-License-Identifier: GPL-3.0-or-later

/// The dimension of a quantity: energy^a · length^b · time^c · temperature^d.
///
/// Its words are those that findings, figures and variables carry without a choice of units: `1/time`, `length²/time`. The
/// name of a quantity's unit and the factor to another one follow from the exponents (`UnitSystem`).
public struct PhysicalDimension: Sendable, Hashable {
  /// The exponent of the energy.
  public var energy: Int
  /// The exponent of the length.
  public var length: Int
  /// The exponent of the time.
  public var time: Int
  /// The exponent of the temperature.
  public var temperature: Int

  /// A dimension by its exponents.
  public init(energy: Int = 0, length: Int = 0, time: Int = 0, temperature: Int = 0) {
    self.energy = energy
    self.length = length
    self.time = time
    self.temperature = temperature
  }

  /// A pure number.
  public static let number = PhysicalDimension()
  /// An energy.
  public static let energy = PhysicalDimension(energy: 1)
  /// A length, or an angle where the coordinates are angles.
  public static let length = PhysicalDimension(length: 1)
  /// A time.
  public static let time = PhysicalDimension(time: 1)
  /// A temperature in kelvin; what is read as one becomes θ = k_B T.
  public static let temperature = PhysicalDimension(temperature: 1)
  /// A rate, 1/time.
  public static let rate = PhysicalDimension(time: -1)
  /// A diffusion coefficient, length²/time.
  public static let diffusion = PhysicalDimension(length: 2, time: -1)
  /// A mobility, length²/(energy · time).
  public static let mobility = PhysicalDimension(energy: -1, length: 2, time: -1)
  /// A stiffness, energy/length².
  public static let stiffness = PhysicalDimension(energy: 1, length: -2)

  /// The product of two quantities.
  public static func * (one: PhysicalDimension, other: PhysicalDimension) -> PhysicalDimension {
    PhysicalDimension(
      energy: one.energy + other.energy, length: one.length + other.length, time: one.time + other.time,
      temperature: one.temperature + other.temperature)
  }

  /// A quantity to a power.
  public func power(_ exponent: Int) -> PhysicalDimension {
    PhysicalDimension(
      energy: energy * exponent, length: length * exponent, time: time * exponent, temperature: temperature * exponent)
  }

  /// The exponents with the words of their quantities.
  var factors: [(word: String, exponent: Int)] {
    [("energy", energy), ("length", length), ("time", time), ("temperature", temperature)].filter { $0.1 != 0 }
  }

  /// The dimension in words: `1/time`, `length²/time`, `1` for a number.
  public var words: String { UnitProduct.text(factors.map { ($0.word, $0.exponent) }) }

  /// What an error message calls such a quantity: `an energy`, `a time`.
  public var article: String {
    switch self {
    case .number: "a number"
    case .energy: "an energy"
    case .length: "a length"
    case .diffusion: "a diffusion coefficient (length²/time)"
    case .rate: "a rate (1/time)"
    default: factors.count == 1 && factors[0].exponent == 1 ? "a \(words)" : "a quantity in \(words)"
    }
  }

  /// The dimension that words stand for; `nil` where they are others, such as `steps`.
  public init?(words: String) {
    let halves = words.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let numerator = Self.product(halves[0]) else { return nil }
    guard halves.count == 2 else {
      self = numerator
      return
    }
    guard let denominator = Self.product(halves[1]) else { return nil }
    self = numerator * denominator.power(-1)
  }

  private static let words = [
    "energy": energy, "length": length, "time": time, "temperature": temperature, "1": number,
  ]

  private static func product(_ text: Substring) -> PhysicalDimension? {
    var result = PhysicalDimension.number
    for factor in text.split(whereSeparator: { " ·*".contains($0) }) {
      guard let (word, exponent) = UnitProduct.powered(factor), let base = words[word] else { return nil }
      result = result * base.power(exponent)
    }
    return text.isEmpty ? nil : result
  }
}

/// Products of words with exponents as text.
enum UnitProduct {
  private static let superscripts: [Character: Int] = [
    "⁰": 0, "¹": 1, "²": 2, "³": 3, "⁴": 4, "⁵": 5, "⁶": 6, "⁷": 7, "⁸": 8, "⁹": 9,
  ]

  /// `nm²/ps`: what has positive exponents over what has negative ones.
  static func text(_ factors: [(String, Int)]) -> String {
    let above = factors.filter { $0.1 > 0 }.map { $0.0 + raised($0.1) }
    let below = factors.filter { $0.1 < 0 }.map { (symbol, exponent) in
      let bare = symbol.contains("/") ? "(\(symbol))" : symbol
      return bare + raised(-exponent)
    }
    let top = above.isEmpty ? "1" : above.joined(separator: "·")
    if below.isEmpty { return top }
    return top + "/" + (below.count > 1 ? "(\(below.joined(separator: "·")))" : below[0])
  }

  private static func raised(_ exponent: Int) -> String {
    exponent == 1
      ? ""
      : String("\(exponent)".map { digit in superscripts.first { "\($0.value)" == "\(digit)" }?.key ?? digit })
  }

  /// A word and its exponent: `nm²`, `nm^2`, `ps^-1`, `ps-1`, `length4`.
  static func powered(_ text: Substring) -> (word: String, exponent: Int)? {
    if text == "1" { return ("1", 1) }
    var word = text
    var digits = ""
    while let last = word.last {
      if let digit = superscripts[last] {
        digits = "\(digit)" + digits
      } else if last == "⁻" || last == "-" || last.isNumber {
        digits = (last.isNumber ? String(last) : "-") + digits
      } else {
        break
      }
      word = word.dropLast()
    }
    if word.last == "^" { word = word.dropLast() }
    guard !word.isEmpty else { return nil }
    if digits.isEmpty { return word.count == text.count ? (String(word), 1) : nil }
    return Int(digits).map { (String(word), $0) }
  }
}
