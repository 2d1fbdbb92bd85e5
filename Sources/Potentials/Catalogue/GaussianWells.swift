// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
public import Settings

/// f(x) = −Σ Dᵢ exp(−|x − cᵢ|²/2wᵢ²) + ½κ|x|²: Gaussian wells anywhere, in a weak confinement.
///
/// Minima, saddles and the planes between the wells are found by search, each well's minimum by descent from its center.
public struct GaussianWells: Potential {
  /// One of the wells.
  public struct Hole: Sendable, Equatable {
    /// What scenarios call it.
    public var name: String
    /// c, its center.
    public var center: [Double]
    /// D > 0, an energy.
    public var depth: Double
    /// w > 0, the standard deviation of the Gaussian.
    public var width: Double

    /// A Gaussian well.
    public init(name: String, center: [Double], depth: Double, width: Double) {
      self.name = name
      self.center = center
      self.depth = depth
      self.width = width
    }
  }

  /// The wells.
  public let holes: [Hole]
  /// κ > 0.
  public let confinement: Double
  /// The number of coordinates.
  public let dimension: Int
  /// By the names of the holes; others that the search finds are `well-1`, `well-2`, ….
  public private(set) var wells: [Well] = []
  /// The saddles between the wells.
  public private(set) var saddles: [Saddle] = []

  /// Gaussian wells.
  ///
  /// - Throws: a problem below `wells` when there is none, when the centers' dimensions differ, when a name stands twice, or
  ///   when a well has no minimum of its own.
  public init(_ holes: [Hole], confinement: Double = 0.02) throws(Problem) {
    guard let first = holes.first, !first.center.isEmpty else {
      throw Problem("wells is an empty list; give at least one well with a center.", at: "wells")
    }
    for (i, hole) in holes.enumerated() {
      guard hole.center.count == first.center.count else {
        throw Problem(
          "center has \(hole.center.count) coordinates; that of the first well has \(first.center.count).",
          at: SettingPath(["wells", "\(i)", "center"]))
      }
      guard !holes[..<i].contains(where: { $0.name == hole.name }) else {
        throw Problem("the name '\(hole.name)' stands twice.", at: SettingPath(["wells", "\(i)", "name"]))
      }
    }
    self.holes = holes
    self.confinement = confinement
    dimension = first.center.count
    let landscape = try search()
    wells = landscape.wells
    saddles = landscape.saddles
  }

  private func search() throws(Problem) -> Landscape {
    var owner: [(name: String, minimum: [Double])] = []
    for (i, hole) in holes.enumerated() {
      let minimum = StationaryPoint.minimum(of: self, from: hole.center)?.position
      guard let minimum, (minimum - hole.center).length < 2 * hole.width,
        !owner.contains(where: { ($0.minimum - minimum).length < searchReach / 100 })
      else {
        throw Problem(
          "well '\(hole.name)' has no minimum of its own; make it deeper or move it away from the others.",
          at: SettingPath(["wells", "\(i)"]))
      }
      owner.append((hole.name, minimum))
    }
    var landscape = Landscape.search(self, from: holes.map(\.center))
    var renamed: [String: String] = [:]
    for i in landscape.wells.indices {
      let own = owner.first { ($0.minimum - landscape.wells[i].minimum).length < searchReach / 50 }
      guard let own else { continue }
      renamed[landscape.wells[i].name] = own.name
      landscape.wells[i].name = own.name
    }
    for i in landscape.saddles.indices {
      landscape.saddles[i].connects = landscape.saddles[i].connects.map { renamed[$0] ?? $0 }
    }
    return landscape
  }

  /// f at one point.
  public func energy(at position: Span<Double>) -> Double {
    var result = 0.0
    forEachHole(1, at: position) { _, _, part in result -= part }
    for c in 0..<dimension { result += 0.5 * confinement * position[c] * position[c] }
    return result
  }

  /// f for a block of walkers.
  public func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    for w in 0..<walkers { energies[w] = 0 }
    energies.withUnsafeMutableBufferPointer { result in
      forEachHole(walkers, at: positions) { _, w, part in result[w] -= part }
      for c in 0..<dimension {
        for w in 0..<walkers {
          result[w] += 0.5 * confinement * positions[c * walkers + w] * positions[c * walkers + w]
        }
      }
    }
  }

  /// ∇f at one point.
  public func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    gradients(walkers: 1, at: position, into: &gradient)
  }

  /// ∇f for a block of walkers.
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    for i in 0..<dimension * walkers { gradients[i] = confinement * positions[i] }
    gradients.withUnsafeMutableBufferPointer { slope in
      forEachHole(walkers, at: positions) { hole, w, part in
        let force = part / (hole.width * hole.width)
        for c in 0..<dimension { slope[c * walkers + w] += force * (positions[c * walkers + w] - hole.center[c]) }
      }
    }
  }

  /// The Hessian at one point, row by row.
  public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let d = dimension
    hessian.withUnsafeMutableBufferPointer { hessian in
      for i in 0..<d { for j in 0..<d { hessian[i * d + j] = i == j ? confinement : 0 } }
      forEachHole(1, at: position) { hole, _, part in
        let inverse = 1 / (hole.width * hole.width)
        for i in 0..<d {
          hessian[i * d + i] += part * inverse
          for j in 0..<d {
            let product = (position[i] - hole.center[i]) * (position[j] - hole.center[j])
            hessian[i * d + j] -= part * inverse * inverse * product
          }
        }
      }
    }
  }

  /// Calls the body with each hole, walker and Dᵢ exp(−|x − cᵢ|²/2wᵢ²).
  @inline(__always)
  private func forEachHole(_ walkers: Int, at positions: Span<Double>, _ body: (Hole, Int, Double) -> Void) {
    let size = 64
    withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { exponents in
      guard let start = exponents.baseAddress else { return }
      for hole in holes {
        let scale = -0.5 / (hole.width * hole.width)
        for first in stride(from: 0, to: walkers, by: size) {
          let count = min(size, walkers - first)
          for w in 0..<count { exponents[w] = 0 }
          for c in 0..<dimension {
            for w in 0..<count {
              let offset = positions[c * walkers + first + w] - hole.center[c]
              exponents[w] += scale * offset * offset
            }
          }
          ravine_exp(start, start, count)
          for w in 0..<count { body(hole, first + w, hole.depth * exponents[w]) }
        }
      }
    }
  }

  /// Three widths around every center.
  public var window: [ClosedRange<Double>] {
    (0..<dimension).map { c in
      let low = holes.map { $0.center[c] - 3 * $0.width }.min() ?? -1
      let high = holes.map { $0.center[c] + 3 * $0.width }.max() ?? 1
      return low...high
    }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "gaussian-wells", summary: "any number of Gaussian wells of given centers, depths and widths",
    formula: "f(x) = −Σ depthᵢ·exp(−|x − centerᵢ|²/2widthᵢ²) + ½·confinement·|x|²",
    parameters: [
      Parameter(
        "wells",
        .list(
          .record([
            Parameter(
              "name", .text(among: []), default: .text(""), "what scenarios call it; well-1, well-2, … if not given"),
            .numbers("center", default: nil, "position of the center, one number a coordinate"),
            .number("depth", default: 1, .positive, "depth, an energy").measured(in: .energy),
            .number("width", default: 0.5, .positive, "standard deviation of the Gaussian").measured(in: .length),
          ])),
        default: .list([hole("narrow", -1, 1.1, 0.3), hole("wide", 1, 1, 0.6)]), "the wells"),
      .number("confinement", default: 0.02, .positive, "stiffness of the harmonic confinement"),
    ],
    source: "the narrow and the wide minimum of the flatness debate, as a toy",
    example: "potential: {kind: gaussian-wells, wells: [{name: a, center: [-1, 0]}, {name: b, center: [1, 0]}]}"
  ) { (values) throws(Problem) in
    let holes = (values["wells"].asList ?? []).enumerated().map { index, value in
      let record = Parameters((value.asRecord ?? Record()).entries.map { ($0.key, $0.value) })
      let name = record.text("name")
      return Hole(
        name: name.isEmpty ? "well-\(index + 1)" : name, center: record.numbers("center"),
        depth: record.number("depth"), width: record.number("width"))
    }
    return try GaussianWells(holes, confinement: values.number("confinement"))
  }

  private static func hole(_ name: String, _ x: Double, _ depth: Double, _ width: Double) -> Value {
    .record(
      Record([
        ("name", .text(name)), ("center", .list([.number(x), .number(0)])), ("depth", .number(depth)),
        ("width", .number(width)),
      ]))
  }
}
