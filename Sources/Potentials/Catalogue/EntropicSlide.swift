// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// f(x, y) = ½k₀e^{−ax}|y|² for 0 ≤ x ≤ L: a channel with a flat floor that widens, closed by a mirror at one end.
///
/// With the walls stiff enough, k(x) ≫ θa² everywhere, x moves in the free energy −(θ/2)(d − 1)ax: a barrier made of
/// entropy alone. With b = a(d − 1), the mean passage from the mirror to the other end is
///
///     β[2L/b − (4/b²)(1 − e^{−bL/2})]   towards the wide end,
///     β[(4/b²)(e^{bL/2} − 1) − 2L/b]    towards the narrow end,
///
/// linear in β where an energy barrier gives e^{βΔE}. The ends are named `narrow` and `wide`; arriving means x ≤ 0 or x ≥ L.
public struct EntropicSlide: ChannelPotential {
  /// Which end is open.
  public enum End: String, Sendable, CaseIterable { case wide, narrow }

  /// d ≥ 2.
  public let dimension: Int
  /// The length L > 0.
  public let length: Double
  /// The stiffness k₀ > 0 at the narrow end.
  public let stiffness: Double
  /// The rate a > 0 at which the channel widens.
  public let widening: Double
  /// The end that is left open, where walkers arrive; the other one is a mirror.
  public let towards: End
  /// What the coordinate axes end in.
  public let boundaries: [Boundary]

  /// A slide towards one end.
  public init(
    dimension: Int = 2, length: Double = 4, stiffness: Double = 1e4, widening: Double = 2, towards: End = .wide
  ) {
    self.dimension = dimension
    self.length = length
    self.stiffness = stiffness
    self.widening = widening
    self.towards = towards
    let mirror: Boundary =
      switch towards {
      case .wide: .reflecting(lower: 0, upper: .infinity)
      case .narrow: .reflecting(lower: -.infinity, upper: length)
      }
    boundaries = [mirror] + Array(repeating: .free, count: dimension - 1)
  }

  /// g(x), the energy on the channel's floor.
  public func floor<Lane: Lanes>(_ x: Lane) -> Lane { Lane(repeating: 0) }
  /// k(x), the stiffness of the walls.
  public func stiffness<Lane: Lanes>(_ x: Lane) -> Lane { stiffness * exp(-widening * x) }

  /// The ends, `narrow` and `wide`; no minima by themselves but the places to start from and to arrive at.
  public var wells: [Well] {
    func along(_ x: Double) -> [Double] { [x] + Array(repeating: 0, count: dimension - 1) }
    return [
      Well(
        name: "narrow", minimum: along(0), region: .halfSpace(normal: along(-1), offset: -length / 2),
        core: .halfSpace(normal: along(-1), offset: 0)),
      Well(
        name: "wide", minimum: along(length), region: .halfSpace(normal: along(1), offset: length / 2),
        core: .halfSpace(normal: along(1), offset: length)),
    ]
  }

  /// Five standard deviations of the wide end's y at θ = 1.
  public var window: [ClosedRange<Double>] {
    let height = 5 / (stiffness * Foundation.exp(-widening * length)).squareRoot()
    return [0...length] + Array(repeating: -height...height, count: dimension - 1)
  }

  /// What is known of it exactly.
  public var knownAnswers: [KnownAnswer] {
    let b = widening * Double(dimension - 1)
    let passage =
      switch towards {
      case .wide: 2 * length / b + 4 / (b * b) * expm1(-b * length / 2)
      case .narrow: 4 / (b * b) * expm1(b * length / 2) - 2 * length / b
      }
    return [
      KnownAnswer(
        "mean-first-passage-time", "β = 1, from the mirror to the \(towards.rawValue) end, stiff walls", passage,
        accuracy: 1e-12, source: "exact for k(x) ≫ θa²")
    ]
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "entropic-slide", summary: "a widening channel with a flat floor: a barrier made of entropy alone",
    formula: "f(x, y) = ½·stiffness·e^{−widening·x}·|y|², 0 ≤ x ≤ length",
    parameters: [
      .integer("dimension", default: 2, .between(2, 100_000), "number of coordinates, x and the others"),
      .number("length", default: 4, .positive, "length of the channel"),
      .number("stiffness", default: 1e4, .positive, "stiffness at the narrow end"),
      .number("widening", default: 2, .positive, "rate at which the stiffness falls along x"),
      .word("towards", default: "wide", among: End.allCases.map(\.rawValue), "the open end; the other is a mirror"),
    ],
    source: "quadrature in the free energy along x", example: "potential: {kind: entropic-slide, towards: narrow}"
  ) { (values) throws(Problem) in
    EntropicSlide(
      dimension: values.integer("dimension"), length: values.number("length"), stiffness: values.number("stiffness"),
      widening: values.number("widening"), towards: End(rawValue: values.text("towards")) ?? .wide)
  }
}
