// SPDX-License-Identifier: GPL-3.0-or-later

/// A step of the computation of a network, forward and backward, for a block of rows.
///
/// Rows are independent of one another except through tables: what a layer reads from rows of another kind is ready
/// before its first block, and what it adds to their gradients, or to those of parameters, goes to a copy of its own
/// for each lane of blocks. So a layer needs to know nothing of threads.
protocol Layer: Sendable {
  /// What it puts out.
  var output: Node { get }
  /// What it reads row by row.
  var inputs: [Node] { get }
  /// What it reads rows of that its lists name.
  var tables: [Node] { get }
  /// What it keeps for its backward pass beside its output.
  var kept: [Node] { get }
  /// How many tables it hands to a kernel at once, for which their places are written down side by side.
  var tableArguments: Int { get }
  /// Floating-point operations per row of the forward pass, for the division of the work.
  var work: Int { get }

  /// Computes the block's rows of the output.
  func forward<R: Real>(_ block: Block<R>)

  /// Takes the gradient of the output, which it may overwrite, and computes those of what was read.
  func backward<R: Real>(_ block: Block<R>)
}

extension Layer {
  var tables: [Node] { [] }
  var kept: [Node] { [] }
  var tableArguments: Int { 0 }
}

/// The buffers of a node.
struct NodeBuffer<R: Real>: BitwiseCopyable {
  /// The values of all rows, or of a block's rows for each worker.
  var values: UnsafeMutablePointer<R>
  /// The distance of the workers' buffers; 0 if all rows are kept.
  var valueStride = 0
  /// The gradients likewise.
  var gradient: UnsafeMutablePointer<R>
  /// The distance of the workers' buffers; 0 if all rows are kept.
  var gradientStride = 0
  /// The distance of the lanes' copies of all rows.
  var copyStride = 0
}

/// A block of rows and all that layers see of the network's buffers.
struct Block<R: Real> {
  /// The first row.
  var start: Int
  /// How many rows.
  var rows: Int
  /// The number of the worker, whose buffers are used.
  var worker: Int
  /// The flat vector of the parameters.
  var weights: UnsafePointer<R>
  /// The copy of the layer's matrix, where it is small.
  var packed: UnsafePointer<R>?
  /// The lane's copy of their gradient, which is added to.
  var weightGradient: UnsafeMutablePointer<R>
  /// The lane's number.
  var lane: Int
  /// What dropout takes; `nil` if nothing is dropped.
  var noise: DropoutNoise?
  /// The number of the batch's first row, for dropout.
  var firstExample: Int
  /// How many elements all layers drop from in a step.
  var droppedElements: Int
  let nodes: UnsafePointer<NodeBuffer<R>>
  /// Whether a node's gradient in the block has been written to.
  let isWritten: UnsafeMutablePointer<Bool>
  let constants: UnsafePointer<UnsafePointer<R>>
  let lists: UnsafePointer<RowPlan.List>
  /// 0, 1, 2, …
  let identity: UnsafePointer<Int32>
  /// Room for the arguments of sums of tables.
  let tableArguments: UnsafeMutablePointer<UnsafePointer<R>>
  let indexArguments: UnsafeMutablePointer<UnsafePointer<Int32>>

  /// The block's rows of a node, one after the other.
  func values(_ node: Node) -> UnsafeMutablePointer<R> {
    let buffer = nodes[node.number]
    return buffer.values + (buffer.valueStride == 0 ? start * node.width : worker * buffer.valueStride)
  }

  /// The block's rows of a node's gradient.
  func gradient(_ node: Node) -> UnsafeMutablePointer<R> {
    let buffer = nodes[node.number]
    return buffer.gradient + (buffer.gradientStride == 0 ? start * node.width : worker * buffer.gradientStride)
  }

  /// All rows of a node of other rows.
  func table(_ node: Node) -> UnsafeMutablePointer<R> { nodes[node.number].values }

  /// The lane's copy of the gradient of all rows of a node of other rows.
  func tableGradient(_ node: Node) -> UnsafeMutablePointer<R> {
    let buffer = nodes[node.number]
    return buffer.gradient + lane * buffer.copyStride
  }

  /// The block's entries of an index list.
  func index(_ list: Int?) -> UnsafePointer<Int32> {
    list.map { UnsafePointer(lists[$0].entries + start) } ?? identity
  }

  /// What a layer must multiply a node's gradient with before it adds to it: 0 for the first that writes.
  func claim(_ node: Node) -> Double {
    let factor = isWritten[node.number] ? 1.0 : 0.0
    isWritten[node.number] = true
    return factor
  }

  /// A node's gradient, ready for adding.
  func gradientToAddTo(_ node: Node) -> UnsafeMutablePointer<R> {
    let gradient = gradient(node)
    if claim(node) == 0 { gradient.clear(rows * node.width) }
    return gradient
  }
}
