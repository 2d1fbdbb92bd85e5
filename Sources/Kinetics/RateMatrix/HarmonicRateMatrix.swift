// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

extension RateMatrix {
  /// The rates between wells by the Eyring–Kramers law of each saddle between two of them.
  ///
  /// k_ij = Σ_s (μ(s)|λ₋|/2π) √(det H(i)/|det H(s)|) e^{−β(f(s) − f(i))} and π_i ∝ e^{−βf(i)}/√det H(i).
  ///
  /// - Parameters:
  ///   - wells: two at least.
  ///   - saddles: those between them; others are passed over.
  /// - Throws: `NotApplicable` if a Hessian is singular or has the wrong index.
  package static func harmonic(
    _ potential: any Potential, wells: [Well], saddles: [Saddle], temperature: Double
  ) throws(NotApplicable) -> RateMatrix {
    var fluxes = wells.map { _ in [Double](repeating: -.infinity, count: wells.count) }
    var shares = [Double?](repeating: nil, count: wells.count)
    for saddle in saddles {
      let ends = wells.indices.filter { saddle.connects.contains(wells[$0].name) }
      guard ends.count == 2 else { continue }
      for (i, j) in [(ends[0], ends[1]), (ends[1], ends[0])] {
        let law = try EyringKramers(
          potential: potential, minima: [wells[i].minimum], saddles: [saddle.position], temperature: temperature)
        let share = -law.bottom.energy / temperature - law.bottom.logDeterminant / 2
        shares[i] = share
        guard i < j else { continue }
        let flux = log(law.rate.value) + share
        let (low, high) = (min(fluxes[i][j], flux), max(fluxes[i][j], flux))
        fluxes[i][j] = low == -.infinity ? high : high + log1p(exp(low - high))
        fluxes[j][i] = fluxes[i][j]
      }
    }
    let known = shares.compactMap(\.self)
    guard known.count == wells.count, let highest = known.max() else {
      let alone = wells.indices.first { shares[$0] == nil }.map { wells[$0].name } ?? ""
      throw NotApplicable("no saddle is known that leads from the well '\(alone)' to another one")
    }
    return RateMatrix(
      logFluxes: fluxes.map { $0.map { $0 - highest } }, logShares: known.map { $0 - highest }, accuracy: 1e-8)
  }
}
