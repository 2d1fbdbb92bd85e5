// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f(x) = 4(x⁸ + 0.8e^{−80x²} + 0.2e^{−80(x−½)²} + 0.5e^{−40(x+½)²}): four wells on [−1, 1].
public struct Prinz: LinePotential {
  /// `outer-left`, `inner-left`, `inner-right` and `outer-right`.
  public private(set) var wells: [Well] = []
  /// The saddles between the wells.
  public private(set) var saddles: [Saddle] = []

  /// Four wells, named from left to right.
  public init() {
    let line = LineWells(of: self, named: ["outer-left", "inner-left", "inner-right", "outer-right"])
    wells = line.wells
    saddles = line.saddles
  }

  /// The three Gaussians without their amplitudes: middle, right, left.
  private func gaussians<Lane: Lanes>(_ x: Lane) -> (Lane, Lane, Lane) {
    let left = -40 * (x + 0.5).squared
    let all = exp(-80 * x.squared, -80 * (x - 0.5).squared, left, left)
    return (all.0, all.1, all.2)
  }

  /// f(x).
  public func energy<Lane: Lanes>(_ x: Lane) -> Lane {
    let (middle, right, left) = gaussians(x)
    let wall: Lane = x.squared.squared.squared
    let first: Lane = wall + 0.8 * middle
    let second: Lane = first + 0.2 * right
    return 4 * (second + 0.5 * left)
  }

  /// f′(x).
  public func slope<Lane: Lanes>(_ x: Lane) -> Lane {
    let (middle, right, left) = gaussians(x)
    let wall = 8 * x * x.squared * x.squared.squared
    let rightSide: Lane = 32 * (x - 0.5) * right
    let sides: Lane = rightSide + 40 * (x + 0.5) * left
    let inner: Lane = wall - 128 * x * middle
    return 4 * (inner - sides)
  }

  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { [-1.2...1.2] }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "prinz", summary: "four wells of unequal depth in one dimension, a test of Markov models",
    formula: "f(x) = 4(x⁸ + 0.8e^{−80x²} + 0.2e^{−80(x−½)²} + 0.5e^{−40(x+½)²})",
    source: "Prinz et al., J. Chem. Phys. 134, 174105 (2011)", example: "potential: {kind: prinz}"
  ) { (_) throws(Problem) in Prinz() }
}
