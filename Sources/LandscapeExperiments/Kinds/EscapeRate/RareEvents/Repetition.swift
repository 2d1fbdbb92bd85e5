// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Randomness
import Statistics

/// One repetition of a method for rare events at the time step h or h/2.
struct Repetition: Sendable {
  let point: EscapeRatePoint
  /// Where walkers are back, and how far they are on their way.
  let settings: RareEventSettings
  let temperature: Double
  /// Which of the methods it is, as part of the names of its random streams.
  let method: Int
  let number: Int
  let halving: Int

  /// The time step of the repetition.
  var timeStep: Double { point.timeStep / Double(1 << halving) }

  /// What is told of the task: `repetition 3, h/2`.
  var label: String { "repetition \(number + 1)" + (halving > 0 ? ", h/2" : "") }

  /// The names of its random streams; number 0 is that of the run that all repetitions share, which lays levels or bins.
  ///
  /// - Throws: `StreamOverflow` where a name does not fit, of which the method's objection has told before the run.
  func task(_ number: Int) throws(StreamOverflow) -> StreamTask {
    try .rareEvent(method: method, point: point.position.index, halving: halving, number: number)
  }

  /// The task of this repetition.
  var task: StreamTask { get throws(StreamOverflow) { try task(number + 1) } }

  /// d × n starting coordinates.
  func starts(_ count: Int, task: StreamTask) throws -> [Double] {
    try point.startingPositions(of: 0..<UInt32(count), task: task)
  }

  /// A region as it is seen when only the positions after whole steps count: its boundary is moved outwards by
  /// 0.5826√(2θh), so that a walk in steps reaches it when the continuous path reaches the region.
  func seen(_ region: Region) -> Region {
    guard point.correctsCrossings else { return region }
    let mobility = point.potential.mobility?.constant ?? 1
    let length = CrossingCorrection.shiftFactor * (2 * temperature * timeStep * mobility).squareRoot()
    return region.widened(by: length) ?? region
  }

  /// The motion with home, target and score.
  func excursions(_ score: any Score, task: StreamTask) -> Excursions {
    Excursions(
      potential: point.potential, integrator: point.integrator, timeStep: timeStep, schedule: point.schedule,
      score: score, home: seen(settings.home), target: seen(point.target), observeEvery: point.observeEvery,
      seed: point.position.seed, task: task)
  }

  /// How far a walker is on its way.
  func score() -> any Score { settings.score.score(of: point, settings: settings, temperature: temperature) }

  /// Where walkers that come from home are in the long run; `nil` where no grid tells it.
  func law() -> ReactantLaw? { point.reactantLaw }
}

extension EscapeRatePoint {
  /// Whether boundaries are moved for what happens between two steps: there must be something to correct, and a way to.
  var correctsCrossings: Bool { crossing != .none && integrator.path != .smooth }

  /// Whether arrivals between two steps are lost; where they are observed, when they are dated is told instead.
  var missesCrossings: Bool {
    !target.isObserved && integrator.path != .smooth && (!correctsCrossings || target.widened(by: 0) == nil)
  }

  /// What observing walkers does to a rate: an arrival counts when it is observed.
  var noteOfObservations: String? {
    guard target.isObserved else { return nil }
    return
      "\(ArrivalReport.resolution) \(observeEvery) step\(observeEvery == 1 ? "" : "s"): what counts is being seen in the target, "
      + "and visits between two observations are missed"
  }

  /// Where walkers that come from home are in the long run: of overdamped dynamics in one and two dimensions, where positions
  /// alone are the state and the way back is the way out.
  var reactantLaw: ReactantLaw? {
    guard let rare, let temperature, integrator.isOverdamped else { return nil }
    return try? rare.grid.law(of: self, home: rare.home, temperature: temperature)
  }
}
