// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Runs
import Settings

/// ln(p/p′) = a(d − 1), what the entropic double well tends to as θ → 0, over the dimension.
struct WideningLaw {
  let table: EquilibriumTable
  let axis: SweepAbscissa
  let compared: [EquilibriumPlace]

  /// `nil` unless the sweep is one of dimensions of that potential.
  var series: Figure.Series? {
    guard axis.axis == "potential.dimension", compared.count == 1 else { return nil }
    let wells = table.rows.compactMap { $0.point.potential as? EntropicDoubleWell }
    guard wells.count == table.rows.count, let first = wells.first else { return nil }
    let dimensions = wells.map { Double($0.dimension) }.sorted()
    let sign: Double = compared[0].name == "wide" ? 1 : -1
    return Figure.Series(
      "a(d − 1), a = \(first.widening.shortest)", .dashedLine, x: dimensions,
      y: dimensions.map { sign * first.widening * ($0 - 1) })
  }
}

/// S = d ln L + k ln ε, the entropy of the cube over the number k of its constraints.
struct ConstraintLaw {
  let table: EquilibriumTable
  let axis: SweepAbscissa

  /// `nil` unless the sweep is one of constraints of the cube.
  var series: Figure.Series? {
    guard axis.axis == "potential.constraints" else { return nil }
    let cubes = table.rows.compactMap { $0.point.potential as? Cube }
    guard cubes.count == table.rows.count, let first = cubes.first, axis.groups.count == 1 else { return nil }
    let constraints = cubes.map { Double($0.constraints) }.sorted()
    return Figure.Series(
      "d ln L + k ln ε, ε = \(first.fraction.shortest)", .dashedLine, x: constraints,
      y: constraints.map { Double(first.dimension) * log(first.length) + $0 * log(first.fraction) })
  }
}
