// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Settings

/// f(x) = h(x² − 1)² + t·x: the quartic double well of barrier h, tilted by t.
public struct DoubleWell: PolynomialPotential {
  /// The height h > 0 of the barrier when there is no tilt.
  public let barrier: Double
  /// The tilt t; a positive one deepens the left well by about 2t.
  public let tilt: Double

  /// `left` and `right`, exact.
  public let wells: [Well]
  /// The saddles between the wells.
  public let saddles: [Saddle]
  /// f′(x) = 4h(x³ − x) + t.
  public let slopeCoefficients: [Double]

  /// The tilt, in units of the barrier, at which one well and the saddle merge: 8/(3√3).
  public static let largestTilt = 8 / (3 * 3.0.squareRoot())

  /// A double well.
  ///
  /// - Throws: a problem at `tilt` when it is so strong that one well is gone.
  public init(barrier: Double = 1, tilt: Double = 0) throws(Problem) {
    guard abs(tilt) < Self.largestTilt * barrier else {
      let limit = String(format: "%.4g", Self.largestTilt * barrier)
      throw Problem(
        "tilt is \(tilt.shortest); beyond ±\(limit) (8/(3√3) times the barrier) only one well is left.", at: "tilt")
    }
    self.barrier = barrier
    self.tilt = tilt
    slopeCoefficients = [tilt, -4 * barrier, 0, 4 * barrier]
    // f′ = 0 is x³ − x + t/4h = 0 with three real roots 2/√3·cos(φ − 2πk/3); one Newton step removes the rounding.
    let angle = acos(-tilt / (Self.largestTilt * barrier)) / 3
    let roots = [2.0, 1, 0].map { k in
      let x = 2 / 3.0.squareRoot() * cos(angle - 2 * .pi * k / 3)
      return x - (x * x * x - x + tilt / (4 * barrier)) / (3 * x * x - 1)
    }
    let line = LineWells(["left", "right"], minima: [roots[0], roots[2]], maxima: [roots[1]])
    wells = line.wells
    saddles = line.saddles
  }

  /// f(x).
  public func energy<Lane: Lanes>(_ x: Lane) -> Lane {
    barrier * (x * x - 1).squared + tilt * x
  }

  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { [-2...2] }

  /// What is known of it exactly.
  public var knownAnswers: [KnownAnswer] {
    guard barrier == 1, tilt == 0 else { return [] }
    return [
      KnownAnswer("mean-first-passage-time", "β = 3, from −1 to 1", 26.6401, accuracy: 2e-6, source: "quadrature"),
      KnownAnswer("mean-first-passage-time", "β = 5, from −1 to 1", 182.418, accuracy: 3e-6, source: "quadrature"),
      KnownAnswer("mean-first-passage-time", "β = 8, from −1 to 1", 3500.03, accuracy: 2e-6, source: "quadrature"),
      KnownAnswer("mean-first-passage-time", "β = 10, from −1 to 1", 25527.1, accuracy: 2e-6, source: "quadrature"),
      KnownAnswer("spectral-gap", "β = 5", 0.0111046, accuracy: 5e-6, source: "Fokker–Planck"),
      KnownAnswer("committor", "β = 5, at −0.9 between −1 and 1", 1.21770e-3, accuracy: 5e-6, source: "quadrature"),
      KnownAnswer("committor", "β = 10, at −0.9 between −1 and 1", 1.27650e-5, accuracy: 5e-6, source: "quadrature"),
      KnownAnswer("committor", "β = 15, at −0.9 between −1 and 1", 1.13788e-7, accuracy: 5e-6, source: "quadrature"),
    ]
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "double-well", summary: "the quartic double well, tilted if wanted",
    formula: "f(x) = barrier·(x² − 1)² + tilt·x",
    parameters: [
      .number("barrier", default: 1, .positive, "height of the barrier without tilt").measured(in: .energy),
      .number("tilt", default: 0, .any, "slope added; positive makes the left well the deeper"),
    ],
    source: "textbook; the escape times by quadrature", example: "potential: {kind: double-well, barrier: 1}"
  ) { (values) throws(Problem) in try DoubleWell(barrier: values.number("barrier"), tilt: values.number("tilt")) }
}
