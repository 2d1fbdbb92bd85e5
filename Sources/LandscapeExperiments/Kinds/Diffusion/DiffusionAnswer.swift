// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Kinetics
import Runs
import Settings
import Statistics

/// The answer to a `diffusion` question in words, with numbers and error bars, for one point of the sweep.
struct DiffusionAnswer {
  let table: ResultTable<DiffusionPoint>
  let row: ResultTable<DiffusionPoint>.Row
  let estimates: DiffusionEstimates

  var sentence: String {
    ([headline] + table.remarks + [drift, crossovers, populations].compactMap { $0 }).joined(separator: " ")
  }

  private func measured(_ quantity: String, _ direction: String) -> Finding? {
    row.finding(DisplacementMethod.word, quantity, at: .direction(direction)).flatMap { $0.estimate == nil ? nil : $0 }
  }

  private var headline: String {
    let direction = row.point.principalDirection
    let subject =
      (row.place.isEmpty ? "The" : "At \(row.place) the") + " mean squared displacement"
      + (row.point.followsValley ? " along the valley" : "")
    guard let exponent = measured("diffusion-exponent", direction), let slope = exponent.estimate else {
      return "\(subject) follows no law."
    }
    var sentence = "\(subject) grows as t^α with α = \(slope.formatted)"
    if let coefficient = measured("diffusion-coefficient", direction)?.estimate {
      let isDoubtful = measured("diffusion-coefficient", direction)?.isSuspect ?? false
      sentence += "; as ⟨Δ²⟩ = 2Dt it has D = \(coefficient.formatted)\(isDoubtful ? Finding.doubtMark : "")"
    }
    return sentence
      + (exponent.notes.contains { $0.hasPrefix("not one power law") } ? ", but it is not one power law." : ".")
  }

  private var drift: String? {
    let direction = row.point.driftDirection
    guard
      let drift = row.findings(of: DisplacementMethod.word).first(where: {
        $0.quantity == "drift" && $0.at["direction"] == .text(direction)
      }), let value = drift.estimate, abs(value.value) > 4 * value.standardError,
      let time = drift.at["time"]?.asNumber
    else { return nil }
    return "There is a drift: ⟨Δ⟩ = \(value.formatted) at t = \(NumberFormat.rounded(time, digits: 3))."
  }

  private var crossovers: String? {
    guard case .success(let found)? = estimates.crossovers else { return nil }
    let exponents = found.exponents.map { NumberFormat.formatted($0.value, standardError: $0.standardError) }
    let times = found.times.map(\.formatted)
    return "The \(DisplacementMethod.crossovers(row.point.settings).direction) exponent goes from "
      + "\(exponents.joined(separator: " to ")), changing at t = \(times.joined(separator: ", "))."
  }

  private var populations: String? {
    let quantity = "final-population"
    let found = row.findings(of: DisplacementMethod.word).filter { $0.quantity == quantity && $0.estimate != nil }
    guard let largest = found.max(by: { $0.value ?? 0 < $1.value ?? 0 }), let share = largest.estimate,
      let well = largest.at["well"]?.asText
    else { return nil }
    let law = table.reference(for: quantity, among: [.computed]).flatMap { method in
      row.estimate(method.name, quantity, at: largest.at).map { " (\(method.title): \($0.formatted))" }
    }
    return "At the end a share of \(share.formatted) is in '\(well)'\(law ?? "")."
  }
}
