// SPDX-License-Identifier: GPL-3.0-or-later

/// y = x·m/(1 − rate), where each element of m is 0 with the probability `rate`, else 1; y = x when nothing is dropped.
///
/// The rate is the layer's own unless the step has another. The elements of m are found from their numbers: step, layer, row and column. So a step is the same on any number of
/// threads.
struct Dropout: Layer {
  var output: Node
  var input: Node
  var rate: Double
  /// How many elements all layers before this one drop from, with all examples in the batch.
  var elementsBefore: Int
  /// How many rows each example has.
  var rowsPerExample: Int

  var inputs: [Node] { [input] }
  var work: Int { 5 * output.width }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ block: Block<R>) { mask(block, block.values(input), into: block.values(output)) }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ block: Block<R>) {
    let gradient = block.gradient(output)
    mask(block, gradient, into: gradient)
    R.combine(1, gradient, block.claim(input), block.gradient(input), count: block.rows * output.width)
  }

  private func mask<R: Real>(_ block: Block<R>, _ x: UnsafePointer<R>, into y: UnsafeMutablePointer<R>) {
    let count = block.rows * output.width
    let rate = block.noise?.rate ?? rate
    guard let noise = block.noise, rate > 0 else {
      if UnsafePointer(y) != x { y.update(from: x, count: count) }
      return
    }
    let row = block.firstExample * rowsPerExample + block.start
    let first = noise.step &* UInt64(block.droppedElements) &+ UInt64(elementsBefore + row * output.width)
    R.dropout(x, count: count, rate: rate, stream: noise.stream, walker: noise.walker, first: first, into: y)
  }
}
