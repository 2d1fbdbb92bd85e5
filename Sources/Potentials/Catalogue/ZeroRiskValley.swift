// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f(s, y) = ½k(s)|y|²: a straight valley whose floor has the energy zero everywhere.
///
/// Along the floor the motion is diffusion in the free energy (θ/2)(d − 1)·ln k(s): from the ravine to the wide valley.
/// The wells are not isolated minima: `valley`, or with the cosine profile `wide` and `narrow`, whose regions are half a
/// period and whose cores a tenth of one.
public struct ZeroRiskLine: ChannelPotential {
  /// How the stiffness k of a valley's walls changes along it.
  public enum WidthProfile: String, Sendable, CaseIterable {
    /// k = k₀: free diffusion, ⟨Δs²⟩ = 2θt for any time step.
    case constant
    /// k = k₀·e^{−a·cos(2πs/P)}: widest at s = 0, narrowest half a period on.
    case cosine
    /// k = k₀·e^{−as}: ever wider, a steady drift of θ(m/2)a with m transverse directions.
    case exponential
  }

  /// d ≥ 2.
  public let dimension: Int
  /// k₀ > 0.
  public let stiffness: Double
  /// The profile of k along the valley.
  public let profile: WidthProfile
  /// a ≥ 0.
  public let modulation: Double
  /// The period P > 0 of the cosine profile.
  public let period: Double

  /// A straight valley.
  public init(
    dimension: Int = 2, stiffness: Double = 100, profile: WidthProfile = .constant, modulation: Double = 1,
    period: Double = 4
  ) {
    self.dimension = dimension
    self.stiffness = stiffness
    self.profile = profile
    self.modulation = modulation
    self.period = period
  }

  /// g(x), the energy on the channel's floor.
  public func floor<Lane: Lanes>(_ x: Lane) -> Lane { Lane(repeating: 0) }

  /// k(x), the stiffness of the walls.
  public func stiffness<Lane: Lanes>(_ x: Lane) -> Lane {
    switch profile {
    case .constant: Lane(repeating: stiffness)
    case .cosine: stiffness * exp(-modulation * cos(2 * .pi / period * x))
    case .exponential: stiffness * exp(-modulation * x)
    }
  }

  /// The named wells.
  public var wells: [Well] {
    func slab(_ low: Double, _ high: Double) -> Region {
      let free = dimension - 1
      return .box(
        lower: [low] + Array(repeating: -.infinity, count: free),
        upper: [high] + Array(repeating: .infinity, count: free))
    }
    func well(_ name: String, at s: Double, region: Region, reach: Double) -> Well {
      Well(
        name: name, minimum: [s] + Array(repeating: 0, count: dimension - 1), region: region,
        core: slab(s - reach, s + reach))
    }
    let p = period
    return switch profile {
    case .constant, .exponential:
      [well("valley", at: 0, region: .everywhere(dimension), reach: Well.coreRadius)]
    case .cosine:
      [
        well("wide", at: 0, region: slab(-p / 4, p / 4), reach: p / 20),
        well("narrow", at: p / 2, region: slab(p / 4, 3 * p / 4), reach: p / 20),
      ]
    }
  }

  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] {
    let height = 5 / stiffness(period / 2).squareRoot()
    return [-period...period] + Array(repeating: -height...height, count: dimension - 1)
  }
}

/// f(x, y) = ½k(φ)(r − R)², k = k₀·e^{−a·cos φ}: a valley closed to a ring, its floor of energy zero.
///
/// It is widest at φ = 0 and narrowest at φ = π; a = 0 makes it uniform. Wells as for the line: `valley`, or `wide` (x ≥ 0) and
/// `narrow` (x ≤ 0) with balls of radius 0.1R as cores.
public struct ZeroRiskRing: PlanarPotential {
  /// R > 0.
  public let radius: Double
  /// k₀ > 0.
  public let stiffness: Double
  /// a ≥ 0.
  public let modulation: Double

  /// A ring, by default of constant width.
  public init(radius: Double = 1, stiffness: Double = 100, modulation: Double = 0) {
    self.radius = radius
    self.stiffness = stiffness
    self.modulation = modulation
  }

  /// f(x, y).
  public func energy<Lane: Lanes>(_ x: Lane, _ y: Lane) -> Lane {
    let r = sqrt(x * x + y * y)
    return 0.5 * stiffness * exp(-modulation * x / r) * (r - radius).squared
  }

  /// (∂f/∂x, ∂f/∂y).
  public func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane) {
    let r = sqrt(x * x + y * y)
    let offset = r - radius
    let force = stiffness * exp(-modulation * x / r) * offset / r
    // ∂cos φ/∂x = y²/r³ and ∂cos φ/∂y = −xy/r³.
    let turn = 0.5 * modulation * offset * y / (r * r)
    return (force * (x - turn * y), force * (y + turn * x))
  }

  /// The named wells.
  public var wells: [Well] {
    if modulation == 0 {
      return [
        Well(name: "valley", minimum: [radius, 0], region: .everywhere(2), core: core(at: radius))
      ]
    }
    return [
      Well(
        name: "wide", minimum: [radius, 0], region: .halfSpace(normal: [1, 0], offset: 0), core: core(at: radius)),
      Well(
        name: "narrow", minimum: [-radius, 0], region: .halfSpace(normal: [-1, 0], offset: 0),
        core: core(at: -radius)),
    ]
  }

  private func core(at x: Double) -> Region { .ball(center: [x, 0], radius: 0.1 * radius) }

  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { [-2 * radius...2 * radius, -2 * radius...2 * radius] }
}

/// The catalogue's entry for both shapes of the valley.
package enum ZeroRiskValley {
  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "zero-risk-valley", summary: "a valley of zero energy, straight or a ring, of constant or changing width",
    formula:
      "f = ½k(s)·r², k = stiffness (constant), ·e^{−modulation·cos(2πs/P)} (cosine), ·e^{−modulation·s} (exponential)",
    parameters: [
      .word("shape", default: "line", among: ["line", "ring"], "a straight line or a ring in the plane"),
      .integer("dimension", default: 2, .between(2, 100_000), "number of coordinates; a ring has two"),
      .number("stiffness", default: 100, .positive, "stiffness k₀ of the walls"),
      .word(
        "profile", default: "constant", among: ZeroRiskLine.WidthProfile.allCases.map(\.rawValue),
        "how the stiffness changes along it"),
      .number("modulation", default: 1, .nonNegative, "how strongly it changes; of no effect on a constant profile"),
      .number("period", default: 4, .positive, "period of the cosine profile of a line"),
      .number("radius", default: 1, .positive, "radius of a ring"),
    ],
    source: "the zero-risk manifold of overparametrized learning, reduced to its geometry",
    example: "potential: {kind: zero-risk-valley, shape: ring, profile: cosine}"
  ) { (values) throws(Problem) in
    let profile = ZeroRiskLine.WidthProfile(rawValue: values.text("profile")) ?? .constant
    let dimension = values.integer("dimension")
    guard values.text("shape") == "ring" else {
      return ZeroRiskLine(
        dimension: dimension, stiffness: values.number("stiffness"), profile: profile,
        modulation: values.number("modulation"), period: values.number("period"))
    }
    guard dimension == 2 else {
      throw Problem("dimension is \(dimension); a ring has 2 coordinates.", at: "dimension")
    }
    guard profile != .exponential else {
      throw Problem(
        "profile is 'exponential', which does not close on a ring; take 'constant' or 'cosine'.", at: "profile")
    }
    return ZeroRiskRing(
      radius: values.number("radius"), stiffness: values.number("stiffness"),
      modulation: profile == .constant ? 0 : values.number("modulation"))
  }
}
