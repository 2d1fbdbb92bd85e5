// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// A method for rates that direct simulation cannot find: independent repetitions, each a task, whose spread is the error.
protocol RareEventMethod: RateMethod {
  /// What the scenario says under a key of the method's own.
  associatedtype OwnSettings: MethodSettings

  /// Which of the methods it is, as part of the names of its random streams: 1, 2, 3.
  var stream: Int { get }

  /// How many repetitions the scenario wants.
  func repetitions(of settings: OwnSettings) -> Int

  /// What a repetition costs, in walker-steps.
  func steps(of settings: OwnSettings, timeStep: Double) -> Double

  /// Whether it climbs from home and so finds wells between home and target.
  var climbs: Bool { get }

  /// Does one repetition.
  func perform(_ repetition: Repetition, in context: TaskContext) throws -> Dataset

  /// What the finished repetitions at one time step say.
  func record(of repetitions: [Dataset], at point: EscapeRatePoint) throws(NotApplicable) -> RareEventRecord
}

extension RareEventMethod {
  /// A rate that is not rare is found sooner by direct simulation: the method must be named.
  var isDefault: Bool { false }

  /// Most climb.
  var climbs: Bool { true }

  /// The score and home, which these methods share, and the method's own settings.
  var parameters: [Parameter] {
    [ScoreChoice.parameter, RareEventSettings.home, OwnSettings.parameter(of: name)]
  }

  func objection(to point: EscapeRatePoint) -> String? {
    if point.start.departure != nil {
      return
        "starts its clock at once, and 'start: \(Start.arrival)' when walkers arrive in 'from'; say start: initial, "
        + "{weights: FILE} or {trained: {…}}"
    }
    if let objection = point.needsConstantTemperature { return objection }
    if point.potential.mobility?.varies ?? false, point.correctsCrossings {
      return
        "moves boundaries by a length for the crossings between two steps, and where diffusion varies there is no one length; "
        + "use '\(FirstPassageMethod.word)', or say crossing: none"
    }
    if !point.integrator.hasConstantStep {
      return "needs steps of one length, and those of '\(point.integrator.name)' change"
    }
    if point.noise != .philox {
      return "takes up paths anywhere, which only the generator \(NoiseGenerator.philox.name) can; leave 'noise' out"
    }
    do { _ = try StreamTask.rareEvent(method: stream, point: point.position.index, halving: 1, number: 0) } catch {
      return "cannot name its random streams: \(error)"
    }
    return nil
  }

  private func shares(of point: EscapeRatePoint) -> [Repetition] {
    guard let settings = point.rare, let temperature = point.temperature else { return [] }
    let count = repetitions(of: OwnSettings(of: point))
    return (point.checksStep ? [0, 1] : [0]).flatMap { halving in
      (0..<count).map {
        Repetition(
          point: point, settings: settings, temperature: temperature, method: stream, number: $0, halving: halving)
      }
    }
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] {
    let settings = OwnSettings(of: point)
    return shares(of: point).map { share in
      let steps = steps(of: settings, timeStep: share.timeStep)
      return MethodPart(
        label: share.label, cost: steps * point.costOfStep, steps: point.potential.isSearchable ? nil : steps)
    }
  }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    // Names are drawn as they come; a training's replicas are taken in turn.
    try point.start.prepare(0..<UInt32.max, in: point.potential, context)
    do { return try perform(shares(of: point)[part], in: context) } catch let reason as NotApplicable {
      try context.checkCancellation()
      return Dataset(findings: [.none(because: reason)])
    }
  }

  /// What the repetitions at h, or at h/2, say.
  ///
  /// - Throws: the reason if they say nothing.
  private func outcome(
    of parts: [Dataset?], at point: EscapeRatePoint, halving: Int = 0
  ) throws(NotApplicable) -> RareEventRecord {
    let all = zip(parts, shares(of: point)).filter { $0.1.halving == halving }.compactMap(\.0)
    // A repetition that failed holds a finding instead of its results.
    if let failed = all.first(where: { $0.texts("finding") != nil }) {
      let note = failed.findings.flatMap(\.notes).first
      throw NotApplicable(note?.replacing(Finding.notApplicable, with: "") ?? "a repetition failed")
    }
    return try record(of: all, at: point)
  }

  func findings(from parts: [Dataset?], of point: EscapeRatePoint) -> [Finding] {
    let record: RareEventRecord
    do { record = try outcome(of: parts, at: point) } catch { return [.none(because: error)] }
    var findings = record.findings
    var notes = record.notes
    var doubts = record.doubts
    if let note = point.noteOfObservations { notes.append(note) }
    if point.missesCrossings {
      doubts.append("arrivals between two steps are missed, which makes the rate too small by a part that falls as √h")
    }
    if let note = point.noteOfTimeElsewhere { notes.append(note) }
    if let doubt = point.doubtAboutTimeElsewhere(climbs: climbs) { doubts.append(doubt) }
    if let settings = point.rare, let temperature = point.temperature {
      let rate = findings.first { $0.quantity == "escape-rate" }?.estimate
      if doubts.isEmpty, let rate, let doubt = point.doubt(against: settings.grid, rate, temperature: temperature) {
        doubts.append(doubt)
      }
      if let note = settings.score.substitute(of: point, settings: settings, temperature: temperature) {
        notes.append(note)
      }
    }
    if point.checksStep {
      do {
        findings = findings.compared(
          withHalfStep: try outcome(of: parts, at: point, halving: 1).findings, order: point.missesCrossings ? 0.5 : 1)
      } catch { notes.append("the run at half the time step has no numbers: \(error)") }
    }
    for index in findings.indices {
      findings[index].notes += notes
      for doubt in doubts { findings[index].doubt(because: doubt) }
      findings[index].samples = record.rates.count
    }
    return findings
  }

  /// What the repetitions at a point say; `nil` where they say nothing, then the notes of the finding say why.
  func record(on row: ResultTable<EscapeRatePoint>.Row) -> RareEventRecord? {
    row.parts[name].flatMap { try? outcome(of: $0, at: row.point) }
  }

  /// How far its rates are from the computed ones, in standard errors.
  func columns(of table: ResultTable<EscapeRatePoint>) -> [ResultTable<EscapeRatePoint>.Column] {
    guard let reference = table.rateReference(among: [.computed])?.name else { return [] }
    return [
      ResultTable.Column("z, \(name)") { [name] row in
        Estimate.cell(z: row.rates(name, and: reference).map { $0.own.z(against: $0.other) })
      }
    ]
  }

  func figures(of table: ResultTable<EscapeRatePoint>) -> [Figure] {
    RareEventFigures(method: name, rows: table.rows, records: table.rows.map(record)).all
  }
}
