// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// The second derivatives of a formula, made when they are first asked for: there are d² of them.
final class FormulaCurvatures: Sendable {
  private let graph: FormulaGraph
  private let gradient: [Int]
  private let made = Mutex<FormulaProgram?>(nil)

  /// Second derivatives from the nodes of the first ones.
  init(_ graph: FormulaGraph, gradient: [Int]) {
    self.graph = graph
    self.gradient = gradient
  }

  /// The program of all d² derivatives, row by row.
  var program: FormulaProgram {
    made.withLock { made in
      if let made { return made }
      let program = Self.program(graph, gradient)
      made = program
      return program
    }
  }

  private static func program(_ graph: FormulaGraph, _ gradient: [Int]) -> FormulaProgram {
    var graph = graph
    let d = gradient.count
    let zero = graph.constant(0)
    var hessian = Array(repeating: zero, count: d * d)
    for i in 0..<d {
      // By what a slope does not depend on, its derivative is zero.
      let variables = graph.variables(of: gradient[i])
      for j in i..<d where d <= 16 || variables.contains(j) {
        hessian[i * d + j] = graph.derivative(of: gradient[i], by: j)
        hessian[j * d + i] = hessian[i * d + j]
      }
    }
    return FormulaProgram(graph, inputs: d, results: hessian)
  }
}

extension FormulaGraph {
  /// The variables that a node depends on.
  fileprivate func variables(of node: Int) -> Set<Int> {
    var found: Set<Int> = []
    var seen: Set<Int> = [node]
    var open = [node]
    while let next = open.popLast() {
      if case .variable(let variable) = nodes[next] { found.insert(variable) }
      for operand in nodes[next].operands where seen.insert(operand).inserted { open.append(operand) }
    }
    return found
  }
}
