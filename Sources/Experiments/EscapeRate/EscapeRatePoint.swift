// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Kinetics
import Potentials
import Randomness
import Settings
import Statistics

/// One point of the sweep of an `escape-rate` scenario, decoded and checked.
struct EscapeRatePoint: ExperimentPoint {
  let position: SweepPosition
  let potential: any Potential
  let landscape: Landscape
  let schedule: any TemperatureSchedule
  let start: EscapeStart
  let target: Region
  let integrator: any Integrator
  let timeStep: Double
  let noise: NoiseGenerator
  let crossing: CrossingCorrection
  let walkers: Int
  let timeLimit: Double
  let checksStep: Bool
  let gridCells: Int
  /// Where the committor between start and target is asked for.
  let committorPoints: [[Double]]
  let methods: [String]

  /// θ where it does not depend on time.
  var temperature: Double? { schedule.isConstant ? schedule.temperature(at: 0) : nil }

  /// The temperature at the beginning.
  var firstTemperature: Double { schedule.temperature(at: 0) }

  /// What the walkers do.
  var problem: FirstPassageProblem {
    FirstPassageProblem(
      potential: potential, integrator: integrator, timeStep: timeStep, schedule: schedule, target: target,
      timeLimit: timeLimit, correction: crossing, noise: noise, seed: position.seed)
  }

  /// Why methods for the stationary law are out of place.
  var needsConstantTemperature: String? {
    schedule.isConstant ? nil : "needs a constant temperature; 'first-passage' follows a schedule"
  }

  /// The region A of transition-path theory: the core of the start's well, or the region that was named.
  var reactant: Region? { start.isNamedWell ? start.well?.core : start.region }

  /// The saddles that lead out of the start's well; all saddles when no well is known.
  var saddles: [Saddle] {
    guard let well = start.well else { return landscape.saddles }
    return landscape.saddles.filter { $0.connects.contains(well.name) }
  }

  /// The Eyring–Kramers law for the start's well, where it applies.
  func eyringKramers(temperature: Double) throws -> EyringKramers {
    let minima = start.well.map { [$0.minimum] } ?? start.minimum.map { [$0] } ?? []
    return try EyringKramers(
      potential: potential, minima: minima, saddles: saddles.map(\.position), temperature: temperature)
  }

  /// A guess of a walker's time on its way, for the order of tasks and the estimate of the cost.
  var expectedTime: Double {
    let rate = temperature.flatMap { try? eyringKramers(temperature: $0).rate.value } ?? 0
    return rate > 0 ? min(timeLimit, 1 / rate) : timeLimit
  }

  /// A time step that would be stable where walkers are, if one is known.
  var stableTimeStep: Double? {
    let suggestion = StableTimeStep(
      potential, integrator: integrator, temperature: firstTemperature, points: landscape.wells.map(\.minimum)
    ).timeStep
    return suggestion.isFinite ? suggestion : nil
  }

  /// d × n starting coordinates, coordinate-major.
  func startingPositions(of names: Range<UInt32>, task: UInt32) throws -> [Double] {
    switch start.law {
    case .point(let point): return point.flatMap { Array(repeating: $0, count: names.count) }
    case .gibbs(let region):
      let law = try LocalGibbs(potential, in: region, around: start.minimum ?? [], temperature: firstTemperature)
      return law.draw(walkers: names, seed: position.seed, task: task)
    }
  }
}

/// Where walkers start: the law that they are drawn from, and the well that it belongs to.
struct EscapeStart: Sendable {
  var law: StartLaw
  /// The region, if one was named.
  var region: Region?
  /// The well that the walkers leave, if it is known.
  var well: Well?
  /// Whether the scenario named that well, and not a region around it.
  var isNamedWell = false

  /// The bottom of what is left, or at least a point of it.
  var minimum: [Double]? {
    if let well { return well.minimum }
    if case .point(let point) = law { return point }
    switch region {
    case .ball(let center, _)?: return center
    case .box(let lower, let upper)?: return zip(lower, upper).map { ($0 + $1) / 2 }
    default: return nil
    }
  }
}
