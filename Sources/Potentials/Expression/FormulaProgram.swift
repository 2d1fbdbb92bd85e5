// SPDX-License-Identifier: GPL-3.0-or-later

/// A formula compiled for blocks of walkers: a straight list of operations on columns of numbers.
///
/// Columns are the block's coordinates, then scratch registers, then the results. A register is used again as soon as
/// its number is no longer needed, so that scratch stays small and in the first-level cache.
struct FormulaProgram: Sendable {
  /// What an instruction does with its operands a and b and the constant c.
  enum Operation: Hashable, Sendable {
    case add, subtract, multiply, divide, negate
    case addConstant, multiplyConstant, subtractFromConstant, divideConstant
    case fill, copy
    case power, powerConstant
    case function(FormulaFunction)
    case functionOfTwo(FormulaFunctionOfTwo)
    case slopeOfLog, chained, masked
  }

  struct Instruction: Sendable {
    var operation: Operation
    var target: Int
    var a = 0
    var b = 0
    var c = 0.0
  }

  let instructions: [Instruction]
  /// The number of coordinates.
  let inputs: Int
  /// The number of scratch registers.
  let registers: Int
  /// The number of results.
  let outputs: Int

  /// Compiles the nodes that are wanted, in their order.
  init(_ graph: FormulaGraph, inputs: Int, results: [Int]) {
    var graph = graph
    let results = results.map { graph.multipliedOut($0) }
    var compiler = Compiler(graph: graph, inputs: inputs, results: results)
    compiler.compile()
    instructions = compiler.instructions
    self.inputs = inputs
    registers = compiler.registers
    outputs = results.count
  }
}

extension FormulaGraph {
  /// The same value with whole powers as products of shared squares: x⁷ = x·(x·x²)².
  fileprivate mutating func multipliedOut(_ node: Int) -> Int {
    var replaced: [Int] = []
    replaced.reserveCapacity(node + 1)
    for i in 0...node {
      switch nodes[i] {
      case .constant, .variable: replaced.append(i)
      case .sum(let a, let b): replaced.append(number(of: .sum(replaced[a], replaced[b])))
      case .difference(let a, let b): replaced.append(number(of: .difference(replaced[a], replaced[b])))
      case .product(let a, let b): replaced.append(number(of: .product(replaced[a], replaced[b])))
      case .quotient(let a, let b): replaced.append(number(of: .quotient(replaced[a], replaced[b])))
      case .negation(let a): replaced.append(number(of: .negation(replaced[a])))
      case .power(let a, let b): replaced.append(number(of: .power(replaced[a], replaced[b])))
      case .function(let name, let a): replaced.append(number(of: .function(name, replaced[a])))
      case .functionOfTwo(let name, let a, let b):
        replaced.append(number(of: .functionOfTwo(name, replaced[a], replaced[b])))
      case .wholePower(let a, let n): replaced.append(squared(replaced[a], n))
      case .slopeOfLog(let a): replaced.append(number(of: .slopeOfLog(replaced[a])))
      case .chained(let a, let b): replaced.append(number(of: .chained(replaced[a], replaced[b])))
      case .masked(let a, let b): replaced.append(number(of: .masked(replaced[a], replaced[b])))
      }
    }
    return replaced[node]
  }

  private mutating func squared(_ base: Int, _ exponent: Int) -> Int {
    if exponent == 1 { return base }
    if exponent % 2 == 1 {
      let even = squared(base, exponent - 1)
      return number(of: .product(base, even))
    }
    let root = squared(base, exponent / 2)
    return number(of: .product(root, root))
  }
}

/// Turns a graph into instructions and gives registers to the numbers in between.
private struct Compiler {
  let graph: FormulaGraph
  let inputs: Int
  let results: [Int]
  var instructions: [FormulaProgram.Instruction] = []
  var registers = 0
  private var free: [Int] = []
  private var column: [Int: Int] = [:]
  private var uses: [Int: Int] = [:]

  init(graph: FormulaGraph, inputs: Int, results: [Int]) {
    self.graph = graph
    self.inputs = inputs
    self.results = results
  }

  mutating func compile() {
    let needed = countUses()
    // Results get numbers from the end once the number of registers is known; until then they are negative.
    var place: [Int: Int] = [:]
    for (k, node) in results.enumerated() where place[node] == nil && !isVariable(node) { place[node] = -1 - k }
    for node in needed where !isVariable(node) {
      let (operation, a, b, c) = instruction(graph.nodes[node])
      let operands = [a, b].compactMap { $0 }.map { self.column[$0] ?? 0 }
      for operand in [a, b].compactMap({ $0 }) { release(operand) }
      let target = place[node] ?? takeRegister()
      column[node] = target
      instructions.append(
        .init(
          operation: operation, target: target, a: operands.first ?? 0, b: operands.count > 1 ? operands[1] : 0, c: c))
    }
    for (k, node) in results.enumerated() where place[node] != -1 - k {
      instructions.append(.init(operation: .copy, target: -1 - k, a: column[node] ?? 0))
    }
    let first = inputs + registers
    for i in instructions.indices {
      instructions[i].target = final(instructions[i].target, first)
      instructions[i].a = final(instructions[i].a, first)
      instructions[i].b = final(instructions[i].b, first)
    }
  }

  private func final(_ column: Int, _ firstResult: Int) -> Int { column < 0 ? firstResult - 1 - column : column }

  /// The nodes that the results are made of, operands first; notes how often each is used and where coordinates are.
  private mutating func countUses() -> [Int] {
    var needed = Set(results)
    for node in (0..<graph.nodes.count).reversed() where needed.contains(node) {
      if case .variable(let index) = graph.nodes[node] { column[node] = index }
      let (_, a, b, _) = instruction(graph.nodes[node])
      for operand in [a, b].compactMap({ $0 }) {
        needed.insert(operand)
        uses[operand, default: 0] += 1
      }
    }
    for node in results { uses[node, default: 0] += 1 }
    return needed.sorted()
  }

  private func isVariable(_ node: Int) -> Bool {
    if case .variable = graph.nodes[node] { true } else { false }
  }

  private mutating func release(_ node: Int) {
    uses[node, default: 0] -= 1
    if uses[node] == 0, let register = column[node], register >= inputs { free.append(register) }
  }

  private mutating func takeRegister() -> Int {
    if let register = free.popLast() { return register }
    registers += 1
    return inputs + registers - 1
  }

  /// The operation of a node, the nodes it reads, and its constant.
  private func instruction(_ node: FormulaNode) -> (FormulaProgram.Operation, Int?, Int?, Double) {
    switch node {
    case .constant(let value): return (.fill, nil, nil, value)
    case .variable: return (.copy, nil, nil, 0)
    case .sum(let a, let b):
      if let c = graph.value(of: a) { return (.addConstant, b, nil, c) }
      if let c = graph.value(of: b) { return (.addConstant, a, nil, c) }
      return (.add, a, b, 0)
    case .difference(let a, let b):
      if let c = graph.value(of: a) { return (.subtractFromConstant, b, nil, c) }
      return (.subtract, a, b, 0)
    case .product(let a, let b):
      if let c = graph.value(of: a) { return (.multiplyConstant, b, nil, c) }
      return (.multiply, a, b, 0)
    case .quotient(let a, let b):
      if let c = graph.value(of: a) { return (.divideConstant, b, nil, c) }
      return (.divide, a, b, 0)
    case .negation(let a): return (.negate, a, nil, 0)
    case .power(let a, let b):
      if let c = graph.value(of: b) { return (.powerConstant, a, nil, c) }
      return (.power, a, b, 0)
    case .function(let name, let a): return (.function(name), a, nil, 0)
    case .functionOfTwo(let name, let a, let b): return (.functionOfTwo(name), a, b, 0)
    case .slopeOfLog(let a): return (.slopeOfLog, a, nil, 0)
    case .chained(let a, let b): return (.chained, a, b, 0)
    case .masked(let a, let b): return (.masked, a, b, 0)
    // Multiplied out before.
    case .wholePower(let a, _): return (.copy, a, nil, 0)
    }
  }
}
