// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Runs
import Settings
import Statistics

/// What a passage adds to its rate where walkers are observed: when they entered the start, times in steps, resolution.
struct ArrivalReport {
  let point: EscapeRatePoint
  let record: PassageRecord
  /// How the note begins that says how exact the times are.
  static let resolution = "looked at every"

  /// The rate and the mean passage time, followed by what there is to add.
  func completing(_ rate: Quantity, _ mean: Quantity) -> [Quantity] {
    guard point.problem.isObserved else { return [rate, mean] }
    var (rate, mean) = (rate, mean)
    rate.notes.append(resolution(of: mean))
    mean.notes.append(resolution(of: mean))
    return [rate, mean] + inSteps(mean, as: "mean-first-passage-steps") + memorization
  }

  private func resolution(of time: Quantity) -> String {
    let gap = Double(point.lookEvery) * point.timeStep
    var note = "\(Self.resolution) \(point.lookEvery) steps: an arrival is dated up to \(gap.shortest) too late"
    if let value = time.estimate?.value, value > 0 {
      note += ", \(NumberFormat.rounded(100 * gap / value, digits: 2)) % of the mean"
    }
    return note
  }

  /// The same time counted in steps, where all steps are of one length.
  private func inSteps(_ time: Quantity, as name: String) -> [Quantity] {
    guard point.integrator.hasConstantStep else { return [] }
    var steps = time
    steps.name = name
    steps.unit = "steps"
    steps.estimate = time.estimate?.scaled(by: 1 / point.timeStep)
    return [steps]
  }

  /// When the walkers entered the start: censored where they never did.
  private var memorization: [Quantity] {
    guard point.start.departure != nil else { return [] }
    let times = record.departureTimes(limit: point.timeLimit)
    var quantity = Quantity("memorization-time", times.meanTime(), unit: "time")
    quantity.samples = times.samples
    quantity.censored = times.censored
    if times.events == 0 {
      quantity.notes.append("none of \(times.samples) walkers entered the start within the time limit")
    } else if times.censored > 0 {
      quantity.notes.append("\(times.censored) of \(times.samples) walkers never entered the start (censored)")
    }
    quantity.notes.append(resolution(of: quantity))
    return [quantity] + inSteps(quantity, as: "memorization-steps")
  }
}

extension PassageRecord {
  /// Those whose clock started.
  var departed: PassageRecord {
    guard departures.count == times.count else { return self }
    let indices = times.indices.filter { departures[$0].isFinite }
    return PassageRecord(
      times: indices.map { times[$0] }, outcomes: indices.map { outcomes[$0] },
      departures: indices.map { departures[$0] })
  }

  /// When the clocks started; a walker that never entered the start is censored when it ended.
  func departureTimes(limit: Double) -> PassageTimes {
    let ends = departures.indices.map { index in
      if departures[index].isFinite { return departures[index] }
      return outcomes[index] == Double(Outcome.diverged.rawValue) ? times[index] : limit
    }
    return PassageTimes(times: ends, arrived: departures.map(\.isFinite))
  }
}
