// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics
import Training

/// Events that never happened at some points of a sweep over the number of steps, because these runs are too short.
struct UnreachedEvents {
  /// The coordinates of such points, with the first event that did not happen and the length of the runs.
  private let points: [(place: Record, event: Int, steps: Int)]

  init(_ points: [(place: Record, plan: TrainingPlan)]) {
    self.points = points.compactMap { place, plan in
      plan.unreachedEvents.first.map { (place, $0, plan.steps) }
    }
  }

  /// Says it in the warnings, and doubts what was found at these points.
  func mark(_ analysis: inout Analysis) {
    for (place, event, steps) in points {
      let reason =
        "the event at \(NumberFormat.counted(event)) never happened within \(NumberFormat.counted(steps)) steps"
      analysis.warnings.append("\(place.sentence): \(reason)")
      for index in analysis.findings.indices {
        let at = analysis.findings[index].at
        let isThere = place.entries.allSatisfy { key, value in
          at[key] == value || (at[key]?.asNumber != nil && at[key]?.asNumber == value.asNumber)
        }
        if isThere { analysis.findings[index].doubt(because: reason) }
      }
    }
  }
}
