// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// The answer of an `effective-theory` run in words.
struct EffectiveTheoryAnswer {
  let outcomes: [TheoryOutcome]

  var sentence: String {
    guard let first = outcomes.first else { return "There are no results." }
    let parts = outcomes.count > 1 ? sweep : critical(first) + rates(first)
    return (parts + outcomes.flatMap(trained)).joined(separator: " ")
  }

  private func structure(_ outcome: TheoryOutcome) -> String {
    outcome.point.table.leastNullity == 2 ? "a line, a + k·b" : "angles a + χ with a character χ of the group"
  }

  private func critical(_ outcome: TheoryOutcome) -> [String] {
    guard outcome.draws > 0 else { return ["There are no results yet."] }
    switch outcome.criticalSize {
    case .failure(let reason):
      return ["Where half of the training sets force the structure is not known: \(reason.reason)."]
    case .success(let size):
      let rows = outcome.point.table.rows
      let fraction = size.scaled(by: 1 / Double(rows))
      var text =
        "Half of the training sets force \(structure(outcome)) at \(size.formatted) of \(rows) rows, a fraction of "
        + "\(fraction.formatted), in \(NumberFormat.counted(outcome.draws)) draws"
      let shares = outcome.point.sizes.map { ($0, outcome.uniqueProbability($0)?.value ?? .nan) }
      if let low = shares.last(where: { $0.1 <= 0.1 }), let high = shares.first(where: { $0.1 >= 0.9 }), low.0 < high.0
      {
        text +=
          "; the probability rises from \(percent(low.1)) at \(low.0) rows to \(percent(high.1)) at \(high.0)"
      }
      return [text + "."]
    }
  }

  private func percent(_ share: Double) -> String { "\(NumberFormat.rounded(100 * share, digits: 2)) %" }

  private func rates(_ outcome: TheoryOutcome) -> [String] {
    guard let whole = outcome.wholeRate, whole > 0 else { return [] }
    let point = outcome.point
    let steps = 1 / (whole * point.rate)
    var text =
      "With the whole table \(point.rateName) is \(NumberFormat.rounded(whole)) at Z₀ = \(point.squaredNorm.shortest), "
      + "1/(\(point.rateName)η) = \(NumberFormat.counted(Int(steps.rounded()))) steps"
    let known = point.sizes.indices.filter { point.sizes[$0] < point.table.rows }
    if point.definition == .publishedPrograms {
      text += ", whatever the training set, as the published programs take all parallelograms"
    } else if let index = known.first(where: { outcome.rate(0.5, at: $0)?.value ?? 0 > 0 }),
      let median = outcome.rate(0.5, at: index)
    {
      text +=
        "; the median over training sets is \(median.formatted) at \(point.sizes[index]) rows, the smallest size at which it is not zero"
    }
    return [text + "."]
  }

  private var sweep: [String] {
    let found = outcomes.compactMap { outcome -> (TheoryOutcome, Estimate)? in
      guard case .success(let size) = outcome.criticalSize else { return nil }
      return (outcome, size.scaled(by: 1 / Double(outcome.point.table.rows)))
    }
    guard let first = found.first, let last = found.last else {
      return ["At no point of the sweep is it known where half of the training sets force the structure."]
    }
    let most = found.max { $0.1.value < $1.1.value } ?? last
    let least = found.min { $0.1.value < $1.1.value } ?? first
    let ends =
      "Half of the training sets force the structure at a fraction of \(first.1.formatted) of the table at "
      + "\(first.0.place) and of \(last.1.formatted) at \(last.0.place)"
    guard found.count > 2 else { return [ends + "."] }
    return [
      ends
        + "; the largest is \(most.1.formatted) at \(most.0.place), the smallest \(least.1.formatted) at \(least.0.place)."
    ]
  }

  private func trained(_ outcome: TheoryOutcome) -> [String] {
    let networks = outcome.networks
    guard !networks.isEmpty else { return [] }
    let place = outcomes.count > 1 && !outcome.place.isEmpty ? "At \(outcome.place), " : ""
    var parts: [String] = []
    let findings = TrainedFindings(outcome: outcome).all
    func overall(_ quantity: String) -> String? {
      findings.first { $0.quantity == quantity }.flatMap { finding in
        finding.value.map { NumberFormat.formatted($0, standardError: finding.standardError) }
      }
    }
    let nominal = TrainedFindings.clustered(networks) { $0.nominal?.similarity }
    let fitted = TrainedFindings.clustered(networks) { $0.fitted?.similarity }
    let factor = TrainedFindings.clustered(networks) { $0.fitted.map { log($0.timeFactor) } }?.exponential
    if let nominal, let fitted, let factor {
      parts.append(
        "\(place)\(place.isEmpty ? "T" : "t")he embeddings of \(networks.count) trained networks have a correlation of \(nominal.formatted) with the "
          + "predicted trajectories by the theory's clock, and of \(fitted.formatted) when their clock runs "
          + "\(factor.formatted) times as fast.")
    }
    if let accuracy = overall("accuracy-correlation") {
      parts.append("Âcc of the last embeddings and Acc have a correlation of \(accuracy).")
    }
    let timed = networks.filter { $0.theory.slowestRate > 0 }
    let reached = timed.count { !$0.qualityTime.isCensored }
    let unforced = networks.filter { $0.theory.slowestRate == 0 }
    var counts = "Of \(timed.count) networks whose training set forces the line \(reached) found it"
    if !unforced.isEmpty {
      counts += ", of \(unforced.count) others \(unforced.count { !$0.qualityTime.isCensored })"
    }
    if let rank = overall("steps-rank-correlation") {
      counts += "; the steps that they took have a rank correlation of \(rank) with 1/λ₃"
      if let exponent = overall("steps-exponent") { counts += " and grow as its power \(exponent)" }
    }
    parts.append(counts + ".")
    return parts
  }
}
