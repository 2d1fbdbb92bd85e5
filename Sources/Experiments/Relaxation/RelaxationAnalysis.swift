// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Kinetics
import Runs
import Settings
import Statistics

/// Findings, table, figures and the answer of a `relaxation` run.
struct RelaxationAnalysis {
  let rows: [RelaxationRow]

  /// Below this chance, shared among all times, ensemble and equation disagree.
  private static let doubt = 1e-3

  var analysis: Analysis {
    var result = Analysis()
    result.findings = rows.flatMap { row in
      row.quantities.map { $0.quantity.finding(method: $0.method, at: row.point.position.coordinates) }
    }
    result.answer = answer
    result.warnings = warnings
    result.tables = [table]
    result.figures = rows.first.map { RelaxationFigures(row: $0).all } ?? []
    result.results = dataset
    return result
  }

  /// The least chance of agreement, with what is to be expected of the least of so many.
  private func worst(_ row: RelaxationRow) -> (chance: Double, times: Int)? {
    let chances = (row.comparison?.agreements ?? []).compactMap { $0?.pValue }
    return chances.min().map { ($0, chances.count) }
  }

  private var answer: String {
    guard let row = rows.last(where: { !$0.quantities.isEmpty }) else { return "Nothing was measured." }
    let place = row.point.position.coordinates.sentence
    var sentences: [String] = []
    if let rate = row.quantity("relaxation-rate", "ensemble"), let well = rate.at["well"]?.asText {
      let gap = row.quantity("spectral-gap", "fokker-planck")?.estimate
      sentences.append(
        "The population of '\(well)' approaches the Gibbs law at the rate \(rate.estimate?.text ?? "")"
          + (gap.map { "; the spectral gap is \($0.text)." } ?? "."))
    } else if let gap = row.quantity("spectral-gap", "fokker-planck")?.estimate {
      sentences.append("The ensemble approaches the Gibbs law at the rate of the spectral gap, \(gap.text).")
    }
    if let (chance, times) = worst(row) {
      sentences.append(
        chance * Double(times) > Self.doubt
          ? "Its histograms agree with the Fokker–Planck equation at all \(times) times "
            + "(least p = \(NumberFormat.rounded(chance, digits: 2)))."
          : "Its histograms disagree with the Fokker–Planck equation (p = \(NumberFormat.rounded(chance, digits: 2)) "
            + "at the worst of \(times) times).")
    }
    if let comparison = row.comparison, row.evolution != nil {
      sentences.append(
        comparison.isMonotone
          ? "The relative entropy to the Gibbs law falls monotonically within its errors."
          : "The relative entropy rises by more than four standard errors.")
    }
    let text = sentences.joined(separator: " ")
    if text.isEmpty { return "The ensemble was followed; there is no equation to hold it against." }
    return place.isEmpty ? text : "At \(place): \(text)"
  }

  private var warnings: [String] {
    var warnings: [String] = []
    for row in rows {
      let place = row.point.position.coordinates.sentence
      func warn(_ text: String) { warnings.append(place.isEmpty ? text : "\(place): \(text)") }
      if let (chance, times) = worst(row), chance * Double(times) <= Self.doubt {
        warn(
          "the histograms disagree with the Fokker–Planck equation (p = \(NumberFormat.rounded(chance, digits: 2))); "
            + "a smaller time-step or more grid-cells may help")
      }
      if let comparison = row.comparison {
        if !comparison.isMonotone { warn("the relative entropy rises by more than four standard errors") }
        for note in row.point.walk.divergenceNotes(row.point.walk.walkers - comparison.ensemble.walkers) { warn(note) }
      }
      if let objection = row.evolution?.objection { warn("no Fokker–Planck solution: \(objection)") }
    }
    return warnings
  }

  /// One row a time and point.
  private var table: Table {
    let axes = rows.first?.point.position.coordinates.keys ?? []
    let lines = rows.flatMap { row -> [[String]] in
      let place = axes.map { axis in
        let value = row.point.position.coordinates[axis]
        return value?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value?.asText ?? ""
      }
      let agreements = row.comparison?.agreements ?? []
      return row.point.walk.times.values.enumerated().map { t, time in
        func text(_ name: String, _ method: String) -> String {
          row.quantity(name, method, time: time)?.estimate?.text ?? ""
        }
        let chance = t < agreements.count ? agreements[t]?.pValue : nil
        return place + [
          NumberFormat.rounded(time, digits: 4), text("relative-entropy", "ensemble"),
          text("relative-entropy", "fokker-planck"), chance.map { NumberFormat.rounded($0, digits: 2) } ?? "",
          text("energy", "ensemble"), text("energy", "fokker-planck"),
        ]
      }
    }
    var columns =
      axes + ["t", "D, ensemble", "D, Fokker–Planck", "p of agreement", "⟨f⟩, ensemble", "⟨f⟩, Fokker–Planck"]
    var cells = lines
    // A column without entries says nothing.
    for column in columns.indices.reversed() where cells.allSatisfy({ $0[column].isEmpty }) {
      columns.remove(at: column)
      for line in cells.indices { cells[line].remove(at: column) }
    }
    return Table(title: "Approach to the Gibbs law", columns: columns, rows: cells)
  }

  /// All points stacked, dimensions named after the axes of the sweep.
  private var dataset: Dataset {
    let sweep = SweepGrid(rows.map(\.point.position.coordinates))
    var start = Dataset()
    sweep.addCoordinates(to: &start)
    let parts = sweep.order.map { $0.flatMap { Self.dataset(rows[$0]) } }
    return DatasetStack(parts, along: sweep.shape, after: start).dataset
  }

  private static func dataset(_ row: RelaxationRow) -> Dataset? {
    var result = Dataset()
    let times = row.point.walk.times.values
    let count = times.count
    result.add("time", times, over: ["observation": count], units: "time", longName: "when somebody looked")
    for method in ["ensemble", "fokker-planck"] {
      let name = method == "ensemble" ? "ensemble" : "fokker_planck"
      for quantity in ["relative-entropy", "energy"] {
        let found = times.map { row.quantity(quantity, method, time: $0)?.estimate }
        guard found.contains(where: { $0 != nil }) else { continue }
        let variable = "\(quantity.replacingOccurrences(of: "-", with: "_"))_\(name)"
        result.add(variable, found.map { $0?.value ?? .nan }, over: ["observation": count])
        result.add("\(variable)_standard_error", found.map { $0?.standardError ?? .nan }, over: ["observation": count])
      }
    }
    guard let bins = row.point.bins else { return result }
    for (number, axis) in bins.axes.enumerated() {
      result.add(
        "bin_center_\(number + 1)", axis.centers, over: ["bin_\(number + 1)": axis.count], units: "length")
    }
    let shape: [(dimension: String, size: Int)] =
      [("observation", count)]
      + bins.axes.enumerated().reversed().map { (dimension: "bin_\($0.offset + 1)", size: $0.element.count) }
    if let comparison = row.comparison {
      let shares = times.indices.flatMap { t in
        comparison.ensemble.counts(at: t, bins: bins.count).dropLast().map {
          Double($0) / Double(comparison.ensemble.walkers)
        }
      }
      result.add("share_ensemble", .numbers(shares), shape: shape, longName: "share of the walkers in each bin")
    }
    if let laws = row.evolution?.laws, laws.count == count {
      result.add(
        "share_fokker_planck", .numbers(laws.flatMap { $0.bins.dropLast().map(\.value) }), shape: shape,
        longName: "probability of each bin")
    }
    return result
  }
}
