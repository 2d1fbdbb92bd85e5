// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f(x, y) = h(x² − 1)² + h(y² − 1)²: four equal wells on the corners of a square, four saddles on its sides.
public struct QuadrupleWell: PlanarPotential {
  /// The barrier h > 0 between neighbors.
  public let barrier: Double

  /// Four equal wells.
  public init(barrier: Double = 1) { self.barrier = barrier }

  /// f(x, y).
  public func energy<Lane: Lanes>(_ x: Lane, _ y: Lane) -> Lane {
    barrier * ((x * x - 1).squared + (y * y - 1).squared)
  }

  /// (∂f/∂x, ∂f/∂y).
  public func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane) {
    (4 * barrier * x * (x * x - 1), 4 * barrier * y * (y * y - 1))
  }

  /// `lower-left`, `lower-right`, `upper-left` and `upper-right`.
  public var wells: [Well] {
    [("lower-left", -1.0, -1.0), ("lower-right", 1, -1), ("upper-left", -1, 1), ("upper-right", 1, 1)].map {
      name, x, y in
      let quadrant = Region.all([.halfSpace(normal: [x, 0], offset: 0), .halfSpace(normal: [0, y], offset: 0)])
      return Well(name: name, minimum: [x, y], region: quadrant)
    }
  }
  /// The saddles between the wells.
  public var saddles: [Saddle] {
    [
      Saddle(position: [0, -1], connects: ["lower-left", "lower-right"]),
      Saddle(position: [0, 1], connects: ["upper-left", "upper-right"]),
      Saddle(position: [-1, 0], connects: ["lower-left", "upper-left"]),
      Saddle(position: [1, 0], connects: ["lower-right", "upper-right"]),
    ]
  }
  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { [-2...2, -2...2] }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "quadruple-well", summary: "four equal wells on the corners of a square",
    formula: "f(x, y) = barrier·[(x² − 1)² + (y² − 1)²]",
    parameters: [
      .number("barrier", default: 1, .positive, "height of the barrier between neighbors").measured(in: .energy)
    ],
    source: "deeptime's quadruple_well", example: "potential: {kind: quadruple-well}"
  ) { (values) throws(Problem) in QuadrupleWell(barrier: values.number("barrier")) }
}
