// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Runs
import Settings

/// Direct simulation: many walkers, put into bins and wells at each time.
struct EnsembleMethod: ExperimentMethod {
  /// Its name, for those who hold its results against others'.
  static let word = "ensemble"

  let name = Self.word
  let summary = "direct simulation: where many independent walkers are at each time"
  let formula = "p(bin) = walkers in it / walkers; D = Σ p ln(p/π) − (B − 1)/2n"
  let standing = MethodStanding.sampled(rank: 20)

  func objection(to point: RelaxationPoint) -> String? { nil }

  func parts(of point: RelaxationPoint) -> [MethodPart] { point.walk.parts }

  func perform(part: Int, of point: RelaxationPoint, in context: TaskContext) throws -> Dataset {
    let share = point.walk.shares[part]
    let (count, walkers) = (point.walk.times.steps.count, share.walkers.count)
    // −1: the walker was lost.
    var bins = [Int](repeating: -1, count: count * walkers)
    var wells = bins
    var energies = [Double](repeating: .nan, count: count * walkers)
    let divergences = try point.walk.run(share, in: context) { state, _, place in
      guard let place else { return }
      for (w, identifier) in state.identifiers.enumerated() {
        let index = place * walkers + Int(identifier - share.walkers.lowerBound)
        let position = state.position(of: w)
        bins[index] = point.bins?.bin(of: position) ?? 0
        wells[index] =
          point.wells.firstIndex { $0.region.contains(position, in: point.potential) } ?? point.wells.count
        energies[index] = point.potential.energy(at: position)
      }
    }
    var dataset = Dataset()
    dataset.add(
      "bin", bins, over: ["time": count, "walker": walkers], longName: "the bin of each walker, −1 if it diverged")
    dataset.add(
      "well", wells, over: ["time": count, "walker": walkers],
      longName: "the well of each walker, the number of wells if it is in none, −1 if it diverged")
    dataset.add("energy", energies, over: ["time": count, "walker": walkers], units: "energy")
    point.walk.addLost(divergences, to: &dataset)
    return dataset
  }

  func findings(from parts: [Dataset?], of point: RelaxationPoint) -> [Finding] {
    point.walk.findings(from: parts) { halving in
      EnsembleRecord(parts, of: point, halving: halving)?.findings(wells: point.wells) ?? []
    }
  }

  func warnings(on table: ResultTable<RelaxationPoint>) -> [String] {
    table.rows.flatMap { row -> [String] in
      let parts = row.parts[name] ?? []
      guard let record = EnsembleRecord(parts, of: row.point) else { return [] }
      let lost = row.point.walk.divergenceNote(row.point.walk.walkers - record.walkers, parts)
      return [lost.text].compactMap { $0 }.map(row.placed)
    }
  }
}
