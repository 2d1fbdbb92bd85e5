// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Potentials
import Runs
import Statistics

/// What the laws for barriers ask of a point of the sweep.
extension EscapeRatePoint {
  /// The wells that walkers start in, the deepest first: all wells of a region that has several, else the start's own.
  var startWells: [Well] {
    if case .gibbs(let region)? = start.law, !start.isNamedWell {
      let inside = landscape.wells.filter { region.contains($0.minimum, in: potential) }
      if !inside.isEmpty { return inside.sorted { energy(of: $0) < energy(of: $1) } }
    }
    if let well = start.well { return [well] }
    guard let place = start.minimum else { return [] }
    return landscape.wells.first { $0.region.contains(place, in: potential) }.map { [$0] } ?? []
  }

  /// The wells and saddles between the start and the target.
  func passage(temperature: Double) throws(NotApplicable) -> WellPassage {
    try WellPassage(
      potential: potential, landscape: landscape, from: startWells, to: target, temperature: temperature)
  }

  /// Why a start is no start in a well: so near to a saddle that walkers may cross it before they fall into the well.
  func doubtOfStart(_ passage: WellPassage, temperature: Double) -> String? {
    guard case .point(let place)? = start.law else { return nil }
    let height = potential.energy(at: place)
    let pass = passage.ways.filter { $0.from == 0 || $0.to == 0 }.reduce(Double.infinity) {
      min($0, $1.spectrum.energy)
    }
    guard height > passage.bottom(of: 0), pass - height < 3 * temperature else { return nil }
    return
      "the start lies \(String(format: "%.2g", (pass - height) / temperature)) θ below the saddle: walkers may cross it "
      + "before they fall into the well, and the law is that of walkers in the well"
  }

  /// That start and target are the same but for a symmetry of the potential, where they are.
  var remarkOnCopies: String? {
    guard start.isNamedWell, let well = start.well, landscape.isKnown else { return nil }
    let goals = landscape.wells.filter { target.contains($0.minimum, in: potential) }
    guard !goals.isEmpty, goals.allSatisfy({ landscape.areCopies(well.name, $0.name) }) else { return nil }
    let names = goals.map { "'\($0.name)'" }.joined(separator: ", ")
    return
      "'\(well.name)' and \(names) are the same minimum up to a symmetry that exchanges or mirrors coordinates: who crosses "
      + "arrives at an image of where it started."
  }

  private func energy(of well: Well) -> Double { potential.energy(at: well.minimum) }
}
