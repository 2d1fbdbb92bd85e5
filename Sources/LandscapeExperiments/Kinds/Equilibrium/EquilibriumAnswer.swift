// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// The answer to an `equilibrium` question in words, with numbers and error bars.
struct EquilibriumAnswer {
  let table: EquilibriumTable

  var sentence: String {
    let first = [headline ?? single, told, EvidenceGrowth(table)?.sentence, change, trend, agreement].compactMap { $0 }
    let parts = first + table.methods.flatMap { $0.remarks(on: table) } + [volume].compactMap { $0 }
    return parts.isEmpty ? "No method found a number." : parts.joined(separator: " ")
  }

  /// The method whose numbers are told.
  private var method: String? { table.narrator?.name }

  /// A place against another one.
  private struct Contest {
    var winner: String
    var loser: String
    /// Of the winner less the loser; negative.
    var free: Estimate
    var energy: Estimate?
    var entropy: Estimate?
    /// How much more often the winner is found.
    var ratio: Estimate
  }

  /// The well of the lowest free energy against the reference, or the reference against the next best that differs.
  private func contest(_ row: EquilibriumTable.Row, _ method: String) -> Contest? {
    let reference = row.point.reference
    let others = row.point.compared.filter { $0.isWell || !reference.isWell || row.point.wells.count < 2 }
    let candidates = others.compactMap { place in
      row.estimate(method, "free-energy-difference", at: place.record(relativeTo: reference)).map { (place, $0) }
    }
    // Wells that are the same by symmetry make no contest.
    let different = candidates.filter { abs($0.1.value) > 1e-9 * row.point.temperature }
    guard let best = (different.isEmpty ? candidates : different).min(by: { $0.1.value < $1.1.value }) else {
      return nil
    }
    let at = best.0.record(relativeTo: reference)
    let sign = best.1.value < 0 ? 1.0 : -1
    guard let ratio = row.estimate(method, "population-ratio", at: at), ratio.value > 0 else { return nil }
    return Contest(
      winner: sign > 0 ? best.0.name : reference.name, loser: sign > 0 ? reference.name : best.0.name,
      free: best.1.scaled(by: sign),
      energy: row.estimate(method, "energy-difference", at: at)?.scaled(by: sign),
      entropy: row.estimate(method, "entropy-difference", at: at)?.scaled(by: sign),
      ratio: sign > 0 ? ratio : ratio.inverse)
  }

  /// Who wins at the last point, by how much, and why.
  private var headline: String? {
    guard let method, let row = table.rows.last(where: { contest($0, method) != nil }),
      let contest = contest(row, method)
    else { return nil }
    let lead = row.place.isEmpty ? "The well" : "At \(row.place) the well"
    guard abs(contest.free.value) > 1e-9 * row.point.temperature else {
      return "\(lead)s '\(contest.winner)' and '\(contest.loser)' are worth the same (\(method))."
    }
    var text =
      "\(lead) '\(contest.winner)' holds \(contest.ratio.formatted) times what '\(contest.loser)' holds (\(method)): "
      + "ΔF = \(contest.free.formatted)"
    guard let energy = contest.energy, let entropy = contest.entropy else { return text + "." }
    let heat = entropy.scaled(by: row.point.temperature)
    // What rounding leaves of a difference of equal energies is no number to be told.
    let isZero = energy.standardError == 0 && abs(energy.value) < 1e-9 * row.point.temperature
    text += " with ΔE = \(isZero ? "0" : energy.formatted) and θΔS = \(heat.formatted)"
    return text + "; \(verdict(energy: energy.value, heat: heat.value))."
  }

  private func verdict(energy: Double, heat: Double) -> String {
    // ΔF = ΔE − θΔS < 0: at least one of −ΔE and θΔS is positive.
    let gain = (energy: -energy, entropy: heat)
    let small = 0.1 * (abs(energy) + abs(heat))
    if abs(energy) < small { return "entropy alone decides" }
    if abs(heat) < small { return "energy alone decides" }
    if gain.energy > 0, gain.entropy > 0 {
      return gain.energy > gain.entropy ? "energy decides, helped by entropy" : "entropy decides, helped by energy"
    }
    return gain.energy > 0 ? "energy decides against entropy" : "entropy decides against energy"
  }

  /// A single well has no contest.
  private var single: String? {
    guard let method = table.reference(for: "free-energy")?.name, let place = table.places.first,
      let row = table.rows.last(where: { $0.estimate(method, "free-energy", at: place.record) != nil })
    else { return nil }
    let numbers = [("free-energy", "F"), ("energy", "E"), ("entropy", "S")].compactMap { name, letter in
      row.estimate(method, name, at: place.record).map { "\(letter) = \($0.formatted)" }
    }
    let lead = row.place.isEmpty ? "" : "At \(row.place) "
    return "\(lead)'\(place.name)' has \(numbers.joined(separator: ", ")) (\(method))."
  }

  /// What the potential tells on average over all of space, and the evidence.
  private var told: String? {
    guard let row = table.rows.last, let whole = row.point.places.first(where: \.isWhole) else { return nil }
    var parts: [String] = []
    func add(_ quantity: String, _ place: Record, _ words: String) {
      guard let method = table.reference(for: quantity)?.name,
        let finding = row.finding(method, quantity, at: place), let estimate = finding.estimate
      else { return }
      parts.append("\(words) = \(estimate.formatted)\(finding.isSuspect ? " (doubtful)" : "") (\(method))")
    }
    add(EvidenceGrowth.quantity, whole.record, "ln Z/Z₀")
    for observable in row.point.observables where observable.quantity != "norm" || row.point.observables.count < 4 {
      add("mean-\(observable.quantity)", whole.record(on: observable), "⟨\(observable)⟩")
    }
    return parts.isEmpty ? nil : "In all of space \(parts.joined(separator: ", "))."
  }

  /// Where over the temperatures another well takes over.
  private var change: String? {
    guard let method, table.axes == [SweepAbscissa<EquilibriumPoint>.temperature] else { return nil }
    let rows = table.rows.sorted { $0.point.temperature > $1.point.temperature }
    let contests = rows.compactMap { row in contest(row, method).map { (row.point.temperature, $0.winner) } }
    let changes = zip(contests, contests.dropFirst()).filter { $0.1 != $1.1 }
    guard let first = changes.first else { return nil }
    return
      "Between θ = \(NumberFormat.rounded(first.0.0, digits: 3)) and θ = \(NumberFormat.rounded(first.1.0, digits: 3)) "
      + "'\(first.1.1)' takes over from '\(first.0.1)' as it gets colder."
  }

  /// Over a single axis of numbers that is not the temperature: what one more unit of it changes.
  private var trend: String? {
    guard table.axes.count == 1, let axis = table.axes.first.map({ SweepAbscissa($0, of: table) }), !axis.isTemperature
    else { return nil }
    func x(_ row: EquilibriumTable.Row) -> Double { row.coordinates[axis.axis]?.asNumber ?? .nan }
    let ends = [table.rows.min { x($0) < x($1) }, table.rows.max { x($0) < x($1) }].compactMap { $0 }
    guard ends.count == 2, x(ends[0]).isFinite, x(ends[1]) > x(ends[0]) else { return nil }
    func slope(_ estimates: [Estimate]) -> Estimate? {
      guard estimates.count == 2 else { return nil }
      return estimates[1].minus(estimates[0]).scaled(by: 1 / (x(ends[1]) - x(ends[0])))
    }
    if let method, let place = table.compared.first, let origin = table.origin {
      let at = place.record(relativeTo: origin)
      let logs = ends.compactMap { row in
        row.estimate(method, "free-energy-difference", at: at)?.scaled(by: -1 / row.point.temperature)
      }
      return slope(logs).map {
        "Per unit of '\(axis.lastWord)', ln(p('\(place.name)')/p('\(origin.name)')) changes by \($0.formatted) on average."
      }
    }
    guard let method = table.reference(for: "entropy")?.name, let place = table.places.first else { return nil }
    return slope(ends.compactMap { $0.estimate(method, "entropy", at: place.record) }).map {
      "Per unit of '\(axis.lastWord)' the entropy of '\(place.name)' changes by \($0.formatted) on average."
    }
  }

  /// Whether sampled methods agree with the most trustworthy one.
  private var agreement: String? {
    table.verdict(on: Agreement.quantities, isRelative: false) { $0.estimate?.isSampled ?? false }?
      .sentence(quoted: true)
  }

  /// The volume of the low part, and how it grows.
  private var volume: String? {
    guard let method = table.reference(for: LogVolume.name)?.name, let row = table.rows.last else { return nil }
    let found = row.point.energiesBelow.sorted().compactMap { energy in
      row.estimate(method, LogVolume.name, at: LogVolume.place(energy)).map { (energy: energy, volume: $0) }
    }
    guard let low = found.first, let high = found.last else { return nil }
    let text =
      "The volume where f < \(NumberFormat.rounded(low.energy, digits: 3)) is e^\(low.volume.formatted) (\(method))"
    guard high.energy > low.energy, low.energy > 0 else { return text + "." }
    let exponent = high.volume.minus(low.volume).scaled(by: 1 / log(high.energy / low.energy))
    return text + "; up to \(NumberFormat.rounded(high.energy, digits: 3)) it grows like ε^\(exponent.formatted)."
  }
}
