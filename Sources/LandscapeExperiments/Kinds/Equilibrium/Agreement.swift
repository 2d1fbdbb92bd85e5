// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Statistics

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

  /// Of all sampled methods and quantities that there is something to compare with; doubtful numbers and those of chains that
  /// have not mixed are left out.
  static func all(of table: EquilibriumTable) -> [Agreement] {
    quantities.flatMap { quantity -> [Agreement] in
      guard let reference = table.reference(for: quantity), reference.standing.nature != .asymptotic else { return [] }
      return table.methodNames.compactMap { method in
        guard method != reference.name else { return nil }
        let z = table.rows.flatMap { row in
          row.findings.filter { $0.method == method && $0.quantity == quantity && !$0.isSuspect }.compactMap { own in
            row.finding(reference.name, quantity, at: own.at).flatMap { $0.isSuspect ? nil : $0.estimate }
              .flatMap { other in own.estimate.flatMap { $0.isSampled ? $0.z(against: other) : nil } }
          }
        }.filter(\.isFinite)
        return z.isEmpty ? nil : Agreement(quantity: quantity, method: method, reference: reference.name, z: z)
      }
    }
  }
}

extension Estimate {
  /// Whether its error is more than what rounding leaves of a number that is exact.
  var isSampled: Bool { standardError > 1e-12 * max(1, abs(value)) }
}
