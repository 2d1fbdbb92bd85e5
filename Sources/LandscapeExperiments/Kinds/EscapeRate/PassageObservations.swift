// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// What was recorded of the walkers of a first passage on their way: means over those that had not ended, against time.
struct PassageObservations {
  let observables: [Observable]
  /// The times of the records.
  private(set) var times: [Double] = []
  /// How many walkers were on their way at each.
  private(set) var counts: [Double] = []
  /// Sums and sums of squares, observable by observable.
  private var sums: [[Double]]
  private var squares: [[Double]]

  /// Records at most, beside that of the start.
  private static let records = 200

  init(_ observables: [Observable]) {
    self.observables = observables
    sums = observables.map { _ in [] }
    squares = sums
  }

  /// Steps between two records of a passage: a whole number of observations.
  static func stride(of problem: FirstPassageProblem) -> Int {
    let steps = problem.timeLimit / problem.timeStep
    guard steps.isFinite, steps < 1e15 else { return 0 }
    let every = max(1, problem.observeEvery)
    return max(1, Int((steps / Double(records * every)).rounded(.up))) * every
  }

  /// What a part keeps of the records of its walkers.
  static func add(_ result: FirstPassageResult, of problem: FirstPassageProblem, to dataset: inout Dataset) {
    guard let records = result.records else { return }
    let (rows, n) = (problem.recorded.count, result.walkers.count)
    let count = records.count / max(1, rows * n)
    var sums: [Double] = []
    var squares: [Double] = []
    var present: [Double] = []
    for record in 0..<count {
      for row in 0..<rows {
        let values = records[(record * rows + row) * n..<(record * rows + row + 1) * n].filter(\.isFinite)
        sums.append(values.reduce(0, +))
        squares.append(values.reduce(0) { $0 + $1 * $1 })
        if row == 0 { present.append(Double(values.count)) }
      }
    }
    let times = (0..<count).map { Double($0 * problem.recordEvery) * problem.timeStep }
    dataset.add("record_time", times, over: ["record": count], units: "time", longName: "when walkers were recorded")
    dataset.add("record_walkers", present, over: ["record": count], longName: "walkers on their way")
    dataset.add("record_sum", sums, over: ["record": count, "observable": rows])
    dataset.add("record_square", squares, over: ["record": count, "observable": rows])
  }

  /// Adds what a part has kept.
  mutating func add(_ part: Dataset) {
    guard let found = part.numbers("record_time"), let present = part.numbers("record_walkers"),
      let partSums = part.numbers("record_sum"), let partSquares = part.numbers("record_square")
    else { return }
    if times.isEmpty {
      times = found
      counts = Array(repeating: 0, count: found.count)
      sums = observables.map { _ in counts }
      squares = sums
    }
    for record in times.indices {
      counts[record] += present[record]
      for row in observables.indices {
        sums[row][record] += partSums[record * observables.count + row]
        squares[row][record] += partSquares[record * observables.count + row]
      }
    }
  }

  /// The mean of an observable over the walkers that are on their way; NaN where there are none.
  func means(_ row: Int) -> [Double] { times.indices.map { counts[$0] > 0 ? sums[row][$0] / counts[$0] : .nan } }

  /// The means at the last record that has two walkers on their way at least.
  var findings: [Finding] {
    guard let last = counts.lastIndex(where: { $0 > 1 }) else { return [] }
    return observables.enumerated().map { row, observable in
      let mean = sums[row][last] / counts[last]
      let variance = max(0, squares[row][last] / counts[last] - mean * mean) / (counts[last] - 1)
      var finding = Finding(
        observable.meanName, Estimate(mean, standardError: variance.squareRoot()), unit: "1",
        at: Record([("on", .text(observable.place)), ("time", .number(times[last]))]))
      finding.samples = Int(counts[last])
      finding.notes = ["mean over the walkers that are on their way at that time"]
      return finding
    }
  }

  /// What `results.nc` holds of it; `nil` where nothing was recorded.
  var dataset: Dataset? {
    guard !times.isEmpty else { return nil }
    var dataset = Dataset()
    dataset.add(
      "observable", observables.map(\.description), over: ["observable": observables.count],
      longName: "what is recorded")
    dataset.add("record_time", times, over: ["record": times.count], units: "time", longName: "when it was recorded")
    dataset.add("record_walkers", counts, over: ["record": times.count], longName: "walkers on their way")
    dataset.add(
      "record_mean", observables.indices.flatMap(means),
      over: ["observable": observables.count, "record": times.count],
      longName: "mean over the walkers on their way")
    return dataset
  }

  /// One figure an observable, one line a point of the sweep.
  static func figures(_ rows: [(label: String, observations: PassageObservations)]) -> [Figure] {
    guard let observables = rows.first?.observations.observables else { return [] }
    return observables.enumerated().compactMap { index, observable in
      let series = rows.filter { $0.observations.observables == observables }.map { label, observations in
        let means = observations.means(index)
        let shown = means.indices.filter { means[$0].isFinite }
        return Figure.Series(
          label.isEmpty ? "mean over the walkers" : label, .line, x: shown.map { observations.times[$0] },
          y: shown.map { means[$0] })
      }.filter { $0.x.count > 1 }
      let values = series.flatMap(\.y)
      guard let least = values.min(), let most = values.max() else { return nil }
      return Figure(
        name: "recorded-\(observable.quantity)-\(observable.place)",
        title: "\(observable.quantity) on \(observable.place)",
        caption: "The mean of \(observable) over the walkers that have not arrived, against time.",
        x: Figure.Axis("time"),
        y: Figure.Axis("\(observable)", isLogarithmic: least > 0 && most > 20 * least), series: series)
    }
  }
}
