// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs

/// All points of a `schedule-comparison` scenario as tasks, one for each contender and share of the walkers.
struct ScheduleExperiment: MethodicalExperiment {
  let parts: MethodTasks<SchedulePoint>

  init(points: [SchedulePoint]) { parts = MethodTasks(points: points, namesMethods: false) }

  static let costPerSecond = 2e8

  func analyze(_ table: ResultTable<SchedulePoint>) -> Analysis {
    let comparisons = table.rows.map { ComparedSchedules($0) }
    var result = Analysis()
    result.answer = ([ScheduleAnswer(comparisons: comparisons).sentence] + table.remarks).joined(separator: " ")
    result.tables = ScheduleTables(table: table, comparisons: comparisons).all
    result.figures = ScheduleSweepFigures(table: table).all
    result.figures += comparisons.last.map { ScheduleFigures(compared: $0).all } ?? []
    result.results = table.stacked { comparisons[$0.index].results }
    return table.completing(result)
  }
}
