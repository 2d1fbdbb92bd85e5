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
  let plan: DensePlan
  /// γ.
  let confinement: Double
  /// The number of weights.
  let dimension: Int

  /// The loss of a network on some examples; `nil` where it is no chain of dense maps, or its loss takes random codes.
  init?(_ problem: LearningProblem, rows: [Int32], confinement: Double) {
    guard let chain = try? DenseChain(problem.model, loss: problem.loss, examples: problem.examples),
      let table = DenseRows(problem.examples, loss: problem.loss, rows: rows), !rows.isEmpty
    else { return nil }
    plan = DensePlan(chain, chain.isLinear ? table.reduced() : table)
    self.confinement = confinement
    dimension = problem.layout.count
  }

  /// The cost of a gradient in units of one coordinate of a toy.
  var cost: Double { Double(dimension) * (1 + Double(plan.rowCount) * Self.costPerRow) }

  private static let costPerRow = 1.5

  /// How many lanes a pass keeps beside the weights: arguments and values of all stages, two rows of gradients.
  var scratchCount: Int { plan.deltas + 2 * plan.largest }

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
    let plan = plan
    let delta = scratch + plan.deltas
    for row in 0..<plan.rowCount {
      let x = plan.inputs + row * plan.inputWidth
      forward(plan, w, x, scratch)
      total = total + compare(plan, scratch + plan.outputs, row, delta)
      if let gradient { backward(plan, w, x, scratch, delta, gradient) }
    }
    return total * plan.scale + plan.rest * plan.scale
  }

  @inline(__always)
  func forward<L: NetworkLanes>(
    _ plan: DensePlan, _ w: UnsafePointer<L>, _ x: UnsafePointer<Double>, _ scratch: UnsafeMutablePointer<L>
  ) {
    if let first = plan.embedding {
      for j in 0..<first.width {
        var sum = first.bias.map { w[$0 + j] } ?? L(repeating: 0)
        for slot in 0..<plan.slots { sum = sum + w[plan.tables[slot] + Int(x[slot]) * first.width + j] }
        scratch[j] = sum
        scratch[first.width + j] = L.activated(sum, by: first.activation)
      }
    }
    for number in 0..<plan.mapCount {
      let (map, z) = (plan.maps[number].map, scratch + plan.maps[number].place)
      let reads = scratch + plan.maps[number].reads
      for j in 0..<map.outputs {
        var sum = map.bias.map { w[$0 + j] } ?? L(repeating: 0)
        let row = w + map.offset + j * map.stride
        if plan.maps[number].isFirst {
          for i in 0..<map.inputs { sum = sum + row[i] * x[i] }
        } else {
          for i in 0..<map.inputs { sum = sum + row[i] * reads[i] }
        }
        z[j] = sum
        z[map.outputs + j] = map.activation == .identity ? sum : L.activated(sum, by: map.activation)
      }
    }
  }

  /// The loss of a row's outputs; its gradient, times what the sum is multiplied with, is written to `delta`.
  @inline(__always)
  private func compare<L: NetworkLanes>(
    _ plan: DensePlan, _ outputs: UnsafePointer<L>, _ row: Int, _ delta: UnsafeMutablePointer<L>
  ) -> L {
    let width = plan.outputWidth
    if let labels = plan.labels {
      let label = labels[row]
      var top = outputs[0]
      for k in 1..<max(width, 1) { top = L.larger(top, outputs[k]) }
      // Held fixed, the largest output drops out of every derivative.
      top = L.larger(top, top)
      var sum = L(repeating: 0)
      for k in 0..<width {
        delta[k] = L.exp(outputs[k] - top)
        sum = sum + delta[k]
      }
      for k in 0..<width { delta[k] = (delta[k] / sum - (k == label ? 1 : 0)) * plan.scale }
      return L.naturalLogarithm(sum) + top - outputs[label]
    }
    var loss = L(repeating: 0)
    for k in 0..<width {
      let difference = outputs[k] - plan.targets[row * width + k]
      loss = loss + difference * difference
      delta[k] = difference * (2 * plan.scale)
    }
    return loss
  }

  @inline(__always)
  private func backward<L: NetworkLanes>(
    _ plan: DensePlan, _ w: UnsafePointer<L>, _ x: UnsafePointer<Double>, _ scratch: UnsafeMutablePointer<L>,
    _ first: UnsafeMutablePointer<L>, _ gradient: UnsafeMutablePointer<L>
  ) {
    var (delta, other) = (first, first + plan.largest)
    var number = plan.mapCount - 1
    while number >= 0 {
      let (map, z) = (plan.maps[number].map, scratch + plan.maps[number].place)
      if map.activation != .identity {
        for j in 0..<map.outputs { delta[j] = delta[j] * L.slope(at: z[j], of: map.activation) }
      }
      if let bias = map.bias { for j in 0..<map.outputs { gradient[bias + j] = gradient[bias + j] + delta[j] } }
      if plan.maps[number].isFirst {
        for j in 0..<map.outputs {
          let row = gradient + map.offset + j * map.stride
          for i in 0..<map.inputs { row[i] = row[i] + delta[j] * x[i] }
        }
        return
      }
      let reads = scratch + plan.maps[number].reads
      for i in 0..<map.inputs { other[i] = L(repeating: 0) }
      for j in 0..<map.outputs {
        let (row, slopes) = (w + map.offset + j * map.stride, gradient + map.offset + j * map.stride)
        for i in 0..<map.inputs {
          slopes[i] = slopes[i] + delta[j] * reads[i]
          other[i] = other[i] + row[i] * delta[j]
        }
      }
      swap(&delta, &other)
      number -= 1
    }
    guard let entry = plan.embedding else { return }
    for j in 0..<entry.width {
      let slope = delta[j] * L.slope(at: scratch[j], of: entry.activation)
      if let bias = entry.bias { gradient[bias + j] = gradient[bias + j] + slope }
      for slot in 0..<plan.slots {
        let place = plan.tables[slot] + Int(x[slot]) * entry.width + j
        gradient[place] = gradient[place] + slope
      }
    }
  }
}
