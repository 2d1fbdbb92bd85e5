// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// f(x, y) = h(x² − 1)² + ½ky²: the quartic double well with a harmonic second coordinate.
public struct DoubleWell2D: PlanarPotential {
  /// The barrier h > 0.
  public let barrier: Double
  /// The stiffness k > 0 of the second coordinate.
  public let stiffness: Double

  /// A double well in the plane.
  public init(barrier: Double = 1, stiffness: Double = 2) {
    self.barrier = barrier
    self.stiffness = stiffness
  }

  /// f(x, y).
  public func energy<Lane: Lanes>(_ x: Lane, _ y: Lane) -> Lane {
    barrier * (x * x - 1).squared + 0.5 * stiffness * y * y
  }

  /// (∂f/∂x, ∂f/∂y).
  public func gradient<Lane: Lanes>(_ x: Lane, _ y: Lane) -> (Lane, Lane) {
    (4 * barrier * x * (x * x - 1), stiffness * y)
  }

  /// `left` and `right`.
  public var wells: [Well] {
    [
      Well(name: "left", minimum: [-1, 0], region: .halfSpace(normal: [-1, 0], offset: 0)),
      Well(name: "right", minimum: [1, 0], region: .halfSpace(normal: [1, 0], offset: 0)),
    ]
  }
  /// The saddles between the wells.
  public var saddles: [Saddle] { [Saddle(position: [0, 0], connects: ["left", "right"])] }
  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] {
    let height = 2 * max(1, (2 / stiffness).squareRoot())
    return [-2...2, -height...height]
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "double-well-2d", summary: "the quartic double well with a harmonic second coordinate",
    formula: "f(x, y) = barrier·(x² − 1)² + ½·stiffness·y²",
    parameters: [
      .number("barrier", default: 1, .positive, "height of the barrier").measured(in: .energy),
      .number("stiffness", default: 2, .positive, "stiffness of the second coordinate"),
    ],
    source: "deeptime's double_well_2d", example: "potential: {kind: double-well-2d}"
  ) { (values) throws(Problem) in
    DoubleWell2D(barrier: values.number("barrier"), stiffness: values.number("stiffness"))
  }
}
