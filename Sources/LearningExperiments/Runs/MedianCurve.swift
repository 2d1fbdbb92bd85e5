// SPDX-License-Identifier: GPL-3.0-or-later

/// The median over curves at all of their steps; between its own steps a curve keeps its last value.
struct MedianCurve {
  /// The steps of all curves, where all of them are known.
  let x: [Double]
  /// The median of the curves there.
  let y: [Double]

  /// The median of curves whose abscissae ascend.
  init(of curves: [(x: [Double], y: [Double])]) {
    let start = curves.compactMap(\.x.first).max() ?? 0
    let end = curves.compactMap(\.x.last).min() ?? 0
    let steps = Set(curves.flatMap(\.x)).filter { $0 >= start && $0 <= end }.sorted()
    var next = curves.map { _ in 0 }
    x = steps
    y = steps.map { step in
      let here = curves.indices.map { index -> Double in
        while next[index] + 1 < curves[index].x.count, curves[index].x[next[index] + 1] <= step { next[index] += 1 }
        return curves[index].y[next[index]]
      }.sorted()
      let middle = here.count / 2
      return here.count.isMultiple(of: 2) ? (here[middle - 1] + here[middle]) / 2 : here[middle]
    }
  }
}
