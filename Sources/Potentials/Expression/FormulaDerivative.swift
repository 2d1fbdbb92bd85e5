// SPDX-License-Identifier: GPL-3.0-or-later

extension FormulaGraph {
  /// The derivative of a node with respect to a variable, as a node of the same graph.
  ///
  /// `abs`, `min`, `max`, `sign` and `step` are differentiated where they are smooth.
  mutating func derivative(of node: Int, by variable: Int) -> Int {
    let zero = constant(0)
    var slopes: [Int] = []
    slopes.reserveCapacity(node + 1)
    for i in 0...node {
      let isConstant = nodes[i].operands.allSatisfy { slopes[$0] == zero }
      switch nodes[i] {
      case .variable(variable): slopes.append(constant(1))
      case .constant, .variable: slopes.append(zero)
      case let inner: slopes.append(isConstant ? zero : chained(i, inner, slopes))
      }
    }
    return slopes[node]
  }

  /// The chain rule for one node.
  private mutating func chained(_ node: Int, _ operation: FormulaNode, _ slopes: [Int]) -> Int {
    switch operation {
    case .constant, .variable: return constant(0)
    case .sum(let a, let b): return sum(slopes[a], slopes[b])
    case .difference(let a, let b): return difference(slopes[a], slopes[b])
    case .product(let a, let b): return sum(product(slopes[a], b), product(a, slopes[b]))
    case .quotient(let a, let b): return quotient(difference(slopes[a], product(node, slopes[b])), b)
    case .negation(let a): return negation(slopes[a])
    case .wholePower(let a, let n):
      return product(product(constant(Double(n)), wholePower(a, n - 1)), slopes[a])
    case .power(let a, let b):
      if let exponent = value(of: b) {
        return product(product(b, power(a, constant(exponent - 1))), slopes[a])
      }
      // (aᵇ)′ = aᵇ·(b′·ln a + b·a′/a)
      let inner = sum(product(slopes[b], function(.log, a)), product(b, quotient(slopes[a], a)))
      return product(node, inner)
    case .function(let name, let a): return product(outerDerivative(name, node, a), slopes[a])
    case .functionOfTwo(.min, let a, let b): return chosen(slopes[a], slopes[b], where: difference(b, a))
    case .functionOfTwo(.max, let a, let b): return chosen(slopes[a], slopes[b], where: difference(a, b))
    case .functionOfTwo(.atan2, let y, let x):
      let square = sum(wholePower(x, 2), wholePower(y, 2))
      return quotient(difference(product(x, slopes[y]), product(y, slopes[x])), square)
    }
  }

  /// `first` where a quantity is positive, `second` where it is negative.
  private mutating func chosen(_ first: Int, _ second: Int, where positive: Int) -> Int {
    let yes = function(.step, positive)
    let no = function(.step, negation(positive))
    return sum(product(yes, first), product(no, second))
  }

  /// g′(a) for a node g(a).
  private mutating func outerDerivative(_ name: FormulaFunction, _ node: Int, _ a: Int) -> Int {
    let one = constant(1)
    switch name {
    case .exp: return node
    case .log: return quotient(one, a)
    case .sqrt: return quotient(constant(0.5), node)
    case .sin: return function(.cos, a)
    case .cos: return negation(function(.sin, a))
    case .tan: return sum(one, wholePower(node, 2))
    case .asin: return quotient(one, function(.sqrt, difference(one, wholePower(a, 2))))
    case .acos: return quotient(constant(-1), function(.sqrt, difference(one, wholePower(a, 2))))
    case .atan: return quotient(one, sum(one, wholePower(a, 2)))
    case .sinh: return function(.cosh, a)
    case .cosh: return function(.sinh, a)
    case .tanh: return difference(one, wholePower(node, 2))
    case .abs: return function(.sign, a)
    case .sign, .step: return constant(0)
    }
  }
}
