// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// Whether an expectation was met, and by how much.
package struct Judgement: Sendable, Equatable {
  /// The expectation.
  package let expectation: Expectation
  /// Whether every finding that it speaks of meets it, and there is at least one.
  package let passed: Bool
  /// (value − expected)/error of the finding that lies farthest off; `nil` where there is no error or no number.
  package let z: Double?
  /// The value of that finding.
  package let value: Double?
  /// One line: what was found, what was expected.
  package let message: String
}

extension Expectation {
  /// Numbers of `at` that differ by less than this fraction are the same coordinate.
  private static let coordinateTolerance = 1e-9
  /// How many findings a message lists when none matches.
  private static let listedFindings = 4

  /// Compares the expectation with the findings that it speaks of.
  package func judge(_ findings: [Finding]) -> Judgement {
    let matching = findings.filter(speaks)
    let verdicts = matching.map { (finding: $0, verdict: verdict(on: $0)) }
    let worst =
      verdicts.first { !$0.verdict.passed } ?? verdicts.max { abs($0.verdict.z ?? 0) < abs($1.verdict.z ?? 0) }
    guard let worst else {
      return Judgement(expectation: self, passed: false, z: nil, value: nil, message: whatExists(among: findings))
    }
    let finding = worst.finding
    let subject = Self.subject(finding.quantity, finding.method, at.keys.isEmpty ? finding.at : at)
    return Judgement(
      expectation: self, passed: worst.verdict.passed, z: worst.verdict.z, value: finding.value,
      message: "\(subject) \(worst.verdict.message)")
  }

  /// Whether the finding has the quantity, the method and all coordinates.
  func speaks(of finding: Finding) -> Bool {
    finding.quantity == quantity && (method == nil || method == finding.method)
      && at.entries.allSatisfy { key, expected in
        guard let actual = finding.at[key] else { return false }
        return Self.isSame(actual, expected)
      }
  }

  /// Whether two values of a coordinate are the same up to rounding.
  static func isSame(_ first: Value, _ second: Value) -> Bool {
    guard let a = first.asNumber, let b = second.asNumber else { return first == second }
    return a == b || abs(a - b) <= coordinateTolerance * max(abs(a), abs(b))
  }

  private typealias Verdict = (passed: Bool, z: Double?, message: String)

  private func verdict(on finding: Finding) -> Verdict {
    switch demand {
    case .word(let word):
      guard let text = finding.text else { return (false, nil, "has no word; '\(word)' is expected.") }
      return (text == word, nil, "is '\(text)'; expected is '\(word)'.")
    case .equals(let number):
      guard let value = finding.value else { return (false, nil, missing(finding)) }
      let difference = value - number
      return (
        abs(difference) <= allowance(number, finding), z(difference, finding),
        "is \(stated(finding, value)); expected is \(number.shortest)\(tolerance)."
      )
    case .range(let lower, let upper):
      let expected =
        switch (lower, upper) {
        case (let lower?, let upper?): "between \(lower.shortest) and \(upper.shortest)"
        case (let lower?, nil): "at least \(lower.shortest)"
        default: "at most \(upper?.shortest ?? "")"
        }
      guard let value = finding.value else {
        // A bound on the result is enough for a bound in the expectation.
        let isBelow = upper.map { bound in finding.upperBound.map { $0 <= bound } ?? false } ?? true
        let isAbove = lower.map { bound in finding.lowerBound.map { $0 >= bound } ?? false } ?? true
        guard isBelow, isAbove else { return (false, nil, missing(finding)) }
        return (true, nil, "is \(bounds(finding)); expected is \(expected).")
      }
      let isBelow = upper.map { value <= $0 + (within == nil ? 0 : allowance($0, finding)) } ?? true
      let isAbove = lower.map { value >= $0 - (within == nil ? 0 : allowance($0, finding)) } ?? true
      let nearest = [lower, upper].compactMap { $0 }.min { abs(value - $0) < abs(value - $1) } ?? value
      return (
        // How far a number is from a bound that it keeps says nothing.
        isBelow && isAbove, within == nil ? nil : z(value - nearest, finding),
        "is \(stated(finding, value)); expected is \(expected)\(tolerance)."
      )
    }
  }

  /// The error of a finding: statistical and numerical, added in squares.
  private func error(of finding: Finding) -> Double {
    let numerical = (finding.accuracy ?? 0) * abs(finding.value ?? 0)
    let statistical = finding.standardError ?? 0
    return (numerical * numerical + statistical * statistical).squareRoot()
  }

  /// A computed quantity has no z: its accuracy is a bound and not a standard error.
  private func z(_ difference: Double, _ finding: Finding) -> Double? {
    guard (finding.standardError ?? 0) > 0 else { return nil }
    let scale = error(of: finding)
    return scale > 0 ? difference / scale : nil
  }

  /// The largest difference that the tolerance allows.
  private func allowance(_ number: Double, _ finding: Finding) -> Double {
    let tolerance = within ?? .fourSigmas
    let allowed = [
      tolerance.sigmas.map { $0 * error(of: finding) }, tolerance.relative.map { $0 * abs(number) }, tolerance.absolute,
    ]
    return allowed.compactMap { $0 }.min() ?? 0
  }

  private var tolerance: String {
    let parts = [
      within?.sigmas.map { "\($0.shortest) standard errors" }, within?.relative.map { "\($0.shortest) of it" },
      within?.absolute.map { "± \($0.shortest)" },
    ].compactMap { $0 }
    return parts.isEmpty ? "" : " within " + parts.joined(separator: " and ")
  }

  private func stated(_ finding: Finding, _ value: Double) -> String {
    guard let error = finding.standardError, error > 0 else { return value.rounded(digits: 6) }
    return "\(value.rounded(digits: 6)) ± \(error.rounded(digits: 2))"
  }

  private func bounds(_ finding: Finding) -> String {
    [
      finding.lowerBound.map { "above \($0.rounded(digits: 6))" },
      finding.upperBound.map { "below \($0.rounded(digits: 6))" },
    ]
    .compactMap { $0 }.joined(separator: " and ")
  }

  private func missing(_ finding: Finding) -> String {
    let bound = bounds(finding)
    let why = finding.notes.first.map { " (\($0))" } ?? ""
    return (bound.isEmpty ? "has no value" : "has no value, but is \(bound)") + "\(why)."
  }

  private func whatExists(among findings: [Finding]) -> String {
    let others = findings.filter { $0.quantity == quantity }
    guard !others.isEmpty else {
      var quantities: [String] = []
      for finding in findings where !quantities.contains(finding.quantity) { quantities.append(finding.quantity) }
      let list = quantities.isEmpty ? "nothing" : quantities.joined(separator: ", ")
      let near = suggestion(for: quantity, among: quantities)
      return "nothing was found about \(subject)\(near.isEmpty ? "; found was \(list)." : near)"
    }
    let listed = others.prefix(Self.listedFindings).map { Self.subject(quantity, $0.method, $0.at) }
    let more = others.count > listed.count ? " and \(others.count - listed.count) more" : ""
    return "nothing was found about \(subject); there is \(listed.joined(separator: "; "))\(more)."
  }
}

extension Double {
  /// The number with so many significant digits, in the shortest form.
  fileprivate func rounded(digits: Int) -> String {
    Double(String(format: "%.\(digits)g", self))?.shortest ?? shortest
  }
}
