// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// The findings of a point of a `training` run: each replica's own, then what holds over the replicas.
struct TrainingFindings {
  let point: PointOutcome

  /// How the numbers are found; what an expectation can name.
  enum Method {
    static let first = "first-evaluation"
    static let sustained = "sustained"
    static let sigmoid = "sigmoid-fit"
    static let interpolation = "interpolation"
    static let plateau = "plateau"
    static let times = "times"
    static let last = "last-evaluation"
    static let embedding = "embedding"
    static let logits = "logits-of-all-pairs"
    static let survival = Finding.survivalMethod
    static let share = Finding.shareMethod
    static let mean = "mean"
    static let all =
      [first, sustained, sigmoid, interpolation, plateau, times, last, embedding, logits, survival, share, mean]
      + [SweepContrasts.Method.sign] + CategoryFindings.Method.all
  }

  /// Those of each run.
  var ofRuns: [Finding] { point.runs.flatMap(of) }

  // MARK: - One run

  private func place(_ run: RunOutcome) -> Record {
    var place = point.coordinates
    place["replica"] = .integer(run.replica)
    return place
  }

  private func of(_ run: RunOutcome) -> [Finding] {
    let place = place(run)
    var findings: [Finding] = []
    if let times = run.times {
      let measured: [(String, String, KeyPath<GrokkingTimes, BracketedTime>)] = [
        ("memorization-time", Method.first, \.memorization), ("grokking-time", Method.first, \.grokking),
        ("memorization-time", Method.sustained, \.sustainedMemorization),
        ("grokking-time", Method.sustained, \.sustainedGrokking),
      ]
      findings += measured.map { time($0.0, $0.1, times[keyPath: $0.2], run, at: place) }
      findings += [gap(times, run, at: place)] + sharpness(run, at: place) + kinds(run, at: place)
    }
    return findings + finals(run, at: place) + representation(run, at: place)
      + RuleFindings(run: run).all(at: place, by: Method.logits, accuracy: Self.rounding)
  }

  private func time(_ quantity: String, _ method: String, _ time: BracketedTime, _ run: RunOutcome, at place: Record)
    -> Finding
  {
    var finding = Finding(quantity, time.estimate, unit: "steps", at: place, method: method)
    finding.samples = 1
    finding.censored = time.isCensored ? 1 : 0
    if let seen = time.upper {
      // The evaluation before is where it was not seen: the time is known up to that interval.
      finding.estimate?.accuracy = seen > 0 ? (seen - time.lower) / seen : nil
    } else {
      finding.lowerBound = time.lower
      finding.boundLevel = 1
      finding.notes = [
        run.divergenceNote ?? "not reached within \(NumberFormat.counted(Int(time.lower))) steps (censored)"
      ]
    }
    return finding
  }

  private func gap(_ times: GrokkingTimes, _ run: RunOutcome, at place: Record) -> Finding {
    switch times.gap {
    case .known(let estimate)?:
      var finding = Finding("grokking-gap", estimate, unit: "steps", at: place, method: Method.first)
      (finding.samples, finding.censored) = (1, 0)
      return finding
    case .atLeast(let bound)?:
      var finding = Finding("grokking-gap", nil, unit: "steps", at: place, method: Method.first)
      finding.lowerBound = bound
      finding.boundLevel = 1
      (finding.samples, finding.censored) = (1, 1)
      finding.notes = [run.divergenceNote ?? "the run did not grok (censored)"]
      return finding
    case nil:
      var finding = Finding("grokking-gap", nil, unit: "steps", at: place, method: Method.first)
      finding.notes = [run.divergenceNote ?? "the run did not memorize; there is no gap"]
      return finding
    }
  }

  private func sharpness(_ run: RunOutcome, at place: Record) -> [Finding] {
    func missing(_ quantity: String, _ method: String, _ reason: String) -> Finding {
      var finding = Finding(quantity, nil, at: place, method: method)
      finding.notes = ["not applicable: \(reason)"]
      return finding
    }
    func none(because reason: String) -> [Finding] {
      [missing("sharpness", Method.sigmoid, reason), missing("relative-width", Method.interpolation, reason)]
    }
    guard run.times?.grokking.upper != nil else { return none(because: "the run did not grok") }
    switch run.shape {
    case .failure(let reason): return none(because: reason.reason)
    case .success(let shape):
      var findings: [Finding] = []
      switch shape.sigmoid {
      case .success(let sigmoid):
        var finding = Finding("sharpness", sigmoid.steepness, at: place, method: Method.sigmoid)
        let correlation = sigmoid.fit.residualCorrelation
        if abs(correlation) > 0.5 {
          finding.notes = [
            "the rise is not quite a sigmoid: successive residuals have a correlation of \(NumberFormat.rounded(correlation, digits: 2)); the interval is widened for that"
          ]
        }
        findings.append(finding)
      case .failure(let reason): findings.append(missing("sharpness", Method.sigmoid, reason.reason))
      }
      findings.append(Finding("transition-width", shape.width, unit: "steps", at: place, method: Method.interpolation))
      if let relative = shape.relativeWidth {
        findings.append(Finding("relative-width", relative, at: place, method: Method.interpolation))
      }
      if let steepest = shape.steepest {
        findings.append(Finding("steepest-step", steepest, unit: "steps", at: place, method: Method.interpolation))
      }
      return findings
    }
  }

  private func kinds(_ run: RunOutcome, at place: Record) -> [Finding] {
    guard let diagnosis = run.diagnosis else { return [] }
    var phase = Finding("phase", nil, at: place, method: Method.times)
    phase.text = diagnosis.phase.rawValue
    var kind = Finding("learning-kind", nil, at: place, method: Method.plateau)
    kind.text = diagnosis.kind.rawValue
    var findings = [phase, kind]
    if let share = diagnosis.plateauShare {
      findings.append(
        Finding("plateau-share", Estimate.exact(share, accuracy: Self.rounding), at: place, method: Method.plateau))
    }
    if let note = run.divergenceNote { findings = findings.map { noted($0, note) } }
    return findings
  }

  private func finals(_ run: RunOutcome, at place: Record) -> [Finding] {
    let quantities = [
      ("final-train-accuracy", ReplicaRecord.Name.trainAccuracy),
      ("final-test-accuracy", ReplicaRecord.Name.testAccuracy),
      ("final-train-loss", ReplicaRecord.Name.trainLoss), ("final-test-loss", ReplicaRecord.Name.testLoss),
      ("final-collapsed-share", ReplicaRecord.Name.collapsedShare),
      ("final-descent-alignment", ReplicaRecord.Name.descentAlignment),
    ]
    return quantities.compactMap { quantity, name in
      guard let value = run.record.last(name) else { return nil }
      let finding = Finding(quantity, Estimate.exact(value, accuracy: Self.rounding), at: place, method: Method.last)
      return run.divergenceNote.map { noted(finding, $0) } ?? finding
    }
  }

  /// Numbers that are counted or summed are known to the rounding of single precision.
  private static let rounding = 1e-6

  private func representation(_ run: RunOutcome, at place: Record) -> [Finding] {
    run.record.snapshots.flatMap { snapshot in
      var place = place
      place["moment"] = .text(snapshot.moment.rawValue)
      return RepresentationMeasure.allCases.compactMap { measure -> Finding? in
        guard let value = run.record.measure(measure.variable, at: snapshot.moment) else { return nil }
        return Finding(
          measure.quantity, Estimate.exact(value, accuracy: Self.rounding), at: place, method: Method.embedding)
      }
    }
  }

  private func noted(_ finding: Finding, _ note: String) -> Finding {
    var finding = finding
    finding.notes.append(note)
    return finding
  }
}
