// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Runs
import Settings
import Statistics

/// What a passage adds to its rate where walkers are observed: when they entered the start, times in steps, resolution.
struct ArrivalReport {
  let point: EscapeRatePoint
  let record: PassageRecord
  /// How the note begins that says how exact the times are.
  static let resolution = "observed every"

  /// The rate and the mean passage time, followed by what there is to add.
  func completing(_ rate: Finding, _ mean: Finding) -> [Finding] {
    guard point.problem.isObserved else { return [rate, mean] }
    var (rate, mean) = (rate, mean)
    rate.notes.append(resolution(of: mean))
    mean.notes.append(resolution(of: mean))
    return [rate, mean] + inSteps(mean, as: "mean-first-passage-steps") + memorization
  }

  private func resolution(of time: Finding) -> String {
    let gap = Double(point.observeEvery) * point.timeStep
    var note = "\(Self.resolution) \(point.observeEvery) steps: an arrival is dated up to \(gap.shortest) too late"
    if let value = time.value, value > 0 {
      note += ", \(NumberFormat.rounded(100 * gap / value, digits: 2)) % of the mean"
    }
    return note
  }

  /// The same time counted in steps, where all steps are of one length.
  private func inSteps(_ time: Finding, as name: String) -> [Finding] {
    guard point.integrator.hasConstantStep else { return [] }
    var steps = time
    steps.quantity = name
    steps.unit = "steps"
    steps.estimate = time.estimate?.scaled(by: 1 / point.timeStep)
    return [steps]
  }

  /// When the walkers entered the start: censored where they never did.
  private var memorization: [Finding] {
    guard point.start.departure != nil else { return [] }
    let times = record.departureTimes(limit: point.timeLimit)
    let summary = times.summary(supposesOneRate: false)
    var finding = Finding("memorization-time", summary.mean, unit: "time")
    finding.samples = times.samples
    finding.censored = times.censored
    if times.events == 0 {
      finding.notes.append("none of \(times.samples) walkers entered the start within the time limit")
    } else if times.censored > 0 {
      finding.notes.append("\(times.censored) of \(times.samples) walkers never entered the start (censored)")
    }
    if summary.doubt != nil, let bound = summary.restricted?.lowerBound {
      finding.lowerBound = bound
      finding.doubt(
        because:
          "the mean supposes that the censored walkers enter at the rate of the others; without that it is above "
          + "\(NumberFormat.rounded(bound, digits: 2)) (95 %)")
    }
    finding.notes.append(resolution(of: finding))
    return [finding] + inSteps(finding, as: "memorization-steps")
  }
}
