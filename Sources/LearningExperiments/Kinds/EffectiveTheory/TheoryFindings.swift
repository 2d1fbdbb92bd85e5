// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// The findings of an `effective-theory` run at one point of the sweep.
struct TheoryFindings {
  let outcome: TheoryOutcome

  private typealias Method = EffectiveTheoryRuns.Method
  private var point: EffectiveTheoryPoint { outcome.point }

  /// The critical size, then what holds at each size, then the named training set, then the trained networks.
  var all: [Finding] { critical + point.sizes.indices.flatMap(atSize) + single + TrainedFindings(outcome: outcome).all }

  /// The quantiles of λ₃ that are told.
  static let quantiles = [0.1, 0.5, 0.9]
  /// 1/(λ₃η) steps bring the slowest part to 1/e, about three times as many to the line.
  static let multiples = [1, 3]

  private func place(_ more: (String, Value)...) -> Record {
    Record(outcome.coordinates.entries.map { ($0.key, $0.value) } + more)
  }

  private func missing(_ quantity: String, _ method: String, _ place: Record, _ reason: String) -> Finding {
    var finding = Finding(quantity, nil, at: place, method: method)
    finding.notes = ["not applicable: \(reason)"]
    return finding
  }

  // MARK: - Over all sizes

  private var critical: [Finding] {
    let units = [("critical-size", "rows", 1.0), ("critical-fraction", "", 1 / Double(point.table.rows))]
    return units.map { quantity, unit, scale in
      switch outcome.criticalSize {
      case .failure(let reason): return missing(quantity, Method.interpolation, place(), reason.reason)
      case .success(let estimate):
        var finding = Finding(
          quantity, estimate.scaled(by: scale), unit: unit, at: place(), method: Method.interpolation)
        finding.samples = outcome.draws
        return finding
      }
    }
  }

  // MARK: - At a size

  private func atSize(_ index: Int) -> [Finding] {
    let size = point.sizes[index]
    let here = ("size", Value.integer(size))
    guard outcome.draws > 0 else { return [] }
    var unique =
      outcome.reasonUnknown.map { missing("unique-probability", Method.share, place(here), $0) }
      ?? Finding("unique-probability", outcome.uniqueProbability(size), at: place(here), method: Method.share)
    unique.samples = outcome.draws
    // Counted, but for the choice of the training sets.
    let nullities = outcome.nullities[index]
    var nullity = Finding(
      "nullity", mean(of: nullities) ?? nullities.first.map { Estimate($0, standardError: .nan) }, at: place(here),
      method: Method.rank)
    nullity.samples = outcome.draws
    return [unique, nullity] + Self.quantiles.compactMap { rate($0, index, here) } + steps(index, here)
  }

  private func rate(_ share: Double, _ index: Int, _ here: (String, Value)) -> Finding? {
    guard let estimate = outcome.rate(share, at: index) else { return nil }
    var finding = Finding(
      "lambda-3", estimate, unit: "1/time", at: place(here, ("quantile", .number(share))), method: Method.eigenvalues)
    finding.samples = outcome.draws
    if point.table.leastNullity == 1 {
      finding.notes = ["the second eigenvalue: angles of a group have one free number, translation"]
    }
    return finding
  }

  /// 1/(λ₃η) of the median of λ₃, and three times that.
  private func steps(_ index: Int, _ here: (String, Value)) -> [Finding] {
    guard let median = outcome.rate(0.5, at: index) else { return [] }
    return Self.multiples.map { multiple in
      let at = place(here, ("multiple", .integer(multiple)))
      guard median.value > 0 else {
        var finding = missing(
          "predicted-steps", Method.eigenvalues, at, "in half of the training sets the slowest part does not decay")
        finding.unit = "steps"
        return finding
      }
      let scale = Double(multiple) / point.rate
      var finding = Finding(
        "predicted-steps", median.inverse.scaled(by: scale), unit: "steps", at: at, method: Method.eigenvalues)
      finding.samples = outcome.draws
      if let interval = median.interval, interval.lowerBound == 0 {
        // First-order errors of a reciprocal say nothing where the rate may be zero.
        finding.estimate?.standardError = .nan
        finding.estimate?.interval = nil
        finding.lowerBound = scale / interval.upperBound
        finding.notes = ["the interval of λ₃ holds 0, so that nothing bounds the steps from above"]
      }
      return finding
    }
  }

  // MARK: - One training set

  private var single: [Finding] {
    guard let set = point.single else { return [] }
    let here = place(("size", .integer(set.rows.count)), ("split-seed", .integer(set.seed)))
    let theory: EffectiveTheory
    do { theory = try EffectiveTheory(point.table, training: set.rows, definition: point.definition) } catch {
      return [missing("unique-structure", Method.singleSet, here, error.reason)]
    }
    func counted(_ quantity: String, _ count: Int) -> Finding {
      Finding(quantity, .exact(Double(count), accuracy: 0), at: here, method: Method.singleSet)
    }
    var structure = Finding("unique-structure", nil, at: here, method: Method.singleSet)
    structure.text = theory.isUnique.map { $0 ? "forced" : "not forced" } ?? "not known"
    let components =
      theory.components.map { counted("solution-components", $0) }
      ?? missing("solution-components", Method.singleSet, here, "the lattice has numbers beyond 64 bits")
    let rate = theory.slowestRate / point.squaredNorm
    var findings = [
      structure, counted("parallelograms", theory.parallelograms), counted("nullity", theory.nullity), components,
      Finding("lambda-3", .exact(rate, accuracy: Self.rounding), unit: "1/time", at: here, method: Method.singleSet),
    ]
    if let steps = theory.predictedSteps(rate: point.rate, squaredNorm: point.squaredNorm) {
      findings.append(
        Finding(
          "predicted-steps", .exact(steps, accuracy: Self.rounding), unit: "steps", at: here, method: Method.singleSet))
    }
    return findings
  }

  /// What eigenvalues are known to.
  private static let rounding = 1e-12
}
