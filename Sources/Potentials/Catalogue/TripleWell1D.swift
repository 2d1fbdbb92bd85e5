// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f(x) = 5 − 24.82x + 41.4251x² − 27.5344x³ + 8.53128x⁴ − 1.24006x⁵ + 0.0684x⁶: three wells on [0, 6].
public struct TripleWell1D: LinePotential {
  /// `left`, `middle` and `right`.
  public private(set) var wells: [Well] = []
  /// The saddles between the wells.
  public private(set) var saddles: [Saddle] = []

  /// Three wells, named from left to right.
  public init() {
    let line = LineWells(of: self, named: ["left", "middle", "right"])
    wells = line.wells
    saddles = line.saddles
  }

  // Horner's rule, a line a power.
  /// f(x).
  public func energy<Lane: Lanes>(_ x: Lane) -> Lane {
    var f = 0.0684 * x - 1.24006
    f = f * x + 8.53128
    f = f * x - 27.5344
    f = f * x + 41.4251
    f = f * x - 24.82
    return f * x + 5
  }

  /// f′(x).
  public func slope<Lane: Lanes>(_ x: Lane) -> Lane {
    var slope = 0.4104 * x - 6.2003
    slope = slope * x + 34.12512
    slope = slope * x - 82.6032
    slope = slope * x + 82.8502
    return slope * x - 24.82
  }

  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { [-0.5...6.5] }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "triple-well-1d", summary: "a sextic polynomial with three wells on [0, 6]",
    formula: "f(x) = 5 − 24.82x + 41.4251x² − 27.5344x³ + 8.53128x⁴ − 1.24006x⁵ + 0.0684x⁶",
    source:
      "deeptime's triple_well_1d; the slope is the exact derivative of this energy, deeptime's differs in the sixth digit",
    example: "potential: {kind: triple-well-1d}"
  ) { (_) throws(Problem) in TripleWell1D() }
}
