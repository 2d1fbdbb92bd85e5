// SPDX-License-Identifier: GPL-3.0-or-later
import RavineLaboratory

/// k = λ₁·p: the slowest relaxation rate of two wells times the population of the well that is reached.
///
/// Two wells A and B relax with λ₁ = k_AB + k_BA, and p_A k_AB = p_B k_BA in equilibrium. Both hold as far as all
/// other relaxation is much faster, hence the standing.
struct SpectralRateMethod: RateMethod {
  let name = "spectral-rate"
  let summary = "the gap of the Fokker–Planck operator, shared out between two wells"
  let formula = "k = λ₁·p(well in the target)"
  let standing = MethodStanding.asymptotic()
  let parameters = [cells]

  private static let cells = Parameter.integer(
    "spectral-cells", default: 500, .atLeast(16), "cells along the longest axis of the coarsest grid")

  func objection(to point: EscapeRatePoint) -> String? {
    if point.temperature == nil { return "needs a constant temperature" }
    if point.potential.dimension > 2 { return "is for one and two dimensions" }
    return reached(by: point) == nil ? "needs two wells, one of them in the target" : nil
  }

  /// Of two wells the one that the target holds.
  private func reached(by point: EscapeRatePoint) -> Well? {
    let inside = point.landscape.wells.filter { point.target.contains($0.minimum, in: point.potential) }
    return point.landscape.wells.count == 2 && inside.count == 1 ? inside[0] : nil
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1e7)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature, let well = reached(by: point) else { return Dataset(findings: []) }
    do {
      let equation = try FokkerPlanck(
        potential: point.potential, temperature: temperature, cells: point.settings.integer(Self.cells.name))
      let gap = try equation.spectralGap()
      let everywhere = Region.everywhere(point.potential.dimension)
      let whole = try FreeEnergy.quadrature(point.potential, region: everywhere, temperature: temperature)
      let share = try FreeEnergy.quadrature(point.potential, region: well.region, temperature: temperature)
        .populationRatio(to: whole, temperature: temperature)
      let accuracy = (gap.accuracy ?? 0) + (share.accuracy ?? 0)
      return Dataset(findings: [
        Finding("escape-rate", .exact(gap.value * share.value, accuracy: accuracy), unit: "1/time"),
        Finding("spectral-gap", gap, unit: "1/time"),
      ])
    } catch { return Dataset(findings: [Finding("escape-rate", nil, unit: "1/time", notes: ["\(error)"])]) }
  }
}
