// SPDX-License-Identifier: GPL-3.0-or-later

/// The second derivative of a loss with respect to the outputs, times a change of the outputs.
///
///     cross-entropy:     p_k (ż_k − Σ p ż)
///     StableMax:         ṗ_k g_k + (p_k − δ_ky) g′_k ż_k,   g = 1/(1 + |z|), g′ = −sign(z) g², ṗ_k = p_k(g_k ż_k − Σ p g ż)
///     squared error:     2 ż
///     negative margin:   0, wherever it has one
struct LossCurvature<R: Real> {
  private let loss: Loss
  /// The class of each example; empty for vectors.
  private let labels: [Int32]
  private let width: Int

  init(_ loss: Loss, targets: ExampleTargets, width: Int) {
    self.loss = loss
    self.width = width
    labels = if case .labels(let labels, _) = targets { labels } else { [] }
  }

  /// Whether outputs always curve the loss upward, so that Gauss–Newton products are positive.
  static func isConvex(_ loss: Loss) -> Bool {
    switch loss {
    case .crossEntropy, .squaredError: true
    case .stableMax, .negativeMargin: false
    }
  }

  /// change ← scale · (second derivative) · tangents, row by row; `change` may be `tangents`' place, not the outputs'.
  ///
  /// - Parameter batch: the example of each row.
  @specialized(where R == Float)
  @specialized(where R == Double)
  func callAsFunction(
    outputs: UnsafePointer<R>, tangents: UnsafePointer<R>, batch: UnsafePointer<Int32>, rows: Int, scale: Double,
    into change: UnsafeMutablePointer<R>
  ) {
    switch loss {
    case .negativeMargin: change.clear(rows * width)
    case .squaredError:
      let factor = R(2 * scale)
      for i in 0..<rows * width { change[i] = factor * tangents[i] }
    case .crossEntropy:
      R.softmax(outputs, rows: rows, width: width, into: change)
      for row in 0..<rows { softmax(tangents + row * width, scale: R(scale), into: change + row * width) }
    case .stableMax:
      for row in 0..<rows {
        let place = row * width
        stableMax(
          outputs + place, tangents + place, label: Int(labels[Int(batch[row])]), scale: scale, into: change + place)
      }
    }
  }

  /// p becomes scale · p(ż − Σ p ż).
  ///
  /// Once a class has nearly all of the probability, ż less its mean would be a difference of nearly equal numbers for that
  /// class; so all is taken relative to its ż, and what is left for it is what the others take.
  @inline(__always)
  private func softmax(_ tangents: UnsafePointer<R>, scale: R, into p: UnsafeMutablePointer<R>) {
    var best = 0
    for k in 1..<max(width, 1) where p[k] > p[best] { best = k }
    let reference = tangents[best]
    var mean = R.zero
    for k in 0..<width { mean += p[k] * (tangents[k] - reference) }
    for k in 0..<width { p[k] *= scale * ((tangents[k] - reference) - mean) }
  }

  @inline(__always)
  private func stableMax(
    _ outputs: UnsafePointer<R>, _ tangents: UnsafePointer<R>, label: Int, scale: Double,
    into change: UnsafeMutablePointer<R>
  ) {
    let right = StableMax.positive(Double(outputs[label]))
    var others = 0.0
    for k in 0..<width where k != label { others += StableMax.positive(Double(outputs[k])) }
    let sum = right + others
    var mean = 0.0
    for k in 0..<width {
      let z = Double(outputs[k])
      mean += StableMax.positive(z) / sum * Double(tangents[k]) / (1 + abs(z))
    }
    for k in 0..<width {
      let z = Double(outputs[k])
      let (slope, tangent, share) = (1 / (1 + abs(z)), Double(tangents[k]), StableMax.positive(z) / sum)
      let difference = k == label ? -others / sum : share
      let bend = z >= 0 ? -slope * slope : slope * slope
      change[k] = R(scale * (share * (slope * tangent - mean) * slope + difference * bend * tangent))
    }
  }
}
