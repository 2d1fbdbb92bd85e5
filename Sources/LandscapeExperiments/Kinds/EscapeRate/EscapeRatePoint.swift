// SPDX-License-Identifier: GPL-3.0-or-later
public import Dynamics
public import Experiments
import Grokking
public import Kinetics
public import Potentials
public import Randomness
import Runs
public import Settings
import Statistics

/// One point of the sweep of an `escape-rate` scenario, decoded and checked.
public struct EscapeRatePoint: MethodicalPoint {
  /// Where in the sweep it stands.
  public let position: SweepPosition
  /// f.
  public let potential: any Potential
  /// The wells and saddles of f.
  public let landscape: Landscape
  /// θ as a function of time.
  public let schedule: any TemperatureSchedule
  /// Where walkers start.
  let start: Start
  /// Where walkers arrive.
  public let target: Region
  /// How walkers are moved.
  public let integrator: any Integrator
  /// h > 0.
  public let timeStep: Double
  /// Where the deviates come from.
  public let noise: NoiseGenerator
  /// What is done about crossings between two steps.
  public let crossing: CrossingCorrection
  /// Steps between two observations of a walker, where arriving takes one.
  public let observeEvery: Int
  /// How many walkers a simulation follows.
  public let walkers: Int
  /// A walker that has not arrived by then is censored.
  public let timeLimit: Double
  /// Whether sampled rates are found at half of the time step too.
  public let checksStep: Bool
  /// What a simulation records of walkers that are observed.
  let recorded: [Observable]
  /// The methods of this point, in the order of the scenario.
  public let methods: [any ExperimentMethod<EscapeRatePoint>]
  /// The settings of these methods.
  public let settings: Parameters
  /// Where walkers are back and how far they are on their way; `nil` where no method for rare events is named.
  var rare: RareEventSettings?
  /// Windows along what the potential tells; `nil` where none are asked for.
  var profile: EyringProfile?

  /// The name of the generator of the noise.
  public var generator: String { noise.name }

  /// The law that walkers start from; `nil` where each begins at an initial position of its own.
  public var startLaw: StartLaw? { start.law }

  /// The well that walkers leave, if it is known.
  public var startWell: Well? { start.well }

  /// θ where it does not depend on time.
  public var temperature: Double? { schedule.isConstant ? schedule.temperature(at: 0) : nil }

  /// The temperature at the beginning.
  public var firstTemperature: Double { schedule.temperature(at: 0) }

  /// What the walkers do.
  public var problem: FirstPassageProblem {
    FirstPassageProblem(
      potential: potential, integrator: integrator, timeStep: timeStep, schedule: schedule, target: target,
      timeLimit: timeLimit, correction: crossing, departure: start.departure, observeEvery: observeEvery, noise: noise,
      seed: position.seed)
  }

  /// Why methods for the stationary law are out of place.
  public var needsConstantTemperature: String? {
    schedule.isConstant ? nil : "needs a constant temperature; '\(FirstPassageMethod.word)' follows a schedule"
  }

  /// Why methods that need wells, saddles or a grid are out of place.
  public var needsLandscape: String? {
    if let objection = potential.searchObjection {
      return "needs wells and saddles: \(objection); use '\(FirstPassageMethod.word)'"
    }
    return target.isObserved || start.departure != nil ? Self.needsPlaces : nil
  }

  /// Why methods that know of positions only are out of place.
  public static var needsPlaces: String {
    "needs regions that are places, and here they take an observation; use '\(FirstPassageMethod.word)'"
  }

  /// The region A of transition-path theory: the core of the start's well, or the region that was named.
  public var reactant: Region? { start.isNamedWell ? start.well?.core : start.region }

  /// The saddles that lead out of the start's well; all saddles when no well is known.
  public var saddles: [Saddle] {
    // One that leads round a circle back into its well is no way out.
    let ways = landscape.saddles.filter { Set($0.connects).count > 1 }
    guard let well = start.well else { return ways }
    return ways.filter { $0.connects.contains(well.name) }
  }

  /// The Eyring–Kramers law for the start's well, where it applies.
  public func eyringKramers(temperature: Double) throws -> EyringKramers {
    let minima = start.well.map { [$0.minimum] } ?? start.minimum.map { [$0] } ?? []
    return try EyringKramers(
      potential: potential, minima: minima, saddles: saddles.map(\.position), temperature: temperature)
  }

  /// A guess of a walker's time on its way, for the order of tasks and the estimate of the cost.
  public var expectedTime: Double {
    // A guess is not worth a search that nobody asked for.
    guard potential.isSearchable, landscape.isKnown || potential.dimension == 1 else { return timeLimit }
    let rate = temperature.flatMap { try? eyringKramers(temperature: $0).rate.value } ?? 0
    return rate > 0 ? min(timeLimit, 1 / rate) : timeLimit
  }

  /// What a step of one walker costs, in coordinates of a toy that are moved.
  public var costOfStep: Double { potential.costPerStep }

  /// A time step that would be stable where walkers are, if one is known.
  public var stableTimeStep: Double? {
    // Where only observations count nobody asked for wells, which might take long to find.
    guard !target.isObserved, start.departure == nil else { return nil }
    let suggestion = StableTimeStep(
      potential, integrator: integrator, temperature: firstTemperature, points: landscape.minima
    ).timeStep
    return suggestion.isFinite ? suggestion : nil
  }

  /// d × n starting coordinates, coordinate-major.
  public func startingPositions(of names: Range<UInt32>, task: StreamTask) throws -> [Double] {
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
