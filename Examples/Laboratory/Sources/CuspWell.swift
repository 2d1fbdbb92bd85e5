// SPDX-License-Identifier: GPL-3.0-or-later
import RavineLaboratory

/// f(x) = h(|x| − 1)²: two parabolas that meet in an edge at x = 0, with |x| rounded to √(x² + w²).
struct CuspWell: LinePotential {
  /// The height h > 0 of the edge.
  let barrier: Double
  /// The width w over which the edge is rounded, 0 < w < 1.
  let rounding: Double

  func energy<Lane: Lanes>(_ x: Lane) -> Lane {
    let distance = Lane.squareRoot(x.squared + rounding * rounding)
    return barrier * (distance - 1).squared
  }

  let window = [-2.5...2.5]

  var wells: [Well] {
    let x = (1 - rounding * rounding).squareRoot()
    return [
      Well(name: "left", minimum: [-x], region: .below(0), core: .below(-x)),
      Well(name: "right", minimum: [x], region: .above(0), core: .above(x)),
    ]
  }

  var saddles: [Saddle] { [Saddle(position: [0], connects: ["left", "right"])] }

  static let entry = CatalogueEntry<any Potential>(
    name: "cusp-well", summary: "two parabolas that meet in an edge",
    formula: "f(x) = barrier·(√(x² + rounding²) − 1)²",
    parameters: [
      .number("barrier", default: 1, .positive, "height of the edge"),
      .number("rounding", default: 0.01, .between(1e-6, 0.5), "width over which the edge is rounded"),
    ],
    source: "Kramers 1940, section 3", example: "potential: {kind: cusp-well, barrier: 1}"
  ) { (values) throws(Problem) in
    CuspWell(barrier: values.number("barrier"), rounding: values.number("rounding"))
  }
}
