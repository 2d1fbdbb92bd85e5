// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f = 3e^{−x²−(y−⅓)²} − 3e^{−x²−(y−5/3)²} − 5e^{−(x−1)²−y²} − 5e^{−(x+1)²−y²} + x⁴/5 + (y − ⅓)⁴/5: the three-hole potential.
///
/// Two deep wells left and right, a shallow one on top; at high temperature the direct way over the lower saddle is
/// taken, at low temperature the detour over the top.
public struct TripleWell2D: PlanarPotential {
  /// `left`, `right` and `top`; the cores of the first two are the discs of the known answers.
  public private(set) var wells: [Well] = []
  /// The saddles between the wells.
  public private(set) var saddles: [Saddle] = []

  /// The three-hole potential.
  public init() {
    let plane = DividedWells(
      of: self,
      minima: [("left", [-1.048, -0.042]), ("right", [1.048, -0.042]), ("top", [0, 1.537])],
      saddles: [([-0.607, 1.103], "left", "top"), ([0.607, 1.103], "right", "top"), ([0, -0.315], "left", "right")])
    wells = plane.wells
    saddles = plane.saddles
    for i in wells.indices where wells[i].name != "top" {
      let center = [wells[i].name == "left" ? -1.048 : 1.048, -0.042]
      wells[i].core = .ball(center: center, radius: Well.coreRadius)
    }
  }

  private let third = 1.0 / 3
  private let fiveThirds = 5.0 / 3

  /// The four Gaussians without their amplitudes: hill, top, right, left.
  private func gaussians<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane, Lane, Lane) {
    let hill = x.squared + (y - third).squared
    let top = x.squared + (y - fiveThirds).squared
    let right = (x - 1).squared + y.squared
    let left = (x + 1).squared + y.squared
    return exp(-hill, -top, -right, -left)
  }

  /// f(x, y).
  public func energy<Lane: Lanes>(_ x: Lane, _ y: Lane) -> Lane {
    let (hill, top, right, left) = gaussians(x, y)
    let walls = 0.2 * (x.squared.squared + (y - third).squared.squared)
    return 3 * (hill - top) - 5 * (right + left) + walls
  }

  /// (∂f/∂x, ∂f/∂y).
  public func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane) {
    let (hill, top, right, left) = gaussians(x, y)
    let v = y - third
    let holesX = 10 * ((x - 1) * right + (x + 1) * left) - 6 * x * (hill - top)
    let holesY = 10 * y * (right + left) - 6 * (v * hill - (y - fiveThirds) * top)
    return (holesX + 0.8 * x * x.squared, holesY + 0.8 * v * v.squared)
  }

  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { [-2.2...2.2, -1.7...2.3] }

  /// What is known of it exactly.
  public var knownAnswers: [KnownAnswer] {
    [
      KnownAnswer(
        "reactive-flux", "β = 1.67, left to right", 1.860e-2, accuracy: 5e-3, source: "Fokker–Planck, two solvers"),
      KnownAnswer(
        "reactive-flux", "β = 6.67, left to right", 9.13e-8, accuracy: 5e-3, source: "Fokker–Planck, two solvers"),
    ]
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "triple-well-2d", summary: "the three-hole potential: two deep wells, a direct way and a detour over a third",
    formula: "f = 3e^{−x²−(y−⅓)²} − 3e^{−x²−(y−5/3)²} − 5e^{−(x−1)²−y²} − 5e^{−(x+1)²−y²} + x⁴/5 + (y−⅓)⁴/5",
    source: "Metzner, Schütte, Vanden-Eijnden, J. Chem. Phys. 125, 084110 (2006); deeptime's triple_well_2d",
    example: "potential: {kind: triple-well-2d}"
  ) { (_) throws(Problem) in TripleWell2D() }
}
