// SPDX-License-Identifier: GPL-3.0-or-later

/// y = φ(z), z[r] = Σₜ tableₜ[indexₜ[r]] + b: ż is the same sum of the tables' derivatives, and each table's row gets z̄̇ of
/// the rows that it went into.
extension GatherSum: TangentLayer {
  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    forward(value)
    guard output.needsGradient else { return }
    var count = 0
    for source in sources {
      let table: UnsafePointer<R>
      switch source.table {
      case .constant: continue
      case .parameter(let offset): table = tangent.weights + offset
      case .node(let node) where !node.needsGradient: continue
      case .node(let node): table = UnsafePointer(source.list == nil ? tangent.values(node) : tangent.table(node))
      }
      tangent.indexArguments[count] = tangent.index(source.list)
      tangent.tableArguments[count] = table
      count += 1
    }
    let slope = tangent.values(sum ?? output)
    if count == 0 {
      slope.clear(value.rows * output.width)
    } else {
      R.gatherSum(
        tables: tangent.tableArguments, indices: tangent.indexArguments, tableCount: count, rows: value.rows,
        width: output.width, into: slope)
    }
    if let bias {
      R.activate(.identity, slope, bias: tangent.weights + bias, rows: value.rows, width: output.width, into: slope)
    }
    let change = tangent.values(output)
    if sum != nil { change.update(from: slope, count: value.rows * output.width) }
    R.activateTangent(
      activation, kept: value.values(sum ?? output), tangent: change, rows: value.rows, width: output.width)
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    let gradients = (value: value.gradient(output), tangent: tangent.gradient(output))
    R.activateBackwardTangent(
      activation, kept: value.values(sum ?? output), keptTangent: tangent.values(sum ?? output),
      gradient: gradients.value, tangent: gradients.tangent, biasTangent: bias.map { tangent.weightGradient + $0 },
      rows: value.rows, width: output.width)
    for source in sources {
      switch source.table {
      case .constant: continue
      case .parameter(let offset):
        R.scatterAdd(
          gradients.tangent, index: value.index(source.list), rows: value.rows, width: output.width,
          columns: 0..<output.width, into: tangent.weightGradient + offset)
      case .node(let node) where !node.needsGradient: continue
      case .node(let node) where source.list == nil: dual.pass(gradients, to: node)
      case .node(let node): dual.scatter(gradients, list: source.list, to: node)
      }
    }
  }
}
