// SPDX-License-Identifier: GPL-3.0-or-later

/// The buffers of all activations and of their gradients.
///
/// Activations that only a block of the last segment needs have room for one block and worker; the others for all rows.
/// So have gradients: only of what other segments read are all rows kept, with a copy for each lane that adds to them.
final class ActivationBuffers<R: Real> {
  let nodes: UnsafeMutablePointer<NodeBuffer<R>>
  private let nodeCount: Int
  /// Whether segments other than a node's own read it.
  private let isExported: UnsafeMutablePointer<Bool>
  private let isWritten: UnsafeMutablePointer<Bool>
  private let constants: UnsafeMutablePointer<UnsafePointer<R>>
  private let identity: UnsafeMutablePointer<Int32>
  private let tableArguments: UnsafeMutablePointer<UnsafePointer<R>>
  private let indexArguments: UnsafeMutablePointer<UnsafePointer<Int32>>
  private let argumentCount: Int
  private let lists: UnsafePointer<RowPlan.List>
  private let arena = Arena()

  /// How many bytes the buffers take.
  var bytes: Int { arena.bytes }

  init(
    layers: [any Layer], nodeCount: Int, segments: [Segment], partitions: [Partition], plan: RowPlan,
    constants numbers: [[Double]], workers: Int
  ) {
    let arena = arena
    self.nodeCount = nodeCount
    lists = UnsafePointer(plan.lists)
    nodes = arena.allocate(NodeBuffer<R>.self, count: nodeCount)
    isExported = arena.allocate(Bool.self, count: nodeCount)
    isWritten = arena.allocate(Bool.self, count: nodeCount * workers)
    identity = arena.allocate(Int32.self, count: Partition.mostBlockRows)
    for row in 0..<Partition.mostBlockRows { identity[row] = Int32(row) }
    argumentCount = max(layers.map(\.tableArguments).max() ?? 1, 1)
    tableArguments = arena.allocate(UnsafePointer<R>.self, count: argumentCount * workers)
    indexArguments = arena.allocate(UnsafePointer<Int32>.self, count: argumentCount * workers)
    constants = arena.allocate(UnsafePointer<R>.self, count: numbers.count)
    for (number, constant) in numbers.enumerated() {
      let buffer = arena.allocate(R.self, count: constant.count)
      R.convert(constant, buffer, count: constant.count)
      constants[number] = UnsafePointer(buffer)
    }

    for segment in segments { for node in segment.exports { isExported[node.number] = true } }
    // The buffers of blocks: each segment uses the same ones, one segment after the other.
    var local: [(node: Node, offset: Int, isValue: Bool)] = []
    var stride = 0
    for (number, segment) in segments.enumerated() {
      var offset = 0
      func place(_ node: Node, isValue: Bool) {
        local.append((node, offset, isValue))
        // Buffers that begin at the same place of a page get into each other's way in the cache.
        offset += (Partition.mostBlockRows * node.width + 15) / 16 * 16 + 80
      }
      let rows = plan.spaces[segment.space].capacity
      for layer in layers[segment.layers] {
        for node in [layer.output] + layer.kept {
          if number < segments.count - 1 || isExported[node.number] {
            nodes[node.number].values = arena.allocate(R.self, count: rows * node.width)
          } else {
            place(node, isValue: true)
          }
          guard node.needsGradient else { continue }
          if isExported[node.number] {
            let copies = zip(segments, partitions).filter { $0.0.tables.contains(node) }.map(\.1.lanes).max() ?? 1
            nodes[node.number].copyStride = rows * node.width
            nodes[node.number].gradient = arena.allocate(R.self, count: copies * rows * node.width)
          } else {
            place(node, isValue: false)
          }
        }
      }
      stride = max(stride, offset)
    }
    let buffer = arena.allocate(R.self, count: workers * stride)
    for item in local {
      if item.isValue {
        nodes[item.node.number].values = buffer + item.offset
        nodes[item.node.number].valueStride = stride
      } else {
        nodes[item.node.number].gradient = buffer + item.offset
        nodes[item.node.number].gradientStride = stride
      }
    }
  }

  /// A block without rows yet, on which nothing is dropped.
  func block(
    start: Int, lane: Int, worker: Int, weights: UnsafePointer<R>, weightGradient: UnsafeMutablePointer<R>?
  ) -> Block<R> {
    Block(
      start: start, rows: 0, worker: worker, weights: weights, packed: nil,
      weightGradient: weightGradient ?? nodes[0].values,
      lane: lane, noise: nil, firstExample: 0, droppedElements: 0, nodes: nodes,
      isWritten: isWritten + worker * nodeCount, constants: constants, lists: lists, identity: identity,
      tableArguments: tableArguments + worker * argumentCount,
      indexArguments: indexArguments + worker * argumentCount)
  }

  /// What other segments read has been written to already; of the rest a layer is the first to write.
  func beginBackward(_ block: Block<R>) { block.isWritten.update(from: isExported, count: nodeCount) }
}
