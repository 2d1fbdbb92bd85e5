// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Numbers as physicists print them: `0.005452(43)` is 0.005452 with a standard error of 0.000043, `1.21(3)·10⁻⁷` is
/// 1.21·10⁻⁷ with 0.03·10⁻⁷.
///
/// The digits in parentheses are the standard error in units of the last printed digits (the notation of CODATA and
/// of the Particle Data Group); they are two. Everything that Ravine prints for people goes through here; files for
/// programs hold full precision.
package enum NumberFormat {
  /// The most significant digits that a number without a standard error is printed with.
  package static let digits = 6
  /// What is printed where there is no number.
  package static let nothing = "—"
  /// Decimal exponents that are printed without a power of ten.
  private static let plainExponents = -3...4
  /// A `Double` holds this many decimal digits; a smaller standard error cannot be shown.
  private static let significance = 15

  /// A number with its standard error or with the digits that its accuracy supports.
  ///
  /// - Parameters:
  ///   - value: the number; `nil` and NaN print as a dash, or as the bound if there is one.
  ///   - standardError: the statistical error; `nil` or zero where there is none.
  ///   - accuracy: a bound on the relative error of a computed number; the last digit printed is the one that it touches.
  ///   - upperBound: what the number lies below; printed as `< 1.2·10⁻⁵` where there is no value.
  ///   - lowerBound: what the number lies above.
  /// - Returns: text that reads back as the value within its error.
  package static func formatted(
    _ value: Double?, standardError: Double? = nil, accuracy: Double? = nil, upperBound: Double? = nil,
    lowerBound: Double? = nil
  ) -> String {
    guard let value, !value.isNaN else {
      if let upperBound, upperBound.isFinite { return "< " + rounded(upperBound, digits: 2) }
      if let lowerBound, lowerBound.isFinite { return "> " + rounded(lowerBound, digits: 2) }
      return nothing
    }
    guard value.isFinite else { return value < 0 ? "−∞" : "∞" }
    if let standardError, standardError > 0, standardError.isFinite,
      let text = concise(value, standardError: standardError)
    {
      return text
    }
    guard let accuracy, accuracy > 0, accuracy.isFinite else { return rounded(value, digits: digits) }
    let supported = 1 + exponent(of: value) - floor(log10(abs(value) * accuracy))
    return rounded(value, digits: supported.isFinite ? min(max(1, Int(supported)), digits) : digits, keepsZeros: true)
  }

  /// A number to so many significant digits, trailing zeros dropped.
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - digits: how many significant digits.
  ///   - keepsZeros: whether trailing zeros after the decimal point stay, because they are known to be right.
  package static func rounded(_ value: Double, digits: Int = digits, keepsZeros: Bool = false) -> String {
    guard value.isFinite else { return value.isNaN ? nothing : value < 0 ? "−∞" : "∞" }
    guard value != 0 else { return "0" }
    let scientific = String(format: "%.*e", max(0, digits - 1), value)
    // The power is that of the printed digits: 9.996 to three digits is 10.0.
    let power = Int(scientific.drop { $0 != "e" }.dropFirst()) ?? 0
    guard plainExponents.contains(power) else {
      // The mantissa is taken from the printed digits: dividing by 10^power would round twice, or overflow.
      let mantissa = String(scientific.prefix { $0 != "e" })
      let text = keepsZeros ? mantissa : withoutTrailingZeros(mantissa)
      return (text == "1" ? "" : text == "-1" ? "−" : signed(text) + "·") + "10" + superscript(power)
    }
    let text = fixed(Double(scientific) ?? value, decimals: max(0, digits - 1 - power))
    return signed(keepsZeros ? text : withoutTrailingZeros(text))
  }

  /// An interval with two digits of its length: `[5.37, 5.53]·10⁻⁵`.
  package static func formatted(_ interval: ClosedRange<Double>) -> String {
    let length = interval.upperBound - interval.lowerBound
    let largest = max(abs(interval.lowerBound), abs(interval.upperBound))
    guard length.isFinite, length > 1e-13 * largest else {
      return "[\(rounded(interval.lowerBound)), \(rounded(interval.upperBound))]"
    }
    let leading = Int(exponent(of: largest))
    let place = Int(exponent(of: length)) - 1
    let isPlain = plainExponents.contains(leading) && place <= 0
    let ends = [interval.lowerBound, interval.upperBound].map { end in
      signed(fixed(isPlain ? end : scaled(end, by: -leading), decimals: max(0, (isPlain ? 0 : leading) - place)))
    }
    return "[\(ends[0]), \(ends[1])]" + (isPlain ? "" : "·10" + superscript(leading))
  }

  /// A whole number with its digits, also beyond 10⁵, where `rounded` takes to powers of ten.
  package static func counted(_ count: Int) -> String {
    let digits = String(count.magnitude)
    var grouped = ""
    for (index, digit) in digits.enumerated() {
      // A thin space every three digits, from five digits on, as the SI brochure has it.
      if index > 0, digits.count > 4, (digits.count - index) % 3 == 0 { grouped.append("\u{202F}") }
      grouped.append(digit)
    }
    return (count < 0 ? "−" : "") + grouped
  }

  /// 10 to a power needs this after the 10: `⁻³`.
  package static func superscript(_ power: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String(String(power).map { character in character.wholeNumberValue.map { digits[$0] } ?? "⁻" })
  }

  /// `value(error)` with two digits of the error; `nil` when the error is below what a `Double` resolves.
  private static func concise(_ value: Double, standardError: Double) -> String? {
    // Rounding 0.0996 to two digits gives 0.10: the place of the last digit is read from the rounded text.
    let error = String(format: "%.1e", standardError)
    guard let errorExponent = Int(error.drop { $0 != "e" }.dropFirst()) else { return nil }
    let place = errorExponent - 1
    let valueExponent = value == 0 ? errorExponent : Int(exponent(of: value))
    guard valueExponent - place <= significance else { return nil }
    let leading = max(valueExponent, errorExponent)
    let inParentheses = "(" + String(error.prefix { $0 != "e" }.filter { $0 != "." }) + ")"
    if plainExponents.contains(leading), place <= 0 {
      return signed(fixed(value, decimals: -place)) + inParentheses
    }
    // The mantissa to the place of the error, through `%e` so that neither 1e-300 nor 1e300 overflows on the way.
    let decimals = leading - place
    guard valueExponent == leading, value != 0 else {
      return signed(fixed(scaled(value, by: -leading), decimals: decimals)) + inParentheses + "·10"
        + superscript(leading)
    }
    let scientific = String(format: "%.*e", decimals, value)
    let power = Int(scientific.drop { $0 != "e" }.dropFirst()) ?? leading
    // 9.996 to two decimals is 10.00, that is 1.000 of the next power.
    let mantissa =
      power == leading ? String(scientific.prefix { $0 != "e" }) : fixed(value < 0 ? -1 : 1, decimals: decimals + 1)
    return signed(mantissa) + inParentheses + "·10" + superscript(power)
  }

  /// The decimal exponent of a number; 10⁻⁷, which as a `Double` is a little less, has −7.
  private static func exponent(of value: Double) -> Double {
    guard value != 0 else { return 0 }
    let text = String(format: "%.14e", value)
    return Double(text.drop { $0 != "e" }.dropFirst()) ?? 0
  }

  /// value·10^power in two steps, so that 10^power stays finite.
  private static func scaled(_ value: Double, by power: Int) -> Double {
    value * pow(10, Double(power / 2)) * pow(10, Double(power - power / 2))
  }

  private static func fixed(_ value: Double, decimals: Int) -> String { String(format: "%.*f", decimals, value) }

  /// A true minus sign, and none before zero.
  private static func signed(_ text: String) -> String {
    guard text.hasPrefix("-") else { return text }
    let magnitude = text.dropFirst()
    return magnitude.allSatisfy { $0 == "0" || $0 == "." } ? String(magnitude) : "−" + magnitude
  }

  private static func withoutTrailingZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(trimmed.reversed())
  }
}

extension Estimate {
  /// The estimate as it is printed: `0.005452(43)`.
  public var formatted: String {
    NumberFormat.formatted(value, standardError: standardError, accuracy: accuracy)
  }
}
