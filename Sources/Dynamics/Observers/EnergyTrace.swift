// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// Mean and variance of f over the walkers as functions of time.
package struct EnergyTrace: Sendable {
  /// The observation times.
  package private(set) var times: [Double] = []
  /// The mean of f over the walkers.
  package private(set) var means: [Double] = []
  /// Its variance over the walkers.
  package private(set) var variances: [Double] = []
  private let potential: any Potential
  private var energies: [Double]

  /// An empty trace.
  ///
  /// - Parameter samples: the number of observations to reserve memory for.
  package init(_ potential: any Potential, walkers: Int, samples: Int = 0) {
    self.potential = potential
    energies = Array(repeating: 0, count: walkers)
    times.reserveCapacity(samples)
    means.reserveCapacity(samples)
    variances.reserveCapacity(samples)
  }

  /// Records one observation of all walkers.
  package mutating func add(_ walkers: Walkers, at time: Double) {
    let n = walkers.count
    let potential = self.potential
    var output = energies.mutableSpan
    potential.energies(walkers: n, at: walkers.positions.span, into: &output)
    var (mean, squares) = (0.0, 0.0)
    for w in 0..<n {
      let difference = energies[w] - mean
      mean += difference / Double(w + 1)
      squares += difference * (energies[w] - mean)
    }
    times.append(time)
    means.append(mean)
    variances.append(squares / Double(max(n - 1, 1)))
  }
}
