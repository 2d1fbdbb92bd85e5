// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a comparison of laws comes to.
package enum LawDecision: String, Sendable, Equatable {
  /// One law stands far enough above all others.
  case decided
  /// Several laws describe the runs about as well.
  case undecided
  /// Nothing matters as far as the runs tell: the constant law is among the best.
  case flat
  /// No law could be fitted.
  case none
}

extension LawComparison {
  /// Laws within ΔAIC < 4 of the best, the best first.
  package var supported: [LawStanding] { bestOfEachLaw.filter { $0.difference < Self.undecided } }

  /// Laws with ΔAIC > 10.
  package var excluded: [LawStanding] { bestOfEachLaw.filter { $0.difference > Self.ruledOut } }

  /// Whether the runs tell one law.
  package var decision: LawDecision {
    if supported.isEmpty { return .none }
    if supported.contains(where: { $0.fit.law.role == .constant }), bestOfEachLaw.count > 1 { return .flat }
    return supported.count == 1 ? .decided : .undecided
  }

  /// The comparison in one to three sentences with numbers.
  package var verdict: String {
    guard let best, let first = supported.first else {
      return "No law could be fitted" + (unfitted.first.map { ": \($0.reason.reason)." } ?? ".")
    }
    var sentences: [String] = []
    let others = bestOfEachLaw.dropFirst()
    switch decision {
    case .flat:
      let rivals = supported.filter { $0.fit.law.role != .constant }
      sentences.append(
        rivals.isEmpty
          ? "The runs support a constant time: no law that depends on anything does better"
          : "The runs cannot tell \(Self.listed(rivals.map(Self.named), "or")) from a constant time (\(Self.differences(supported)))"
      )
    case .undecided:
      sentences.append(
        "The data cannot decide between \(Self.listed(supported.map(Self.named), "and")) (\(Self.differences(supported)))"
      )
    default:
      let next = others.first.map { ", ΔAIC \(Self.rounded($0.difference)) ahead of '\($0.fit.law.name)'" } ?? ""
      let weight = others.isEmpty ? "" : " with weight \(Self.rounded(weight(of: first.fit.law.name)))"
      sentences.append(
        (others.isEmpty
          ? "Only \(Self.named(first)) could be fitted" : "The runs support \(Self.named(first))\(weight)\(next)"))
    }
    if !excluded.isEmpty {
      sentences.append("Ruled out: \(Self.listed(excluded.map(Self.named), "and")) (\(Self.differences(excluded)))")
    }
    let contradicted = supported.filter(\.isContradicted)
    if best.isContradicted {
      let chance = Self.chance(best.goodness ?? 0)
      sentences.append(
        contradicted.count == supported.count
          ? "But \(supported.count == 1 ? "it does not describe" : "none of them describes") the data: goodness of fit p \(chance)"
          : "But '\(best.fit.law.name)', the best by AIC, does not describe the data: goodness of fit p \(chance)")
    }
    let open = supported.filter { !$0.fit.isIdentified }
    if !open.isEmpty, let note = open.first?.fit.notes.first {
      sentences.append("In '\(open[0].fit.law.name)' \(note)")
    }
    return sentences.joined(separator: ". ") + "."
  }

  private static func named(_ standing: LawStanding) -> String {
    "'\(standing.fit.law.name)' (\(standing.fit.distribution.rawValue))"
  }

  private static func differences(_ standings: [LawStanding]) -> String {
    "ΔAIC " + standings.map { rounded($0.difference) }.joined(separator: ", ")
  }

  private static func rounded(_ value: Double) -> String { NumberFormat.rounded(value, digits: 2) }

  private static func chance(_ value: Double) -> String { value < 0.001 ? "< 0.001" : "= \(rounded(value))" }

  private static func listed(_ parts: [String], _ conjunction: String) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
