// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Grokking
import Kinetics
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// Many walkers that start somewhere, move freely and are observed at some times: what `diffusion` and `relaxation` let run.
struct FreeWalk: Sendable {
  let position: SweepPosition
  let potential: any Potential
  let landscape: Landscape
  let schedule: any TemperatureSchedule
  let start: Start
  let integrator: any Integrator
  let timeStep: Double
  let noise: NoiseGenerator
  let walkers: Int
  let times: ObservationTimes
  let checksStep: Bool

  /// θ where it does not depend on time.
  var temperature: Double? { schedule.isConstant ? schedule.temperature(at: 0) : nil }

  /// Decodes what both experiments have in common; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext, walkers: Parameter, stepCheck: Parameter) {
    let before = reader.log.problems.count
    let position = context.position
    let potential = context.laboratory.potential(in: reader, at: position)
    let schedule = ScheduleCatalogue.read("temperature", in: reader)
    let choice = MobilityChoice(
      reader, potential: schedule == nil ? nil : potential,
      temperature: schedule.flatMap { $0.isConstant ? $0.temperature(at: 0) : nil })
    let from = reader.required("from", "a well, a region or {point: […]}: where walkers start")
    let law = reader.read(Start.places).asText ?? ""
    let dynamics = DynamicsChoice(reader, context, timeStep: choice.short(0.001))
    let scheme = choice.scheme(dynamics.integrator, reader)
    let count = Int(reader.read(walkers).asNumber ?? 2)
    let times = ObservationTimes(reader, timeStep: dynamics.timeStep)
    let checksStep = reader.read(stepCheck) == .flag(true)
    guard let potential, let schedule, let from, let times else { return nil }
    if let objection = potential.searchObjection {
      reader.report("this experiment starts in wells and counts walkers in them: \(objection).", at: "potential")
      return nil
    }
    if !dynamics.integrator.hasConstantStep {
      reader.report(
        "'\(dynamics.integrator.name)' changes its step as time goes on; here steps must be of one length.",
        at: "dynamics"
      )
    }
    let landscape = Landscape(of: potential)
    let places = RegionPlaces(potential: potential, landscape: landscape, reader: reader)
    guard let start = places.start(from, law: law), reader.log.problems.count == before else { return nil }
    self.position = position
    self.potential = choice.applied(to: potential)
    self.landscape = landscape
    self.schedule = schedule
    self.start = start
    integrator = scheme
    timeStep = dynamics.timeStep
    noise = dynamics.noise
    self.walkers = count
    self.times = times
    self.checksStep = checksStep
  }

  /// Walkers of a share: enough to fill blocks, few enough that a stopped run loses little.
  private static let partSizes = 256...16384
  private static let partsWanted = 16
  /// Coordinate-steps between two checks whether the run is to stop: about a tenth of a second.
  private static let patience = 3e7

  /// The shares of the walkers, those at half the time step last.
  var shares: [WalkerShare] {
    let size = min(
      max((walkers + Self.partsWanted - 1) / Self.partsWanted, Self.partSizes.lowerBound), Self.partSizes.upperBound)
    return WalkerShare.shares(of: walkers, size: size, checksStep: checksStep)
  }

  /// The shares as tasks of a method.
  var parts: [MethodPart] {
    shares.map { share in
      let steps = Double(share.walkers.count) * Double(times.steps.last ?? 0) * Double(1 << share.halving)
      return MethodPart(label: share.label, cost: steps * Double(potential.dimension), steps: steps)
    }
  }

  /// Lets a share of the walkers move from one observation to the next.
  ///
  /// - Parameters:
  ///   - extra: after how many steps to observe between the times as well; never if `nil`.
  ///   - observe: sees the walkers; the place is that of the time, or `nil` for an observation in between.
  /// - Returns: the walkers that diverged.
  func run(
    _ share: WalkerShare, in context: TaskContext, extra: Int? = nil,
    observe: (_ walkers: Walkers, _ time: Double, _ place: Int?) -> Void
  ) throws -> [Divergence] {
    let factor = 1 << share.halving
    // Every point of the sweep has its own streams, and so has the run at half the time step.
    let task = try StreamTask.point(position.index, halving: share.halving)
    let starts = try start.positions(
      of: share.walkers, in: potential, temperature: schedule.temperature(at: 0), seed: position.seed, task: task)
    var ensemble = try Ensemble(
      potential: potential, integrator: integrator, timeStep: timeStep / Double(factor), schedule: schedule,
      starts: starts, walkers: share.walkers, noise: noise, seed: position.seed, task: task)
    let stops = times.steps.map { $0 * factor }
    let last = stops.last ?? 1
    let rest = max(1, Int(Self.patience / Double(share.walkers.count * potential.dimension)))
    observe(ensemble.walkers, 0, nil)
    var step = 0
    for (place, stop) in stops.enumerated() {
      while step < stop {
        var next = min(stop, step + rest)
        if let extra { next = min(next, (step / extra + 1) * extra) }
        ensemble.run(steps: next - step, threads: context.threads)
        context.report(
          work: (next - step) * ensemble.walkers.count, fraction: Double(next) / Double(last))
        try context.checkCancellation()
        step = next
        if step < stop { observe(ensemble.walkers, ensemble.time, nil) }
      }
      observe(ensemble.walkers, ensemble.time, place)
    }
    return ensemble.divergences
  }

  /// What the finished shares say: compared with the run at half the time step, and doubted or taken back if walkers were lost.
  ///
  /// - Parameters:
  ///   - parts: the results of the shares; each tells of its lost walkers as `addLost` does.
  ///   - measured: the findings of a run whose time step is halved so many times, empty where there is none.
  func findings(from parts: [Dataset?], measured: (_ halving: Int) -> [Finding]) -> [Finding] {
    let lost = Int(shares.finished(parts).compactMap { $0.numbers("diverged")?.first }.reduce(0, +))
    return measured(0).compared(withHalfStep: checksStep ? measured(1) : [], order: stepOrder).map(
      divergenceNote(lost, parts).applied
    )
    .doubted(because: start.doubt(in: potential, temperature: schedule.temperature(at: 0)))
  }

  /// p of the error hᵖ of averages at a time; one where the scheme promises none.
  var stepOrder: Double { integrator.convergence.weak ?? 1 }

  /// Tells of the walkers that a share lost.
  func addLost(_ divergences: [Divergence], to dataset: inout Dataset) {
    dataset.add("diverged", [divergences.count], longName: "walkers that diverged or left the domain of f")
    guard let first = divergences.min(by: { $0.time < $1.time }) else { return }
    dataset.add("divergence_time", [first.time], units: "time", longName: "when the first of them did")
    dataset.add("divergence_position", first.position, over: ["coordinate": first.position.count])
  }

  /// What a reader must know of walkers that were lost.
  func divergenceNote(_ diverged: Int, _ parts: [Dataset?]) -> DivergenceNote {
    let temperature = schedule.temperature(at: 0)
    let stable = StableTimeStep(
      potential, integrator: integrator, temperature: temperature, points: landscape.wells.map(\.minimum)
    ).timeStep
    let first = parts.compactMap { part -> (time: Double, position: [Double])? in
      guard let time = part?.numbers("divergence_time")?.first else { return nil }
      return (time, part?.numbers("divergence_position") ?? [])
    }.min { $0.time < $1.time }
    return DivergenceNote(
      diverged: diverged, of: walkers, consequence: " and count at no time", first: first,
      gap: first.flatMap {
        DivergenceNote.gap(of: potential, near: $0.position, timeStep: timeStep, temperature: temperature)
      }, stableTimeStep: stable)
  }
}
