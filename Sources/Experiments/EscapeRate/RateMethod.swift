// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics

/// A way to find an escape rate: one file each in `EscapeRate/Methods`, one word in `RateMethodCatalogue`.
protocol RateMethod: Sendable {
  /// The name in `methods:`.
  var name: String { get }

  /// One line for `ravine list methods`.
  var summary: String { get }

  /// The formula or procedure in a few words, for `ravine describe`.
  var formula: String { get }

  /// Why it cannot answer this question at all, as the end of `method 'exact' …`; `nil` if it can.
  func objection(to point: EscapeRatePoint) -> String?

  /// What there is to do at one point of the sweep; the work of each part in walker-steps.
  func parts(of point: EscapeRatePoint) -> [RatePart]

  /// Does one part.
  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset

  /// What the finished parts of one point say; missing parts are `nil`.
  func quantities(from parts: [Dataset?], of point: EscapeRatePoint) -> [Quantity]
}

extension RateMethod {
  /// What `Quantity.dataset(_:)` wrote in `perform`.
  func quantities(from parts: [Dataset?], of point: EscapeRatePoint) -> [Quantity] {
    parts.compactMap { $0 }.flatMap(Quantity.quantities)
  }
}

/// One task of a method.
struct RatePart: Sendable {
  /// What distinguishes it from the method's other parts, empty if there are none.
  var label: String
  /// Expected work, in walker-steps of one coordinate.
  var cost: Double
  /// How many walker-steps that are, where a step costs far more than that.
  var steps: Double?
}

/// All methods of `escape-rate`.
enum RateMethodCatalogue {
  static let methods: [any RateMethod] = [
    FirstPassageMethod(), ExactMethod(), FokkerPlanckMethod(), EyringKramersMethod(), EyringFreeEnergyMethod(),
  ]

  static func named(_ name: String) -> (any RateMethod)? { methods.first { $0.name == name } }
}

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

  /// The place that the quantity belongs to, empty if it belongs to no place.
  var place: [Double] = []

  init(_ name: String, _ estimate: Estimate?, unit: String = "", notes: [String] = [], at place: [Double] = []) {
    self.name = name
    self.estimate = estimate
    self.unit = unit
    self.notes = notes
    self.place = place
  }

  /// A rate that a method could not give, and why.
  static func none(because reason: NotApplicable) -> Quantity {
    Quantity("escape-rate", nil, unit: "1/time", notes: ["not applicable: \(reason)"])
  }
}

extension Quantity {
  /// The computed quantities of a task as a data set: one row each.
  static func dataset(_ quantities: [Quantity]) -> Dataset {
    var result = Dataset()
    let count = quantities.count
    result.add("quantity", quantities.map(\.name), over: ["quantity": count], longName: "name of the quantity")
    result.add("unit", quantities.map(\.unit), over: ["quantity": count], longName: "unit of the value")
    func numbers(_ name: String, _ meaning: String, _ number: (Estimate) -> Double?) {
      let values = quantities.map { $0.estimate.flatMap(number) ?? .nan }
      result.add(name, values, over: ["quantity": count], longName: meaning)
    }
    numbers("value", "value") { $0.value }
    numbers("standard_error", "statistical standard error") { $0.standardError }
    numbers("accuracy", "bound on the relative numerical error") { $0.accuracy }
    let reach = quantities.map(\.place.count).max() ?? 0
    if reach > 0 {
      let places = quantities.flatMap { $0.place + Array(repeating: .nan, count: reach - $0.place.count) }
      result.add(
        "place", places, over: ["quantity": count, "coordinate": reach], longName: "where the quantity belongs")
    }
    result.add("notes", quantities.map { $0.notes.joined(separator: "\n") }, over: ["quantity": count])
    return result
  }

  /// Reads back what `dataset(_:)` wrote.
  static func quantities(in dataset: Dataset) -> [Quantity] {
    let names = dataset.texts("quantity") ?? []
    let units = dataset.texts("unit") ?? []
    let notes = dataset.texts("notes") ?? []
    func number(_ variable: String, _ row: Int) -> Double? {
      guard let values = dataset.numbers(variable), row < values.count, values[row].isFinite else { return nil }
      return values[row]
    }
    let reach = dataset.sizes["coordinate"] ?? 0
    return names.indices.map { row in
      let estimate = number("value", row).map {
        Estimate($0, standardError: number("standard_error", row) ?? 0, accuracy: number("accuracy", row))
      }
      let lines = row < notes.count && !notes[row].isEmpty ? notes[row].components(separatedBy: "\n") : []
      let place = (0..<reach).compactMap { number("place", row * reach + $0) }
      return Quantity(names[row], estimate, unit: row < units.count ? units[row] : "", notes: lines, at: place)
    }
  }
}
