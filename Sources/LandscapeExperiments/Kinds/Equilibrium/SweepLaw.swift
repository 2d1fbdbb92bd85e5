// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs

/// What the potentials of a sweep know of a quantity along one of their parameters, drawn beside what was found.
struct SweepLaw {
  let table: EquilibriumTable
  let axis: SweepAbscissa<EquilibriumPoint>
  let quantity: ParameterLaw.Quantity

  /// `nil` unless the sweep is over a parameter of which every potential of it knows the same law.
  var series: Figure.Series? {
    let prefix = "potential."
    guard axis.axis.hasPrefix(prefix) else { return nil }
    let parameter = String(axis.axis.dropFirst(prefix.count))
    var points: [(x: Double, law: ParameterLaw)] = []
    for row in table.rows {
      guard let x = axis.value(row), let law = row.point.potential.law(of: quantity, along: parameter) else {
        return nil
      }
      if let known = points.first(where: { $0.x == x }) {
        guard known.law == law else { return nil }
      } else {
        points.append((x, law))
      }
    }
    guard let formula = points.first?.law.formula, points.allSatisfy({ $0.law.formula == formula }) else { return nil }
    points.sort { $0.x < $1.x }
    return Figure.Series(formula, .dashedLine, x: points.map(\.x), y: points.map(\.law.value))
  }
}
