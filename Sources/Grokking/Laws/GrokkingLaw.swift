// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// What a family of laws relates times to.
package enum LawFamily: String, Sendable, Equatable, CaseIterable {
  /// The size of the training set.
  case size
  /// Another time of the same run.
  case relation
  /// The weight decay.
  case decay
  /// The temperature of the run.
  case temperature
}

/// Which of a run's times a law speaks of.
package enum LearningTime: String, Sendable, Equatable, CaseIterable {
  /// t_mem.
  case memorization
  /// t_grok.
  case grokking

  /// The time of a run; `nil` where it was not recorded.
  package func time(of run: GrokkingRun) -> CensoredTime? {
    let bracket = self == .grokking ? run.grokking : run.memorization
    return bracket.map { CensoredTime(lower: $0.lower, upper: $0.upper) }
  }
}

/// A law of learning times in the catalogue: its formula, what it wants to know of each run, and where it comes from.
package struct GrokkingLaw: Sendable {
  /// The name in scenarios, kebab-case.
  package let name: String
  /// The law in one line, for lists.
  package let summary: String
  /// The formula, in Unicode mathematics.
  package let formula: String
  /// What it relates times to.
  package let family: LawFamily
  /// What it wants to know of a run, in the order of the law's covariates.
  package let covariates: [RunCovariate]
  /// Where it comes from.
  package let source: String
  /// The law as it is fitted.
  package let law: TimeLaw
  /// What the runs must be like for the law to say something of its own; the reason where they are not.
  let objection: @Sendable (_ covariates: [[Double]]) -> NotApplicable?

  init(
    _ law: TimeLaw, summary: String, family: LawFamily, covariates: [RunCovariate], source: String,
    objection: @escaping @Sendable (_ covariates: [[Double]]) -> NotApplicable? = { _ in nil }
  ) {
    name = law.name
    self.summary = summary
    formula = law.formula
    self.family = family
    self.covariates = covariates
    self.source = source
    self.law = law
    self.objection = objection
  }

  /// The covariates of some runs.
  ///
  /// - Throws: `NotApplicable` if a run lacks one, or if the law has nothing of its own to say about such runs.
  package func candidate(for runs: [GrokkingRun]) throws(NotApplicable) -> LawCandidate {
    var rows = runs.map { _ in [Double]() }
    for covariate in covariates {
      for (index, value) in try covariate.values(of: runs).enumerated() { rows[index].append(value) }
    }
    if let objection = objection(rows) { throw objection }
    return LawCandidate(law, covariates: rows)
  }
}

extension GrokkingLaw {
  /// All laws, family by family.
  package static let all: [GrokkingLaw] = sizeLaws + relationLaws + decayLaws + temperatureLaws

  /// The law of a name.
  package static func named(_ name: String) -> GrokkingLaw? { all.first { $0.name == name } }

  /// The laws of a family.
  package static func of(_ family: LawFamily) -> [GrokkingLaw] { all.filter { $0.family == family } }
}
