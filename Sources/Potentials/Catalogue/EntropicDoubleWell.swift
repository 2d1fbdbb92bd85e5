// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// f(x, y) = h(x² − 1)² + ½k₀e^{−ax}|y|²: two wells of equal energy and unequal width in d dimensions.
///
/// The marginal law p(x) ∝ e^{−βh(x²−1)²}·e^{a(d−1)x/2} is exact. As β → ∞ the ratio of the populations of the wide
/// well to the narrow one tends to e^{a(d−1)}: entropy, not energy, decides. Both wells' cores are the half-spaces beyond
/// their minima along x, since a small ball is rarely met in a wide well.
public struct EntropicDoubleWell: ChannelPotential {
  /// d ≥ 2.
  public let dimension: Int
  /// The barrier h > 0.
  public let barrier: Double
  /// The stiffness k₀ > 0 at x = 0.
  public let stiffness: Double
  /// The rate a ≥ 0 at which the channel widens to the right.
  public let widening: Double

  /// A narrow well at x = −1 and a wide one at x = 1.
  public init(dimension: Int = 2, barrier: Double = 1, stiffness: Double = 10, widening: Double = 2) {
    self.dimension = dimension
    self.barrier = barrier
    self.stiffness = stiffness
    self.widening = widening
  }

  /// g(x), the energy on the channel's floor.
  public func floor<Lane: Lanes>(_ x: Lane) -> Lane { barrier * (x * x - 1).squared }
  /// k(x), the stiffness of the walls.
  public func stiffness<Lane: Lanes>(_ x: Lane) -> Lane { stiffness * exp(-widening * x) }

  /// `narrow` at x = −1 and `wide` at x = 1, both with half-spaces as cores.
  public var wells: [Well] {
    func along(_ x: Double) -> [Double] { [x] + Array(repeating: 0, count: dimension - 1) }
    return [
      Well(
        name: "narrow", minimum: along(-1), region: .halfSpace(normal: along(-1), offset: 0),
        core: .halfSpace(normal: along(-1), offset: 1)),
      Well(
        name: "wide", minimum: along(1), region: .halfSpace(normal: along(1), offset: 0),
        core: .halfSpace(normal: along(1), offset: 1)),
    ]
  }
  /// The saddles between the wells.
  public var saddles: [Saddle] {
    [Saddle(position: Array(repeating: 0, count: dimension), connects: ["narrow", "wide"])]
  }

  /// Five standard deviations of the wide well's y at θ = 0.2.
  public var window: [ClosedRange<Double>] {
    let height = (5 / (stiffness * Foundation.exp(-widening))).squareRoot()
    return [-2...2] + Array(repeating: -height...height, count: dimension - 1)
  }

  /// What is known of it exactly.
  public var knownAnswers: [KnownAnswer] {
    guard dimension == 2, barrier == 1, widening == 2 else { return [] }
    return [(3, 6.0996), (5, 6.6680), (8, 6.9913)].map {
      KnownAnswer("population-ratio", "β = \($0), wide over narrow", $1, accuracy: 1e-5, source: "quadrature of p(x)")
    }
  }

  /// ln(p/p′) → a(d − 1) for the wide well over the narrow one, along the dimension.
  public func law(of quantity: ParameterLaw.Quantity, along parameter: String) -> ParameterLaw? {
    guard parameter == "dimension", case .logPopulationRatio(let well, let other) = quantity else { return nil }
    let sign: Double
    switch (well, other) {
    case ("wide", "narrow"): sign = 1
    case ("narrow", "wide"): sign = -1
    default: return nil
    }
    return ParameterLaw("a(d − 1), a = \(widening.shortest)", sign * widening * (Double(dimension) - 1))
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "entropic-double-well", summary: "two wells of equal energy, one narrow and one wide",
    formula: "f(x, y) = barrier·(x² − 1)² + ½·stiffness·e^{−widening·x}·|y|²",
    parameters: [
      .integer("dimension", default: 2, .between(2, 100_000), "number of coordinates, x and the others"),
      .number("barrier", default: 1, .positive, "height of the barrier").measured(in: .energy),
      .number("stiffness", default: 10, .positive, "stiffness of the channel at x = 0"),
      .number("widening", default: 2, .nonNegative, "rate at which the stiffness falls along x"),
    ],
    source: "exact marginal law", example: "potential: {kind: entropic-double-well, widening: 2}"
  ) { (values) throws(Problem) in
    EntropicDoubleWell(
      dimension: values.integer("dimension"), barrier: values.number("barrier"),
      stiffness: values.number("stiffness"), widening: values.number("widening"))
  }
}
