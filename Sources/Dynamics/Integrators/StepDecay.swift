// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// How the length of a step shrinks: αₖ = h·(1 + k/b)^{−γ} for step k.
///
/// γ = 0 is a constant step. For γ in (½, 1] the weighted averages of stochastic gradient Langevin dynamics converge to
/// the exact ones (Welling and Teh 2011, with a = h·b^γ).
public struct StepDecay: Sendable, Equatable {
  /// γ ≥ 0.
  public var power: Double
  /// b > 0, in steps.
  public var onset: Double

  /// A decay; constant steps by default.
  public init(power: Double = 0, onset: Double = 1000) {
    self.power = power
    self.onset = onset
  }

  /// Whether there is none.
  public var isNone: Bool { power == 0 }

  /// αₖ/h.
  public func factor(at step: UInt64) -> Double { isNone ? 1 : pow(1 + Double(step) / onset, -power) }

  static let parameters: [Parameter] = [
    .number("decay-power", default: 0, .nonNegative, "γ in αₖ = h(1 + k/b)^−γ; 0 keeps the step constant"),
    .number("decay-onset", default: 1000, .positive, "b in αₖ = h(1 + k/b)^−γ, in steps"),
  ]

  init(_ values: Parameters) { self.init(power: values.number("decay-power"), onset: values.number("decay-onset")) }
}
