// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Runs
import Settings
public import Statistics

/// The error of a number at the time step h, from runs at h and at h/2 with random numbers of their own.
///
///     v(h) − v(0) = (v(h) − v(h/2)) · 2ᵖ/(2ᵖ − 1)
///
/// where the error falls like hᵖ: twice the difference for p = 1, 3.41 times for p = ½ (L. F. Richardson, Phil. Trans. R.
/// Soc. A 210 (1911) 307).
public struct StepError: Sendable, Equatable {
  /// v(h) − v(0), extrapolated.
  public let value: Double
  /// Its statistical error, from both runs.
  public let standardError: Double
  /// p.
  public let order: Double

  /// A difference of fewer standard errors may be chance, as two of them are at one of ten points of a sweep by 37 %.
  private static let clearly = 3.0
  /// How the notes begin.
  public static let prefix = "time-step error"
  /// How the note begins that nothing was seen.
  public static let notSeen = prefix + " not seen"

  /// The error of a number.
  ///
  /// - Parameters:
  ///   - coarse: v(h).
  ///   - fine: v(h/2).
  ///   - order: p > 0, the order of this number by this scheme.
  public init(of coarse: Estimate, against fine: Estimate, order: Double) {
    let factor = 1 / (1 - pow(2, -order))
    value = factor * (coarse.value - fine.value)
    standardError = factor * hypot(coarse.standardError, fine.standardError)
    self.order = order
  }

  /// Whether it is more than chance.
  public var isSeen: Bool { abs(value) > Self.clearly * standardError }

  /// What its size lies below with 95 %.
  public var bound: Double { abs(value) + 1.644854 * standardError }

  /// The error in words.
  public var note: String {
    let number = NumberFormat.formatted(abs(value), standardError: standardError)
    guard isSeen else {
      return "\(Self.notSeen): below \(NumberFormat.rounded(bound, digits: 2)) (95 %)"
    }
    return "\(Self.prefix): the number is too \(value > 0 ? "large" : "small") by \(number), "
      + "from the difference to half the step with an error of order \(order.shortest) in it"
  }
}

extension Finding {
  /// The finding with the error that its time step makes, from the same number at half the time step.
  ///
  /// - Parameter order: p of an error that falls like hᵖ.
  public func compared(withHalfStep half: Estimate?, order: Double) -> Finding {
    guard let estimate, let half, order > 0 else { return self }
    let error = StepError(of: estimate, against: half, order: order)
    guard error.value.isFinite, error.standardError.isFinite else { return self }
    var finding = self
    finding.discretizationError = abs(error.value)
    finding.discretizationStandardError = error.standardError
    finding.notes.append(error.note)
    return finding
  }

  /// The size of the time step's error without what chance adds to it, √(error² − its own error²), for comparisons: zero
  /// where the difference between h and h/2 is what chance makes of none.
  package var stepErrorBeyondChance: Double {
    guard let size = discretizationError else { return 0 }
    let noise = discretizationStandardError ?? 0
    return max(0, size * size - noise * noise).squareRoot()
  }
}

extension [Finding] {
  /// The findings with the errors that their time step makes, from a run at half of it; see `StepError`.
  ///
  /// - Parameters:
  ///   - others: the findings of the run at h/2.
  ///   - order: p of errors that fall like hᵖ.
  public func compared(withHalfStep others: [Finding], order: Double) -> [Finding] {
    map { finding in
      finding.compared(withHalfStep: others.first(where: finding.isTwin)?.estimate, order: order)
    }
  }
}
