// SPDX-License-Identifier: GPL-3.0-or-later

/// A function of the coordinates given in text, such as `x + 0.5*y^2`.
///
/// Read and compiled as the formula of an `ExpressionPotential`, but nothing is differentiated and no wells are searched.
public struct Formula: Sendable {
  /// The formula as it was given.
  public let text: String
  private let program: FormulaProgram

  /// Compiles a formula.
  ///
  /// - Parameters:
  ///   - text: for instance `x + 0.5*y^2`.
  ///   - coordinates: the names of the d coordinates.
  ///   - parameters: numbers by name.
  /// - Throws: `FormulaError` when it cannot be read.
  public init(_ text: String, coordinates: [String], parameters: [String: Double] = [:]) throws(FormulaError) {
    var reader = FormulaReader(coordinates: coordinates, parameters: parameters)
    let value = try reader.read(text)
    self.text = text
    program = FormulaProgram(reader.graph, inputs: coordinates.count, results: [value])
  }

  /// The values at the positions of a block of walkers, coordinate-major, one number each.
  public func values(walkers: Int, at positions: Span<Double>, into values: inout MutableSpan<Double>) {
    program.run(walkers: walkers, at: positions, into: &values)
  }
}
