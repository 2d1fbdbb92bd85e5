// SPDX-License-Identifier: GPL-3.0-or-later

/// A network compiled for products with derivatives of its outputs and its loss: `Tape` with a second set of buffers, for
/// how everything changes along a direction of the weights.
///
/// Rows, segments, lanes and their sums are those of `Tape`, so that the numbers do not depend on the threads either.
final class TangentTape<R: Real> {
  /// What is multiplied with the direction.
  enum Question {
    /// The Hessian of the loss.
    case hessian
    /// Jᵀ H_out J with the Jacobian J of the outputs and the Hessian H_out of the loss in the outputs.
    case gaussNewton
    /// J; there is no backward pass.
    case jacobian
    /// Jᵀ with given numbers in the place of the outputs; there is no direction.
    case transposedJacobian
  }

  /// What one pass is about.
  struct Pass {
    var question: Question
    var weights: UnsafePointer<R>
    /// The direction; the weights themselves where there is none.
    var direction: UnsafePointer<R>
    /// What the loss is multiplied with.
    var scale: Double
    /// Where the product goes, if it is one of weights.
    var product: UnsafeMutablePointer<R>?
    /// Whether it is added to what is there.
    var adds = false
    /// rows × outputs: read for the transposed Jacobian, written for the Jacobian.
    var outputs: UnsafeMutablePointer<R>?
  }

  enum Phase {
    case zero
    case forward(Int)
    case last
    case sumTables(Int)
    case backward(Int)
    case sumWeights
  }

  let layout: ParameterLayout
  let layers: [any TangentLayer]
  let segments: [Segment]
  let plan: RowPlan
  let loss: LossPass<R>
  let curvature: LossCurvature<R>
  let output: Node
  /// The most examples in a pass.
  let capacity: Int
  let matrices: PackedMatrices<R>
  let directions: PackedMatrices<R>
  let values: ActivationBuffers<R>
  let tangents: ActivationBuffers<R>
  let laneProducts: UnsafeMutablePointer<UnsafeMutablePointer<R>>
  let laneLosses: UnsafeMutablePointer<Double>
  private let arena = Arena()
  private var pool: WorkerPool?

  // What the present pass is about; set before the parts of a phase run and not changed while they do.
  private(set) var phase = Phase.zero
  private(set) var partitions: [Partition]
  private(set) var lanes = 1
  private(set) var task: Pass

  /// How many bytes the buffers take.
  var bytes: Int { arena.bytes + values.bytes + tangents.bytes }

  init(
    _ builder: NetworkBuilder, layers: [any TangentLayer], output: Node, examples: Examples, loss: Loss, capacity: Int,
    threads: Int, sharing: RowSharing, codeSeed: UInt64
  ) {
    let arena = arena
    layout = builder.layout
    self.layers = layers
    self.output = output
    self.capacity = capacity
    segments = Segment.divide(layers, spaces: builder.spaces)
    matrices = PackedMatrices(layers, in: arena)
    directions = PackedMatrices(layers, in: arena)
    let workers = min(max(threads, 1), Partition.mostLanes)
    let plan = RowPlan(
      spaces: builder.spaces, lists: builder.lists, inputs: builder.inputs, capacity: capacity, sharing: sharing)
    self.plan = plan
    self.loss = LossPass(
      loss, targets: examples.targets, width: output.width, capacity: capacity, workers: workers,
      blockRows: Partition.mostBlockRows, seed: codeSeed)
    curvature = LossCurvature(loss, targets: examples.targets, width: output.width)
    let partitions = segments.map { $0.partition(rows: plan.spaces[$0.space].capacity) }
    self.partitions = partitions
    (values, tangents) = { [segments] in
      func buffers(_ constants: [[Double]]) -> ActivationBuffers<R> {
        ActivationBuffers(
          layers: layers, nodeCount: builder.nodeCount, segments: segments, partitions: partitions, plan: plan,
          constants: constants, workers: workers)
      }
      return (buffers(builder.constants), buffers([]))
    }()
    let mostLanes = max(partitions.map(\.lanes).max() ?? 1, 1)
    laneProducts = arena.allocate(UnsafeMutablePointer<R>.self, count: mostLanes)
    laneLosses = arena.allocate(Double.self, count: mostLanes)
    for lane in 1..<mostLanes { laneProducts[lane] = arena.allocate(R.self, count: layout.count) }
    let nothing = UnsafePointer(arena.allocate(R.self, count: 1))
    task = Pass(question: .jacobian, weights: nothing, direction: nothing, scale: 1)
    if workers > 1 {
      pool = WorkerPool(threads: workers) { [unowned self] part, worker in
        R.withoutSubnormals { perform(part, worker: worker) }
      }
    }
  }

  /// Answers a question about some examples, at most as many as the capacity; returns their summed loss where there is a
  /// backward pass of it.
  @discardableResult
  func pass(_ task: Pass, rows: UnsafePointer<Int32>, count: Int) -> Double {
    if plan.prepare(rows, count: count) {
      loss.prepare(rows, count: count)
      lanes = 1
      for (number, segment) in segments.enumerated() {
        partitions[number] = segment.partition(rows: plan.spaces[segment.space].count)
        lanes = max(lanes, partitions[number].lanes)
      }
    }
    self.task = task
    matrices.pack(task.weights)
    if task.question != .transposedJacobian { directions.pack(task.direction) }
    let last = segments.count - 1
    if let product = task.product {
      laneProducts[0] = product
      run(.zero, parts: lanes)
    }
    for segment in 0..<last { run(.forward(segment), parts: partitions[segment].lanes) }
    run(.last, parts: partitions[last].lanes)
    if task.product != nil {
      for segment in (0..<last).reversed() {
        if segments[segment].exports.contains(where: { copies(of: $0) > 1 }) {
          run(.sumTables(segment), parts: Partition.mostLanes)
        }
        run(.backward(segment), parts: partitions[segment].lanes)
      }
      if lanes > 1 { run(.sumWeights, parts: Partition.mostLanes) }
    }
    return (0..<partitions[last].lanes).reduce(0) { $0 + laneLosses[$1] }
  }

  private func run(_ phase: Phase, parts: Int) {
    self.phase = phase
    if let pool, parts > 1 { pool.run(parts: parts) } else { for part in 0..<parts { perform(part, worker: 0) } }
  }

  /// How many lanes add to a node's gradient by lists.
  func copies(of node: Node) -> Int {
    var most = 1
    for number in segments.indices where segments[number].tables.contains(node) {
      most = max(most, partitions[number].lanes)
    }
    return most
  }
}
