// SPDX-License-Identifier: GPL-3.0-or-later

/// The parts of the phases of a pass, each done by one worker.
extension TangentTape {
  @specialized(where R == Float)
  @specialized(where R == Double)
  func perform(_ part: Int, worker: Int) {
    switch phase {
    case .zero: zero(lane: part)
    case .forward(let segment): forEachBlock(of: segment, lane: part, worker: worker) { forward($0, segments[segment]) }
    case .last: last(lane: part, worker: worker)
    case .sumTables(let segment): sumTables(of: segments[segment], part: part)
    case .backward(let segment):
      forEachBlock(of: segment, lane: part, worker: worker) { backward($0, segments[segment]) }
    case .sumWeights:
      sum(laneProducts[0], copies: lanes, count: layout.count, part: part) { laneProducts[$0] }
    }
  }

  /// The buffers whose gradients the backward pass of the present question fills.
  private var gradients: [ActivationBuffers<R>] { task.question == .hessian ? [values, tangents] : [values] }

  private func zero(lane: Int) {
    if lane > 0 || !task.adds { laneProducts[lane].clear(layout.count) }
    for segment in segments {
      let rows = plan.spaces[segment.space].count
      for node in segment.exports where node.needsGradient && lane < copies(of: node) {
        for buffers in gradients {
          let buffer = buffers.nodes[node.number]
          (buffer.gradient + lane * buffer.copyStride).clear(rows * node.width)
        }
      }
    }
  }

  private func sumTables(of segment: Segment, part: Int) {
    for node in segment.exports where node.needsGradient {
      let rows = plan.spaces[segment.space].count
      for buffers in gradients {
        let buffer = buffers.nodes[node.number]
        sum(buffer.gradient, copies: copies(of: node), count: rows * node.width, part: part) {
          buffer.gradient + $0 * buffer.copyStride
        }
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

  private func forEachBlock(of segment: Int, lane: Int, worker: Int, _ body: (DualBlock<R>) -> Void) {
    let partition = partitions[segment]
    let start = lane * partition.laneRows
    let end = min(start + partition.laneRows, plan.spaces[segments[segment].space].count)
    let product = task.product == nil ? nil : laneProducts[lane]
    var dual = DualBlock(
      value: values.block(
        start: start, lane: lane, worker: worker, weights: task.weights, weightGradient: product),
      tangent: tangents.block(
        start: start, lane: lane, worker: worker, weights: task.direction, weightGradient: product))
    while dual.value.start < end {
      dual.value.rows = min(partition.blockRows, end - dual.value.start)
      dual.tangent.rows = dual.value.rows
      body(dual)
      dual.value.start += dual.value.rows
      dual.tangent.start = dual.value.start
    }
  }

  private func forward(_ dual: DualBlock<R>, _ segment: Segment) {
    var dual = dual
    for number in segment.layers {
      dual.value = matrices.given(to: &dual.value, of: number)
      guard task.question != .transposedJacobian else {
        layers[number].forward(dual.value)
        continue
      }
      dual.tangent = directions.given(to: &dual.tangent, of: number)
      layers[number].forward(dual)
    }
  }

  private func backward(_ dual: DualBlock<R>, _ segment: Segment) {
    values.beginBackward(dual.value)
    var dual = dual
    for number in segment.layers.reversed() where layers[number].output.needsGradient {
      dual.value = matrices.given(to: &dual.value, of: number)
      guard task.question == .hessian else {
        layers[number].backward(dual.value)
        continue
      }
      dual.tangent = directions.given(to: &dual.tangent, of: number)
      layers[number].backward(dual)
    }
  }

  private func last(lane: Int, worker: Int) {
    let number = segments.count - 1
    var total = 0.0
    forEachBlock(of: number, lane: lane, worker: worker) { dual in
      forward(dual, segments[number])
      let (value, tangent) = (dual.value, dual.tangent)
      let count = value.rows * output.width
      let given = task.outputs.map { $0 + value.start * output.width }
      switch task.question {
      case .jacobian: given?.update(from: tangent.values(output), count: count)
      case .transposedJacobian: if let given { value.gradient(output).update(from: given, count: count) }
      case .gaussNewton: curve(dual, into: value.gradient(output))
      case .hessian:
        total +=
          loss(
            value.values(output), start: value.start, rows: value.rows, worker: worker, scale: task.scale,
            gradient: value.gradient(output)
          ).loss
        curve(dual, into: tangent.gradient(output))
      }
      if task.product != nil { backward(dual, segments[number]) }
    }
    laneLosses[lane] = total
  }

  private func curve(_ dual: DualBlock<R>, into change: UnsafeMutablePointer<R>) {
    curvature(
      outputs: dual.value.values(output), tangents: dual.tangent.values(output), batch: plan.batch + dual.value.start,
      rows: dual.value.rows, scale: task.scale, into: change)
  }
}
