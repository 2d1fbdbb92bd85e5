// SPDX-License-Identifier: GPL-3.0-or-later
import RavineLaboratory

/// f(x) = a·x⁴/4: one well, flatter at its bottom than any parabola.
struct QuarticWell: LinePotential {
  /// The stiffness a > 0.
  let stiffness: Double

  func energy<Lane: Lanes>(_ x: Lane) -> Lane { stiffness / 4 * x.squared.squared }
  func slope<Lane: Lanes>(_ x: Lane) -> Lane { stiffness * x.squared * x }

  /// Where it is drawn and searched for wells.
  var window: [ClosedRange<Double>] { [-3...3] }

  static let entry = CatalogueEntry<any Potential>(
    name: "quartic-well", summary: "a single quartic well", formula: "f(x) = stiffness·x⁴/4",
    parameters: [.number("stiffness", default: 1, .positive, "strength of the well")],
    source: "textbook", example: "potential: {kind: quartic-well, stiffness: 2}"
  ) { (values) throws(Problem) in QuarticWell(stiffness: values.number("stiffness")) }
}
