// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import RavineLaboratory

/// The limiting law for the escape over an edge: k = h√(βh/π) e^{−βh}.
///
/// 1/k = β ∫ e^{βf} dx at the top × ∫ e^{−βf} dx in the well; the edge gives e^{βh}/βh and the parabola √(π/βh).
struct EdgeLawMethod: RateMethod {
  let name = "edge-law"
  let summary = "the law for two parabolas that meet in a sharp edge, at low temperature"
  let formula = "k = h √(βh/π) e^{−βh}"
  let standing = MethodStanding.asymptotic()

  /// The edge counts as sharp if it is rounded over less than this part of θ/2h, where f falls by θ.
  private static let sharpness = 0.2

  func objection(to point: EscapeRatePoint) -> String? {
    if point.temperature == nil { return "needs a constant temperature" }
    return point.potential is CuspWell ? nil : "is for the potential '\(CuspWell.entry.name)'"
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let well = point.potential as? CuspWell, let temperature = point.temperature else {
      return Dataset(findings: [])
    }
    let height = well.barrier / temperature
    let rate = well.barrier * (height / .pi).squareRoot() * exp(-height)
    let isSharp = well.rounding < Self.sharpness * temperature / (2 * well.barrier)
    let notes = isSharp ? [] : ["the edge is rounded over \(well.rounding), too much for this law"]
    return Dataset(findings: [
      Finding("escape-rate", .exact(rate, accuracy: 1e-15), unit: "1/time", notes: notes),
      Finding("barrier", .exact(well.barrier, accuracy: 1e-15), unit: "energy"),
    ])
  }
}
