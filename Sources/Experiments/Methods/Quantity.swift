// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// One number that a method found, before it knows its coordinates in the sweep.
struct Quantity: Sendable, Equatable {
  var name: String
  var estimate: Estimate?
  var unit: String
  var notes: [String] = []
  var upperBound: Double?
  var samples: Int?
  var censored: Int?
  var discretizationError: Double?
  /// R̂ over independent chains, where there were any.
  var rHat: Double?
  /// What the quantity belongs to beside the point of the sweep, for instance `well: left`.
  var at = Record()

  init(_ name: String, _ estimate: Estimate?, unit: String = "", notes: [String] = [], at: Record = Record()) {
    self.name = name
    self.estimate = estimate
    self.unit = unit
    self.notes = notes
    self.at = at
  }

  /// The finding that states the quantity at a point of the sweep.
  func finding(method: String, at coordinates: Record) -> Finding {
    let coordinates = Record((coordinates.entries + at.entries).map { ($0.key, $0.value) })
    var finding = Finding(name, method: method, at: coordinates, estimate, unit: unit)
    finding.notes = notes
    finding.upperBound = estimate == nil ? upperBound : nil
    finding.samples = samples
    finding.censored = censored
    finding.discretizationError = discretizationError
    finding.rHat = rHat
    return finding
  }
}

extension Quantity {
  /// The quantities that a task found as a data set: one row each.
  static func dataset(_ quantities: [Quantity]) -> Dataset {
    var result = Dataset()
    let count = quantities.count
    result.add("quantity", quantities.map(\.name), over: ["quantity": count], longName: "name of the quantity")
    result.add("unit", quantities.map(\.unit), over: ["quantity": count], longName: "unit of the value")
    func numbers(_ name: String, _ meaning: String, _ number: (Quantity) -> Double?) {
      let values = quantities.map { number($0) ?? .nan }
      guard values.contains(where: { !$0.isNaN }) || name == "value" else { return }
      result.add(name, values, over: ["quantity": count], longName: meaning)
    }
    numbers("value", "value") { $0.estimate?.value }
    numbers("standard_error", "statistical standard error") { $0.estimate?.standardError }
    numbers("accuracy", "bound on the relative numerical error") { $0.estimate?.accuracy }
    numbers("lower", "lower end of the interval") { $0.estimate?.interval?.lowerBound }
    numbers("upper", "upper end of the interval") { $0.estimate?.interval?.upperBound }
    numbers("effective_samples", "independent samples that it is worth") { $0.estimate?.effectiveSamples }
    numbers("upper_bound", "number that the truth lies below") { $0.upperBound }
    numbers("samples", "samples that went in") { $0.samples.map(Double.init) }
    numbers("censored", "how many of them are censored") { $0.censored.map(Double.init) }
    numbers("discretization_error", "error due to the finite time step") { $0.discretizationError }
    numbers("r_hat", "potential scale reduction over chains") { $0.rHat }
    result.add(
      "at", quantities.map { Value.record($0.at).json }, over: ["quantity": count],
      longName: "what the quantity belongs to")
    result.add("notes", quantities.map { $0.notes.joined(separator: "\n") }, over: ["quantity": count])
    return result
  }

  /// Reads back what `dataset(_:)` wrote.
  static func quantities(in dataset: Dataset) -> [Quantity] {
    let names = dataset.texts("quantity") ?? []
    let units = dataset.texts("unit") ?? []
    let notes = dataset.texts("notes") ?? []
    let places = dataset.texts("at") ?? []
    func number(_ variable: String, _ row: Int) -> Double? {
      guard let values = dataset.numbers(variable), row < values.count, !values[row].isNaN else { return nil }
      return values[row]
    }
    return names.indices.map { row in
      let ends = number("lower", row).flatMap { lower in
        number("upper", row).flatMap { ClosedRange.between(lower, $0) }
      }
      let estimate = number("value", row).flatMap { value -> Estimate? in
        guard value.isFinite else { return nil }
        return Estimate(
          value, standardError: number("standard_error", row) ?? 0, accuracy: number("accuracy", row), interval: ends,
          effectiveSamples: number("effective_samples", row))
      }
      let lines = row < notes.count && !notes[row].isEmpty ? notes[row].components(separatedBy: "\n") : []
      var quantity = Quantity(names[row], estimate, unit: row < units.count ? units[row] : "", notes: lines)
      if row < places.count, let record = (try? Value(jsonText: places[row]))?.asRecord { quantity.at = record }
      quantity.upperBound = number("upper_bound", row)
      quantity.samples = number("samples", row).flatMap { Int(exactly: $0) }
      quantity.censored = number("censored", row).flatMap { Int(exactly: $0) }
      quantity.discretizationError = number("discretization_error", row)
      quantity.rHat = number("r_hat", row)
      return quantity
    }
  }
}
