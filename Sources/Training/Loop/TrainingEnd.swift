// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Why a run is over.
package enum TrainingEnd: Sendable, Equatable {
  /// All steps were taken.
  case budget
  /// The stop rule held at a step.
  case stopped(step: Int)
  /// The numbers were no longer finite.
  case failed(TrainingFailure)
}

/// A run whose numbers are no longer finite: what is known of why, and what was good last.
package struct TrainingFailure: Sendable, Equatable, CustomStringConvertible {
  /// What is the likely cause.
  package enum Cause: Sendable, Equatable {
    /// The first loss already is not finite.
    case start
    /// The weights of a group grew by a factor since they were good last: its rate is too large.
    case rate(group: String, rate: Double, growth: Double)
    /// Nothing grew: the range of single precision is exceeded somewhere within a step.
    case precision
    /// Nothing grew, in double precision.
    case unknown
  }

  /// Steps taken before the numbers were seen not to be finite.
  package var step: Int
  /// What is likely the cause.
  package var cause: Cause
  /// Steps taken at the last evaluation with finite numbers; −1 if there is none.
  package var lastGoodStep: Int
  /// The gradient's norms at the last evaluations, rising in time.
  package var gradientNorms: [Double]

  /// A sentence for the user, with a cure.
  package var description: String {
    "the loss or a weight is no longer a finite number after \(step) steps: \(explanation)."
  }

  /// The likely cause with a cure and what is known of the steps before, without a full stop.
  package var explanation: String {
    let cause =
      switch cause {
      case .start: "nothing was learned yet, so that the initial weights are too large, or the data not finite"
      case .rate(let group, let rate, let growth):
        "the weights of group '\(group)' grew \(Self.rounded(growth))-fold, its rate of \(Self.rounded(rate)) is likely "
          + "too large; lower it, warm up longer, or set 'clip-gradient'"
      case .precision: "no weights grew, so that single precision is likely exceeded; try 'precision: double'"
      case .unknown: "no weights grew"
      }
    let facts = [
      gradientNorms.isEmpty ? nil : "gradient norms before: \(gradientNorms.map(Self.rounded).joined(separator: ", "))",
      lastGoodStep < 0 ? nil : "last good state: step \(lastGoodStep)",
    ].compactMap(\.self)
    return facts.isEmpty ? cause : "\(cause) (\(facts.joined(separator: "; ")))"
  }

  /// Three significant digits.
  private static func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
}
