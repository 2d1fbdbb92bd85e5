// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f(x) = c(x⁴/4 + (1 − b)x³/3 − bx²/2), c = 12h/(1 + 2b): a quartic with minima at −1 and b and its maximum at 0.
///
/// f′ = c·x(x + 1)(x − b), so that every stationary point is known: the barrier from the left well is h, from the right
/// one hb³(b + 2)/(1 + 2b); the curvatures are c(1 + b), −cb and cb(1 + b).
public struct AsymmetricDoubleWell: LinePotential {
  /// The barrier h > 0 seen from the left well.
  public let barrier: Double
  /// The position b > 0 of the right minimum.
  public let right: Double

  private var scale: Double { 12 * barrier / (1 + 2 * right) }

  /// A double well with minima at −1 and `right`.
  public init(barrier: Double = 1, right: Double = 1.5) {
    self.barrier = barrier
    self.right = right
  }

  /// f(x).
  public func energy<Lane: Lanes>(_ x: Lane) -> Lane {
    scale * (x * x * ((0.25 * x + (1 - right) / 3) * x - right / 2))
  }

  /// f′(x).
  public func slope<Lane: Lanes>(_ x: Lane) -> Lane {
    scale * (x * (x + 1) * (x - right))
  }

  private var line: LineWells { LineWells(["left", "right"], minima: [-1, right], maxima: [0]) }
  /// `left` at −1 and `right` at b.
  public var wells: [Well] { line.wells }
  /// The saddles between the wells.
  public var saddles: [Saddle] { line.saddles }
  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { [-2...max(2, 2 * right)] }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "asymmetric-double-well", summary: "a quartic with wells of unequal depth and width at −1 and b",
    formula: "f′(x) = c·x(x + 1)(x − right), c = 12·barrier/(1 + 2·right)",
    parameters: [
      .number("barrier", default: 1, .positive, "height of the barrier above the left minimum").measured(in: .energy),
      .number("right", default: 1.5, .positive, "position of the right minimum").measured(in: .length),
    ],
    source: "the quartic with given stationary points",
    example: "potential: {kind: asymmetric-double-well, right: 1.5}"
  ) { (values) throws(Problem) in
    AsymmetricDoubleWell(barrier: values.number("barrier"), right: values.number("right"))
  }
}
