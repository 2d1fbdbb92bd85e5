// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a comparison of laws comes to.
package enum LawDecision: Sendable, Equatable {
  /// One law is left: the others are rejected, or contain it and are practically the same.
  case decided(String)
  /// Several laws are tenable.
  case undecided
  /// The time does not depend on anything, as far as any law can tell within a quarter.
  case constant
  /// No law could be fitted.
  case none
}

extension LawComparison {
  /// The laws that no other one rejects, the best first.
  package var tenable: [LawStanding] { bestOfEachLaw.filter { !$0.isRejected } }

  /// The laws that another one rejects.
  package var rejected: [LawStanding] { bestOfEachLaw.filter(\.isRejected) }

  /// The tenable law that is a special case of all other tenable ones: the runs need no more than it, whether or not they exclude more.
  package var simplest: LawStanding? {
    let tenable = tenable
    return tenable.first { standing in
      tenable.allSatisfy { other in
        other.fit.law.name == standing.fit.law.name || other.fit.law.contained[standing.fit.law.name] != nil
      }
    }
  }

  /// The tenable law that is a special case of all other tenable ones, which are practically the same; `nil` where there is none.
  ///
  /// Practically the same: the 95 % intervals of the wider law's coefficients lie where it is the narrower one (`LawReduction`), so that a
  /// wider law that is true and differs is overlooked in one of twenty comparisons at most; and it is not better with p < .05.
  package var core: LawStanding? {
    guard let simplest else { return nil }
    let isAlone = tenable.allSatisfy { other in
      other.fit.law.name == simplest.fit.law.name || addsNothing(other.fit, to: simplest.fit)
    }
    return isAlone ? simplest : nil
  }

  /// The evidence that counts as a hint of more.
  private static let hint = 0.05

  private func addsNothing(_ wider: CensoredFit, to narrower: CensoredFit) -> Bool {
    if narrower.explainsEverything { return true }
    guard let test = narrower.rejectionTest(by: wider), test.pValue > Self.hint else { return false }
    return wider.isPractically(narrower)
  }

  /// Whether the runs tell one law.
  package var decision: LawDecision {
    if tenable.isEmpty { return .none }
    guard let core else { return .undecided }
    guard bestOfEachLaw.count > 1 else { return .undecided }
    return core.fit.law.role == .constant ? .constant : .decided(core.fit.law.name)
  }

  /// The comparison in one to three sentences with numbers.
  package var verdict: String {
    guard let best else {
      return "No law could be fitted" + (unfitted.first.map { ": \($0.reason.reason)." } ?? ".")
    }
    return ([decisionSentence(best)] + [rejections, contradictions].compactMap(\.self) + degenerations)
      .joined(separator: ". ") + "."
  }

  private func decisionSentence(_ best: LawStanding) -> String {
    let runs = "\(best.fit.seen) runs that were seen"
    switch decision {
    case .none: return "No law could be fitted"
    case .decided, .constant:
      guard let core else { return "" }
      let weight = weight(of: core.fit.law.name).map { " with weight \(Self.rounded($0))" } ?? ""
      let wider = tenable.filter { $0.fit.law.name != core.fit.law.name }.map(Self.quoted)
      let rest =
        wider.isEmpty
        ? ""
        : "; \(Self.listed(wider, "and")), which contain\(wider.count == 1 ? "s" : "") it, add\(wider.count == 1 ? "s" : "") nothing"
      return core.fit.law.role == .constant
        ? "The runs support a constant time: whatever it depends on changes it by less than a quarter"
        : "The runs support \(Self.named(core))\(weight)\(rest)"
    case .undecided:
      guard bestOfEachLaw.count > 1 else {
        let reason = unfitted.first { $0.distribution != nil }.map { ": \($0.reason.reason)" } ?? ""
        return "Only \(Self.named(best)) could be fitted to \(runs)\(reason)"
      }
      if isWeighed, let simplest {
        let wider = tenable.filter { $0.fit.law.name != simplest.fit.law.name }.map(Self.quoted)
        return
          "The runs need no more than \(simplest.fit.law.role == .constant ? "a constant time" : Self.named(simplest)); \(Self.listed(wider, "and")), which contain\(wider.count == 1 ? "s" : "") it, cannot be excluded"
      }
      let names = tenable.map(Self.quoted)
      let chances = tenable.compactMap(\.rejection).map { "p = \(Self.rounded($0.pValue))" }
      let few = isWeighed ? "" : "\(runs) are too few: "
      return few + (few.isEmpty ? "T" : "t")
        + "he data cannot decide between \(Self.listed(names, "and"))"
        + (chances.count == names.count ? " (\(chances.joined(separator: ", ")))" : "")
    }
  }

  private var rejections: String? {
    guard !rejected.isEmpty else { return nil }
    let parts = rejected.map { standing in
      Self.quoted(standing) + (standing.rejection.map { " (p \(Self.chance($0.pValue)))" } ?? "")
    }
    return "Ruled out: \(Self.listed(parts, "and"))"
  }

  private var contradictions: String? {
    let told = core.map { [$0] } ?? tenable
    let contradicted = told.filter(\.isContradicted)
    guard let first = contradicted.first else { return nil }
    let chance = Self.chance(first.goodness ?? 0)
    return contradicted.count == told.count
      ? "But \(told.count == 1 ? "it does not describe" : "none of them describes") the data: goodness of fit p \(chance)"
      : "But \(Self.listed(contradicted.map(Self.quoted), "and")) do\(contradicted.count == 1 ? "es" : "") not describe the data: goodness of fit p \(chance)"
  }

  /// What laws with coefficients that ran away have become, those that the verdict already calls the same left out.
  private var degenerations: [String] {
    guard core == nil else { return [] }
    let become = tenable.compactMap(\.become)
    return become.indices.filter { become.firstIndex(of: become[$0]) == $0 }.map { index in
      let laws = tenable.filter { $0.become == become[index] }.map(Self.quoted)
      return
        "In these runs \(Self.listed(laws, "and")) \(laws.count == 1 ? "has" : "have") become '\(become[index])'"
    }
  }

  private static func quoted(_ standing: LawStanding) -> String { "'\(standing.fit.law.name)'" }

  private static func named(_ standing: LawStanding) -> String {
    "'\(standing.fit.law.name)' (\(standing.fit.distribution.rawValue))"
  }

  private static func rounded(_ value: Double) -> String { NumberFormat.rounded(value, digits: 2) }

  private static func chance(_ value: Double) -> String { value < 0.001 ? "< 0.001" : "= \(rounded(value))" }

  private static func listed(_ parts: [String], _ conjunction: String) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
