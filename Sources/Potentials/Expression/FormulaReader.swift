// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// What is wrong with a formula, and in which column.
public struct FormulaError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence that names the column.
  public let description: String

  init(_ column: Int, _ sentence: String) { description = "column \(column): \(sentence)" }
}

/// Reads a formula such as `h*(x^2 - 1)^2 + k/2*y^2` into a graph.
///
/// From weakest to strongest: `+ -`, `* /`, sign, `^` (from the right: `2^3^2` is 2⁹, `-x^2` is −(x²), `x^-2` is
/// allowed); parentheses; functions by name; numbers such as `1.5e-3`; `pi`; coordinates and parameters.
struct FormulaReader {
  /// Deeper nesting is refused, so that no formula can overrun the stack.
  private static let largestDepth = 200

  private let known: [String: FormulaNode]
  private var tokens: [(token: FormulaWords.Token, column: Int)] = []
  private var next = 0
  private var depth = 0
  private var characters: [Character] = []
  private(set) var graph = FormulaGraph()
  /// How functions, divisors and bases of powers were written, by their nodes.
  private(set) var words: [Int: String] = [:]
  /// The names that occurred.
  private(set) var used: Set<String> = []

  /// A reader that knows coordinates and parameters by name.
  init(coordinates: [String], parameters: [String: Double]) {
    var known: [String: FormulaNode] = ["pi": .constant(.pi)]
    for (name, value) in parameters { known[name] = .constant(value) }
    for (index, name) in coordinates.enumerated() { known[name] = .variable(index) }
    self.known = known
  }

  /// The names that cannot be given to coordinates or parameters.
  static let reserved =
    FormulaFunction.allCases.map(\.rawValue) + FormulaFunctionOfTwo.allCases.map(\.rawValue) + ["pi"]

  /// Whether a text can be a name: a letter or underscore, then letters, digits and underscores.
  static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first == "_" else { return false }
    return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  /// The node that a formula's value is.
  mutating func read(_ text: String) throws(FormulaError) -> Int {
    let read = try FormulaWords(text)
    (characters, tokens, next) = (read.characters, read.tokens, 0)
    let node = try sum()
    let (token, column) = tokens[next]
    switch token {
    case .end: return node
    case .symbol(")"): throw FormulaError(column, "this ')' closes nothing.")
    case .symbol("*") where next > 0 && tokens[next - 1].token == .symbol("*"):
      throw FormulaError(column, "powers are written with ^.")
    case .name(let name): throw FormulaError(column, "an operator is missing before '\(name)'; write * for products.")
    case .number(let number): throw FormulaError(column, "an operator is missing before \(number.shortest).")
    case .symbol("("): throw FormulaError(column, "an operator is missing before '('; write * for products.")
    case .symbol(let symbol): throw FormulaError(column, "'\(symbol)' cannot stand here.")
    }
  }

  // MARK: Grammar

  private mutating func sum() throws(FormulaError) -> Int {
    var left = try product()
    while true {
      if take("+") {
        let right = try product()
        left = graph.sum(left, right)
      } else if take("-") {
        let right = try product()
        left = graph.difference(left, right)
      } else {
        return left
      }
    }
  }

  private mutating func product() throws(FormulaError) -> Int {
    var left = try signed()
    while true {
      if take("*") {
        let right = try signed()
        left = graph.product(left, right)
      } else if take("/") {
        let start = next
        let right = try signed()
        left = graph.quotient(left, right)
        note(right, from: start)
      } else {
        return left
      }
    }
  }

  private mutating func signed() throws(FormulaError) -> Int {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.largestDepth else {
      throw FormulaError(tokens[next].column, "nested deeper than \(Self.largestDepth) levels.")
    }
    if take("-") {
      let inner = try signed()
      return graph.negation(inner)
    }
    if take("+") { return try signed() }
    let start = next
    let base = try operand()
    note(base, from: start)
    guard take("^") else { return base }
    let exponent = try signed()
    let power = graph.power(base, exponent)
    note(power, from: start)
    return power
  }

  private mutating func operand() throws(FormulaError) -> Int {
    let (token, column) = tokens[next]
    switch token {
    case .number(let value):
      next += 1
      return graph.constant(value)
    case .name(let name):
      next += 1
      if tokens[next].token == .symbol("(") { return try call(name, at: column) }
      return try variable(name, at: column)
    case .symbol("("):
      next += 1
      let inner = try sum()
      try close(column)
      return inner
    case .symbol("*") where next > 0 && tokens[next - 1].token == .symbol("*"):
      throw FormulaError(column, "powers are written with ^.")
    case .symbol(let symbol): throw FormulaError(column, "a number, name or '(' is expected, not '\(symbol)'.")
    case .end: throw FormulaError(column, "the formula ends where a number, name or '(' is expected.")
    }
  }

  /// Remembers how a node was written, from a token up to the present one.
  private mutating func note(_ node: Int, from start: Int) {
    guard words[node] == nil, graph.value(of: node) == nil else { return }
    let text = characters[(tokens[start].column - 1)..<(tokens[next].column - 1)]
    words[node] = String(text).trimmingCharacters(in: .whitespaces)
  }

  private mutating func variable(_ name: String, at column: Int) throws(FormulaError) -> Int {
    used.insert(name)
    switch known[name] {
    case .constant(let value): return graph.constant(value)
    case .variable(let index): return graph.variable(index)
    default:
      if Self.reserved.contains(name) {
        throw FormulaError(column, "'\(name)' is a function; its argument in parentheses is missing.")
      }
      throw FormulaError(column, "unknown variable '\(name)'\(choice(name, among: known.keys.sorted()))")
    }
  }

  private mutating func call(_ name: String, at column: Int) throws(FormulaError) -> Int {
    let opening = tokens[next].column
    next += 1
    var arguments = [try sum()]
    while take(",") { arguments.append(try sum()) }
    try close(opening)
    func demand(_ count: Int) throws(FormulaError) {
      guard arguments.count == count else {
        throw FormulaError(column, "'\(name)' takes \(count) argument\(count == 1 ? "" : "s"), not \(arguments.count).")
      }
    }
    if let function = FormulaFunction(rawValue: name) {
      try demand(1)
      return graph.function(function, arguments[0])
    }
    if let function = FormulaFunctionOfTwo(rawValue: name) {
      try demand(2)
      return graph.functionOfTwo(function, arguments[0], arguments[1])
    }
    if known[name] != nil {
      throw FormulaError(opening, "an operator is missing between '\(name)' and '('; write * for products.")
    }
    let functions = Self.reserved.filter { $0 != "pi" }
    throw FormulaError(column, "unknown function '\(name)'\(choice(name, among: functions))")
  }

  private mutating func close(_ opening: Int) throws(FormulaError) {
    guard !take(")") else { return }
    let (token, column) = tokens[next]
    switch token {
    case .end: throw FormulaError(column, "the formula ends before the '(' of column \(opening) is closed.")
    case .name(let name): throw FormulaError(column, "an operator is missing before '\(name)'; write * for products.")
    case .number(let number): throw FormulaError(column, "an operator is missing before \(number.shortest).")
    case .symbol("("): throw FormulaError(column, "an operator is missing before '('; write * for products.")
    case .symbol(let symbol): throw FormulaError(column, "')' or an operator is expected, not '\(symbol)'.")
    }
  }

  private mutating func take(_ symbol: Character) -> Bool {
    guard tokens[next].token == .symbol(symbol) else { return false }
    next += 1
    return true
  }
}
