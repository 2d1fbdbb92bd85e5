// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Settings
import TestSupport
import Testing

@testable import Dynamics

/// Descents to the minimum of the basin.
struct QuenchTests {
  /// On a line the basin of a point is between the maxima about it: every walker ends at that minimum.
  @Test("on a line every walker ends in the well of its start")
  func line() {
    let prinz = Prinz()
    let starts = (0..<700).map { -1.1 + 2.2 * (Double($0) + 0.37) / 700 }
    let quench = Quench(prinz, from: starts, walkers: starts.count, timeStep: 1e-3)
    #expect(quench.unfinished == 0)
    for (start, end) in zip(starts, quench.positions) {
      let well = prinz.wells.first { $0.region.contains([start], in: prinz) }
      #expect(abs(end - (well?.minimum[0] ?? .nan)) < 1e-4, "from \(start) to \(end)")
    }
  }

  @Test("in the plane energies fall to those of minima")
  func plane() {
    let holes = TripleWell2D()
    var starts: [Double] = []
    let side = 23
    for k in 0..<side * side { starts.append(-1.8 + 3.6 * Double(k % side) / Double(side - 1)) }
    for k in 0..<side * side { starts.append(-1.2 + 3.2 * Double(k / side) / Double(side - 1)) }
    let n = side * side
    let quench = Quench(holes, from: starts, walkers: n, timeStep: 1e-3)
    let bottoms = holes.wells.map { holes.energy(at: $0.minimum.span) }
    // A walker that starts on the ridge exactly, x = 0, ends in the well on top or on a saddle.
    for w in 0..<n where abs(starts[w]) > 1e-9 {
      #expect(bottoms.contains { abs($0 - quench.energies[w]) < 1e-6 }, "walker \(w): \(quench.energies[w])")
    }
  }

  /// Schedules may end at zero: a walker moved by noise stops, a falling one goes on.
  @Test(
    "all schemes but two work at temperature zero",
    arguments: IntegratorCatalogue.entries.map(\.name).filter { !["mala", "preconditioned-sgld"].contains($0) })
  func zeroTemperature(name: String) throws {
    let entry = try #require(IntegratorCatalogue.entry(named: name))
    let integrator = try entry.make(Parameters(entry.parameters.map { ($0.name, $0.defaultValue ?? .null) }))
    let well = try DoubleWell()
    var ensemble = try Ensemble(
      potential: well, integrator: integrator, timeStep: 0.01,
      schedule: LinearTemperature(from: 0.5, to: 0, over: 5), starts: Walkers.standing(at: [-1], count: 100),
      walkers: 0..<100, seed: 2)
    ensemble.run(steps: 3000)
    #expect(ensemble.walkers.count == 100)
    for x in ensemble.walkers.positions {
      let energy = well.energy(at: [x].span)
      #expect(energy < 1e-6, "\(name): \(x)")
    }
  }
}
