// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics
package import Training

/// Two symbols that a network is asked about.
package struct SymbolPair: Sendable, Hashable {
  /// The first operand.
  package var first: Int
  /// The second operand.
  package var second: Int

  /// The pair of two symbols by their numbers.
  package init(_ first: Int, _ second: Int) {
    self.first = first
    self.second = second
  }
}

extension Examples {
  /// The two operands of each example; `nil` unless the inputs begin with two symbols.
  package var symbolPairs: [SymbolPair]? {
    guard case .symbols(let symbols, let width, _) = inputs, width >= 2 else { return nil }
    return stride(from: 0, to: symbols.count - width + 1, by: width).map {
      SymbolPair(Int(symbols[$0]), Int(symbols[$0 + 1]))
    }
  }
}

extension Algebra {
  /// How many symbols there are.
  package var symbols: Int {
    switch self {
    case .addition(let symbols): symbols
    case .modular(let modulus): modulus
    case .group(_, let order): order
    }
  }

  /// The sum or product of two symbols; of `.modular`, the sum.
  package func combined(_ first: Int, _ second: Int) -> Int {
    switch self {
    case .addition: first + second
    case .modular(let modulus): (first + second) % modulus
    case .group(let table, let order): Int(table[first * order + second])
    }
  }
}

/// How a structured representation would join two symbols, so that pairs of equal answers are joined alike.
package enum PairCombination: String, Sendable, Equatable, CaseIterable {
  /// E_a + E_b, each dimension of E at zero mean and unit (n − 1) deviation: parallelograms, for addition without modulus.
  case sum
  /// z_a·z_b of points in a plane as complex numbers, centered, with mean square 1: a clock, for addition modulo p.
  case rotation
  /// E_a·E_b of square matrices, row-major; each entry of the product at zero mean and unit deviation over all pairs: for groups.
  case matrixProduct = "matrix-product"
}

/// The pairs of a representation, joined, and how far two of them are apart.
struct JoinedPairs {
  let combination: PairCombination
  let symbols: Int
  /// Numbers of a joined pair.
  let width: Int
  /// The normalized representation, or for matrices the normalized products of all pairs, pair a·n + b.
  private let values: [Double]

  init(_ representation: Representation, _ combination: PairCombination) throws(NotApplicable) {
    self.combination = combination
    symbols = representation.symbols
    switch combination {
    case .sum:
      let standard = try representation.standardized()
      width = standard.width
      values = standard.values
    case .rotation:
      guard representation.width == 2 else { throw NotApplicable("rotations need a representation in a plane") }
      let points = representation.centered
      let square = points.reduce(0) { $0 + $1 * $1 } / Double(symbols)
      guard square > 0 else { throw NotApplicable("all symbols are represented alike") }
      width = 2
      values = points.map { $0 / square.squareRoot() }
    case .matrixProduct:
      let order = Int(Double(representation.width).squareRoot().rounded())
      guard order * order == representation.width else {
        throw NotApplicable("a row of \(representation.width) numbers is no square matrix")
      }
      let products = try Representation(
        Self.products(of: representation, order: order), symbols: symbols * symbols, width: representation.width
      ).standardized()
      width = products.width
      values = products.values
    }
  }

  /// Whether a pair and its swap are joined alike whatever the representation.
  var commutes: Bool { combination != .matrixProduct }

  /// Whether the mean squared difference of two joined pairs over their dimensions is below a limit.
  func agree(_ one: SymbolPair, _ other: SymbolPair, below limit: Double) -> Bool {
    let most = limit * Double(width)
    var square = 0.0
    switch combination {
    case .sum:
      let (a, b) = (one.first * width, one.second * width)
      let (c, d) = (other.first * width, other.second * width)
      for index in 0..<width {
        let defect = values[a + index] + values[b + index] - values[c + index] - values[d + index]
        square += defect * defect
        if square >= most { return false }
      }
    case .rotation:
      let (z, w) = (rotated(one), rotated(other))
      square = (z.x - w.x) * (z.x - w.x) + (z.y - w.y) * (z.y - w.y)
    case .matrixProduct:
      let (a, b) = ((one.first * symbols + one.second) * width, (other.first * symbols + other.second) * width)
      for index in 0..<width {
        let defect = values[a + index] - values[b + index]
        square += defect * defect
        if square >= most { return false }
      }
    }
    return square < most
  }

  private func rotated(_ pair: SymbolPair) -> (x: Double, y: Double) {
    let (a, b) = (2 * pair.first, 2 * pair.second)
    return (
      values[a] * values[b] - values[a + 1] * values[b + 1], values[a] * values[b + 1] + values[a + 1] * values[b]
    )
  }

  private static func products(of representation: Representation, order: Int) -> [Double] {
    let (n, width, values) = (representation.symbols, representation.width, representation.values)
    var result = [Double](repeating: 0, count: n * n * width)
    for pair in 0..<(n * n) {
      let (a, b) = (pair / n * width, pair % n * width)
      for row in 0..<order {
        for column in 0..<order {
          result[pair * width + row * order + column] = (0..<order).reduce(0) {
            $0 + values[a + row * order + $1] * values[b + $1 * order + column]
          }
        }
      }
    }
    return result
  }
}
