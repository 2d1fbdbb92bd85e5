// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// A number that a potential tells of a position besides its energy: `accuracy` on `test`.
public struct Observable: Sendable, Equatable, CustomStringConvertible {
  /// What is observed: the key of a region in a scenario.
  public var quantity: String
  /// What it is observed on: the value of `on:`.
  public var place: String
  /// The values that it can take.
  public var limits: Limits
  /// Whether it has a gradient, so that it can carry a bias: losses and norms have, accuracies can only be looked at.
  public var hasGradient: Bool

  /// An observable.
  public init(_ quantity: String, on place: String, limits: Limits = .any, hasGradient: Bool = false) {
    self.quantity = quantity
    self.place = place
    self.limits = limits
    self.hasGradient = hasGradient
  }

  /// `accuracy on test`.
  public var description: String { "\(quantity) on \(place)" }
}

/// A potential that tells more of a position than its energy.
///
/// An observation may cost more than a step, so that arrivals are tested at intervals of several steps.
public protocol ObservablePotential: Potential {
  /// What it tells.
  var observables: [Observable] { get }

  /// Where nothing can be observed here, and why, as a clause with a hint: `test`, where there is no test set.
  var absentPlaces: [String: String] { get }

  /// What other potentials of its kind tell and this one does not, and why, as a clause with a hint: `accuracy`, where answers
  /// are no classes.
  var absentQuantities: [String: String] { get }

  /// The number at one point of d coordinates; NaN for what is not in the list.
  func value(of observable: Observable, at position: Span<Double>) -> Double

  /// Several numbers at one point; what they share is computed once.
  func values(of observables: [Observable], at position: Span<Double>) -> [Double]

  /// The number at the positions of a block of walkers, coordinate-major.
  ///
  /// - Parameter values: one for each walker.
  func values(
    of observable: Observable, walkers: Int, at positions: Span<Double>, into values: inout MutableSpan<Double>)

  /// The number at one point and its gradient, written into d elements; NaN for what has none.
  func gradient(of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>)
    -> Double
}

extension ObservablePotential {
  /// No place is known to be missing.
  public var absentPlaces: [String: String] { [:] }

  /// No quantity is known to be missing.
  public var absentQuantities: [String: String] { [:] }

  /// One by one.
  public func values(of observables: [Observable], at position: Span<Double>) -> [Double] {
    observables.map { value(of: $0, at: position) }
  }

  /// Walker by walker.
  public func values(
    of observable: Observable, walkers: Int, at positions: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    guard walkers > 1 else {
      if walkers == 1 { values[0] = value(of: observable, at: positions) }
      return
    }
    let count = positions.count / walkers
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(count, 1)) { point in
      for w in 0..<walkers {
        for c in 0..<count { point[c] = positions[c * walkers + w] }
        values[w] = value(
          of: observable, at: Span(_unsafeElements: UnsafeBufferPointer(rebasing: point[..<count])))
      }
    }
  }

  /// Nothing has a gradient.
  public func gradient(
    of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>
  ) -> Double {
    for c in gradient.indices { gradient[c] = .nan }
    return .nan
  }
}
