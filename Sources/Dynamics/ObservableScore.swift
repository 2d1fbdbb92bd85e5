// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// A number that the potential tells of a position, or minus that: the test loss of a network with the sign −1.
package struct ObservableScore: Score {
  /// What is observed.
  package let observable: Observable
  /// 1, or −1 where the target lies at small values.
  package let sign: Double
  private let potential: any ObservablePotential

  /// The score `sign`·q.
  package init(_ observable: Observable, of potential: any ObservablePotential, descending: Bool = false) {
    self.observable = observable
    self.potential = potential
    sign = descending ? -1 : 1
  }

  /// The observations of the walkers with the sign.
  package func scores(walkers: Int, at positions: Span<Double>, into scores: inout MutableSpan<Double>) {
    potential.values(of: observable, walkers: walkers, at: positions, into: &scores)
    if sign < 0 { for w in 0..<walkers { scores[w] = -scores[w] } }
  }
}
