// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// The findings of a phase diagram: each cell's own, then those of the whole diagram.
struct PhaseFindings {
  let map: PhaseMap

  private typealias Method = PhaseDiagram.Method
  /// The posterior probability comes from a quadrature.
  private static let rounding = 1e-7

  /// Those of the cells, then areas, borders and the cost.
  var all: [Finding] { map.cells.indices.flatMap(cell) + areas + borders + [cost] }

  // MARK: - One cell

  private func cell(_ index: Int) -> [Finding] {
    let cell = map.cells[index]
    guard map.isVisited(index) else { return [interpolated(index)].compactMap { $0 } }
    var phase = Finding(
      "phase", .exact(cell.certainty, accuracy: Self.rounding), at: cell.coordinates, method: Method.majority)
    phase.text = cell.tally.mostLikely?.rawValue
    phase.samples = cell.runs.count
    let diverged = cell.runs.count(where: \.isDiverged)
    if diverged > 0 { phase.notes.append("\(diverged) of \(cell.runs.count) runs diverged") }
    let fractions = map.occurring.compactMap { phase -> Finding? in
      guard let estimate = cell.tally.fraction(of: phase) else { return nil }
      var place = cell.coordinates
      place["phase"] = .text(phase.rawValue)
      var finding = Finding("phase-fraction", estimate, at: place, method: Method.share)
      finding.samples = cell.runs.count
      return finding
    }
    return [phase] + fractions
      + [
        median("memorization-time", cell.median(\.memorization), at: cell),
        median("grokking-time", cell.median(\.grokking), at: cell), median("test-train-gap", cell.medianGap, at: cell),
      ].compactMap { $0 }
  }

  private func interpolated(_ index: Int) -> Finding? {
    guard let source = map.sources[index], let phase = map.phase(of: index) else { return nil }
    var finding = Finding("phase", nil, at: map.cells[index].coordinates, method: Method.majority)
    finding.text = phase.rawValue
    finding.samples = 0
    finding.notes = ["not visited; the phase is that of \(map.cells[source].coordinates.sentence)"]
    return finding
  }

  private func median(_ quantity: String, _ median: CensoredMedian?, at cell: PhaseCell) -> Finding? {
    guard let median else { return nil }
    var finding = Finding(quantity, median.estimate, unit: "steps", at: cell.coordinates, method: Method.survival)
    finding.boundLevel = median.quantile.level
    finding.samples = median.samples
    finding.censored = median.censored
    if median.quantile.value == nil {
      finding.lowerBound = median.horizon
      finding.notes = ["\(median.censored) of \(median.samples) runs did not get there (censored)"]
    } else if median.interval == nil {
      finding.notes = ["\(median.samples) run\(median.samples == 1 ? " is" : "s are") too few for a 95 % interval"]
    }
    return finding
  }

  // MARK: - The whole diagram

  private var areas: [Finding] {
    LearningPhase.allCases.compactMap { phase in
      guard let (estimate, note) = map.area(of: phase) else { return nil }
      var finding = finding("phase-area", phase, estimate, note)
      finding.notes.append("the grid resolves borders to half a cell")
      return finding
    }
  }

  private var borders: [Finding] {
    let phases = LearningPhase.allCases
    return phases.flatMap { phase in
      phases.filter { $0 != phase }.compactMap { neighbor -> Finding? in
        let share = map.overSeeds { map.borderShare(of: phase, against: neighbor, in: $0) }
        guard let (estimate, note) = share, estimate.value > 0 else { return nil }
        var finding = finding("border-share", phase, estimate, note)
        finding.at["neighbor"] = .text(neighbor.rawValue)
        return finding
      }
    }
  }

  private func finding(_ quantity: String, _ phase: LearningPhase, _ estimate: Estimate, _ note: String?) -> Finding {
    let place = Record([("phase", .text(phase.rawValue))])
    var finding = Finding(quantity, estimate, at: place, method: Method.seeds)
    finding.samples = Int(estimate.effectiveSamples ?? 1)
    if let note { finding.notes = [note] }
    return finding
  }

  /// What the diagram cost, as a part of the full grid's runs.
  private var cost: Finding {
    let (runs, all) = map.cost
    var finding = Finding("cost-fraction", .exact(Double(runs) / Double(all), accuracy: 0), method: Method.count)
    finding.samples = runs
    finding.notes = ["\(runs) of the full grid's \(all) runs were made"]
    return finding
  }
}

extension PhaseMap {
  /// The part of the diagram's area in which a run ends in a phase, the cells weighted as they are drawn.
  func area(of phase: LearningPhase) -> (estimate: Estimate, note: String?)? {
    let areas = areas
    return overSeeds { phases in
      let known = phases.indices.filter { phases[$0] != nil }
      let whole = known.reduce(0) { $0 + areas[$1] }
      return whole > 0 ? known.filter { phases[$0] == phase }.reduce(0) { $0 + areas[$1] } / whole : nil
    }
  }
}
