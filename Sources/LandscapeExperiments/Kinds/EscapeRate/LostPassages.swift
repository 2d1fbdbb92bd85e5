// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Runs

extension PassageRecord {
  /// What a reader must know of the walkers that were lost: they make no rate and no bound.
  func lost(_ parts: [Dataset?], of point: EscapeRatePoint) -> DivergenceNote {
    let first = parts.compactMap { part -> (time: Double, position: [Double])? in
      guard let time = part?.numbers("divergence_time")?.first else { return nil }
      return (time, part?.numbers("divergence_position") ?? [])
    }.min { $0.time < $1.time }
    return DivergenceNote(
      diverged: outcomes.count { $0 == Double(Outcome.diverged.rawValue) }, of: times.count, first: first,
      gap: first.flatMap {
        DivergenceNote.gap(
          of: point.potential, near: $0.position, timeStep: point.timeStep, temperature: point.firstTemperature)
      }, stableTimeStep: point.stableTimeStep)
  }
}
