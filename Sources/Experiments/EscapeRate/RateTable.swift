// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// The rates of a whole sweep by point and method: what the fits, the figures and the answer are made of.
struct RateTable {
  /// One point of the sweep.
  struct Row {
    let point: EscapeRatePoint
    /// The quantities that each method found, by its name.
    var quantities: [String: [Quantity]]

    /// The escape rate by a method, if it is a positive number.
    func rate(_ method: String) -> Estimate? {
      guard let rate = quantity(method, "escape-rate")?.estimate, rate.value > 0 else { return nil }
      return rate
    }

    func quantity(_ method: String, _ name: String) -> Quantity? {
      quantities[method]?.first { $0.name == name }
    }
  }

  var rows: [Row]

  /// The methods in the order of the scenario.
  var methods: [String] {
    var seen: [String] = []
    for row in rows { for method in row.point.methods where !seen.contains(method) { seen.append(method) } }
    return seen
  }

  /// The names of the sweep's axes.
  var axes: [String] { rows.first?.point.position.coordinates.keys ?? [] }

  /// The methods from the most to the least trustworthy.
  static let trust =
    ["exact", "fokker-planck"] + RareEventCatalogue.names + ["first-passage", "eyring-free-energy", "eyring-kramers"]

  /// The path of the temperature.
  static let temperature = "temperature"

  /// Rows that differ in the temperature only, in the order of the sweep; each group with its other coordinates.
  var temperatureSeries: [(coordinates: Record, rows: [Row])] {
    guard axes.contains(Self.temperature) else { return [] }
    var groups: [(coordinates: Record, rows: [Row])] = []
    for row in rows where row.point.temperature != nil {
      var others = row.point.position.coordinates
      others[Self.temperature] = nil
      if let index = groups.firstIndex(where: { $0.coordinates == others }) {
        groups[index].rows.append(row)
      } else {
        groups.append((others, [row]))
      }
    }
    return groups
  }

  /// The most trustworthy method that gave rates: the one that others are compared with.
  func reference(among candidates: [String] = trust) -> String? {
    candidates.first { method in rows.contains { $0.rate(method) != nil } }
  }
}
