// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// The velocity v of a drift ⟨Δs⟩ = vt, by generalized least squares with the covariance over the walkers between times.
///
/// - Parameters:
///   - times: ascending and positive.
///   - displacements: ⟨Δs⟩ at these times.
/// - Returns: the velocity, and the probability of so bad a fit if the drift is steady.
/// - Throws: `NotApplicable` with too few walkers or if nothing moves.
package func driftVelocity(times: [Double], displacements: CorrelatedMeans) throws(NotApplicable) -> (
  velocity: Estimate, pValue: Double?
) {
  let most = max(2, displacements.samples / GeneralizedFit.samplesPerDatum)
  let gap = max(1, Double(times.count - 1) / Double(max(most - 1, 1)))
  let chosen = stride(from: 0, through: Double(times.count - 1) + 1e-9, by: gap).map { Int($0.rounded()) }
  let fit = try GeneralizedFit(design: chosen.map { [times[$0]] }, means: displacements.selecting(chosen))
  return (fit.coefficient(0), fit.pValue)
}
