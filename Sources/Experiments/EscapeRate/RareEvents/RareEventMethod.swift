// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// A method for rates that direct simulation cannot find: independent repetitions, each a task, whose spread is the error.
protocol RareEventMethod: RateMethod {
  /// Which of the methods it is, as part of the names of its random streams: 1, 2, 3.
  var stream: UInt32 { get }

  /// How many repetitions the scenario wants.
  func repetitions(of settings: RareEventSettings) -> Int

  /// What a repetition costs, in walker-steps.
  func steps(of settings: RareEventSettings, at point: EscapeRatePoint, timeStep: Double) -> Double

  /// Does one repetition.
  func perform(_ repetition: Repetition, in context: TaskContext) throws -> Dataset

  /// What the finished repetitions at one time step say.
  func record(of repetitions: [Dataset], at point: EscapeRatePoint) throws(NotApplicable) -> RareEventRecord
}

/// One repetition at the time step h or h/2.
struct Repetition: Sendable {
  let point: EscapeRatePoint
  let settings: RareEventSettings
  let temperature: Double
  let method: UInt32
  let number: Int
  let halving: Int

  var timeStep: Double { point.timeStep / pow(2, Double(halving)) }

  /// The names of its random streams; number 0 is that of the run that all repetitions share, which lays levels or bins.
  func task(_ number: Int) -> StreamTask {
    // First passages take the small numbers.
    StreamTask(
      bits: method << 28 | UInt32((2 * point.position.index + halving) & 0x3fff) << 14 | UInt32(number & 0x3fff))
  }

  /// The task of this repetition.
  var task: StreamTask { task(number + 1) }

  /// d × n starting coordinates.
  func starts(_ count: Int, task: StreamTask) throws -> [Double] {
    try point.startingPositions(of: 0..<UInt32(count), task: task)
  }

  /// A region as it is seen when only the positions after whole steps count: its boundary is moved outwards by
  /// 0.5826√(2θh), so that a walk in steps reaches it when the continuous path reaches the region.
  func seen(_ region: Region) -> Region {
    guard point.correctsCrossings else { return region }
    let length = CrossingCorrection.shiftFactor * (2 * temperature * timeStep).squareRoot()
    return region.widened(by: length) ?? region
  }

  /// The motion with home, target and score.
  func excursions(_ score: any Score, task: StreamTask) -> Excursions {
    Excursions(
      potential: point.potential, integrator: point.integrator, timeStep: timeStep, schedule: point.schedule,
      score: score, home: seen(settings.home), target: seen(point.target), seed: point.position.seed, task: task)
  }

  /// How far a walker is on its way.
  func score() throws(NotApplicable) -> any Score {
    try settings.score.score(of: point, home: settings.home, temperature: temperature)
  }
}

extension EscapeRatePoint {
  /// Whether boundaries are moved for what happens between two steps: there must be something to correct, and a way to.
  var correctsCrossings: Bool { crossing != .none && integrator.path != .smooth }
}

extension RareEventMethod {
  /// Not without being asked for: a rate that is not rare is found sooner by direct simulation.
  var isDefault: Bool { false }

  func objection(to point: EscapeRatePoint) -> String? {
    if point.target.isObserved || point.start.departure != nil || point.start.law == nil {
      return "needs regions that are places, and here they take an observation; use 'first-passage'"
    }
    if let objection = point.needsConstantTemperature { return objection }
    if !point.integrator.hasConstantStep {
      return "needs steps of one length, and those of '\(point.integrator.name)' change"
    }
    if point.noise != .philox {
      return "takes up paths anywhere, which only the generator \(NoiseGenerator.philox.name) can; leave 'noise' out"
    }
    return nil
  }

  private func shares(of point: EscapeRatePoint) -> [Repetition] {
    guard let settings = point.rare, let temperature = point.temperature else { return [] }
    return (point.checksStep ? [0, 1] : [0]).flatMap { halving in
      (0..<repetitions(of: settings)).map {
        Repetition(
          point: point, settings: settings, temperature: temperature, method: stream, number: $0, halving: halving)
      }
    }
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] {
    shares(of: point).map { share in
      let steps = steps(of: share.settings, at: point, timeStep: share.timeStep)
      return MethodPart(
        label: "repetition \(share.number + 1)" + (share.halving > 0 ? ", h/2" : ""), cost: steps * point.costOfStep,
        steps: point.potential.isSearchable ? nil : steps)
    }
  }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    do { return try perform(shares(of: point)[part], in: context) } catch let reason as NotApplicable {
      try context.checkCancellation()
      return Quantity.dataset([.none(because: reason)])
    }
  }

  /// What the repetitions at h, or at h/2, say; the reason if they say nothing.
  func outcome(of parts: [Dataset?], at point: EscapeRatePoint, halving: Int = 0) -> Result<
    RareEventRecord, NotApplicable
  > {
    let all = zip(parts, shares(of: point)).filter { $0.1.halving == halving }.compactMap(\.0)
    for part in all where part.texts("quantity") != nil {
      let notes = Quantity.quantities(in: part).flatMap(\.notes)
      return .failure(NotApplicable(notes.first?.replacing("not applicable: ", with: "") ?? "a repetition failed"))
    }
    do { return .success(try record(of: all, at: point)) } catch { return .failure(error) }
  }

  func quantities(from parts: [Dataset?], of point: EscapeRatePoint) -> [Quantity] {
    switch outcome(of: parts, at: point) {
    case .failure(let reason): return [.none(because: reason)]
    case .success(let record):
      var quantities = record.quantities
      var notes = record.notes
      if !point.correctsCrossings || point.target.widened(by: 0) == nil {
        if point.integrator.path != .smooth {
          notes.append(
            "arrivals between two steps are missed, which makes the rate too small by a part that falls as √h")
        }
      }
      let halved = point.checksStep ? try? outcome(of: parts, at: point, halving: 1).get() : nil
      for index in quantities.indices {
        quantities[index].notes += notes
        quantities[index].samples = record.rates.count
        if let full = quantities[index].estimate?.value,
          let half = halved?.quantities.first(where: { $0.name == quantities[index].name })?.estimate?.value
        {
          quantities[index].discretizationError = abs(full - half)
        }
      }
      return quantities
    }
  }
}

/// What the repetitions of a method at one point of the sweep say, for numbers, figures and results.
struct RareEventRecord: Sendable {
  /// The rate that each repetition found.
  var rates: [Double]
  var quantities: [Quantity]
  /// What a reader must know.
  var notes: [String] = []
  /// The probability to come as far as a score before being home again.
  var ladder: Ladder?
  /// The flux into the target, iteration by iteration.
  var history: FluxHistory?
  /// Transition paths.
  var paths: [WalkerPath] = []

  struct Ladder: Sendable {
    var scores: [Double]
    var chances: [Double]
    var errors: [Double]
    /// What each repetition found at its own levels, where these differ.
    var repetitions: [Climb] = []
  }

  struct Climb: Sendable {
    var scores: [Double]
    var chances: [Double]
  }

  struct FluxHistory: Sendable {
    /// The length of an iteration.
    var interval: Double
    /// The mean over the repetitions.
    var flux: [Double]
    /// Iterations that do not count.
    var warmUp: Int
  }
}

extension RareEventRecord {
  /// The rate from the start: k_AB with what the first way out takes more than later ones.
  static func escapeRate(_ transition: Estimate, delay: Double) -> Estimate {
    func escape(_ rate: Double) -> Double { rate / (1 + rate * delay) }
    let factor = escape(transition.value) / transition.value
    return Estimate(
      escape(transition.value), standardError: transition.standardError * factor * factor,
      interval: transition.interval.flatMap { .between(escape($0.lowerBound), escape($0.upperBound)) },
      effectiveSamples: transition.effectiveSamples)
  }
}
