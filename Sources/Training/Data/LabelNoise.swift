// SPDX-License-Identifier: GPL-3.0-or-later
internal import Randomness

extension ExampleTargets {
  /// The answers after a random permutation over all rows, each permutation equally likely: the control that no rule
  /// can generalize, as nothing of the table's structure is left but how often each answer occurs.
  package func permuted(seed: UInt64) -> ExampleTargets {
    var stream = ExampleStream.permutation.stream(seed: seed)
    switch self {
    case .labels(let labels, let classes):
      return .labels(stream.order(of: labels.count).map { labels[Int($0)] }, classes: classes)
    case .vectors(let vectors, let width):
      let order = stream.order(of: vectors.count / max(width, 1))
      return .vectors(order.flatMap { vectors[(Int($0) * width)..<((Int($0) + 1) * width)] }, width: width)
    }
  }

  /// Labels of which a part is wrong: round(rate · rows) of the rows, chosen at random, get another label, each other
  /// one equally likely. The rows with a lower rate and the same seed are among those with a higher one.
  ///
  /// Vectors, and labels of a single class, stay as they are.
  package func withNoise(rate: Double, in rows: [Int32], seed: UInt64) -> ExampleTargets {
    guard case .labels(var labels, let classes) = self, classes > 1 else { return self }
    let count = Int((rate * Double(rows.count)).rounded())
    var stream = ExampleStream.labelNoise.stream(seed: seed)
    let order = stream.order(of: rows.count)
    for place in order.prefix(count) {
      let row = Int(rows[Int(place)])
      let shift = 1 + stream.whole(below: classes - 1)
      labels[row] = Int32((Int(labels[row]) + shift) % classes)
    }
    return .labels(labels, classes: classes)
  }
}
