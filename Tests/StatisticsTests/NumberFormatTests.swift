// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import Testing

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (0.005452, 0.000043, "0.005452(43)"),
    (0.0005452, 0.0000043, "5.452(43)·10⁻⁴"),
    (0.05452, 0.00043, "0.05452(43)"),
    (182.418, 0.117, "182.42(12)"),
    (25527.1, 12.3, "25527(12)"),
    (25527.1, 1234, "2.55(12)·10⁴"),
    (-1.25, 0.031, "−1.250(31)"),
    (0.3, 12, "0(12)"),
    (-0.0003, 0.05, "0.000(50)"),
    (1.0, 0.0996, "1.00(10)"),
    (0, 0.0043, "0.0000(43)"),
    (9.9996e-7, 1.2e-10, "9.9996(12)·10⁻⁷"),
    (9.999e-7, 1.2e-8, "1.000(12)·10⁻⁶"),
    (1.2345e-300, 2.2e-303, "1.2345(22)·10⁻³⁰⁰"),
    (-1.2345e300, 2.2e297, "−1.2345(22)·10³⁰⁰"),
  ]) func carriesTheErrorInParentheses(value: Double, error: Double, text: String) {
    #expect(NumberFormat.formatted(value, standardError: error) == text)
  }

  @Test(arguments: [
    (182.418, 1e-6, "182.418"), (0.0054819, 1e-4, "0.0054819"), (0.0054819, 2e-2, "0.0055"),
    (0.5, 1e-8, "0.500000"), (1e-30, 0.3, "1.0·10⁻³⁰"), (42, 3.0, "40"), (7, 0, "7"),
  ]) func showsTheDigitsThatTheAccuracySupports(value: Double, accuracy: Double, text: String) {
    #expect(NumberFormat.formatted(value, standardError: 0, accuracy: accuracy) == text)
  }

  @Test func whereThereIsNoNumber() {
    #expect(NumberFormat.formatted(nil) == "—")
    #expect(NumberFormat.formatted(.nan, standardError: 1) == "—")
    #expect(NumberFormat.formatted(nil, upperBound: 1.23e-5) == "< 1.2·10⁻⁵")
    #expect(NumberFormat.formatted(nil, lowerBound: 4000) == "> 4000")
    #expect(NumberFormat.formatted(.infinity, standardError: 1) == "∞")
    #expect(NumberFormat.formatted(0.25, standardError: .nan) == "0.25")
    #expect(NumberFormat.formatted(0, standardError: 0) == "0")
    #expect(NumberFormat.formatted(1.5, standardError: 1e-300) == "1.5")
  }

  @Test func theSmallestNumbersKeepTheirDigits() {
    #expect(NumberFormat.formatted(0.31e-2 * 1e-307, standardError: 1.1e-2 * 1e-307) == "0.3(11)·10⁻³⁰⁹")
    #expect(NumberFormat.rounded(.leastNonzeroMagnitude, digits: 2) == "4.9·10⁻³²⁴")
    #expect(NumberFormat.rounded(-.greatestFiniteMagnitude, digits: 3) == "−1.8·10³⁰⁸")
  }

  @Test(arguments: [
    (5.37e-5...5.53e-5, "[5.37, 5.53]·10⁻⁵"), (0.00537...0.00553, "[0.00537, 0.00553]"), (-1.04...12.3, "[−1, 12]"),
    (0.9912...1.0021, "[0.991, 1.002]"),
    (2e5...3.1e5, "[2.0, 3.1]·10⁵"), (7...7, "[7, 7]"), (0...1.3e-9, "[0.0, 1.3]·10⁻⁹"),
    (-Double.infinity...1, "[−∞, 1]"),
  ]) func intervalsShareTheirPowerOfTen(interval: ClosedRange<Double>, text: String) {
    #expect(NumberFormat.formatted(interval) == text)
  }

  @Test func countsAreGrouped() {
    #expect(NumberFormat.counted(4096) == "4096")
    #expect(NumberFormat.counted(-12_345_678) == "−12\u{202F}345\u{202F}678")
  }

  @Test func estimatesPrintThemselves() {
    #expect(Estimate(5.452e-3, standardError: 4.3e-5).formatted == "0.005452(43)")
    #expect(Estimate.exact(182.418, accuracy: 1e-6).formatted == "182.418")
  }

  /// The printed value and the printed error are off by at most half a unit of the last digit; the error has two digits, so
  /// that this is 5 % of what is printed at most.
  @Test func whatIsPrintedReadsBackWithinTheError() throws {
    var generator = Weyl()
    for _ in 0..<20_000 {
      let value =
        Double.random(in: -10...10, using: &generator) * pow(10, Double.random(in: -280...280, using: &generator))
      let error = abs(value) * pow(10, Double.random(in: -11...2, using: &generator))
      let text = NumberFormat.formatted(value, standardError: error)
      let (readValue, readError) = try #require(read(text), "\(text)")
      #expect(abs(readValue - value) <= 0.0501 * readError, "\(value) ± \(error) printed as \(text)")
      #expect(abs(readError - error) <= 0.0501 * readError, "\(value) ± \(error) printed as \(text)")
    }
  }

  @Test func exactNumbersReadBackWithinTheirAccuracy() throws {
    for step in 0..<5000 {
      let value = pow(10, -9 + Double(step) * 0.0036)
      let accuracy = pow(10, -4.9 + Double(step % 50) * 0.1)
      let text = NumberFormat.formatted(value, accuracy: accuracy)
      let (readValue, _) = try #require(read(text), "\(text)")
      #expect(abs(readValue - value) <= accuracy * value, "\(value), accuracy \(accuracy), printed as \(text)")
    }
  }

  /// Reads `−1.25(3)·10⁻³` as a person would.
  private func read(_ text: String) -> (value: Double, error: Double)? {
    let plain = text.replacing("−", with: "-")
    var head = plain
    var power = 0.0
    if let superscript = plain.lastIndex(where: { !"⁰¹²³⁴⁵⁶⁷⁸⁹⁻".contains($0) }),
      plain.index(after: superscript) < plain.endIndex
    {
      let digits = plain[plain.index(after: superscript)...].map { character -> String in
        "⁰¹²³⁴⁵⁶⁷⁸⁹".firstIndex(of: character).map { "\("⁰¹²³⁴⁵⁶⁷⁸⁹".distance(from: "⁰¹²³⁴⁵⁶⁷⁸⁹".startIndex, to: $0))" }
          ?? "-"
      }
      guard let read = Double(digits.joined()) else { return nil }
      power = read
      head = String(plain[...superscript].dropLast(2))
      if head.hasSuffix("·") { head.removeLast() }
      if head.isEmpty || head == "-" { head += "1" }
    }
    let pieces = head.split(whereSeparator: { "()".contains($0) })
    // The power goes into the literal, so that reading is exact.
    guard let first = pieces.first, let value = Double("\(first)e\(Int(power))") else { return nil }
    guard pieces.count > 1 else { return (value, 0) }
    let decimals = first.firstIndex(of: ".").map { first.distance(from: $0, to: first.endIndex) - 1 } ?? 0
    guard let error = Double("\(pieces[1])e\(Int(power) - decimals)") else { return nil }
    return (value, error)
  }
}

/// A fixed sequence that fills the unit interval evenly enough.
private struct Weyl: RandomNumberGenerator {
  var state: UInt64 = 2026
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    return (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
  }
}
