// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Settings

/// f = 0 in a box with mirrors for walls: L on a side, εL along the first k coordinates.
///
/// Its entropy is d ln L + k ln ε: linear in the number k of constraints. The mean time to hit a ball of radius ρ ≪ εL in its
/// inside is V/(θ(d − 2)ω_d ρ^{d−2}) for d ≥ 3, with V = Lᵈεᵏ and ω_d = 2π^{d/2}/Γ(d/2): exponential in k.
public struct Cube: Potential {
  /// d ≥ 1.
  public let dimension: Int
  /// The side L > 0.
  public let length: Double
  /// How many coordinates are confined, 0 ≤ k ≤ d.
  public let constraints: Int
  /// The fraction ε of L that is left to them, 0 < ε ≤ 1.
  public let fraction: Double
  /// What the coordinate axes end in.
  public let boundaries: [Boundary]

  /// A cube of side L, cut to εL along its first k coordinates.
  ///
  /// - Throws: a problem at `constraints` when there are more of them than coordinates, at `fraction` when it is zero.
  public init(dimension: Int = 3, length: Double = 1, constraints: Int = 0, fraction: Double = 0.5) throws(Problem) {
    guard constraints <= dimension else {
      throw Problem(
        "constraints is \(constraints); it must be at most \(dimension), the number of coordinates.", at: "constraints")
    }
    guard fraction > 0 else { throw Problem("fraction is \(fraction.shortest); it must be positive.", at: "fraction") }
    self.dimension = dimension
    self.length = length
    self.constraints = constraints
    self.fraction = fraction
    let sides = (0..<dimension).map { $0 < constraints ? fraction * length : length }
    self.sides = sides
    boundaries = sides.map { .reflecting(lower: 0, upper: $0) }
  }

  private let sides: [Double]

  /// f at one point.
  public func energy(at position: Span<Double>) -> Double { 0 }
  /// ∇f at one point.
  public func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    for c in 0..<dimension { gradient[c] = 0 }
  }
  /// The Hessian at one point, row by row.
  public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    for i in 0..<dimension * dimension { hessian[i] = 0 }
  }
  /// ∇f for a block of walkers.
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    for i in 0..<walkers * dimension { gradients[i] = 0 }
  }
  /// f for a block of walkers.
  public func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    for w in 0..<walkers { energies[w] = 0 }
  }

  /// The whole box, called `cube`; its core is a ball of a tenth of the shortest side about the middle.
  public var wells: [Well] {
    let middle = sides.map { $0 / 2 }
    return [
      Well(
        name: "cube", minimum: middle, region: .box(lower: Array(repeating: 0, count: dimension), upper: sides),
        core: .ball(center: middle, radius: 0.1 * (sides.min() ?? length)))
    ]
  }
  /// Where it is drawn and searched.
  public var window: [ClosedRange<Double>] { sides.map { 0...$0 } }

  /// The mean time to hit a ball inside from far away, V/(θ(d − 2)ω_d ρ^{d−2}); `nil` for d < 3.
  ///
  /// - Parameters:
  ///   - radius: ρ, small against the shortest side.
  ///   - temperature: θ.
  package func searchTime(radius: Double, temperature: Double) -> Double? {
    guard dimension >= 3 else { return nil }
    let d = Double(dimension)
    let sphere = 2 * pow(.pi, d / 2) / tgamma(d / 2)
    return sides.reduce(1, *) / (temperature * (d - 2) * sphere * pow(radius, d - 2))
  }

  /// What is known of it exactly.
  public var knownAnswers: [KnownAnswer] {
    let entropy = Double(dimension) * log(length) + Double(constraints) * log(fraction)
    return [KnownAnswer("entropy", "any β", entropy, accuracy: 1e-14, source: "exact")]
  }

  /// S = d ln L + k ln ε of the whole box, along the number of constraints.
  public func law(of quantity: ParameterLaw.Quantity, along parameter: String) -> ParameterLaw? {
    guard parameter == "constraints", quantity == .entropy(of: "cube") else { return nil }
    return ParameterLaw(
      "d ln L + k ln ε, ε = \(fraction.shortest)",
      Double(dimension) * log(length) + Double(constraints) * log(fraction))
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "cube", summary: "a flat box with mirrors for walls, confined along some of its coordinates",
    formula: "f = 0 for 0 ≤ xᵢ ≤ fraction·length (i ≤ constraints), 0 ≤ xᵢ ≤ length (others)",
    parameters: [
      .integer("dimension", default: 3, .between(1, 100_000), "number of coordinates"),
      .number("length", default: 1, .positive, "length of an unconstrained side"),
      .integer("constraints", default: 0, .nonNegative, "how many coordinates are confined"),
      .number(
        "fraction", default: 0.5, .between(0, 1),
        "what is left of the length along a confined coordinate"),
    ],
    source: "exact", example: "potential: {kind: cube, dimension: 3, constraints: 1}"
  ) { (values) throws(Problem) in
    try Cube(
      dimension: values.integer("dimension"), length: values.number("length"),
      constraints: values.integer("constraints"), fraction: values.number("fraction"))
  }
}
