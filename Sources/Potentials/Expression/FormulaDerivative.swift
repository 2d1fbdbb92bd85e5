// SPDX-License-Identifier: GPL-3.0-or-later

extension FormulaGraph {
  /// The derivative of a node with respect to a variable, as a node of the same graph.
  ///
  /// `abs`, `min` and `max` are differentiated where they are smooth and take the mean of both sides at a kink; what they do
  /// not choose does not count, whatever it is. Where a slope is zero and the outer derivative infinite, as at the center of
  /// √(x² + y²), the slope wins. A derivative has no value where the formula has none. `sign` and `step` jump, which is no
  /// slope: see `ExpressionPotential.jump()`.
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
        return chain(slopes[a], product(b, power(a, constant(exponent - 1))))
      }
      // (aᵇ)′ = aᵇ·(b′·ln a + b·a′/a)
      let inner = sum(product(slopes[b], function(.log, a)), product(b, quotient(slopes[a], a)))
      return product(node, inner)
    case .function(let name, let a): return chain(slopes[a], outerDerivative(name, node, a))
    case .functionOfTwo(.min, let a, let b): return chosen(slopes[a], slopes[b], where: difference(b, a))
    case .functionOfTwo(.max, let a, let b): return chosen(slopes[a], slopes[b], where: difference(a, b))
    case .functionOfTwo(.atan2, let y, let x):
      let square = sum(wholePower(x, 2), wholePower(y, 2))
      return quotient(difference(product(x, slopes[y]), product(y, slopes[x])), square)
    case .slopeOfLog(let a): return quotient(negation(product(node, slopes[a])), a)
    case .chained(let a, let b): return sum(chain(slopes[a], b), chain(a, slopes[b]))
    case .masked(let condition, let a): return masked(condition, slopes[a])
    }
  }

  /// `first` where a quantity is positive, `second` where it is negative.
  private mutating func chosen(_ first: Int, _ second: Int, where positive: Int) -> Int {
    sum(masked(positive, first), masked(negation(positive), second))
  }

  private mutating func masked(_ condition: Int, _ a: Int) -> Int {
    value(of: a) == 0 ? a : number(of: .masked(condition, a))
  }

  /// A slope times an outer derivative; constants are taken in front as in any product.
  private mutating func chain(_ slope: Int, _ outer: Int) -> Int {
    if value(of: slope) != nil || value(of: outer) != nil || !mayBeUndefined[outer] { return product(outer, slope) }
    switch (nodes[slope], nodes[outer]) {
    case (.negation(let inner), _): return negation(chain(inner, outer))
    case (_, .negation(let inner)): return negation(chain(slope, inner))
    case (.product(let left, let right), _) where value(of: left) != nil: return product(left, chain(right, outer))
    case (_, .product(let left, let right)) where value(of: left) != nil: return product(left, chain(slope, right))
    default: return number(of: .chained(slope, outer))
    }
  }

  /// g′(a) for a node g(a).
  private mutating func outerDerivative(_ name: FormulaFunction, _ node: Int, _ a: Int) -> Int {
    let one = constant(1)
    switch name {
    case .exp: return node
    case .log: return number(of: .slopeOfLog(a))
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
