// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Kinetics
import Runs
import Settings
import Statistics

/// The merged results: relative entropies and energies at the times of observation, and the shares of the bins.
struct RelaxationResults {
  let table: ResultTable<RelaxationPoint>
  /// In the order of the rows.
  let comparisons: [RelaxationComparison]

  /// All points stacked, dimensions named after the axes of the sweep.
  var dataset: Dataset {
    let methods = table.methods.map(\.name)
    return table.stacked { row in
      var result = numbers(row, methods)
      if let bins = row.point.bins { add(shares: comparisons[row.index], in: bins, to: &result) }
      return result
    }
  }

  private func numbers(_ row: ResultTable<RelaxationPoint>.Row, _ methods: [String]) -> Dataset {
    var result = Dataset()
    let times = row.point.walk.times.values
    let shape: KeyValuePairs = ["observation": times.count]
    result.add("time", times, over: shape, units: "time", longName: "time of the observation")
    for method in methods {
      for quantity in ["relative-entropy", "energy"] {
        let found = times.map { row.estimate(method, quantity, at: Record([("time", .number($0))])) }
        guard found.contains(where: { $0 != nil }) else { continue }
        let variable = "\(quantity) \(method)".replacing("-", with: "_").replacing(" ", with: "_")
        result.add(variable, found.map { $0?.value ?? .nan }, over: shape)
        result.add("\(variable)_standard_error", found.map { $0?.standardError ?? .nan }, over: shape)
      }
    }
    return result
  }

  private func add(shares comparison: RelaxationComparison, in bins: BinGrid, to result: inout Dataset) {
    let count = comparison.point.walk.times.values.count
    for (number, axis) in bins.axes.enumerated() {
      result.add(
        "bin_center_\(number + 1)", axis.centers, over: ["bin_\(number + 1)": axis.count], units: "length")
    }
    let shape: [(dimension: String, size: Int)] =
      [("observation", count)]
      + bins.axes.enumerated().reversed().map { (dimension: "bin_\($0.offset + 1)", size: $0.element.count) }
    if let ensemble = comparison.ensemble {
      let shares = (0..<count).flatMap { t in
        ensemble.counts(at: t, bins: bins.count).dropLast().map { Double($0) / Double(ensemble.walkers) }
      }
      result.add("share_ensemble", .numbers(shares), shape: shape, longName: "share of the walkers in each bin")
    }
    if let laws = comparison.evolution?.laws, laws.count == count {
      result.add(
        "share_fokker_planck", .numbers(laws.flatMap { $0.bins.dropLast().map(\.value) }), shape: shape,
        longName: "probability of each bin")
    }
  }
}
