// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// What all methods found over a whole sweep: what tables, figures and the answer are made of.
struct EquilibriumTable {
  /// One point of the sweep.
  struct Row {
    let point: EquilibriumPoint
    /// The quantities that each method found, by its name.
    var quantities: [String: [Quantity]]

    /// A quantity of a place, or the only one of its name.
    func quantity(_ method: String, _ name: String, at place: Record) -> Quantity? {
      quantities[method]?.first { $0.name == name && $0.at.isSamePlace(as: place) }
    }

    func estimate(_ method: String, _ name: String, at place: Record) -> Estimate? {
      quantity(method, name, at: place)?.estimate
    }
  }

  var rows: [Row]

  /// The methods in the order of the scenario.
  var methods: [String] { rows.flatMap(\.point.methods).distinct }

  /// The names of the sweep's axes.
  var axes: [String] { rows.first?.point.position.coordinates.keys ?? [] }

  /// The path of the temperature.
  static let temperature = "temperature"

  /// All places of the sweep, each once.
  var places: [EquilibriumPlace] {
    var places: [EquilibriumPlace] = []
    for place in rows.flatMap(\.point.places) where !places.contains(where: { $0.name == place.name }) {
      places.append(place)
    }
    return places
  }

  /// The wells of the sweep, each once.
  var wells: [EquilibriumPlace] { places.filter(\.isWell) }

  /// What is compared with the reference, the wells before the regions.
  var compared: [EquilibriumPlace] { places.filter { $0.name != rows.first?.point.reference.name } }

  /// The most trustworthy method that has a number of this name: the one that others are compared with.
  func reference(for name: String) -> String? {
    EquilibriumMethodCatalogue.trust.first { method in
      rows.contains { row in row.quantities[method]?.contains { $0.name == name && $0.estimate != nil } ?? false }
    }
  }

  /// The most trustworthy sampled method for a quantity.
  func sampled(for name: String) -> String? {
    EquilibriumMethodCatalogue.trust.first { method in
      rows.contains { row in
        row.quantities[method]?.contains { $0.name == name && ($0.estimate?.standardError ?? 0) > 0 } ?? false
      }
    }
  }

  /// Every number of a method that another has too, as (number, other number, row, place).
  func pairs(_ method: String, with other: String, quantity: String) -> [(
    own: Estimate, other: Estimate, row: Row, place: Record
  )] {
    rows.flatMap { row in
      (row.quantities[method] ?? []).filter { $0.name == quantity }.compactMap { found in
        guard let own = found.estimate, let reference = row.estimate(other, quantity, at: found.at) else { return nil }
        return (own, reference, row, found.at)
      }
    }
  }
}

extension Record {
  /// Whether the entries are the same; a whole number equals a real one, as it may come back from a file.
  func isSamePlace(as other: Record) -> Bool {
    entries.count == other.entries.count
      && entries.allSatisfy { key, value in
        guard let counterpart = other[key] else { return false }
        if let number = value.asNumber { return number == counterpart.asNumber }
        return value == counterpart
      }
  }
}

extension Array where Element: Hashable {
  /// Each element once, in the order of its first appearance.
  var distinct: [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}
