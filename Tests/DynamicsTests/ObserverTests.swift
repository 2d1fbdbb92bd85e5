// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import TestSupport
import Testing

@testable import Dynamics

@Suite struct ObserverTests {
  private func ensemble(_ count: Int = 4000) throws -> Ensemble {
    try Ensemble(
      potential: HarmonicLandscape(dimension: 2), integrator: LeimkuhlerMatthews(), timeStep: 0.2,
      schedule: ConstantTemperature(0.5), starts: Array(repeating: 0, count: 2 * count), walkers: 0..<UInt32(count),
      seed: 31)
  }

  /// Averages along walkers have the exact law's moments, and their spread is an honest error bar.
  @Test func moments() throws {
    var ensemble = try ensemble()
    ensemble.run(steps: 60)
    var moments = TimeAverages(dimension: 2, walkers: 0..<4000)
    ensemble.run(steps: 100, every: 5) { walkers, _ in moments.add(walkers) }
    #expect(moments.samples == 20)
    for c in 0..<2 {
      let (mean, error) = meanAndError(moments.means(c))
      expectZ(mean, 0, standardError: error, "⟨x⟩")
      let (square, squareError) = meanAndError(moments.squares(c))
      expectZ(square, 0.5, standardError: squareError, "⟨x²⟩")
    }
  }

  /// ⟨f⟩ relaxes as θ(1 − e^{−2t}) from the bottom; the variance ends at that of the χ² law.
  @Test func energies() throws {
    var ensemble = try ensemble(20_000)
    var trace = EnergyTrace(ensemble.potential, walkers: 20_000, samples: 30)
    ensemble.run(steps: 150, every: 5) { walkers, time in trace.add(walkers, at: time) }
    #expect(trace.times.count == 30 && agree(trace.times[29], 30, relative: 1e-12))
    let error = (trace.variances[29] / 20_000).squareRoot()
    expectZ(trace.means[29], 0.5, standardError: error, "⟨f⟩")
    expectZ(trace.variances[29], 0.25, standardError: 0.25 * (8.0 / 20_000).squareRoot(), "var f")
    #expect(trace.means[0] < trace.means[10])
  }

  /// Free diffusion: ⟨Δx_c²⟩ = 2θt for any step, for all walkers that are left.
  @Test func displacement() throws {
    let n = 10_000
    var ensemble = try Ensemble(
      potential: FlatLandscape(boundaries: [.free, .free]), timeStep: 0.5, schedule: ConstantTemperature(0.3),
      starts: (0..<2 * n).map(Double.init), walkers: 5..<UInt32(5 + n), seed: 2)
    var displacement = Displacement(from: ensemble.walkers, samples: 4)
    ensemble.run(steps: 20, every: 5) { displacement.add($0, at: $1) }
    for (k, time) in displacement.times.enumerated() {
      for c in 0..<2 {
        expectZ(
          displacement.squares[2 * k + c], 0.6 * time, standardError: displacement.standardErrors[2 * k + c],
          "t = \(time)")
      }
    }
  }

  @Test func snapshotsAndHistogram() throws {
    var ensemble = try ensemble(10)
    var snapshots = Snapshots()
    ensemble.run(steps: 6, every: 4) { snapshots.add($0, at: $1) }
    #expect(snapshots.times == [0.8, 6 * 0.2])
    #expect(snapshots.walkers.last == ensemble.walkers)
    var histogram = Histogram(range: 0...4, bins: 4)
    var walkers = ensemble.walkers
    walkers.positions = [-0.1, 0, 0.99, 1, 3.99, 4, 4.1, .nan, 2, 2.5] + Array(repeating: 0, count: 10)
    histogram.add(walkers)
    #expect(histogram.counts == [2, 1, 2, 2])
    #expect(histogram.outside == 3)
    #expect(histogram.centers == [0.5, 1.5, 2.5, 3.5])
  }
}
