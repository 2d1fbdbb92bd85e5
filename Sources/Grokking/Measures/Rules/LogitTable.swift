// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics
package import Training

/// What a network answers to every ordered pair of symbols, seen or not.
package struct LogitTable: Sendable, Equatable {
  /// The logits of pair (a, b) at (a·symbols + b)·classes.
  package let logits: [Double]
  /// How many symbols there are.
  package let symbols: Int
  /// How many answers there are.
  package let classes: Int

  /// A table of the logits of all pairs, in any precision.
  ///
  /// - Throws: `NotApplicable` if the count is not symbols²·classes or a number is not finite.
  package init<Number: BinaryFloatingPoint & Sendable>(_ logits: [Number], symbols: Int, classes: Int)
    throws(NotApplicable)
  {
    guard symbols > 0, classes > 0, logits.count == symbols * symbols * classes else {
      throw NotApplicable(
        "\(logits.count) logits are not those of all pairs of \(symbols) symbols and \(classes) answers")
    }
    guard logits.allSatisfy(\.isFinite) else { throw NotApplicable("the logits hold numbers that are not finite") }
    self.logits = logits.map(Double.init)
    self.symbols = symbols
    self.classes = classes
  }

  init(unchecked logits: [Double], symbols: Int, classes: Int) {
    self.logits = logits
    self.symbols = symbols
    self.classes = classes
  }

  /// The answer to a pair: the first of the largest logits.
  package func answer(_ first: Int, _ second: Int) -> Int {
    let start = (first * symbols + second) * classes
    return (0..<classes).reduce(0) { logits[start + $1] > logits[start + $0] ? $1 : $0 }
  }

  /// −ln softmax(logits)[answer], averaged over pairs; not a number without pairs.
  ///
  /// - Parameters:
  ///   - pairs: the pairs to read, all by default.
  ///   - rule: the right answer to a pair.
  package func crossEntropy(over pairs: [SymbolPair]? = nil, rule: (Int, Int) -> Int) -> Double {
    let chosen = pairs ?? allPairs
    let sum = chosen.reduce(0.0) { sum, pair in
      let start = (pair.first * symbols + pair.second) * classes
      let row = logits[start..<(start + classes)]
      let largest = row.reduce(-Double.infinity, max)
      let partition = row.reduce(0) { $0 + exp($1 - largest) }
      return sum + largest + log(partition) - logits[start + rule(pair.first, pair.second)]
    }
    return sum / Double(chosen.count)
  }

  /// The mean of a loss over pairs: cross-entropy, by softmax or by StableMax, or the squared error to the unit vector of the answer.
  ///
  /// - Throws: `NotApplicable` for any other loss.
  package func mean(
    of loss: Loss, over pairs: [SymbolPair]? = nil, rule: (Int, Int) -> Int
  ) throws(NotApplicable) -> Double {
    switch loss {
    case .crossEntropy: return crossEntropy(over: pairs, rule: rule)
    case .stableMax:
      let chosen = pairs ?? allPairs
      let sum = chosen.reduce(0.0) { sum, pair in
        let start = (pair.first * symbols + pair.second) * classes
        let total = (0..<classes).reduce(0.0) { $0 + StableMax.positive(logits[start + $1]) }
        return sum + log(total / StableMax.positive(logits[start + rule(pair.first, pair.second)]))
      }
      return sum / Double(chosen.count)
    case .squaredError(let mean, .oneHot):
      let chosen = pairs ?? allPairs
      let sum = chosen.reduce(0.0) { sum, pair in
        let start = (pair.first * symbols + pair.second) * classes
        let right = rule(pair.first, pair.second)
        return (0..<classes).reduce(sum) { sum, answer in
          let off = logits[start + answer] - (answer == right ? 1 : 0)
          return sum + off * off
        }
      }
      return sum / Double(chosen.count) / (mean == .elements ? Double(classes) : 1)
    default: throw NotApplicable("the outputs of a network with this loss are not one number for each answer")
    }
  }

  /// The part of the pairs that is answered by the rule; not a number without pairs.
  package func accuracy(over pairs: [SymbolPair]? = nil, rule: (Int, Int) -> Int) -> Double {
    let chosen = pairs ?? allPairs
    return Double(chosen.count { answer($0.first, $0.second) == rule($0.first, $0.second) }) / Double(chosen.count)
  }

  /// Every ordered pair.
  package var allPairs: [SymbolPair] {
    (0..<(symbols * symbols)).map { SymbolPair($0 / symbols, $0 % symbols) }
  }
}
