// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings

/// All runs in one data set: the axes of the sweep, then sizes, data seeds, model seeds.
struct GrokkingTimeResults {
  let points: [GrokkingTimePoint]
  /// In the order of points, sizes, data seeds, model seeds; `nil` where a task has none.
  let results: [Dataset?]

  private enum Name {
    static let size = "size"
    static let dataSeed = "data_seed"
    static let modelSeed = "model_seed"
  }

  var dataset: Dataset {
    let sweep = SweepGrid(points.map(\.sweep.position.coordinates))
    let sizes = points.map(\.sweep.sizes.rows.count).max() ?? 1
    let dataSeeds = points.map(\.seeds.data).max() ?? 1
    let modelSeeds = points.map(\.seeds.model).max() ?? 1
    var start = Dataset()
    sweep.addCoordinates(to: &start)
    // Where the size is an axis of the sweep there is one at each point.
    let hasSizes = !points.contains { point in
      GrokkingTimePoint.sizeAxes.contains { point.sweep.position.coordinates[$0] != nil }
    }
    if hasSizes { addSizes(to: &start) }
    start.add(Name.dataSeed, Array(0..<dataSeeds), over: [Name.dataSeed: dataSeeds], longName: "training set of a size")
    start.add(
      Name.modelSeed, Array(0..<modelSeeds), over: [Name.modelSeed: modelSeeds],
      longName: "initial weights of a training set")
    var first: [Int] = []
    var next = 0
    for point in points {
      first.append(next)
      next += point.sweep.sizes.rows.count * point.seeds.count
    }
    let parts = sweep.order.flatMap { place in
      (0..<sizes).flatMap { size in
        (0..<dataSeeds).flatMap { dataSeed in
          (0..<modelSeeds).map { modelSeed -> Dataset? in
            guard let place else { return nil }
            let point = points[place]
            guard size < point.sweep.sizes.rows.count, dataSeed < point.seeds.data, modelSeed < point.seeds.model else {
              return nil
            }
            return results[first[place] + (size * point.seeds.data + dataSeed) * point.seeds.model + modelSeed]
          }
        }
      }
    }
    let own =
      (hasSizes ? [(dimension: Name.size, size: sizes)] : []) + [
        (dimension: Name.dataSeed, size: dataSeeds), (dimension: Name.modelSeed, size: modelSeeds),
      ]
    return DatasetStack(parts, along: sweep.shape + own, after: start).dataset
  }

  /// Rows where all points have the same, else what was written, else counted.
  private func addSizes(to start: inout Dataset) {
    let all = points.map(\.sweep.sizes)
    guard let longest = all.max(by: { $0.rows.count < $1.rows.count }) else { return }
    let count = longest.rows.count
    if all.allSatisfy({ $0.rows == longest.rows }) {
      start.add(Name.size, longest.rows, over: [Name.size: count], longName: "rows of the training set")
    } else if all.allSatisfy({ $0.written == longest.written }) {
      start.add(Name.size, longest.written, over: [Name.size: count], longName: "part of the table that is trained on")
    } else {
      start.add(Name.size, Array(0..<count), over: [Name.size: count], longName: "place of the size, ascending")
    }
  }
}
