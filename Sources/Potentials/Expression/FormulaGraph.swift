// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// One operation of a formula; the numbers name other nodes of the same graph.
enum FormulaNode: Hashable, Sendable {
  case constant(Double)
  case variable(Int)
  case sum(Int, Int)
  case difference(Int, Int)
  case product(Int, Int)
  case quotient(Int, Int)
  case negation(Int)
  /// x^n for a whole n ≥ 2.
  case wholePower(Int, Int)
  case power(Int, Int)
  case function(FormulaFunction, Int)
  case functionOfTwo(FormulaFunctionOfTwo, Int, Int)
  /// 1/x where log x has a value, nothing elsewhere.
  case slopeOfLog(Int)
  /// A slope times an outer derivative; a slope of zero wins over an infinite one.
  case chained(Int, Int)
  /// The second where the first is positive, zero where it is negative, half at zero: nothing of what is not chosen gets in.
  case masked(Int, Int)

  /// The nodes it is made of.
  var operands: [Int] {
    switch self {
    case .constant, .variable: []
    case .negation(let a), .wholePower(let a, _), .function(_, let a), .slopeOfLog(let a): [a]
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
      .power(let a, let b), .functionOfTwo(_, let a, let b), .chained(let a, let b), .masked(let a, let b):
      [a, b]
    }
  }
}

/// Formulas as a graph in which every distinct subexpression stands once, simplified as it is built.
///
/// Operands always have smaller numbers than what is made of them, so that a walk in the order of the numbers meets every
/// node after its operands, without recursion. Simplification folds constants, drops neutral elements, collects constant
/// factors in front and merges powers; it may change the last digit of a value.
struct FormulaGraph: Sendable {
  private(set) var nodes: [FormulaNode] = []
  private var numbers: [FormulaNode: Int] = [:]
  /// Whether each node may be infinite, or have no value, where the coordinates are finite.
  private(set) var mayBeUndefined: [Bool] = []

  /// The number of a node as it is, not simplified, made if it is new.
  mutating func number(of node: FormulaNode) -> Int {
    if let known = numbers[node] { return known }
    nodes.append(node)
    mayBeUndefined.append(isUndefinedSomewhere(node))
    numbers[node] = nodes.count - 1
    return nodes.count - 1
  }

  private func isUndefinedSomewhere(_ node: FormulaNode) -> Bool {
    switch node {
    case .quotient, .power, .slopeOfLog: true
    case .function(.log, _), .function(.sqrt, _), .function(.tan, _), .function(.asin, _), .function(.acos, _): true
    default: node.operands.contains { mayBeUndefined[$0] }
    }
  }

  /// The value of a node that is a constant.
  func value(of node: Int) -> Double? {
    if case .constant(let value) = nodes[node] { value } else { nil }
  }

  mutating func constant(_ value: Double) -> Int { number(of: .constant(value)) }
  mutating func variable(_ index: Int) -> Int { number(of: .variable(index)) }

  mutating func negation(_ a: Int) -> Int {
    switch nodes[a] {
    case .constant(let value): constant(-value)
    case .negation(let inner): inner
    case .difference(let left, let right): difference(right, left)
    case .product(let left, let right) where value(of: left) != nil: product(negation(left), right)
    default: number(of: .negation(a))
    }
  }

  mutating func sum(_ a: Int, _ b: Int) -> Int {
    if let x = value(of: a), let y = value(of: b) { return constant(x + y) }
    if value(of: a) == 0 { return b }
    if value(of: b) == 0 { return a }
    if case .negation(let inner) = nodes[b] { return difference(a, inner) }
    if case .negation(let inner) = nodes[a] { return difference(b, inner) }
    if a == b { return product(constant(2), a) }
    return number(of: .sum(min(a, b), max(a, b)))
  }

  mutating func difference(_ a: Int, _ b: Int) -> Int {
    if let y = value(of: b) { return sum(a, constant(-y)) }
    if value(of: a) == 0 { return negation(b) }
    if case .negation(let inner) = nodes[b] { return sum(a, inner) }
    if a == b { return constant(0) }
    return number(of: .difference(a, b))
  }

  mutating func product(_ a: Int, _ b: Int) -> Int {
    switch (value(of: a), value(of: b)) {
    case (let x?, let y?): return constant(x * y)
    case (nil, _?): return product(b, a)
    case (0?, nil): return a
    case (1?, nil): return b
    case (.some(-1), nil): return negation(b)
    case (let x?, nil):
      if case .product(let left, let right) = nodes[b], let y = value(of: left) {
        return product(constant(x * y), right)
      }
      if case .negation(let inner) = nodes[b] { return product(constant(-x), inner) }
      return number(of: .product(a, b))
    case (nil, nil): return productOfVariables(a, b)
    }
  }

  private mutating func productOfVariables(_ a: Int, _ b: Int) -> Int {
    if case .negation(let inner) = nodes[a] { return negation(product(inner, b)) }
    if case .negation(let inner) = nodes[b] { return negation(product(a, inner)) }
    if case .product(let left, let right) = nodes[a], value(of: left) != nil { return product(left, product(right, b)) }
    if case .product(let left, let right) = nodes[b], value(of: left) != nil { return product(left, product(a, right)) }
    let (first, second) = (factor(a), factor(b))
    if first.base == second.base { return wholePower(first.base, first.exponent + second.exponent) }
    return number(of: .product(min(a, b), max(a, b)))
  }

  /// A node as a whole power.
  private func factor(_ a: Int) -> (base: Int, exponent: Int) {
    if case .wholePower(let base, let exponent) = nodes[a] { (base, exponent) } else { (a, 1) }
  }

  mutating func quotient(_ a: Int, _ b: Int) -> Int {
    if let x = value(of: a), let y = value(of: b) { return constant(x / y) }
    if let y = value(of: b), y != 0 { return product(constant(1 / y), a) }
    if value(of: a) == 0 { return a }
    if case .product(let left, let right) = nodes[a], value(of: left) != nil {
      return product(left, quotient(right, b))
    }
    if case .negation(let inner) = nodes[a] { return negation(quotient(inner, b)) }
    return number(of: .quotient(a, b))
  }

  mutating func wholePower(_ a: Int, _ exponent: Int) -> Int {
    switch (exponent, nodes[a]) {
    case (0, _): constant(1)
    case (1, _): a
    case (_, .constant(let value)): constant(pow(value, Double(exponent)))
    case (_, .wholePower(let base, let inner)): number(of: .wholePower(base, inner * exponent))
    case (_, .negation(let inner)) where exponent % 2 == 0: wholePower(inner, exponent)
    default: number(of: .wholePower(a, exponent))
    }
  }

  /// Up to this whole exponent powers are multiplied out, which takes at most 12 multiplications.
  private static let largestWholePower = 64.0

  mutating func power(_ a: Int, _ b: Int) -> Int {
    guard let exponent = value(of: b) else { return number(of: .power(a, b)) }
    if let base = value(of: a) { return constant(pow(base, exponent)) }
    if exponent == exponent.rounded(), abs(exponent) <= Self.largestWholePower {
      let whole = wholePower(a, Int(abs(exponent)))
      return exponent < 0 ? quotient(constant(1), whole) : whole
    }
    if exponent == 0.5 { return function(.sqrt, a) }
    if exponent == -0.5 { return quotient(constant(1), function(.sqrt, a)) }
    return number(of: .power(a, b))
  }

  mutating func function(_ name: FormulaFunction, _ a: Int) -> Int {
    if let x = value(of: a) { return constant(name.value(x)) }
    return number(of: .function(name, a))
  }

  mutating func functionOfTwo(_ name: FormulaFunctionOfTwo, _ a: Int, _ b: Int) -> Int {
    if let x = value(of: a), let y = value(of: b) { return constant(name.value(x, y)) }
    return number(of: .functionOfTwo(name, a, b))
  }
}
