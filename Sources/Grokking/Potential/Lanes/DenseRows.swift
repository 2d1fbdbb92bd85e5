// SPDX-License-Identifier: GPL-3.0-or-later
import Training

/// The examples of a loss as plain numbers: inputs and targets, row by row.
struct DenseRows: Sendable {
  /// Features, or the symbols as whole numbers; row-major.
  private(set) var inputs: [Double] = []
  /// How many numbers an input has.
  private(set) var inputWidth = 0
  /// What outputs are compared with, row-major; empty where answers are classes.
  private(set) var targets: [Double] = []
  /// The class of each row; empty for a squared error.
  private(set) var labels: [Int] = []
  /// The width of the outputs.
  private(set) var outputWidth = 0
  /// How many rows there are.
  private(set) var count = 0
  /// What the sum over the rows is multiplied with.
  let scale: Double
  /// What is added to the sum: squares that no weights can change.
  private(set) var rest = 0.0

  /// The rows of some examples.
  ///
  /// - Returns: `nil` for losses that compare outputs with random codes.
  init?(_ examples: Examples, loss: Loss, rows: [Int32]) {
    guard let width = try? loss.outputWidth(for: examples.targets) else { return nil }
    outputWidth = width
    count = rows.count
    switch examples.inputs {
    case .features(let features, let width):
      inputWidth = width
      inputs = rows.flatMap { features[Int($0) * width..<(Int($0) + 1) * width] }
    case .symbols(let symbols, let width, _):
      inputWidth = width
      inputs = rows.flatMap { symbols[Int($0) * width..<(Int($0) + 1) * width].map(Double.init) }
    }
    switch (loss, examples.targets) {
    case (.crossEntropy, .labels(let list, _)):
      labels = rows.map { Int(list[Int($0)]) }
      scale = 1 / Double(rows.count)
    case (.squaredError(let mean, .oneHot), .labels(let list, let classes)):
      targets = rows.flatMap { row in (0..<classes).map { $0 == Int(list[Int(row)]) ? 1 : 0 } }
      scale = 1 / Double(mean == .elements ? rows.count * width : rows.count)
    case (.squaredError(let mean, .oneHot), .vectors(let vectors, let width)):
      targets = rows.flatMap { vectors[Int($0) * width..<(Int($0) + 1) * width] }
      scale = 1 / Double(mean == .elements ? rows.count * width : rows.count)
    default: return nil
    }
  }

  /// The same sum of squares for all linear maps from as few rows as inputs have numbers.
  ///
  /// Householder's reflections Q of the rows of [X Y] leave |XPᵀ − Y|² as it is and bring X to triangular form; the rows
  /// below hold parts of Y alone, which are the least squares' residual.
  func reduced() -> DenseRows {
    let (m, width) = (inputWidth, inputWidth + outputWidth)
    guard labels.isEmpty, count > m else { return self }
    var table = [Double](repeating: 0, count: count * width)
    for row in 0..<count {
      for c in 0..<m { table[row * width + c] = inputs[row * m + c] }
      for c in 0..<outputWidth { table[row * width + m + c] = targets[row * outputWidth + c] }
    }
    for pivot in 0..<m {
      var square = 0.0
      for row in pivot..<count { square += table[row * width + pivot] * table[row * width + pivot] }
      guard square > 0 else { continue }
      let head = table[pivot * width + pivot]
      let length = head > 0 ? -square.squareRoot() : square.squareRoot()
      var mirror = (pivot..<count).map { table[$0 * width + pivot] }
      mirror[0] -= length
      let norm = square - head * length
      guard norm > 0 else { continue }
      for c in pivot..<width {
        var product = 0.0
        for row in pivot..<count { product += mirror[row - pivot] * table[row * width + c] }
        for row in pivot..<count { table[row * width + c] -= product / norm * mirror[row - pivot] }
      }
      for row in pivot..<count { table[row * width + pivot] = row == pivot ? length : 0 }
    }
    var result = self
    result.count = m
    result.inputs = (0..<m).flatMap { row in table[row * width..<row * width + m] }
    result.targets = (0..<m).flatMap { row in table[row * width + m..<(row + 1) * width] }
    for row in m..<count {
      for c in m..<width { result.rest += table[row * width + c] * table[row * width + c] }
    }
    return result
  }
}
