// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Training

/// The measures of the rule along a run, as variables of its data set: at the moments of the representation, then at the steps whose
/// weights are kept.
struct RuleDataset<R: Real> {
  let settings: RunSettings
  let record: TrainingRecord
  /// The last weights.
  let last: [Double]
  /// The weights of a chosen step; `nil` where there are none.
  let kept: (Int) -> [Double]?

  /// Adds them, if they are wanted.
  func add(to data: inout Dataset) throws {
    guard let rule = settings.ruleMeasures.rule else { return }
    let logits = try PairLogits<R>(settings, rule: rule)
    let frequencies = frequencies(logits.table(last), rule)
    let moments = RuleRecord.moments
    let steps = settings.plan.evaluation.snapshots
    let snapshots = moments.map { moment in record.snapshots.first { $0.reason.rawValue == moment.rawValue } }
    let measured =
      snapshots.map { $0.flatMap { measure($0.weights, logits, frequencies) } }
      + steps.map { step in kept(step).flatMap { measure($0, logits, frequencies) } }
    let count = moments.count + steps.count
    let reached = record.steps.last ?? 0
    data.add(
      RuleRecord.Name.moment, moments.map(\.rawValue) + steps.map { _ in RuleRecord.keptMoment },
      over: [RuleRecord.Name.place: count], longName: "moment of the measures of the rule")
    data.add(
      RuleRecord.Name.step,
      snapshots.map { $0.map { Double($0.step) } ?? .nan } + steps.map { $0 <= reached ? Double($0) : .nan },
      over: [RuleRecord.Name.place: count], units: "step", longName: "steps taken before")
    for measure in RuleMeasure.allCases {
      let values: [Double] = measured.map { $0?.value(of: measure) ?? .nan }
      guard values.contains(where: \.isFinite) else { continue }
      data.add(measure.variable, values, over: [RuleRecord.Name.place: count], longName: measure.longName)
    }
    if !frequencies.isEmpty {
      data.add(
        RuleRecord.Name.frequencies, [frequencies.map(String.init).joined(separator: ", ")],
        longName: "key frequencies of the restricted and the excluded loss")
    }
  }

  private func measure(_ weights: [Double], _ logits: PairLogits<R>, _ frequencies: [Int]) -> MeasuredRule? {
    logits.table(weights).map { MeasuredRule($0, settings, frequencies: frequencies) }
  }

  /// Those of the last weights for all moments, so that one set of waves is followed along the run.
  private func frequencies(_ table: LogitTable?, _ rule: LinearRule) -> [Int] {
    switch settings.ruleMeasures.frequencies {
    case .none: []
    case .given(let numbers): numbers
    case .automatic:
      table.flatMap { try? KeyFrequencyLosses(of: $0, rule: rule, loss: settings.problem.loss).frequencies } ?? []
    }
  }
}

/// What a run has of the measures of the rule.
struct RuleRecord {
  let data: Dataset

  /// The names of the variables.
  enum Name {
    static let place = "rule_place"
    static let moment = "rule_moment"
    static let step = "rule_step"
    static let frequencies = "rule_frequencies"
  }

  /// The moments that come first.
  static let moments = ReplicaRecord.Moment.allCases.filter { $0 != .chosen }
  /// What the moment of a chosen step is called.
  static let keptMoment = ReplicaRecord.Moment.chosen.rawValue

  /// One moment with its numbers.
  struct Place {
    let moment: ReplicaRecord.Moment
    let step: Double
    let index: Int
  }

  /// Those that the run reached.
  var places: [Place] {
    let names = data.texts(Name.moment) ?? []
    let steps = data.numbers(Name.step) ?? []
    return names.indices.compactMap { index in
      guard let moment = ReplicaRecord.Moment(rawValue: names[index]), index < steps.count, steps[index].isFinite else {
        return nil
      }
      return Place(moment: moment, step: steps[index], index: index)
    }
  }

  /// The key frequencies in words; empty without any.
  var frequencies: String { data.texts(Name.frequencies)?.first ?? "" }

  /// A number at a place; `nil` where it has none.
  func value(_ measure: RuleMeasure, at place: Place) -> Double? {
    let values = data.numbers(measure.variable) ?? []
    return place.index < values.count && values[place.index].isFinite ? values[place.index] : nil
  }

  /// A number at a moment; `nil` where it has none.
  func value(_ measure: RuleMeasure, at moment: ReplicaRecord.Moment) -> Double? {
    places.first { $0.moment == moment }.flatMap { value(measure, at: $0) }
  }
}
