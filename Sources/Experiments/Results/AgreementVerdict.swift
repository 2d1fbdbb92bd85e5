// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Runs
import Settings
import Statistics

/// Whether the numbers of one or more methods agree with those of a reference: yes, no, or not to be told.
///
/// With m numbers the largest |z| exceeds Φ⁻¹(1 − 0.005/m) by chance in less than one of a hundred verdicts (Bonferroni). An
/// error of the time step, as far as it is more than chance, is part of the error of a number. Numbers that are doubtful or
/// come from chains that have not mixed are named and not compared.
package struct AgreementVerdict: Sendable {
  /// What is said.
  package enum Outcome: Sendable, Equatable {
    case agree, disagree, cannotTell
  }

  /// One number against the reference's.
  package struct Comparison: Sendable {
    /// The method.
    package var method: String
    /// Where, in words; may be empty.
    package var place: String
    /// The difference in standard errors.
    package var z: Double
    /// The difference relative to the reference; `nil` for quantities that may be zero, whose errors have no relative size.
    package var difference: Double?
    /// The error of the difference relative to the reference.
    package var width: Double?
  }

  /// The reference's name.
  package let reference: String
  /// What is compared.
  package private(set) var comparisons: [Comparison] = []
  /// What is not, with the reason, in words.
  package private(set) var leftOut: [String] = []

  /// The share of verdicts that say no by chance.
  private static let chance = 0.01
  /// An error bar wider than this hides what a verdict is asked for.
  private static let widest = 0.25

  /// Nothing compared yet.
  package init(reference: String) { self.reference = reference }

  /// Compares a number with the reference's.
  ///
  /// - Parameters:
  ///   - isRelative: whether the quantity is positive, so that an error bar can be too wide.
  ///   - place: the point of the sweep in words.
  package mutating func add(_ own: Finding, against other: Finding, isRelative: Bool, at place: String) {
    let words = [place, own.at.sentence].filter { !$0.isEmpty }.joined(separator: ", ")
    let at = words.isEmpty ? "" : " at \(words)"
    for finding in [own, other] where finding.isSuspect {
      let mark = finding.isDoubtful ? "doubtful" : "R̂ = \(NumberFormat.rounded(finding.rHat ?? 1, digits: 3))"
      let text = "\(finding.method)\(at) (\(mark))"
      if !leftOut.contains(text) { leftOut.append(text) }
    }
    if own.estimate == nil, !own.isSuspect { leftOut.append("\(own.method)\(at) (no number)") }
    guard !own.isSuspect, !other.isSuspect, let mine = own.estimate, let theirs = other.estimate else { return }
    let error = Self.error(of: mine, theirs, steps: [own, other].map(\.stepErrorBeyondChance))
    let gap = mine.value - theirs.value
    let z = gap == 0 ? 0 : gap / error
    guard z.isFinite else { return }
    let scale = abs(theirs.value)
    comparisons.append(
      Comparison(
        method: own.method, place: words, z: z, difference: isRelative && scale > 0 ? gap / scale : nil,
        width: isRelative && scale > 0 ? error / scale : nil))
  }

  private static func error(of mine: Estimate, _ theirs: Estimate, steps: [Double]) -> Double {
    let numerical = (mine.accuracy ?? 0) * abs(mine.value) + (theirs.accuracy ?? 0) * abs(theirs.value)
    return ([mine.standardError, theirs.standardError, numerical] + steps).reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// What |z| exceeds by chance in one of a hundred verdicts.
  package var limit: Double { familyWiseLimit(of: comparisons.count, chance: Self.chance) }

  /// The comparison that is furthest out.
  package var worst: Comparison? { comparisons.max { abs($0.z) < abs($1.z) } }

  /// The verdict; `nil` if there was nothing to compare or to leave out.
  package var outcome: Outcome? {
    guard let worst else { return leftOut.isEmpty ? nil : .cannotTell }
    if abs(worst.z) > limit { return .disagree }
    let widths = comparisons.compactMap(\.width)
    return widths.count == comparisons.count && widths.allSatisfy { $0 > Self.widest } ? .cannotTell : .agree
  }

  /// The verdict in a sentence; `nil` if there was nothing to compare.
  ///
  /// - Parameter quoted: whether names stand in quotation marks.
  package func sentence(quoted: Bool = false) -> String? {
    guard let outcome else { return nil }
    let rest = leftOut.isEmpty ? "" : " Not compared: \(Self.shortened(leftOut))."
    let names = Self.listed(methods.map { quoted ? "'\($0)'" : $0 })
    let isOne = methods.count == 1
    guard let worst else { return "Whether methods agree with \(reference) cannot be told." + rest }
    let largest =
      (comparisons.count == 1
        ? "the difference is \(Self.score(worst.z)) standard errors"
        : "the largest of \(comparisons.count) differences is \(Self.score(worst.z)) standard errors")
    switch outcome {
    case .agree:
      return "\(names) agree\(isOne ? "s" : "") with \(reference): \(largest)\(wide)." + rest
    case .disagree:
      let culprits = comparisons.filter { abs($0.z) > limit }.map(\.method).distinct
      let words = Self.listed(culprits.map { quoted ? "'\($0)'" : $0 })
      return "\(words) do\(culprits.count == 1 ? "es" : "") not agree with \(reference): \(largest)\(site(of: worst)), "
        + "where chance allows \(Self.score(limit))." + others(than: culprits, quoted: quoted) + rest
    case .cannotTell:
      let least = comparisons.compactMap(\.width).min() ?? 0
      return
        "Whether \(names) agree\(isOne ? "s" : "") with \(reference) cannot be told: \(largest), but the error bars are "
        + "\(NumberFormat.rounded(100 * least, digits: 2)) % and more." + rest
    }
  }

  /// The methods that agree where some do not.
  private func others(than culprits: [String], quoted: Bool) -> String {
    let rest = methods.filter { !culprits.contains($0) }
    guard !rest.isEmpty else { return "" }
    return " \(Self.listed(rest.map { quoted ? "'\($0)'" : $0 })) agree\(rest.count == 1 ? "s" : "")."
  }

  private var methods: [String] { comparisons.map(\.method).distinct }

  /// How many error bars are too wide to say much.
  private var wide: String {
    let count = comparisons.count { ($0.width ?? 0) > Self.widest }
    guard count > 0 else { return "" }
    return " (\(count) of them with error bars of more than \(NumberFormat.rounded(100 * Self.widest, digits: 2)) %)"
  }

  private func site(of worst: Comparison) -> String {
    let method = methods.count > 1 ? worst.method : ""
    let words = [method, worst.place].filter { !$0.isEmpty }.joined(separator: ", ")
    let size = worst.difference.map { part in
      "\(NumberFormat.rounded(100 * abs(part), digits: 2)) % too \(part > 0 ? "large" : "small")"
    }
    let text = [words, size ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    return text.isEmpty ? "" : " (\(text))"
  }

  private static func score(_ z: Double) -> String { String(format: "%.1f", abs(z)) }

  private static func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The first few, and how many more.
  private static func shortened(_ words: [String]) -> String {
    let shown = 4
    guard words.count > shown else { return words.joined(separator: "; ") }
    return words.prefix(shown).joined(separator: "; ") + " and \(words.count - shown) more"
  }
}

extension ResultTable {
  /// The verdict on sampled methods by the most trustworthy one that has numbers.
  ///
  /// - Parameters:
  ///   - quantities: what is compared, each with the reference of its own.
  ///   - isRelative: whether they are positive.
  ///   - chosen: what they are compared with, if it is chosen already.
  package func verdict(
    on quantities: [String], isRelative: Bool, against chosen: String? = nil,
    where accepts: (Finding) -> Bool = { _ in true }
  ) -> AgreementVerdict? {
    var verdict: AgreementVerdict?
    for quantity in quantities {
      guard let reference = chosen ?? reference(for: quantity, among: [.computed, .sampled])?.name else { continue }
      var next = verdict ?? AgreementVerdict(reference: reference)
      for method in trusted where standing(of: method).nature == .sampled && method.name != reference {
        for row in rows {
          for own in row.findings where own.method == method.name && own.quantity == quantity && accepts(own) {
            guard let other = row.finding(reference, quantity, at: own.at), other.estimate != nil else { continue }
            next.add(own, against: other, isRelative: isRelative, at: row.place)
          }
        }
      }
      verdict = next
    }
    return verdict.flatMap { $0.outcome == nil ? nil : $0 }
  }
}
