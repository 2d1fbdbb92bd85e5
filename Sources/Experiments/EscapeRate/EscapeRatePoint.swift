// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Grokking
import Kinetics
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// One point of the sweep of an `escape-rate` scenario, decoded and checked.
struct EscapeRatePoint: MethodicalPoint {
  let position: SweepPosition
  let potential: any Potential
  let landscape: Landscape
  let schedule: any TemperatureSchedule
  let start: Start
  let target: Region
  let integrator: any Integrator
  let timeStep: Double
  let noise: NoiseGenerator
  let crossing: CrossingCorrection
  /// Steps between two looks where arriving takes an observation.
  let lookEvery: Int
  let walkers: Int
  let timeLimit: Double
  let checksStep: Bool
  let gridCells: Int
  /// Where the committor between start and target is asked for.
  let committorPoints: [[Double]]
  let methods: [String]
  /// What the methods for rare events need; `nil` where none is named.
  var rare: RareEventSettings?

  /// θ where it does not depend on time.
  var temperature: Double? { schedule.isConstant ? schedule.temperature(at: 0) : nil }

  /// The temperature at the beginning.
  var firstTemperature: Double { schedule.temperature(at: 0) }

  /// What the walkers do.
  var problem: FirstPassageProblem {
    FirstPassageProblem(
      potential: potential, integrator: integrator, timeStep: timeStep, schedule: schedule, target: target,
      timeLimit: timeLimit, correction: crossing, departure: start.departure, observeEvery: lookEvery, noise: noise,
      seed: position.seed)
  }

  /// Why methods for the stationary law are out of place.
  var needsConstantTemperature: String? {
    schedule.isConstant ? nil : "needs a constant temperature; 'first-passage' follows a schedule"
  }

  /// Why methods that need wells, saddles or a grid are out of place.
  var needsLandscape: String? {
    if !potential.isSearchable {
      return "needs wells and saddles, and the loss of a network is not searched for them; use 'first-passage'"
    }
    if target.isObserved || start.departure != nil {
      return "needs regions that are places, and here they take an observation; use 'first-passage'"
    }
    return nil
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
    guard potential.isSearchable else { return timeLimit }
    let rate = temperature.flatMap { try? eyringKramers(temperature: $0).rate.value } ?? 0
    return rate > 0 ? min(timeLimit, 1 / rate) : timeLimit
  }

  /// What a step of one walker costs, in coordinates of a toy that are moved.
  var costOfStep: Double {
    let coordinates = Double(potential.dimension)
    guard let network = potential as? NetworkPotential else { return coordinates }
    // Measured on the quadratic network: 147 µs for 8832 weights and 423 examples.
    return coordinates * (1 + Double(network.batch ?? network.train.count) / 60)
  }

  /// A time step that would be stable where walkers are, if one is known.
  var stableTimeStep: Double? {
    let suggestion = StableTimeStep(
      potential, integrator: integrator, temperature: firstTemperature, points: landscape.wells.map(\.minimum)
    ).timeStep
    return suggestion.isFinite ? suggestion : nil
  }

  /// d × n starting coordinates, coordinate-major.
  func startingPositions(of names: Range<UInt32>, task: StreamTask) throws -> [Double] {
    try start.positions(of: names, in: potential, temperature: firstTemperature, seed: position.seed, task: task)
  }

  /// A picture of the landscape with start and target.
  var landscapeFigure: Figure? {
    let start = start.region.map { [("start", $0)] } ?? []
    return LandscapeFigure(
      potential: potential, landscape: landscape, temperature: temperature, regions: start + [("target", target)]
    ).figure
  }
}
