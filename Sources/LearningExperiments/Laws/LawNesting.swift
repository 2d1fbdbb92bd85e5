// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Statistics

/// Which laws are special cases of which: where a wider law does no better, the narrower one is the answer.
enum LawNesting {
  /// For each law those that contain it, for some value of a coefficient or in a limit.
  private static let wider: [String: Set<String>] = [
    // (N − N_c)^−ν is e^−bN where N_c runs to −∞ with ν.
    "exponential": ["critical-size", "critical-size-with-floor"],
    "power": ["critical-size", "critical-size-with-floor"],
    "critical-size": ["critical-size-with-floor"],
    "effective-theory": ["effective-theory-exponent"],
    "time-square": ["time-power"],
    "time-proportional": ["time-power"],
    "inverse-decay": ["decay-power", "critical-decay", "shrinkage"],
  ]

  /// The law among some that all the others contain; `nil` where there is none.
  static func core(of laws: [String]) -> String? {
    laws.first { law in laws.allSatisfy { $0 == law || wider[law]?.contains($0) ?? false } }
  }
}

extension TableComparison {
  /// The law that the runs support: the only one, or the one that all others within reach contain as a special case.
  private var core: LawStanding? {
    let supported = result.laws.supported
    guard !supported.contains(where: { $0.fit.law.role == .constant }) else { return nil }
    guard let name = LawNesting.core(of: supported.map(\.fit.law.name)) else { return nil }
    return supported.first { $0.fit.law.name == name }
  }

  /// The best law in a word: its name, `constant`, `undecided` or `none`.
  var bestLaw: String {
    if let core { return core.fit.law.name }
    let supported = result.laws.supported
    if supported.isEmpty { return "none" }
    return supported.contains { $0.fit.law.role == .candidate } ? "undecided" : "constant"
  }

  /// The comparison in sentences.
  ///
  /// Where the data cannot decide between a law and others that contain it, the narrower one is named first.
  var verdict: String {
    let supported = result.laws.supported
    guard let core, supported.count > 1 else { return result.laws.verdict }
    let name = "'\(core.fit.law.name)' (\(core.fit.distribution.rawValue))"
    let others = supported.filter { $0.fit.law.name != core.fit.law.name }.map { "'\($0.fit.law.name)'" }
    let rest = result.laws.bestOfEachLaw.filter { standing in
      !supported.contains { $0.fit.law.name == standing.fit.law.name }
    }
    let next = rest.first.map {
      ", ΔAIC \(NumberFormat.rounded($0.difference - core.difference, digits: 2)) ahead of '\($0.fit.law.name)'"
    }
    let doubt = core.isContradicted ? " But it does not describe the data by the tests of its fit." : ""
    return
      "The runs support \(name)\(next ?? ""); \(others.joined(separator: " and ")), which contain\(others.count == 1 ? "s" : "") it, do\(others.count == 1 ? "es" : "") no better.\(doubt)"
  }
}
