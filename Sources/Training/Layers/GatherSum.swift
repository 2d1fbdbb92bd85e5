// SPDX-License-Identifier: GPL-3.0-or-later

/// y[r] = activation(Σₜ tableₜ[indexₜ[r]] + b): rows of tables, such as embeddings, or of other activations, summed.
///
///     tableₜ: any number of rows × width    indexₜ: rows    b: width    y: rows × width
struct GatherSum: Layer {
  var output: Node
  var sources: [GatherSource]
  /// Where b begins in the parameter vector.
  var bias: Int?
  var activation: Activation
  /// The sum, where the activation's derivative needs it.
  var sum: Node?

  var inputs: [Node] { nodes { $0 == nil } }
  var tables: [Node] { nodes { $0 != nil } }
  var kept: [Node] { sum.map { [$0] } ?? [] }
  var tableArguments: Int { sources.count }
  var work: Int { output.width * sources.count }

  private func nodes(where isWanted: (Int?) -> Bool) -> [Node] {
    sources.compactMap { source in
      if case .node(let node) = source.table, isWanted(source.list) { node } else { nil }
    }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ block: Block<R>) {
    for (number, source) in sources.enumerated() {
      block.indexArguments[number] = block.index(source.list)
      block.tableArguments[number] =
        switch source.table {
        case .parameter(let offset): block.weights + offset
        case .constant(let constant): block.constants[constant]
        case .node(let node): UnsafePointer(source.list == nil ? block.values(node) : block.table(node))
        }
    }
    R.gatherActivate(
      activation, tables: block.tableArguments, indices: block.indexArguments, tableCount: sources.count,
      bias: bias.map { block.weights + $0 }, rows: block.rows, width: output.width,
      input: sum.map { block.values($0) }, into: block.values(output))
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ block: Block<R>) {
    let gradient = block.gradient(output)
    if bias != nil || activation != .identity {
      R.activateBackward(
        activation, kept: block.values(sum ?? output), gradient: gradient,
        biasGradient: bias.map { block.weightGradient + $0 }, rows: block.rows, width: output.width)
    }
    for source in sources {
      let table: UnsafeMutablePointer<R>
      switch source.table {
      case .constant: continue
      case .parameter(let offset): table = block.weightGradient + offset
      case .node(let node) where !node.needsGradient: continue
      case .node(let node) where source.list == nil:
        R.combine(1, gradient, block.claim(node), block.gradient(node), count: block.rows * node.width)
        continue
      case .node(let node): table = block.tableGradient(node)
      }
      R.scatterAdd(
        gradient, index: block.index(source.list), rows: block.rows, width: output.width, columns: 0..<output.width,
        into: table)
    }
  }
}
