// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f(x, y) = Σ Aᵢ exp(aᵢ(x−Xᵢ)² + bᵢ(x−Xᵢ)(y−Yᵢ) + cᵢ(y−Yᵢ)²) + r·sin(2πnx)·sin(2πny): the Müller–Brown surface.
///
/// r = 0 is the smooth surface with its three wells and two saddles. A ruggedness r > 0 covers it with ripples; the wells
/// are then still the three of the smooth surface, each with the rippled surface's minimum next to the smooth one, and
/// no saddles are given: there are very many.
public struct MullerBrown: PlanarPotential {
  /// The amplitude r of the ripples, in units of energy.
  public let ruggedness: Double
  /// The number n of ripples per unit of length.
  public let ripples: Double

  /// `reactant`, `product` and `intermediate`; the cores of the first two are the discs of the known answers.
  public private(set) var wells: [Well] = []
  /// The saddles between the wells.
  public private(set) var saddles: [Saddle] = []

  /// The surface, smooth unless a ruggedness is given.
  public init(ruggedness: Double = 0, ripples: Double = 5) {
    self.ruggedness = ruggedness
    self.ripples = ripples
    if ruggedness == 0 {
      let plane = DividedWells(
        of: self,
        minima: [("reactant", [-0.558, 1.442]), ("product", [0.623, 0.028]), ("intermediate", [-0.050, 0.467])],
        saddles: [
          ([-0.822, 0.624], "reactant", "intermediate"), ([0.212, 0.293], "intermediate", "product"),
        ])
      wells = plane.wells
      saddles = plane.saddles
    } else {
      wells = MullerBrown().wells.map { well in
        var well = well
        well.minimum = StationaryPoint.minimum(of: self, from: well.minimum)?.position ?? well.minimum
        return well
      }
    }
    // The discs of the known answers.
    for i in wells.indices {
      switch wells[i].name {
      case "reactant": wells[i].core = .ball(center: [-0.558, 1.441], radius: Well.coreRadius)
      case "product": wells[i].core = .ball(center: [0.623, 0.028], radius: Well.coreRadius)
      default: break
      }
    }
  }

  /// A·exp(a·u² + b·uv + c·v²) with u = x − X and v = y − Y.
  private struct Term {
    var A, a, b, c, X, Y: Double

    @inline(__always) func exponent<Lane: Lanes>(_ x: Lane, _ y: Lane) -> Lane {
      let (u, v) = (x - X, y - Y)
      return a * (u * u) + b * (u * v) + c * (v * v)
    }

    /// The gradient, given the exponential.
    @inline(__always) func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane, _ exponential: Lane) -> (Lane, Lane) {
      let (u, v) = (A * (x - X), A * (y - Y))
      return (exponential * (2 * a * u + b * v), exponential * (b * u + 2 * c * v))
    }
  }

  private var first: Term { Term(A: -200, a: -1, b: 0, c: -10, X: 1, Y: 0) }
  private var second: Term { Term(A: -100, a: -1, b: 0, c: -10, X: 0, Y: 0.5) }
  private var third: Term { Term(A: -170, a: -6.5, b: 11, c: -6.5, X: -0.5, Y: 1.5) }
  private var fourth: Term { Term(A: 15, a: 0.7, b: 0.6, c: 0.7, X: -1, Y: 1) }
  private var wave: Double { 2 * .pi * ripples }

  @inline(__always) private func exponentials<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane, Lane, Lane) {
    exp(first.exponent(x, y), second.exponent(x, y), third.exponent(x, y), fourth.exponent(x, y))
  }

  /// f(x, y).
  public func energy<Lane: Lanes>(_ x: Lane, _ y: Lane) -> Lane {
    let e = exponentials(x, y)
    let smooth = first.A * e.0 + second.A * e.1 + third.A * e.2 + fourth.A * e.3
    return ruggedness == 0 ? smooth : smooth + ruggedness * sin(wave * x) * sin(wave * y)
  }

  /// (∂f/∂x, ∂f/∂y).
  public func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane) {
    let e = exponentials(x, y)
    let (a, b) = (first.gradient(x, y, e.0), second.gradient(x, y, e.1))
    let (c, d) = (third.gradient(x, y, e.2), fourth.gradient(x, y, e.3))
    let smooth = (a.0 + b.0 + c.0 + d.0, a.1 + b.1 + c.1 + d.1)
    if ruggedness == 0 { return smooth }
    let slope = ruggedness * wave
    return (smooth.0 + slope * cos(wave * x) * sin(wave * y), smooth.1 + slope * sin(wave * x) * cos(wave * y))
  }

  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { [-1.5...1.2, -0.3...2.1] }

  /// What is known of it exactly.
  public var knownAnswers: [KnownAnswer] {
    guard ruggedness == 0 else { return [] }
    let conditions = "β = 0.1, reactant to product"
    return [
      KnownAnswer("reactive-flux", conditions, 4.92e-3, accuracy: 5e-3, source: "Fokker–Planck, two solvers"),
      KnownAnswer("escape-rate", conditions, 5.04e-3, accuracy: 5e-3, source: "Fokker–Planck, two solvers"),
      KnownAnswer("mean-first-passage-time", conditions, 198, accuracy: 5e-3, source: "Fokker–Planck, two solvers"),
    ]
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "muller-brown", summary: "the Müller–Brown surface: three wells on a bent path, smooth or rippled",
    formula: "f = Σ Aᵢ exp(aᵢ(x−Xᵢ)² + bᵢ(x−Xᵢ)(y−Yᵢ) + cᵢ(y−Yᵢ)²) + ruggedness·sin(2π·ripples·x)·sin(2π·ripples·y)",
    parameters: [
      .number("ruggedness", default: 0, .nonNegative, "amplitude of the ripples, an energy").measured(in: .energy),
      .number("ripples", default: 5, .positive, "ripples per unit of length"),
    ],
    source: "Müller and Brown, Theor. Chim. Acta 53, 75 (1979)", example: "potential: {kind: muller-brown}"
  ) { (values) throws(Problem) in
    MullerBrown(ruggedness: values.number("ruggedness"), ripples: values.number("ripples"))
  }
}
