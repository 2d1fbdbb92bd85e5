// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Statistics

/// How the networks compute the rule: findings of each run, and a figure of the restricted and the excluded loss.
struct RuleFindings {
  let run: RunOutcome

  private var record: RuleRecord { RuleRecord(data: run.record.data) }

  /// What can be averaged over runs.
  static let quantities: [RunQuantity] = [ReplicaRecord.Moment.memorized, .grokked, .end].flatMap { moment in
    RuleMeasure.allCases.map { measure in
      RunQuantity(name: measure.quantity, moment: moment.rawValue) { run in
        RuleRecord(data: run.record.data).value(measure, at: moment).map(RunNumber.known)
      }
    }
  }

  /// The findings of the run: at a moment of the run, or at a step whose weights are kept.
  func all(at place: Record, by method: String, accuracy: Double) -> [Finding] {
    let record = record
    var findings = record.places.flatMap { moment in
      RuleMeasure.allCases.compactMap { measure -> Finding? in
        guard let value = record.value(measure, at: moment) else { return nil }
        var at = place
        if moment.moment == .chosen {
          at["step"] = .integer(Int(moment.step))
        } else {
          at["moment"] = .text(moment.moment.rawValue)
        }
        return Finding(measure.quantity, Estimate.exact(value, accuracy: accuracy), at: at, method: method)
      }
    }
    if !record.frequencies.isEmpty {
      var frequencies = Finding("rule-frequencies", nil, at: place, method: method)
      frequencies.text = record.frequencies
      findings.append(frequencies)
    }
    return findings
  }

  /// Restricted and excluded loss against the step, where there are at least three steps to show.
  func figure(name: String) -> Figure? {
    let record = record
    let places = record.places.filter { $0.step > 0 }.sorted { $0.step < $1.step }
    let series = [RuleMeasure.restrictedLoss, .excludedLoss].compactMap { measure -> Figure.Series? in
      let found = places.compactMap { place in record.value(measure, at: place).map { (place.step, $0) } }
      guard Set(found.map(\.0)).count > 2 else { return nil }
      return Figure.Series(
        measure.quantity.replacing("-", with: " "), .line, x: found.map(\.0), y: found.map(\.1))
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "key-frequency-losses", title: "Restricted and excluded loss",
      caption:
        "Mean loss of the waves of the key frequencies alone on the test set, and of everything else on the training set (\(name); "
        + "key frequencies \(record.frequencies)).",
      x: Figure.Axis("step", isLogarithmic: true), y: Figure.Axis("mean loss", isLogarithmic: true), series: series)
  }
}
