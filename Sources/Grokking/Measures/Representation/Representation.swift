// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// What a network makes of the symbols: a row of numbers for each.
package struct Representation: Sendable, Equatable {
  /// symbols × width numbers, row by row, all finite.
  package let values: [Double]
  /// How many symbols there are, at least two.
  package let symbols: Int
  /// How many numbers stand for a symbol.
  package let width: Int

  /// A representation from numbers in any precision.
  ///
  /// - Parameters:
  ///   - values: row by row; rows beyond the given symbols, such as those of an equals sign, are left out.
  ///   - symbols: how many of the rows are symbols.
  ///   - width: the length of a row.
  /// - Throws: `NotApplicable` if there are fewer rows, fewer than two symbols, or numbers that are not finite.
  package init<Number: BinaryFloatingPoint & Sendable>(
    _ values: some Sequence<Number>, symbols: Int, width: Int
  ) throws(NotApplicable) {
    let numbers = values.prefix(symbols * width).map(Double.init)
    guard symbols >= 2, width >= 1, numbers.count == symbols * width else {
      throw NotApplicable("\(numbers.count) numbers are no representation of \(symbols) symbols by \(width) each")
    }
    guard numbers.allSatisfy(\.isFinite) else {
      throw NotApplicable("the representation holds numbers that are not finite")
    }
    self.values = numbers
    self.symbols = symbols
    self.width = width
  }

  /// The rows of a named tensor of a network's flat vector, such as `embedding.weight`.
  ///
  /// - Parameters:
  ///   - tensor: the tensor of the embeddings.
  ///   - weights: the flat vector.
  ///   - symbols: how many symbols there are, beginning at `first`.
  ///   - first: the row or column of the first symbol.
  ///   - inColumns: whether symbols are columns, as the inputs of a linear map on two-hot vectors are.
  package init<Number: BinaryFloatingPoint & Sendable>(
    _ tensor: ParameterTensor, in weights: [Number], symbols: Int, first: Int = 0, inColumns: Bool = false
  ) throws(NotApplicable) {
    let rows = tensor.shape.first ?? 0
    let columns = tensor.count / max(rows, 1)
    let available = inColumns ? columns : rows
    guard tensor.range.upperBound <= weights.count, first >= 0, symbols >= 0, first + symbols <= available else {
      throw NotApplicable("the tensor \(tensor.name) does not hold \(symbols) symbols")
    }
    let width = inColumns ? rows : columns
    let numbers = (0..<(symbols * width)).map { index in
      let (symbol, feature) = (first + index / width, index % width)
      return weights[tensor.offset + (inColumns ? feature * columns + symbol : symbol * columns + feature)]
    }
    try self.init(numbers, symbols: symbols, width: width)
  }

  /// The row of a symbol.
  package func row(_ symbol: Int) -> ArraySlice<Double> { values[(symbol * width)..<((symbol + 1) * width)] }

  /// Each dimension less its mean over the symbols.
  package var centered: [Double] {
    var result = values
    for column in 0..<width {
      let places = stride(from: column, to: result.count, by: width)
      let mean = places.reduce(0) { $0 + result[$1] } / Double(symbols)
      for place in places { result[place] -= mean }
    }
    return result
  }

  /// Zero mean and unit (n − 1) deviation in every dimension that varies; dimensions that do not are left out.
  ///
  /// - Throws: `NotApplicable` if no dimension varies.
  package func standardized() throws(NotApplicable) -> Representation {
    let shifted = centered
    let size = shifted.reduce(0) { max($0, abs($1)) }
    let scale = values.reduce(0) { max($0, abs($1)) }
    var kept: [(column: Int, deviation: Double)] = []
    for column in 0..<width {
      let square = stride(from: column, to: shifted.count, by: width).reduce(0) { $0 + shifted[$1] * shifted[$1] }
      let deviation = (square / Double(symbols - 1)).squareRoot()
      // What is left of a constant after subtracting its mean is rounding.
      if deviation > 1e-13 * scale { kept.append((column, deviation)) }
    }
    guard size > 0, !kept.isEmpty else { throw NotApplicable("all symbols are represented alike") }
    let numbers = (0..<symbols).flatMap { symbol in
      kept.map { shifted[symbol * width + $0.column] / $0.deviation }
    }
    return try Representation(numbers, symbols: symbols, width: kept.count)
  }
}
