// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// Direct simulation: let walkers move and measure how far they have come.
struct DisplacementMethod: ExperimentMethod {
  let name = "displacements"
  let summary = "direct simulation: squared displacements of many walkers, fitted with the covariance between times"
  let formula = "⟨Δ²⟩ = 2Dt^α by generalized least squares, covariance over the walkers between the times"

  /// How many walkers leave a trace in the picture, and how often they are looked at.
  private static let tracedWalkers = 6
  private static let tracePoints = 400

  func objection(to point: DiffusionPoint) -> String? { nil }

  func parts(of point: DiffusionPoint) -> [MethodPart] { point.walk.parts }

  func perform(part: Int, of point: DiffusionPoint, in context: TaskContext) throws -> Dataset {
    let walk = point.walk
    let share = walk.shares[part]
    let last = walk.times.steps.last ?? 1
    let isTraced = part == 0 && walk.potential.dimension <= 2
    var displacements: WalkerDisplacements?
    var traces: [Double] = []
    var moments: [Double] = []
    var final: Walkers?
    let extra = [looksForTurns(walk, share), isTraced ? max(1, last / Self.tracePoints) : nil].compactMap { $0 }.min()
    let divergences = try walk.run(share, in: context, extra: extra) { walkers, time, place in
      if time == 0 { displacements = WalkerDisplacements(walk.potential, from: walkers) }
      if place == nil { displacements?.follow(walkers) } else { displacements?.record(walkers, at: time) }
      if place == walk.times.steps.count - 1 { final = walkers }
      guard isTraced, walkers.count >= Self.tracedWalkers else { return }
      moments.append(time)
      for w in 0..<Self.tracedWalkers { traces += walkers.position(of: w) }
    }
    guard let displacements, let final else { return Dataset() }
    var dataset = DisplacementRecord(
      displacements, wells: walk.landscape.wells, potential: walk.potential, final: final
    ).dataset
    dataset.add("diverged", [divergences.count], longName: "walkers that diverged")
    if !moments.isEmpty {
      dataset.add("trace_time", moments, over: ["look": moments.count], units: "time")
      dataset.add(
        "trace", traces,
        over: ["look": moments.count, "walker": Self.tracedWalkers, "coordinate": walk.potential.dimension],
        longName: "where the first walkers were")
    }
    return dataset
  }

  /// Steps between two looks that count turns; `nil` where nothing is closed.
  private func looksForTurns(_ walk: FreeWalk, _ share: FreeWalk.Share) -> Int? {
    guard let period = WalkerDisplacements.shortestPeriod(of: walk.potential) else { return nil }
    // A walker takes the wrong turn if it goes half around between two looks: seven standard deviations.
    let reach = period / 14
    let temperature = walk.times.values.map { walk.schedule.temperature(at: $0) }.max() ?? 1
    let hottest = max(temperature, walk.schedule.temperature(at: 0), .leastNormalMagnitude)
    let time = walk.integrator.isOverdamped ? reach * reach / (2 * hottest) : reach / hottest.squareRoot()
    return max(1, Int(min(1e12, time / walk.timeStep)) * (1 << share.halving))
  }

  /// What the finished parts measured at the time step itself, or at half of it; `nil` if none is finished.
  func record(from parts: [Dataset?], of point: DiffusionPoint, halving: Int = 0) -> DisplacementRecord? {
    var record: DisplacementRecord?
    for (part, share) in zip(parts, point.walk.shares) where share.halving == halving {
      guard let part, let read = DisplacementRecord(part, potential: point.potential) else { continue }
      if record == nil { record = read } else { record?.merge(read) }
    }
    return record
  }

  func quantities(from parts: [Dataset?], of point: DiffusionPoint) -> [Quantity] {
    guard let record = record(from: parts, of: point) else { return [] }
    var quantities = DiffusionEstimates(record: record, point: point).quantities
    if let half = self.record(from: parts, of: point, halving: 1) {
      let finer = DiffusionEstimates(record: half, point: point, halving: 1).quantities
      for index in quantities.indices {
        guard let value = quantities[index].estimate?.value,
          let twin = finer.first(where: { $0.name == quantities[index].name && $0.at == quantities[index].at }),
          let other = twin.estimate?.value
        else { continue }
        quantities[index].discretizationError = abs(value - other)
      }
    }
    let diverged = parts.compactMap { $0?.numbers("diverged")?.first }.reduce(0, +)
    let notes = point.walk.divergenceNotes(Int(diverged))
    for index in quantities.indices { quantities[index].notes += notes }
    return quantities
  }
}
