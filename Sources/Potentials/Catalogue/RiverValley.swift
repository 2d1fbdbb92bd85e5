// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f(x, y) = ½k(x)(y − b·sin x)², k = k_w·(k_n/k_w)^σ, σ = 1/(1 + e^{x/w}): a winding ravine that opens into a wide basin.
///
/// The floor y = b·sin x has zero energy everywhere. Mirrors stand at x = ±L. The marginal law of x is ∝ k(x)^{−½} at every
/// temperature, so that the basin (x ≥ 0) wins by entropy alone. `ravine` and `basin` are the two halves; their cores lie
/// beyond the middle of each.
public struct RiverValley: PlanarPotential {
  /// Half of its length, L > 0.
  public let length: Double
  /// The amplitude b ≥ 0 of the bends.
  public let bend: Double
  /// The stiffness k_n > 0 of the ravine.
  public let narrow: Double
  /// The stiffness k_w > 0 of the basin.
  public let wide: Double
  /// The length w > 0 over which the ravine opens.
  public let opening: Double

  /// What the coordinate axes end in.
  public let boundaries: [Boundary]

  /// A ravine that opens into a basin.
  public init(
    length: Double = 4, bend: Double = 0.5, narrow: Double = 200, wide: Double = 2, opening: Double = 0.3
  ) {
    self.length = length
    self.bend = bend
    self.narrow = narrow
    self.wide = wide
    self.opening = opening
    boundaries = [.reflecting(lower: -length, upper: length), .free]
  }

  /// ln(k_n/k_w).
  private var contrast: Double { Double.logarithm(narrow / wide) }

  /// f(x, y).
  public func energy<Lane: Lanes>(_ x: Lane, _ y: Lane) -> Lane {
    let stiffness = wide * exp(contrast / (1 + exp(x / opening)))
    return 0.5 * stiffness * (y - bend * sin(x)).squared
  }

  /// (∂f/∂x, ∂f/∂y).
  public func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane) {
    let growth = exp(x / opening)
    let share = 1 / (1 + growth)
    let stiffness = wide * exp(contrast * share)
    let offset = y - bend * sin(x)
    let widening = -(contrast / opening) * growth * share * share
    return (stiffness * offset * (0.5 * widening * offset - bend * cos(x)), stiffness * offset)
  }

  /// `ravine` and `basin`.
  public var wells: [Well] {
    func well(_ name: String, _ side: Double) -> Well {
      let x = side * length / 2
      return Well(
        name: name, minimum: [x, bend * Double.sine(x)], region: .halfSpace(normal: [side, 0], offset: 0),
        core: .halfSpace(normal: [side, 0], offset: length / 2))
    }
    return [well("ravine", -1), well("basin", 1)]
  }

  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] {
    let height = bend + 5 / min(narrow, wide).squareRoot()
    return [-length...length, -height...height]
  }

  /// What is known of it exactly.
  public var knownAnswers: [KnownAnswer] {
    // Simpson's rule for ∫k^{−½} over one half; smooth on the scale of the opening, so 2000 steps are plenty.
    func weight(_ side: Double) -> Double {
      let steps = 2000
      var sum = 0.0
      for i in 0...steps {
        let x = side * length * Double(i) / Double(steps)
        let share = 1 / (1 + Double.exponential(x / opening))
        let simpson = i == 0 || i == steps ? 1.0 : (i % 2 == 1 ? 4 : 2)
        sum += simpson * Double.exponential(-0.5 * contrast * share)
      }
      return sum
    }
    return [
      KnownAnswer(
        "population-ratio", "any β, basin over ravine", weight(1) / weight(-1), accuracy: 1e-8,
        source: "quadrature of the marginal law")
    ]
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "river-valley", summary: "a winding ravine of zero energy that opens into a wide basin",
    formula: "f(x, y) = ½k(x)(y − bend·sin x)², k = wide·(narrow/wide)^σ, σ = 1/(1 + e^{x/opening}), |x| ≤ length",
    parameters: [
      .number("length", default: 4, .positive, "half of the length, where the mirrors stand"),
      .number("bend", default: 0.5, .nonNegative, "amplitude of the bends"),
      .number("narrow", default: 200, .positive, "stiffness of the ravine"),
      .number("wide", default: 2, .positive, "stiffness of the basin"),
      .number("opening", default: 0.3, .positive, "length over which it opens"),
    ],
    source: "exact marginal law", example: "potential: {kind: river-valley}"
  ) { (values) throws(Problem) in
    RiverValley(
      length: values.number("length"), bend: values.number("bend"), narrow: values.number("narrow"),
      wide: values.number("wide"), opening: values.number("opening"))
  }
}
