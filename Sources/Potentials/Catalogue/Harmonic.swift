// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// f(x) = ½ Σ kᵢxᵢ²: the harmonic well in d dimensions.
///
/// F = −(θ/2) Σ ln(2πθ/kᵢ) and S = (d/2)(1 + ln 2πθ) − ½ Σ ln kᵢ exactly.
public struct Harmonic: Potential {
  /// The stiffnesses kᵢ > 0, one a coordinate.
  public let stiffness: [Double]

  /// A harmonic well.
  ///
  /// - Throws: a problem at `stiffness` when there is none or one is not positive.
  public init(stiffness: [Double] = [1]) throws(Problem) {
    guard !stiffness.isEmpty else {
      throw Problem("stiffness is an empty list; give one number a coordinate.", at: "stiffness")
    }
    for (i, value) in stiffness.enumerated() where !(value > 0) {
      throw Problem(
        "stiffness \(i + 1) is \(value.shortest); it must be positive.", at: SettingPath(["stiffness", "\(i)"]))
    }
    self.stiffness = stiffness
  }

  /// The number of coordinates.
  public var dimension: Int { stiffness.count }

  /// f at one point.
  public func energy(at position: Span<Double>) -> Double {
    var sum = 0.0
    for i in 0..<dimension { sum += 0.5 * stiffness[i] * position[i] * position[i] }
    return sum
  }

  /// ∇f at one point.
  public func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    for i in 0..<dimension { gradient[i] = stiffness[i] * position[i] }
  }

  /// The Hessian at one point, row by row.
  public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let d = dimension
    for i in 0..<d { for j in 0..<d { hessian[i * d + j] = i == j ? stiffness[i] : 0 } }
  }

  /// ∇f for a block of walkers.
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    for i in 0..<dimension {
      let k = stiffness[i]
      for w in i * walkers..<(i + 1) * walkers { gradients[w] = k * positions[w] }
    }
  }

  /// `well`.
  public var wells: [Well] {
    let origin = [Double](repeating: 0, count: dimension)
    return [Well(name: "well", minimum: origin, region: .everywhere(dimension))]
  }

  /// Five standard deviations at θ = 1.
  public var window: [ClosedRange<Double>] { stiffness.map { -5 / $0.squareRoot()...5 / $0.squareRoot() } }

  /// What is known of it exactly.
  public var knownAnswers: [KnownAnswer] {
    var logarithms = 0.0
    for k in stiffness { logarithms += Double.logarithm(2 * .pi / k) }
    return [
      KnownAnswer("free-energy", "θ = 1", -logarithms / 2, accuracy: 1e-14, source: "exact"),
      KnownAnswer("energy", "θ = 1", Double(dimension) / 2, accuracy: 1e-15, source: "exact"),
      KnownAnswer("entropy", "θ = 1", (Double(dimension) + logarithms) / 2, accuracy: 1e-14, source: "exact"),
    ]
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "harmonic", summary: "a harmonic well in any number of dimensions", formula: "f(x) = ½ Σ kᵢxᵢ²",
    parameters: [.numbers("stiffness", default: [1], "the kᵢ, one a coordinate, all positive")],
    source: "textbook", example: "potential: {kind: harmonic, stiffness: [1, 4]}"
  ) { (values) throws(Problem) in try Harmonic(stiffness: values.numbers("stiffness")) }
}
