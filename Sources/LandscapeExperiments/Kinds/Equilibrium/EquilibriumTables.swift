// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// The tables of `equilibrium`: methods side by side, and how far they are from each other.
struct EquilibriumTables {
  let table: EquilibriumTable

  var all: [Table] {
    [
      sideBySide(
        "population-ratio", title: "Populations relative to '\(table.origin?.name ?? "")', p/p′ = e^(−ΔF/θ)"
      ) { place, row in place.record(relativeTo: row.point.reference) },
      worth,
      sideBySide("population", title: "Populations, as parts of the whole Gibbs law") { place, _ in place.record },
      differences, told, volumes, agreement, particulars,
    ].compactMap { $0 }
  }

  /// A number as a cell.
  private func cell(_ estimate: Estimate?) -> String { estimate?.formatted ?? NumberFormat.nothing }

  /// One row a point and place, one column a method.
  private func sideBySide(
    _ quantity: String, title: String, at record: (EquilibriumPlace, EquilibriumTable.Row) -> Record
  ) -> Table? {
    let methods = table.methods(with: quantity).map(\.name)
    guard !methods.isEmpty else { return nil }
    return table.table(title: title, columns: ["well"] + methods) { row in
      row.point.places.compactMap { place in
        let found = methods.map { row.estimate($0, quantity, at: record(place, row)) }
        return found.contains { $0 != nil } ? [place.name] + found.map(cell) : nil
      }
    }
  }

  /// F, E and S of each place by the most trustworthy method that has them.
  private var worth: Table? {
    guard let method = table.reference(for: "free-energy")?.name else { return nil }
    return table.table(title: "What each well is worth, by \(method)", columns: ["well", "F", "E", "S"]) { row in
      row.point.places.compactMap { place in
        guard row.estimate(method, "free-energy", at: place.record) != nil else { return nil }
        return [place.name]
          + ["free-energy", "energy", "entropy"].map { cell(row.estimate(method, $0, at: place.record)) }
      }
    }
  }

  /// ΔF, ΔE and θΔS of each place and method.
  private var differences: Table? {
    guard let reference = table.origin?.name else { return nil }
    let result = table.table(
      title: "Differences relative to '\(reference)', ΔF = ΔE − θΔS",
      columns: ["well", "method", "ΔF", "ΔE", "θΔS", "ΔS"]
    ) { row in
      row.point.compared.flatMap { place in
        row.point.methods.map(\.name).compactMap { method -> [String]? in
          let at = place.record(relativeTo: row.point.reference)
          guard let free = row.estimate(method, "free-energy-difference", at: at) else { return nil }
          let entropy = row.estimate(method, "entropy-difference", at: at)
          return [place.name, method]
            + [
              free, row.estimate(method, "energy-difference", at: at), entropy?.scaled(by: row.point.temperature),
              entropy,
            ].map(cell)
        }
      }
    }
    return result.rows.isEmpty ? nil : result
  }

  /// Means of what the potential tells.
  private var told: Table? {
    let names = table.rows.flatMap(\.point.observables).map { "mean-\($0.quantity)" }.distinct
    let methods = table.methods.map(\.name).filter { method in
      names.contains { name in table.rows.contains { $0.estimate(method, name) != nil } }
    }
    guard !methods.isEmpty else { return nil }
    return table.table(
      title: "What the potential tells, on average under the Gibbs law", columns: ["well", "of"] + methods
    ) { row in
      row.point.places.flatMap { place in
        row.point.observables.compactMap { observable -> [String]? in
          let found = methods.map {
            row.estimate($0, "mean-\(observable.quantity)", at: place.record(on: observable))
          }
          return found.contains { $0 != nil } ? [place.name, "\(observable)"] + found.map(cell) : nil
        }
      }
    }
  }

  /// ln V of {f < ε}.
  private var volumes: Table? {
    let methods = table.methods(with: LogVolume.name).map(\.name)
    guard !methods.isEmpty else { return nil }
    return table.table(title: "Log-volumes, ln ∫_{f < ε} dx", columns: ["ε"] + methods) { row in
      row.point.energiesBelow.map { energy in
        [NumberFormat.rounded(energy, digits: 4)]
          + methods.map { cell(row.estimate($0, LogVolume.name, at: LogVolume.place(energy))) }
      }
    }
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

  /// What single methods tell of each point; `nil` if none has such columns.
  private var particulars: Table? {
    let columns = table.methods.flatMap { $0.columns(of: table) }
    return columns.isEmpty ? nil : table.table(title: "Particulars of the methods", columns: columns)
  }
}
