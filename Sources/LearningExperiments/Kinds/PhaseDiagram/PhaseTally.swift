// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Statistics

/// How many runs of a cell ended in which phase.
struct PhaseTally: Sendable, Hashable {
  /// One count a phase, in the order of `LearningPhase.allCases`.
  private(set) var counts = LearningPhase.allCases.map { _ in 0 }

  /// The tally of some runs.
  init(_ phases: some Sequence<LearningPhase>) { for phase in phases { counts[phase.index] += 1 } }

  /// How many runs there are.
  var total: Int { counts.reduce(0, +) }

  /// How many of them ended in a phase.
  subscript(phase: LearningPhase) -> Int { counts[phase.index] }

  /// The phase that most runs ended in, the first of equals; `nil` without runs.
  var mostLikely: LearningPhase? {
    guard let most = counts.max(), most > 0 else { return nil }
    return LearningPhase.allCases.first { counts[$0.index] == most }
  }

  /// The posterior probability that the most likely phase is the most frequent one in truth.
  ///
  /// The shares of the five phases have a uniform prior, Dirichlet(1, 1, 1, 1, 1): one run alone gives .46, three of the
  /// same phase .81, eight .99.
  var certainty: Double {
    mostLikely.map { probabilitiesOfLargestShare(counts)[$0.index] } ?? 1 / Double(counts.count)
  }

  /// The share of a phase with the interval of Clopper and Pearson; `nil` without runs.
  func fraction(of phase: LearningPhase) -> Estimate? { proportion(of: self[phase], in: total) }
}

extension LearningPhase {
  /// The place in the order of all phases.
  var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// A letter for maps in text.
  var letter: Character {
    switch self {
    case .comprehension: "C"
    case .grokking: "G"
    case .memorization: "M"
    case .confusion: "X"
    case .testWithoutTrain: "T"
    }
  }
}
