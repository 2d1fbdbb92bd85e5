// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings
public import Statistics

/// One number, or one word, that the report states.
public struct Finding: Sendable, Equatable {
  /// What it is, for instance `escape-rate`.
  public var quantity: String
  /// How it was found, for instance `first-passage`.
  public var method: String
  /// The sweep's coordinates under their dotted paths, and names such as `well`.
  public var at: Record
  /// The number; `nil` where there is none (all censored, not applicable), then the notes say why.
  public var value: Double?
  /// The statistical standard error, zero for computed quantities.
  public var standardError: Double?
  /// A bound on the relative error of a computed quantity.
  public var accuracy: Double?
  /// The error due to the finite time step, from runs at h and h/2, where that was asked for.
  public var discretizationError: Double?
  /// The interval that covers the truth with probability `level`.
  public var interval: ClosedRange<Double>?
  /// The coverage of the interval.
  public var level: Double = 0.95
  /// When all samples are censored: the number that the truth lies below, with probability `level`.
  public var upperBound: Double?
  /// The number that the truth lies above, with probability `level`.
  public var lowerBound: Double?
  /// How many samples went in.
  public var samples: Int?
  /// How many independent samples they are worth.
  public var effectiveSamples: Double?
  /// The potential scale reduction R̂ over independent chains, where it was sampled by chains; above 1.01 it is not trusted.
  public var rHat: Double?
  /// How many of them are censored.
  public var censored: Int?
  /// A result in words, for instance a phase.
  public var text: String?
  /// The unit in words, for instance `1/time`.
  public var unit: String = ""
  /// What a reader must know to trust or distrust it.
  public var notes: [String] = []

  /// A finding with an estimate.
  public init(_ quantity: String, method: String, at: Record = Record(), _ estimate: Estimate?, unit: String = "") {
    self.quantity = quantity
    self.method = method
    self.at = at
    self.unit = unit
    guard let estimate, estimate.value.isFinite else { return }
    value = estimate.value
    standardError = estimate.standardError.isFinite ? estimate.standardError : nil
    accuracy = estimate.accuracy
    level = estimate.level
    effectiveSamples = estimate.effectiveSamples
    interval =
      estimate.interval
      ?? standardError.flatMap {
        $0 > 0 ? (estimate.value - 1.959964 * $0)...(estimate.value + 1.959964 * $0) : nil
      }
  }
}
