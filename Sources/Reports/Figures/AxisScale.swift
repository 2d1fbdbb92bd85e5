// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The stretch of numbers that an axis shows, with its ticks.
///
/// Ravine chooses ranges and ticks itself: gnuplot's own choice leaves short logarithmic axes without a label, and
/// fails on empty, single-point and very long ranges.
struct AxisScale: Equatable {
  /// One tick; minor ticks have no label.
  struct Tick: Equatable {
    var position: Double
    /// The label in gnuplot's enhanced notation, `10^{−3}`.
    var label: String
    var isMinor = false
  }

  let lower: Double
  let upper: Double
  let isLogarithmic: Bool

  /// The given range when it can be shown, else one that holds all the numbers with room around them.
  ///
  /// - Parameters:
  ///   - numbers: finite, and positive on a logarithmic axis.
  ///   - padding: the fraction of the length that is left free on either side.
  init(
    holding numbers: some Sequence<Double>, isLogarithmic: Bool, range: ClosedRange<Double>? = nil, padding: Double
  ) {
    self.isLogarithmic = isLogarithmic
    if let range, range.lowerBound.isFinite, range.upperBound.isFinite, range.upperBound > range.lowerBound,
      !isLogarithmic || range.lowerBound > 0
    {
      (lower, upper) = (range.lowerBound, range.upperBound)
      return
    }
    var least = Double.infinity
    var most = -Double.infinity
    for number in numbers {
      let place = isLogarithmic ? log10(number) : number
      least = min(least, place)
      most = max(most, place)
    }
    guard least <= most else {
      (lower, upper) = isLogarithmic ? (0.1, 10) : (0, 1)
      return
    }
    // A single number, or numbers that differ by rounding only, get a stretch of their own.
    let size = max(abs(least), abs(most))
    if isLogarithmic {
      if most - least < 1e-6 { (least, most) = (least - 0.5, most + 0.5) }
    } else if most - least < 1e-12 * size || size == 0 {
      let half = size == 0 ? 1 : 0.1 * size
      (least, most) = (least - half, most + half)
    }
    let free = padding * (most - least)
    lower = isLogarithmic ? pow(10, max(least - free, -307)) : least - free
    upper = isLogarithmic ? pow(10, min(most + free, 307)) : most + free
  }

  /// Where a number lies, 0 at the lower end and 1 at the upper.
  func fraction(_ number: Double) -> Double {
    isLogarithmic ? log(number / lower) / log(upper / lower) : (number - lower) / (upper - lower)
  }

  /// The number at a fraction of the axis.
  func number(at fraction: Double) -> Double {
    isLogarithmic ? lower * pow(upper / lower, fraction) : lower + fraction * (upper - lower)
  }

  /// Whether a number lies on the axis.
  func contains(_ number: Double) -> Bool { number >= lower && number <= upper }

  /// The ticks, about so many with labels.
  func ticks(_ count: Int = 6) -> [Tick] {
    let decades = isLogarithmic ? log10(upper / lower) : 0
    // On less than two thirds of a decade a logarithmic axis looks linear and is labeled so.
    guard decades < 0.67 else { return decades < 2 ? shortLogarithmicTicks(decades) : decadeTicks(count + 2) }
    let ticks = linearTicks(count)
    // Long labels stand side by side on the x axis: of them there are fewer, but never just one.
    guard ticks.contains(where: { $0.label.count { !"^{}".contains($0) } > 8 }) else { return ticks }
    let fewer = linearTicks(count / 2)
    return fewer.count < 2 ? ticks : fewer
  }

  private func linearTicks(_ count: Int) -> [Tick] {
    let wanted = (upper - lower) / Double(count)
    let power = floor(log10(wanted))
    let unit = pow(10, power)
    let factor = [1.0, 2, 5, 10].first { wanted <= 1.4 * $0 * unit } ?? 10
    let step = factor * unit
    let stepPower = Int(factor == 10 ? power + 1 : power)
    let first = Int((lower / step - 1e-6).rounded(.up))
    let last = Int((upper / step + 1e-6).rounded(.down))
    guard last >= first, last - first < 100 else { return [] }
    let largest = max(abs(lower), abs(upper))
    let largestPower = Int(floor(log10(largest) + 1e-9))
    // Very large and very small numbers take a power of ten, unless the ticks differ only in late digits.
    let takesPower =
      !(-3...4).contains(largestPower) && (largestPower - stepPower < 5 || !(-4...9).contains(largestPower))
    return (first...last).map { index in
      // Integer multiples, so that zero is zero and 0.3 is not 0.30000000000000004.
      let position = Double(index) * step
      guard index != 0 else { return Tick(position: 0, label: "0") }
      guard takesPower else {
        return Tick(position: position, label: Self.plain(position, decimals: max(0, -stepPower)))
      }
      let mantissa = Self.plain(position / pow(10, Double(largestPower)), decimals: max(0, largestPower - stepPower))
      return Tick(position: position, label: "\(mantissa)·10^{\(Self.minus("\(largestPower)"))}")
    }
  }

  /// 1, 2 and 5 in every decade have labels.
  private func shortLogarithmicTicks(_ decades: Double) -> [Tick] {
    let powers = Int(floor(log10(lower)))...Int(ceil(log10(upper)))
    let isPlain = powers.lowerBound >= -4 && powers.upperBound <= 5
    return powers.flatMap { power in
      (1...9).compactMap { digit -> Tick? in
        let position = Double(digit) * pow(10, Double(power))
        guard contains(position) else { return nil }
        guard [1, 2, 5].contains(digit) else { return Tick(position: position, label: "", isMinor: true) }
        let label =
          isPlain
          ? Self.plain(position, decimals: max(0, -power)) : (digit == 1 ? "" : "\(digit)·") + Self.tenTo(power)
        return Tick(position: position, label: label)
      }
    }
  }

  private func decadeTicks(_ count: Int) -> [Tick] {
    let first = Int(ceil(log10(lower) - 1e-9))
    let last = Int(floor(log10(upper) + 1e-9))
    let step = max(1, Int((Double(last - first + 1) / Double(count)).rounded(.up)))
    var ticks: [Tick] = []
    for power in (first - 1)...last {
      let decade = pow(10, Double(power))
      if power >= first {
        let isLabelled = power.isMultiple(of: step)
        ticks.append(Tick(position: decade, label: isLabelled ? Self.tenTo(power) : "", isMinor: !isLabelled))
      }
      guard step == 1 else { continue }
      for digit in 2...9 where contains(Double(digit) * decade) {
        ticks.append(Tick(position: Double(digit) * decade, label: "", isMinor: true))
      }
    }
    return ticks
  }

  private static func tenTo(_ power: Int) -> String { "10^{\(minus("\(power)"))}" }

  private static func plain(_ number: Double, decimals: Int) -> String {
    minus(String(format: "%.*f", decimals, number))
  }

  private static func minus(_ text: String) -> String { text.replacing("-", with: "−") }
}
