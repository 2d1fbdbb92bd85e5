// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a formula may jump, have no value, or become infinite: functions of the coordinates to look at.
struct FormulaSingularities: Sendable {
  /// What a function of the coordinates must be, so that the formula has a value.
  enum Demand: Sendable {
    case notNegative, notZero, withinOne
  }

  /// A function of the coordinates with the words that the formula has for what depends on it.
  struct Place: Sendable {
    let words: String
    let demand: Demand
    let program: FormulaProgram
    /// The coordinate that it is, if it is one.
    let coordinate: Int?
  }

  private static let unnamed = "a part of the formula"

  /// The formula may jump where these change their sign.
  private(set) var jumps: [Place] = []
  /// It has no value where these do not do what is demanded.
  private(set) var limits: [Place] = []
  /// It may be infinite where these change their sign.
  private(set) var poles: [Place] = []

  /// Looks through what a node is made of.
  init(_ graph: FormulaGraph, of node: Int, inputs: Int, words: [Int: String]) {
    var graph = graph
    var isNeeded = [Bool](repeating: false, count: node + 1)
    isNeeded[node] = true
    for index in (0...node).reversed() where isNeeded[index] {
      for operand in graph.nodes[index].operands { isNeeded[operand] = true }
    }
    func place(_ index: Int, _ demand: Demand, _ text: String?) -> Place {
      var coordinate: Int?
      if case .variable(let c) = graph.nodes[index] { coordinate = c }
      return Place(
        words: text ?? Self.unnamed, demand: demand,
        program: FormulaProgram(graph, inputs: inputs, results: [index]), coordinate: coordinate)
    }
    var factors: [Int: String] = [:]
    for index in 0...node where isNeeded[index] {
      let text = words[index]
      var divisor: Int?
      switch graph.nodes[index] {
      case .function(.step, let a), .function(.sign, let a), .functionOfTwo(.atan2, let a, _):
        jumps.append(place(a, .notZero, text))
      case .function(.log, let a):
        limits.append(place(a, .notNegative, text))
        divisor = a
      case .function(.sqrt, let a): limits.append(place(a, .notNegative, text))
      case .function(.asin, let a), .function(.acos, let a): limits.append(place(a, .withinOne, text))
      case .function(.tan, let a): divisor = graph.function(.cos, a)
      case .power(let a, let b):
        let exponent = graph.value(of: b)
        if exponent.map({ $0 != $0.rounded() }) ?? true { limits.append(place(a, .notNegative, text)) }
        if exponent.map({ $0 < 0 }) ?? true { divisor = a }
      case .quotient(_, let b):
        limits.append(place(b, .notZero, text ?? words[b]))
        divisor = b
      default: break
      }
      guard let divisor else { continue }
      for factor in graph.factors(of: divisor) { factors[factor] = words[factor] ?? text ?? Self.unnamed }
    }
    poles = factors.sorted { $0.key < $1.key }.map { place($0.key, .notZero, $0.value) }
  }

  /// The poles that are met within a box; others need no attention.
  mutating func keepPoles(_ isMet: (Place) -> Bool) { poles = poles.filter(isMet) }
}

extension FormulaSingularities.Place {
  /// The value at a point.
  func value(at position: [Double]) -> Double {
    var result = InlineArray<1, Double>(repeating: .nan)
    var span = result.mutableSpan
    program.run(walkers: 1, at: position.span, into: &span)
    return result[0]
  }

  /// Whether a value does what is demanded; one that is no number is another place's fault.
  func allows(_ value: Double) -> Bool {
    switch demand {
    case .notNegative: !(value < 0)
    case .notZero: value != 0
    case .withinOne: !(abs(value) > 1)
    }
  }
}

extension FormulaGraph {
  /// What a node changes its sign with: powers, absolute values and constant factors do not matter.
  fileprivate func factors(of node: Int) -> [Int] {
    switch nodes[node] {
    case .constant: []
    case .negation(let a), .wholePower(let a, _), .function(.abs, let a), .function(.sqrt, let a), .power(let a, _):
      factors(of: a)
    case .product(let a, let b): factors(of: a) + factors(of: b)
    case .quotient(let a, _): factors(of: a)
    default: [node]
    }
  }
}
