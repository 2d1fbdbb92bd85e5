// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Training

/// The mean loss of a small dense network with a Gaussian confinement, written once for all lanes:
///
///     f(w) = (1/n) Σ_l loss(z_l, w) + (γ/2)|w|²
///
/// Eight walkers go through all examples side by side, so that networks of a few weights move as fast as formulas do; dual
/// numbers give Hessians exact to rounding. A linear network with a squared error sees its examples as few rows (`DenseRows`).
struct DenseLoss: Sendable {
  private let chain: DenseChain
  private let rows: DenseRows
  /// γ.
  let confinement: Double
  /// The number of weights.
  let dimension: Int
  /// Where the arguments of each stage begin in the scratch; a stage is the embedding or a map.
  private let stages: [Int]
  private let widths: [Int]
  private let largest: Int
  /// Where the gradients of a row's outputs begin in the scratch.
  private let deltas: Int

  /// The loss of a network on some examples; `nil` where it is no chain of dense maps, or its loss takes random codes.
  init?(_ problem: LearningProblem, rows: [Int32], confinement: Double) {
    guard let chain = try? DenseChain(problem.model, loss: problem.loss, examples: problem.examples),
      let table = DenseRows(problem.examples, loss: problem.loss, rows: rows), !rows.isEmpty
    else { return nil }
    self.chain = chain
    self.rows = chain.isLinear ? table.reduced() : table
    self.confinement = confinement
    dimension = problem.layout.count
    widths = (chain.embedding.map { [$0.width] } ?? []) + chain.maps.map(\.outputs)
    var begin = 0
    stages = widths.map { width in
      defer { begin += 2 * width }
      return begin
    }
    largest = widths.max() ?? 0
    deltas = 2 * widths.reduce(0, +)
  }

  /// The cost of a gradient in units of one coordinate of a toy.
  var cost: Double { Double(dimension) * (1 + Double(rows.count) * Self.costPerRow) }

  private static let costPerRow = 1.5

  /// How many lanes a pass keeps beside the weights: arguments and values of all stages, two rows of gradients.
  var scratchCount: Int { deltas + 2 * largest }

  /// The loss without confinement, and its gradient if there is room for it.
  ///
  /// - Parameters:
  ///   - w: the weights, one lane a walker.
  ///   - scratch: `scratchCount` lanes.
  ///   - gradient: as many as there are weights; written, not added.
  @inline(__always)
  func pass<L: NetworkLanes>(
    _ w: UnsafePointer<L>, scratch: UnsafeMutablePointer<L>, gradient: UnsafeMutablePointer<L>?
  ) -> L {
    let zero = L(repeating: 0)
    if let gradient { for c in 0..<dimension { gradient[c] = zero } }
    var total = zero
    rows.inputs.withUnsafeBufferPointer { inputs in
      for row in 0..<rows.count {
        let x = UnsafeBufferPointer(rebasing: inputs[row * rows.inputWidth..<(row + 1) * rows.inputWidth])
        forward(w, x, scratch)
        let delta = scratch + deltas
        total = total + compare(scratch + stages[stages.count - 1] + widths[widths.count - 1], row, delta)
        if let gradient { backward(w, x, scratch, delta, gradient) }
      }
    }
    return total * rows.scale + rows.rest * rows.scale
  }

  @inline(__always)
  private func forward<L: NetworkLanes>(
    _ w: UnsafePointer<L>, _ x: UnsafeBufferPointer<Double>, _ scratch: UnsafeMutablePointer<L>
  ) {
    var stage = 0
    if let first = chain.embedding {
      let z = scratch
      for j in 0..<first.width {
        var sum = first.bias.map { w[$0 + j] } ?? L(repeating: 0)
        for slot in 0..<first.tables.count { sum = sum + w[first.tables[slot] + Int(x[slot]) * first.width + j] }
        z[j] = sum
        z[first.width + j] = L.activated(sum, by: first.activation)
      }
      stage = 1
    }
    for (number, map) in chain.maps.enumerated() {
      let z = scratch + stages[stage]
      let reads = stage > 0 ? scratch + stages[stage - 1] + widths[stage - 1] : scratch
      for j in 0..<map.outputs {
        var sum = map.bias.map { w[$0 + j] } ?? L(repeating: 0)
        let row = w + map.offset + j * map.stride
        if stage == 0, number == 0 {
          for i in 0..<map.inputs { sum = sum + row[i] * x[i] }
        } else {
          for i in 0..<map.inputs { sum = sum + row[i] * reads[i] }
        }
        z[j] = sum
        z[map.outputs + j] = L.activated(sum, by: map.activation)
      }
      stage += 1
    }
  }

  /// The loss of a row's outputs; its gradient, times what the sum is multiplied with, is written to `delta`.
  @inline(__always)
  private func compare<L: NetworkLanes>(_ outputs: UnsafePointer<L>, _ row: Int, _ delta: UnsafeMutablePointer<L>) -> L
  {
    let width = rows.outputWidth
    guard rows.labels.isEmpty else {
      let label = rows.labels[row]
      var top = outputs[0]
      for k in 1..<max(width, 1) { top = L.larger(top, outputs[k]) }
      // Held fixed, the largest output drops out of every derivative.
      top = L.larger(top, top)
      var sum = L(repeating: 0)
      for k in 0..<width {
        delta[k] = L.exp(outputs[k] - top)
        sum = sum + delta[k]
      }
      for k in 0..<width { delta[k] = (delta[k] / sum - (k == label ? 1 : 0)) * rows.scale }
      return L.naturalLogarithm(sum) + top - outputs[label]
    }
    var loss = L(repeating: 0)
    for k in 0..<width {
      let difference = outputs[k] - rows.targets[row * width + k]
      loss = loss + difference * difference
      delta[k] = difference * (2 * rows.scale)
    }
    return loss
  }

  @inline(__always)
  private func backward<L: NetworkLanes>(
    _ w: UnsafePointer<L>, _ x: UnsafeBufferPointer<Double>, _ scratch: UnsafeMutablePointer<L>,
    _ first: UnsafeMutablePointer<L>, _ gradient: UnsafeMutablePointer<L>
  ) {
    var (delta, other) = (first, first + largest)
    var stage = stages.count - 1
    for number in chain.maps.indices.reversed() {
      let map = chain.maps[number]
      let z = scratch + stages[stage]
      for j in 0..<map.outputs where map.activation != .identity {
        delta[j] = delta[j] * L.slope(at: z[j], of: map.activation)
      }
      if let bias = map.bias { for j in 0..<map.outputs { gradient[bias + j] = gradient[bias + j] + delta[j] } }
      if stage == 0 {
        for j in 0..<map.outputs {
          let row = gradient + map.offset + j * map.stride
          for i in 0..<map.inputs { row[i] = row[i] + delta[j] * x[i] }
        }
        return
      }
      let reads = scratch + stages[stage - 1] + widths[stage - 1]
      for i in 0..<map.inputs { other[i] = L(repeating: 0) }
      for j in 0..<map.outputs {
        let (row, slopes) = (w + map.offset + j * map.stride, gradient + map.offset + j * map.stride)
        for i in 0..<map.inputs {
          slopes[i] = slopes[i] + delta[j] * reads[i]
          other[i] = other[i] + row[i] * delta[j]
        }
      }
      swap(&delta, &other)
      stage -= 1
    }
    guard let entry = chain.embedding else { return }
    for j in 0..<entry.width {
      let slope = delta[j] * L.slope(at: scratch[j], of: entry.activation)
      if let bias = entry.bias { gradient[bias + j] = gradient[bias + j] + slope }
      for slot in 0..<entry.tables.count {
        let place = entry.tables[slot] + Int(x[slot]) * entry.width + j
        gradient[place] = gradient[place] + slope
      }
    }
  }
}
