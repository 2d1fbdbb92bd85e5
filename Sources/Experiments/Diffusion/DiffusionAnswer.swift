// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Kinetics
import Settings
import Statistics

/// The answer to a `diffusion` question in words, with numbers and error bars.
struct DiffusionAnswer {
  let rows: [DiffusionRow]

  var sentence: String {
    guard let row = rows.last(where: { $0.estimates != nil }) else { return "Nothing was measured." }
    return [headline(row), exact(row), drift(row), crossovers(row), populations(row)].compactMap { $0 }
      .joined(separator: " ")
  }

  private func headline(_ row: DiffusionRow) -> String? {
    let direction = row.point.principalDirection
    let place = row.point.position.coordinates.sentence
    let subject =
      (place.isEmpty ? "The" : "At \(place) the") + " mean squared displacement"
      + (direction == "tangential" ? " along the valley" : "")
    guard let exponent = row.quantity("diffusion-exponent", direction) else { return "\(subject) follows no law." }
    var sentence = "\(subject) grows as t^α with α = \(exponent.estimate?.text ?? "")"
    if let coefficient = row.quantity("diffusion-coefficient", direction, method: "displacements") {
      sentence += "; as ⟨Δ²⟩ = 2Dt it has D = \(coefficient.estimate?.text ?? "")"
    }
    return sentence
      + (exponent.notes.contains { $0.hasPrefix("not one power law") } ? ", but it is not one power law." : ".")
  }

  private func exact(_ row: DiffusionRow) -> String? {
    let direction = row.point.principalDirection
    guard let law = row.quantity("diffusion-coefficient", direction, method: "lifson-jackson")?.estimate,
      let found = row.quantity("diffusion-coefficient", direction, method: "displacements")?.estimate
    else { return nil }
    let z = found.z(against: law)
    return "The law of Lifson and Jackson gives \(law.text), "
      + (abs(z) <= 2
        ? "in agreement." : "\(NumberFormat.rounded(abs(z), digits: 2)) standard errors \(z > 0 ? "below" : "above").")
  }

  private func drift(_ row: DiffusionRow) -> String? {
    let direction = row.point.principalDirection == "tangential" ? "tangential" : "x"
    guard let drift = row.quantity("drift", direction), let value = drift.estimate,
      abs(value.value) > 4 * value.standardError, let time = drift.at["time"]?.asNumber
    else { return nil }
    return "There is a drift: ⟨Δ⟩ = \(value.text) at t = \(NumberFormat.rounded(time, digits: 3))."
  }

  private func crossovers(_ row: DiffusionRow) -> String? {
    guard case .success(let found)? = row.estimates?.crossovers else { return nil }
    let exponents = found.exponents.map { NumberFormat.formatted($0.value, standardError: $0.standardError) }
    let times = found.times.map(\.text)
    return "The \(row.point.crossoverDirection) exponent goes from \(exponents.joined(separator: " to ")), "
      + "changing at t = \(times.joined(separator: ", "))."
  }

  private func populations(_ row: DiffusionRow) -> String? {
    func shares(_ method: String) -> [Quantity] {
      row.quantities.filter { $0.method == method }.flatMap(\.found)
        .filter { $0.name == "final-population" && $0.estimate != nil }
    }
    let found = shares("displacements")
    guard let largest = found.max(by: { $0.estimate?.value ?? 0 < $1.estimate?.value ?? 0 }),
      let well = largest.at["well"]?.asText, let share = largest.estimate
    else { return nil }
    let law = shares("gibbs").first { $0.at["well"] == largest.at["well"] }?.estimate
    return "At the end a share of \(share.text) is in '\(well)'" + (law.map { " (Gibbs: \($0.text))." } ?? ".")
  }
}
