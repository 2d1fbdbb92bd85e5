// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential given by a formula in text, its gradient and Hessian by symbolic differentiation.
///
/// At single points where the formula or its derivatives give no number, such as the center of √(x² + y²), they have their
/// limits. The formula is compiled to a list of operations that run over blocks of walkers at about the speed of written-out code.
/// Wells and saddles are searched for once, when they are first asked for.
public struct ExpressionPotential: SearchedPotential {
  /// The formula as it was given.
  public let formula: String
  /// The names of the coordinates.
  public let coordinates: [String]
  /// What the coordinate axes end in.
  public let boundaries: [Boundary]
  /// Where it is drawn and searched.
  public let window: [ClosedRange<Double>]
  /// Its wells and saddles.
  package private(set) var landscape = Landscape(wells: [], saddles: [])

  private let energyProgram: FormulaProgram
  private let gradientProgram: FormulaProgram
  private let curvatures: FormulaCurvatures
  /// Where it may jump, have no value, or become infinite.
  private(set) var singularities: FormulaSingularities
  /// Whether there may be points whose energy, slope or curvature is a limit.
  private let hasLimits: Bool

  /// The largest number of coordinates that a formula is differentiated by.
  public static let mostCoordinates = 1000

  /// Compiles a formula.
  ///
  /// - Parameters:
  ///   - formula: for instance `h*(x^2 - 1)^2`.
  ///   - coordinates: the names of the d coordinates.
  ///   - parameters: numbers by name.
  ///   - boundaries: one a coordinate; all free when empty.
  ///   - window: where to search for wells, one interval a coordinate; when empty, [−3, 3] or what the boundaries hold.
  /// - Throws: `FormulaError` when the formula cannot be read.
  public init(
    _ formula: String, coordinates: [String] = ["x"], parameters: [String: Double] = [:],
    boundaries: [Boundary] = [], window: [ClosedRange<Double>] = []
  ) throws(FormulaError) {
    guard coordinates.count <= Self.mostCoordinates else {
      throw FormulaError(
        1, "there are \(coordinates.count) coordinates; a formula has at most \(Self.mostCoordinates).")
    }
    var reader = FormulaReader(coordinates: coordinates, parameters: parameters)
    let energy = try reader.read(formula)
    let d = coordinates.count
    var graph = reader.graph
    let gradient = (0..<d).map { graph.derivative(of: energy, by: $0) }
    self.formula = formula
    self.coordinates = coordinates
    energyProgram = FormulaProgram(graph, inputs: d, results: [energy])
    gradientProgram = FormulaProgram(graph, inputs: d, results: gradient)
    curvatures = FormulaCurvatures(graph, gradient: gradient)
    let ends = boundaries.isEmpty ? Array(repeating: .free, count: d) : boundaries
    self.boundaries = ends
    let box = window.isEmpty ? ends.map(Self.window) : window
    self.window = box
    hasLimits = graph.mayBeUndefined[energy] || gradient.contains { graph.mayBeUndefined[$0] }
    singularities = FormulaSingularities(graph, of: energy, inputs: d, words: reader.words)
    singularities.keepPoles { Self.changesSign($0, within: Self.reach(of: ends, window: box)) }
    landscape = Landscape(searching: self)
  }

  /// The same potential with other names for its wells: each name goes to the well nearest to a position.
  ///
  /// - Returns: `nil` when two names go to the same well.
  package func naming(_ positions: [(name: String, position: [Double])]) -> ExpressionPotential? {
    let wells = wells
    var names: [String: String] = [:]
    for (name, position) in positions {
      let nearest = wells.min { distance(from: $0.minimum, to: position) < distance(from: $1.minimum, to: position) }
      guard let nearest, names[nearest.name] == nil else { return nil }
      names[nearest.name] = name
    }
    var renamed = self
    renamed.landscape.rename(names)
    return renamed
  }

  static func window(_ boundary: Boundary) -> ClosedRange<Double> {
    switch boundary {
    case .free: return -3...3
    case .periodic(let circle): return circle
    case .reflecting(let lower, let upper):
      if lower.isFinite, upper.isFinite { return lower...upper }
      return lower.isFinite ? lower...(lower + 6) : (upper - 6)...upper
    }
  }

  /// The named wells.
  public var wells: [Well] { landscape.wells }
  /// The saddles between the wells.
  public var saddles: [Saddle] { landscape.saddles }
  /// The number of coordinates.
  public var dimension: Int { coordinates.count }
  /// The names that the formula was written with.
  public var coordinateNames: [String] { coordinates }

  /// f at one point.
  public func energy(at position: Span<Double>) -> Double {
    var result = InlineArray<1, Double>(repeating: .nan)
    var span = result.mutableSpan
    run(energyProgram, walkers: 1, at: position, into: &span)
    return result[0]
  }
  /// ∇f at one point.
  public func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    run(gradientProgram, walkers: 1, at: position, into: &gradient)
  }
  /// The Hessian at one point, row by row.
  public func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    run(curvatures.program, walkers: 1, at: position, into: &hessian)
  }
  /// ∇f for a block of walkers.
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    run(gradientProgram, walkers: walkers, at: positions, into: &gradients)
  }
  /// f for a block of walkers.
  public func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    run(energyProgram, walkers: walkers, at: positions, into: &energies)
  }

  @inline(__always)
  private func run(
    _ program: FormulaProgram, walkers: Int, at positions: Span<Double>, into results: inout MutableSpan<Double>
  ) {
    program.run(walkers: walkers, at: positions, into: &results)
    if hasLimits {
      RemovableSingularity(program: program, window: window).mend(walkers: walkers, at: positions, &results)
    }
  }
}
