// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings
public import Statistics

/// One number, or one word, that the report states: an estimate with its name, its method and its place.
///
/// A method makes findings that know their place within a point of the sweep (`well: left`); the result table adds the
/// method's name and the point's coordinates.
public struct Finding: Sendable, Equatable {
  /// What it is, for instance `escape-rate`.
  public var quantity: String
  /// How it was found, for instance `first-passage`.
  public var method: String
  /// The sweep's coordinates under their dotted paths, and names such as `well`.
  public var at: Record
  /// The number with what it is worth; `nil` where there is none (all censored, not applicable), then the notes say why.
  public var estimate: Estimate?
  /// The size of the error of this value due to its finite time step, from runs at h and h/2, where that was asked for.
  public var discretizationError: Double?
  /// The statistical error of the discretization error.
  public var discretizationStandardError: Double?
  /// The number that the truth lies below, with probability `level`, where there is no interval.
  public var upperBound: Double?
  /// The number that the truth lies above, with probability `level`.
  public var lowerBound: Double?
  /// The probability with which bounds hold where there is no estimate.
  public var boundLevel = 0.95
  /// How many samples went in.
  public var samples: Int?
  /// The potential scale reduction R̂ over independent chains, where it was sampled by chains; above 1.01 it is not trusted.
  public var rHat: Double?
  /// How many of the samples are censored.
  public var censored: Int?
  /// A result in words, for instance a phase.
  public var text: String?
  /// The unit in words, for instance `1/time`.
  public var unit: String
  /// What a reader must know to trust or distrust it.
  public var notes: [String]
  /// Whether the number may be off by more than its error bar says; a note tells why. Set by `doubt(because:)`.
  public package(set) var isDoubtful = false
  /// Those of the notes that tell why it is doubtful, where it was doubted in this process.
  package private(set) var doubts: [String] = []

  /// What stands behind a doubtful number in tables and sentences.
  package static let doubtMark = " (?)"

  /// A finding; an estimate that is not finite counts as none.
  public init(
    _ quantity: String, _ estimate: Estimate?, unit: String = "", notes: [String] = [], at: Record = Record(),
    method: String = ""
  ) {
    self.quantity = quantity
    self.estimate = estimate.flatMap { $0.value.isFinite ? $0 : nil }
    self.unit = unit
    self.notes = notes
    self.at = at
    self.method = method
  }
}

extension Finding {
  /// Marks the number as one that may be off by more than its error bar says.
  ///
  /// - Parameter reason: the note that tells why, and what would help.
  public mutating func doubt(because reason: String) {
    isDoubtful = true
    if !notes.contains(reason) { notes.append(reason) }
    if !doubts.contains(reason) { doubts.append(reason) }
  }

  /// Whether comparisons leave the number out: it is doubtful, or its chains have not mixed (R̂ > 1.01).
  package var isSuspect: Bool { isDoubtful || (rHat ?? 1) > 1.01 }

  /// The number.
  public var value: Double? { estimate?.value }

  /// Its statistical standard error, zero for computed quantities; `nil` where it is not known.
  public var standardError: Double? { estimate.flatMap { $0.standardError.isFinite ? $0.standardError : nil } }

  /// A bound on the relative error of a computed quantity.
  public var accuracy: Double? { estimate?.accuracy }

  /// How many independent samples it is worth.
  public var effectiveSamples: Double? { estimate?.effectiveSamples }

  /// The interval that covers the truth with probability `level`: the estimate's own, else value ± 1.96 standard errors;
  /// `nil` where an end is infinite or the number was computed.
  public var interval: ClosedRange<Double>? {
    guard let estimate else { return nil }
    if let own = estimate.interval { return own.lowerBound.isFinite && own.upperBound.isFinite ? own : nil }
    return estimate.symmetricInterval
  }

  /// The coverage of the interval or of the bounds.
  public var level: Double { estimate?.level ?? boundLevel }

  /// The finding as a method's at a point of the sweep.
  package func stated(by method: String, at coordinates: Record) -> Finding {
    var result = self
    if result.method.isEmpty { result.method = method }
    result.at = Record((coordinates.entries + at.entries).map { ($0.key, $0.value) })
    return result
  }

  /// Whether both are the same quantity of the same place.
  package func isTwin(of other: Finding) -> Bool { quantity == other.quantity && at.isSamePlace(as: other.at) }
}

extension Finding {
  /// Whether all is the same; a standard error that is not known equals another one that is not.
  public static func == (one: Finding, other: Finding) -> Bool {
    one.quantity == other.quantity && one.method == other.method && one.at == other.at
      && one.isSameEstimate(as: other) && one.discretizationError == other.discretizationError
      && one.discretizationStandardError == other.discretizationStandardError
      && one.upperBound == other.upperBound && one.lowerBound == other.lowerBound && one.level == other.level
      && one.samples == other.samples && one.rHat == other.rHat && one.censored == other.censored
      && one.text == other.text && one.unit == other.unit && one.notes == other.notes
      && one.isDoubtful == other.isDoubtful
  }

  private func isSameEstimate(as other: Finding) -> Bool {
    value == other.value && standardError == other.standardError && interval == other.interval
      && accuracy == other.accuracy && effectiveSamples == other.effectiveSamples
  }
}

extension Estimate {
  /// value ± 1.96 standard errors; `nil` for a number without a statistical error.
  fileprivate var symmetricInterval: ClosedRange<Double>? {
    guard standardError.isFinite, standardError > 0 else { return nil }
    return (value - 1.959964 * standardError)...(value + 1.959964 * standardError)
  }

  /// The estimate with the interval that a file states: the symmetric one is the default and no interval of its own; one that
  /// is left out, although there is a standard error, has infinite ends.
  func reading(_ interval: ClosedRange<Double>?) -> Estimate {
    var result = self
    if let interval {
      result.interval = interval == symmetricInterval ? nil : interval
    } else {
      result.interval = symmetricInterval == nil ? nil : -Double.infinity...Double.infinity
    }
    return result
  }
}

extension Record {
  /// Whether the entries are the same in any order; a whole number equals a real one, as it may come back from a file.
  package func isSamePlace(as other: Record) -> Bool {
    entries.count == other.entries.count
      && entries.allSatisfy { key, value in
        guard let counterpart = other[key] else { return false }
        if let number = value.asNumber { return number == counterpart.asNumber }
        return value == counterpart
      }
  }
}
