// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// The tables of `equilibrium`: methods side by side, and how far they are from each other.
struct EquilibriumTables {
  let table: EquilibriumTable

  var all: [Table] {
    [
      sideBySide(
        "population-ratio",
        title: "Populations relative to '\(table.rows.first?.point.reference.name ?? "")', p/p′ = e^(−ΔF/θ)"),
      worth, sideBySide("population", title: "Populations, as parts of the whole Gibbs law"),
      differences, volumes, agreement,
    ].compactMap { $0 }
  }

  private func coordinates(_ row: EquilibriumTable.Row) -> [String] {
    table.axes.map { axis in
      let value = row.point.position.coordinates[axis]
      return value?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value?.asText ?? ""
    }
  }

  /// One row a point and place, one column a method.
  private func sideBySide(_ quantity: String, title: String) -> Table? {
    let methods = table.methods.filter { method in
      table.rows.contains { $0.quantities[method]?.contains { $0.name == quantity } ?? false }
    }
    guard !methods.isEmpty else { return nil }
    let rows = table.rows.flatMap { row in
      row.point.places.compactMap { place -> [String]? in
        let at = quantity == "population" ? place.record : place.record(relativeTo: row.point.reference)
        let cells = methods.map { row.estimate($0, quantity, at: at)?.formatted ?? NumberFormat.nothing }
        guard cells.contains(where: { $0 != NumberFormat.nothing }) else { return nil }
        return coordinates(row) + [place.name] + cells
      }
    }
    return Table(title: title, columns: table.axes + ["well"] + methods, rows: rows)
  }

  /// F, E and S of each place by the most trustworthy method that has them.
  private var worth: Table? {
    let names = ["free-energy", "energy", "entropy"]
    guard let method = table.reference(for: "free-energy") else { return nil }
    let rows = table.rows.flatMap { row in
      row.point.places.compactMap { place -> [String]? in
        guard row.estimate(method, "free-energy", at: place.record) != nil else { return nil }
        return coordinates(row) + [place.name]
          + names.map { row.estimate(method, $0, at: place.record)?.formatted ?? NumberFormat.nothing }
      }
    }
    return Table(
      title: "What each well is worth, by \(method)", columns: table.axes + ["well", "F", "E", "S"], rows: rows)
  }

  /// ΔF, ΔE and θΔS of each place and method.
  private var differences: Table? {
    let rows = table.rows.flatMap { row in
      row.point.compared.flatMap { place in
        row.point.methods.compactMap { method -> [String]? in
          let at = place.record(relativeTo: row.point.reference)
          guard let free = row.estimate(method, "free-energy-difference", at: at) else { return nil }
          let entropy = row.estimate(method, "entropy-difference", at: at)
          return coordinates(row) + [
            place.name, method, free.formatted,
            row.estimate(method, "energy-difference", at: at)?.formatted ?? NumberFormat.nothing,
            entropy?.scaled(by: row.point.temperature).formatted ?? NumberFormat.nothing,
            entropy?.formatted ?? NumberFormat.nothing,
          ]
        }
      }
    }
    guard !rows.isEmpty, let reference = table.rows.first?.point.reference.name else { return nil }
    return Table(
      title: "Differences relative to '\(reference)', ΔF = ΔE − θΔS",
      columns: table.axes + ["well", "method", "ΔF", "ΔE", "θΔS", "ΔS"], rows: rows)
  }

  /// ln V of {f < ε}.
  private var volumes: Table? {
    let methods = table.methods.filter { method in
      table.rows.contains { $0.quantities[method]?.contains { $0.name == LogVolume.name } ?? false }
    }
    guard !methods.isEmpty else { return nil }
    let rows = table.rows.flatMap { row in
      row.point.energiesBelow.map { energy in
        coordinates(row) + [NumberFormat.rounded(energy, digits: 4)]
          + methods.map {
            row.estimate($0, LogVolume.name, at: LogVolume.place(energy))?.formatted ?? NumberFormat.nothing
          }
      }
    }
    return Table(title: "Log-volumes, ln ∫_{f < ε} dx", columns: table.axes + ["ε"] + methods, rows: rows)
  }

  /// z between each method and the one it is compared with.
  private var agreement: Table? {
    let scores = Agreement.all(of: table)
    guard !scores.isEmpty else { return nil }
    return Table(
      title: "How far methods are apart, in standard errors",
      columns: ["quantity", "method", "against", "numbers", "largest |z|", "mean z²"],
      rows: scores.map { score in
        [
          score.quantity, score.method, score.reference, "\(score.z.count)",
          String(format: "%.1f", score.largest), String(format: "%.2f", score.meanSquare),
        ]
      })
  }
}

/// How a sampled method compares with the most trustworthy one in one quantity.
struct Agreement {
  let quantity: String
  let method: String
  let reference: String
  /// (number − reference)/error, one for each point and place.
  let z: [Double]

  var largest: Double { z.map(abs).max() ?? 0 }
  var meanSquare: Double { z.reduce(0) { $0 + $1 * $1 } / Double(max(1, z.count)) }

  /// Quantities that are compared; the others follow from them.
  static let quantities = [
    "free-energy", "free-energy-difference", "energy", "energy-difference", "population", LogVolume.name,
  ]

  /// Of all sampled methods and quantities that there is something to compare with.
  static func all(of table: EquilibriumTable) -> [Agreement] {
    quantities.flatMap { quantity -> [Agreement] in
      guard let reference = table.reference(for: quantity), reference != "harmonic" else { return [] }
      return table.methods.compactMap { method in
        guard method != reference else { return nil }
        let z = table.pairs(method, with: reference, quantity: quantity)
          .filter { $0.own.isSampled }.map { $0.own.z(against: $0.other) }.filter(\.isFinite)
        return z.isEmpty ? nil : Agreement(quantity: quantity, method: method, reference: reference, z: z)
      }
    }
  }
}

extension Estimate {
  /// Whether its error is more than what rounding leaves of a number that is exact.
  var isSampled: Bool { standardError > 1e-12 * max(1, abs(value)) }
}
