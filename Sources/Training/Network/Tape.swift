// SPDX-License-Identifier: GPL-3.0-or-later

/// A network compiled for a row capacity: a sequence of layers over buffers that were allocated once.
///
/// The segments run forward one after the other, then backward; the last does both at once, block by block. Sums over
/// rows are taken lane by lane and then over the lanes in their order.
final class Tape<R: Real> {
  enum Phase {
    case zero
    case forward(Int)
    case last
    case sumTables(Int)
    case backward(Int)
    case sumWeights
  }

  let layout: ParameterLayout
  let layers: [any Layer]
  let segments: [Segment]
  private let matrices: PackedMatrices<R>
  let plan: RowPlan
  let loss: LossPass<R>
  let output: Node
  /// The most examples in a pass.
  let capacity: Int
  let workers: Int
  /// How many elements all layers drop from in a step.
  private let droppedElements: Int
  private let buffers: ActivationBuffers<R>
  private let arena = Arena()
  private let laneGradients: UnsafeMutablePointer<UnsafeMutablePointer<R>>
  private let laneLosses: UnsafeMutablePointer<(loss: Double, correct: Int)>
  private var pool: WorkerPool?

  // What the present pass is about; set before the parts of a phase run and not changed while they do.
  private var phase = Phase.zero
  private var partitions: [Partition] = []
  private var weights: UnsafePointer<R>
  private var gradient: UnsafeMutablePointer<R>?
  private var outputs: UnsafeMutablePointer<R>?
  private var noise: DropoutNoise?
  private var scale = 1.0
  private var firstExample = 0
  private var addsToGradient = false
  private var lanes = 1

  /// How many bytes the buffers of activations and gradients take.
  var bytes: Int { arena.bytes + buffers.bytes }

  init(
    _ builder: NetworkBuilder, output: Node, examples: Examples, loss: Loss, capacity: Int, threads: Int,
    sharing: RowSharing, codeSeed: UInt64
  ) {
    precondition(
      builder.layers.last?.output == output && output.rows == .examples,
      "a network ends with its outputs, example by example")
    layout = builder.layout
    layers = builder.layers
    droppedElements = builder.droppedElements
    matrices = PackedMatrices(layers, in: arena)
    segments = Segment.divide(layers, spaces: builder.spaces)
    self.output = output
    self.capacity = capacity
    // More workers than lanes would find nothing to do.
    workers = min(max(threads, 1), Partition.mostLanes)
    plan = RowPlan(
      spaces: builder.spaces, lists: builder.lists, inputs: builder.inputs, capacity: capacity, sharing: sharing)
    self.loss = LossPass(
      loss, targets: examples.targets, width: output.width, capacity: capacity, workers: workers,
      blockRows: Partition.mostBlockRows, seed: codeSeed)

    let (arena, plan) = (arena, plan)
    weights = UnsafePointer(arena.allocate(R.self, count: 1))
    let partitions = segments.map { $0.partition(rows: plan.spaces[$0.space].capacity) }
    self.partitions = partitions
    buffers = ActivationBuffers(
      layers: layers, nodeCount: builder.nodeCount, segments: segments, partitions: partitions, plan: plan,
      constants: builder.constants, workers: workers)
    let mostLanes = partitions.map(\.lanes).max() ?? 1
    laneGradients = arena.allocate(UnsafeMutablePointer<R>.self, count: mostLanes)
    laneLosses = arena.allocate((loss: Double, correct: Int).self, count: mostLanes)
    for lane in 1..<max(mostLanes, 1) { laneGradients[lane] = arena.allocate(R.self, count: layout.count) }
    if workers > 1 {
      pool = WorkerPool(threads: workers) { [unowned self] part, worker in
        R.withoutSubnormals { perform(part, worker: worker) }
      }
    }
  }

  // MARK: A pass

  /// The summed loss of some examples, at most as many as the capacity, and how many answers are right.
  ///
  /// - Parameters:
  ///   - scale: what the gradient of the summed loss is multiplied with.
  ///   - gradient: where it goes; none is computed without.
  ///   - adds: whether it is added to what is there.
  ///   - firstExample: how many examples of the batch came before, for dropout.
  ///   - outputs: where the outputs go.
  func pass(
    at weights: UnsafePointer<R>, rows: UnsafePointer<Int32>, count: Int, scale: Double = 1,
    gradient: UnsafeMutablePointer<R>? = nil, adds: Bool = false, noise: DropoutNoise? = nil, firstExample: Int = 0,
    outputs: UnsafeMutablePointer<R>? = nil
  ) -> (loss: Double, correct: Int) {
    if plan.prepare(rows, count: count) {
      loss.prepare(rows, count: count)
      lanes = 1
      for (number, segment) in segments.enumerated() {
        partitions[number] = segment.partition(rows: plan.spaces[segment.space].count)
        lanes = max(lanes, partitions[number].lanes)
      }
    }
    matrices.pack(weights)
    self.weights = weights
    self.gradient = gradient
    self.outputs = outputs
    self.noise = noise
    self.scale = scale
    self.firstExample = firstExample
    addsToGradient = adds
    let last = segments.count - 1

    if let gradient {
      laneGradients[0] = gradient
      run(.zero, parts: lanes)
    }
    for segment in 0..<last { run(.forward(segment), parts: partitions[segment].lanes) }
    run(.last, parts: partitions[last].lanes)
    if gradient != nil {
      for segment in (0..<last).reversed() {
        if segments[segment].exports.contains(where: { copies(of: $0) > 1 }) {
          run(.sumTables(segment), parts: Partition.mostLanes)
        }
        run(.backward(segment), parts: partitions[segment].lanes)
      }
      if lanes > 1 { run(.sumWeights, parts: Partition.mostLanes) }
    }
    return (0..<partitions[last].lanes).reduce((0, 0)) { ($0.0 + laneLosses[$1].loss, $0.1 + laneLosses[$1].correct) }
  }

  /// Floating-point operations of a gradient of the present batch: a product forward becomes two backward.
  var gradientWork: Int {
    segments.reduce(0) { $0 + 3 * $1.work * plan.spaces[$1.space].count }
  }

  private func run(_ phase: Phase, parts: Int) {
    self.phase = phase
    if let pool, parts > 1 { pool.run(parts: parts) } else { for part in 0..<parts { perform(part, worker: 0) } }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  private func perform(_ part: Int, worker: Int) {
    switch phase {
    case .zero: zero(lane: part)
    case .forward(let segment): forEachBlock(of: segment, lane: part, worker: worker) { forward($0, segments[segment]) }
    case .last: last(lane: part, worker: worker)
    case .sumTables(let segment):
      for node in segments[segment].exports where node.needsGradient {
        let rows = plan.spaces[segments[segment].space].count
        let buffer = buffers.nodes[node.number]
        sum(buffer.gradient, copies: copies(of: node), count: rows * node.width, part: part) {
          buffer.gradient + $0 * buffer.copyStride
        }
      }
    case .backward(let segment):
      forEachBlock(of: segment, lane: part, worker: worker) { backward($0, segments[segment]) }
    case .sumWeights:
      sum(laneGradients[0], copies: lanes, count: layout.count, part: part) { laneGradients[$0] }
    }
  }

  /// How many lanes add to a node's gradient by lists.
  private func copies(of node: Node) -> Int {
    var most = 1
    for number in segments.indices where segments[number].tables.contains(node) {
      most = max(most, partitions[number].lanes)
    }
    return most
  }

  private func zero(lane: Int) {
    if lane > 0 || !addsToGradient { laneGradients[lane].clear(layout.count) }
    for segment in segments {
      let rows = plan.spaces[segment.space].count
      for node in segment.exports where node.needsGradient && lane < copies(of: node) {
        let buffer = buffers.nodes[node.number]
        (buffer.gradient + lane * buffer.copyStride).clear(rows * node.width)
      }
    }
  }

  /// total += copy 1 + copy 2 + …, of a part of the numbers.
  private func sum(
    _ total: UnsafeMutablePointer<R>, copies: Int, count: Int, part: Int, copy: (Int) -> UnsafeMutablePointer<R>
  ) {
    let share = (count + Partition.mostLanes - 1) / Partition.mostLanes
    let start = min(part * share, count)
    for number in 1..<max(copies, 1) {
      R.combine(1, copy(number) + start, 1, total + start, count: min(share, count - start))
    }
  }

  private func forEachBlock(of segment: Int, lane: Int, worker: Int, _ body: (Block<R>) -> Void) {
    let partition = partitions[segment]
    let end = min((lane + 1) * partition.laneRows, plan.spaces[segments[segment].space].count)
    var block = buffers.block(
      start: lane * partition.laneRows, lane: lane, worker: worker, weights: weights,
      weightGradient: gradient == nil ? nil : laneGradients[lane])
    block.noise = noise
    block.firstExample = firstExample
    block.droppedElements = droppedElements
    while block.start < end {
      block.rows = min(partition.blockRows, end - block.start)
      body(block)
      block.start += block.rows
    }
  }

  private func forward(_ block: Block<R>, _ segment: Segment) {
    var block = block
    for number in segment.layers { layers[number].forward(matrices.given(to: &block, of: number)) }
  }

  private func backward(_ block: Block<R>, _ segment: Segment) {
    buffers.beginBackward(block)
    var block = block
    for number in segment.layers.reversed() where layers[number].output.needsGradient {
      layers[number].backward(matrices.given(to: &block, of: number))
    }
  }

  private func last(lane: Int, worker: Int) {
    let number = segments.count - 1
    var total = (loss: 0.0, correct: 0)
    forEachBlock(of: number, lane: lane, worker: worker) { block in
      forward(block, segments[number])
      let values = block.values(output)
      if let outputs {
        (outputs + block.start * output.width).update(from: values, count: block.rows * output.width)
      }
      let found = loss(
        values, start: block.start, rows: block.rows, worker: worker, scale: scale,
        gradient: gradient == nil ? nil : block.gradient(output))
      total = (total.loss + found.loss, total.correct + found.correct)
      if gradient != nil { backward(block, segments[number]) }
    }
    laneLosses[lane] = total
  }
}
