// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Grokking
import Kinetics
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// Many walkers that start somewhere, move freely and are looked at at some times: what `diffusion` and `relaxation` let run.
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
  init?(_ reader: Reader, at position: SweepPosition, walkers: Parameter, stepCheck: Parameter) {
    let before = reader.log.problems.count
    let potential = ScenarioPotential.read("potential", in: reader, at: position)
    let schedule = ScheduleCatalogue.read("temperature", in: reader)
    let from = reader.required("from", "a well, a region or {point: […]}: where walkers start")
    let law = reader.read(Start.places).asText ?? ""
    let dynamics = DynamicsChoice(reader)
    let count = Int(reader.read(walkers).asNumber ?? 2)
    let times = ObservationTimes(reader, timeStep: dynamics.timeStep)
    let checksStep = reader.read(stepCheck) == .flag(true)
    guard let potential, let schedule, let from, let times else { return nil }
    if !potential.isSearchable {
      reader.report(
        "this experiment is for landscapes of few dimensions, not for the loss of a network.", at: "potential")
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
    self.potential = potential
    self.landscape = landscape
    self.schedule = schedule
    self.start = start
    integrator = dynamics.integrator
    timeStep = dynamics.timeStep
    noise = dynamics.noise
    self.walkers = count
    self.times = times
    self.checksStep = checksStep
  }

  /// A part of the walkers, at the time step h or at h/2.
  struct Share: Sendable, Equatable {
    var walkers: Range<UInt32>
    var halving: Int
  }

  /// Walkers of a part: enough to fill blocks, few enough that a stopped run loses little.
  private static let partSizes = 256...16384
  private static let partsWanted = 16
  /// Coordinate-steps between two looks at whether the run is to stop: about a tenth of a second.
  private static let patience = 3e7

  /// The parts, those at half the time step last.
  var shares: [Share] {
    let size = min(
      max((walkers + Self.partsWanted - 1) / Self.partsWanted, Self.partSizes.lowerBound), Self.partSizes.upperBound)
    return (checksStep ? [0, 1] : [0]).flatMap { halving in
      stride(from: 0, to: walkers, by: size).map {
        Share(walkers: UInt32($0)..<UInt32(min($0 + size, walkers)), halving: halving)
      }
    }
  }

  /// The parts as tasks of a method.
  var parts: [MethodPart] {
    shares.map { share in
      let steps = Double(share.walkers.count) * Double(times.steps.last ?? 0) * Double(1 << share.halving)
      let names = "walkers \(share.walkers.lowerBound)–\(share.walkers.upperBound - 1)"
      return MethodPart(
        label: names + (share.halving > 0 ? ", h/2" : ""), cost: steps * Double(potential.dimension), steps: steps)
    }
  }

  /// Lets a part of the walkers move from one look to the next.
  ///
  /// - Parameters:
  ///   - extra: after how many steps to look between the times as well; never if `nil`.
  ///   - observe: looks; the place is that of the time, or `nil` for a look in between.
  /// - Returns: the walkers that diverged.
  func run(
    _ share: Share, in context: TaskContext, extra: Int? = nil,
    observe: (_ walkers: Walkers, _ time: Double, _ place: Int?) -> Void
  ) throws -> [Divergence] {
    let factor = 1 << share.halving
    // Every point of the sweep has its own streams, and so has the run at half the time step.
    let task = StreamTask(bits: UInt32(2 * position.index + share.halving))
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

  /// What a reader must know of walkers that diverged.
  func divergenceNotes(_ diverged: Int) -> [String] {
    guard diverged > 0 else { return [] }
    var note = "\(diverged) of \(walkers) walkers diverged and count at no time"
    let stable = StableTimeStep(
      potential, integrator: integrator, temperature: schedule.temperature(at: 0),
      points: landscape.wells.map(\.minimum)
    ).timeStep
    if stable.isFinite { note += "; a time-step below \(NumberFormat.rounded(stable, digits: 2)) would be stable" }
    return [note]
  }
}
