// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// The figures over a sweep: success and energy over each axis of numbers.
struct ScheduleSweepFigures {
  let table: ResultTable<SchedulePoint>

  var all: [Figure] {
    let quenches = table.rows.first?.point.quenches ?? true
    let energyLabel = quenches ? "energy after the quench" : "energy at the end"
    let target = table.rows.first?.point.destinations.target.name ?? ""
    return table.axes.map { SweepAbscissa($0, of: table) }.filter { $0.categories == nil }.flatMap { abscissa in
      [
        figure(over: abscissa, "success", "Success", "P(\(target))", ScheduleFindings.success),
        figure(over: abscissa, "final-energy", "Final energy", energyLabel, ScheduleFindings.energy),
      ].compactMap { $0 }
    }
  }

  private func figure(
    over abscissa: SweepAbscissa<SchedulePoint>, _ name: String, _ title: String, _ label: String, _ quantity: String
  ) -> Figure? {
    let series = abscissa.groups.flatMap { others, rows in
      (rows.first?.point.contenders ?? []).flatMap { contender -> [Figure.Series] in
        let found = rows.compactMap { row -> (x: Double, estimate: Estimate)? in
          guard let x = abscissa.value(row),
            let estimate = row.estimate(
              ScheduleSimulationMethod.word, quantity, at: Record([("schedule", .text(contender.name))]))
          else { return nil }
          return (x, estimate)
        }.sorted { $0.x < $1.x }
        guard found.count > 1 else { return [] }
        let (x, y) = (found.map(\.x), found.map(\.estimate.value))
        return [
          // With bars even where all are of no length.
          Figure.Series(
            others.isEmpty ? contender.name : "\(contender.name), \(others)", .points, x: x, y: y,
            lower: found.map(\.estimate.bounds.lowerBound), upper: found.map(\.estimate.bounds.upperBound)),
          Figure.Series("", .thinLine, x: x, y: y),
        ]
      }
    }
    let x = series.flatMap(\.x)
    guard let least = x.min(), let most = x.max(), most > least else { return nil }
    let axis = abscissa.axis
    return Figure(
      name: "\(name)-over-\(abscissa.slug)", title: "\(title) against \(axis)",
      caption: "Bars are 95 % intervals.",
      x: Figure.Axis(axis == "budget" ? "budget (time)" : axis, isLogarithmic: least > 0 && most > 8 * least),
      y: Figure.Axis(label), series: series)
  }
}
