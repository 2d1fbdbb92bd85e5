// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Potentials
import Runs

/// One contender with a part of the walkers, at the time step h or at h/2: what a task does.
struct ContenderRun {
  let point: SchedulePoint
  let contender: Contender
  let share: WalkerShare

  private var walkers: Range<UInt32> { share.walkers }

  /// How many of the part's walkers have their energies kept at every observation: in all parts together about as many as are tracked.
  private var tracked: Int {
    let part = Double(SchedulePoint.trackedWalkers) * Double(walkers.count) / Double(max(point.walkers, 1))
    return min(walkers.count, Int(part.rounded(.up)))
  }

  private var timeStep: Double { share.timeStep(of: point.timeStep) }

  /// The budget that is spent after so many steps of every replica.
  private func time(after step: Int) -> Double { Double(step) * timeStep * Double(contender.replicas) }

  /// Runs to the end of the budget.
  func dataset(in context: TaskContext) throws -> Dataset {
    var moving = try ContenderWalkers(contender, at: point, share: share)
    let steps = point.steps(of: contender, halving: share.halving)
    let observationSteps = point.observationSteps(of: contender, halving: share.halving)
    let stride = point.arrivalStride(of: contender, halving: share.halving)
    var observations = EnergyObservations(point, tracked: tracked, first: walkers.lowerBound)
    var arrivals = [Double](repeating: .infinity, count: walkers.count)
    var (step, observation) = (0, 0)
    while true {
      seeArrivals(moving, at: step, &arrivals)
      while observation < observationSteps.count, observationSteps[observation] == step {
        observations.add(names: moving.names, positions: moving.positions)
        observation += 1
      }
      guard step < steps else { break }
      try context.checkCancellation()
      var next = min((step / stride + 1) * stride, steps)
      if observation < observationSteps.count { next = min(next, observationSteps[observation]) }
      moving.run(steps: next - step, threads: context.threads)
      context.report(
        work: (next - step) * contender.replicas * moving.names.count, fraction: Double(next) / Double(steps))
      step = next
    }
    var result = observations.dataset(
      times: observationSteps.map(time),
      temperatures: observationSteps.map { contender.temperature(at: time(after: $0)) })
    addEnd(moving, arrivals, to: &result)
    return result
  }

  /// Dates the walkers that are in the target, or a replica of which is, for the first time.
  private func seeArrivals(_ moving: ContenderWalkers, at step: Int, _ arrivals: inout [Double]) {
    let names = moving.names
    for positions in moving.allPositions {
      let distances = Destinations.distances(
        to: point.destinations.target.arrival, positions, names.count, point.potential)
      for (w, distance) in distances.enumerated() where distance <= 0 {
        let index = Int(names[w] - walkers.lowerBound)
        if arrivals[index] == .infinity { arrivals[index] = time(after: step) }
      }
    }
  }

  /// Where the walkers end, after a quench.
  private func addEnd(_ moving: ContenderWalkers, _ arrivals: [Double], to result: inout Dataset) {
    let (names, positions) = (moving.names, moving.positions)
    let count = walkers.count
    let quench =
      point.quenches
      ? Quench(point.potential, from: positions, walkers: names.count, timeStep: point.timeStep) : nil
    var energies = quench?.energies ?? Array(repeating: .nan, count: names.count)
    if quench == nil {
      var output = energies.mutableSpan
      point.potential.energies(walkers: names.count, at: positions.span, into: &output)
    }
    let destinations = point.destinations
    let ends = destinations.places(
      of: quench?.positions ?? positions, walkers: names.count, in: point.potential, nearest: true)
    let targets =
      destinations.target.place == nil
      ? Destinations.distances(to: destinations.target.arrival, positions, names.count, point.potential) : []
    var place = [Double](repeating: .nan, count: count)
    var energy = place
    var success = [Double](repeating: 0, count: count)
    for (w, name) in names.enumerated() {
      let index = Int(name - walkers.lowerBound)
      place[index] = Double(ends[w])
      energy[index] = settled(energies[w])
      let isThere = destinations.target.place.map { ends[w] == $0 } ?? (targets[w] <= 0)
      success[index] = isThere ? 1 : 0
    }
    result.add("final_well", place, over: ["walker": count], longName: "index of the place after a quench")
    result.add("final_energy", energy, over: ["walker": count], units: "energy", longName: "energy after a quench")
    result.add("success", success, over: ["walker": count], longName: "1 in the target at the end")
    result.add(
      "arrival_time", arrivals.map { $0.isFinite ? $0 : .nan }, over: ["walker": count], units: "time",
      longName: "when the walker was first seen in the target")
    addRecorded(names, positions, to: &result)
    result.add("unfinished", [quench?.unfinished ?? 0], longName: "walkers still going down when the quench ended")
    if let first = moving.divergences.min(by: { ($0.time, $0.walker) < ($1.time, $1.walker) }) {
      result.add("divergence_time", [first.time], units: "time", longName: "when the first walker diverged")
    }
    if let tally = moving.exchanges {
      let pairs = tally.attempts.count
      result.add("exchange_attempts", tally.attempts, over: ["pair": pairs])
      result.add("exchange_accepted", tally.accepted, over: ["pair": pairs])
      result.add("round_trips", [tally.roundTrips])
    }
  }

  /// What is recorded of each walker at the end.
  private func addRecorded(_ names: [UInt32], _ positions: [Double], to result: inout Dataset) {
    guard !point.recorded.isEmpty else { return }
    let rows = EnergyObservations.recorded(point, positions: positions, walkers: names.count)
    var values = [Double](repeating: .nan, count: rows.count * walkers.count)
    for (row, found) in rows.enumerated() {
      for (w, name) in names.enumerated() { values[row * walkers.count + Int(name - walkers.lowerBound)] = found[w] }
    }
    result.add("final_recorded", values, over: ["observable": rows.count, "walker": walkers.count])
  }

  /// A quench ends near a minimum, not on it: an energy that is that of a known minimum up to this part counts as its.
  private static let settling = 1e-6

  private func settled(_ energy: Double) -> Double {
    for well in point.landscape.wells {
      let bottom = point.potential.energy(at: well.minimum.span)
      if abs(energy - bottom) <= Self.settling * (1 + abs(bottom)) { return bottom }
    }
    return energy
  }
}
