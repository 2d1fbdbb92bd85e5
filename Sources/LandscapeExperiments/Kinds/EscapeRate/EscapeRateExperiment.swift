// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Statistics

/// All points and methods of an `escape-rate` scenario as tasks, and what their results say.
struct EscapeRateExperiment: MethodicalExperiment {
  let parts: MethodTasks<EscapeRatePoint>

  init(points: [EscapeRatePoint]) { parts = MethodTasks(points: points) }

  static let costPerSecond = 5e8

  func analyze(_ table: ResultTable<EscapeRatePoint>) -> Analysis {
    // Methods are held against each other without the error that all of them share.
    let stated = MeasurementError.widened(table)
    let activations = Activation.all(of: table)
    let methods = table.methods
    var result = Analysis()
    result.findings = stated.findings + activations.flatMap(\.findings)
    result.answer = EscapeRateAnswer(table: table, stated: stated, activations: activations).sentence
    result.warnings = methods.flatMap { $0.warnings(on: table) }.shortened
    result.tables =
      [Self.rates(in: stated, columns: table)] + (activations.isEmpty ? [] : [Activation.table(activations)])
    result.figures = EscapeRateFigures(table: table, activations: activations).all
    result.figures += methods.flatMap { $0.figures(of: table) }
    result.figures += [table.rows.first?.point.landscapeFigure].compactMap { $0 }
    result.results = Self.dataset(of: stated)
    return result
  }

  /// One line a point, one column a method, then what methods add.
  private static func rates(
    in table: ResultTable<EscapeRatePoint>, columns plain: ResultTable<EscapeRatePoint>
  ) -> Table {
    table.table(
      title: "Escape rates (1/time)",
      columns: table.methodNames.map { .quantity("escape-rate", by: $0, heading: "k, \($0)") }
        + plain.methods.flatMap { $0.columns(of: plain).map { $0.reading(plain) } })
  }

  /// All rates over the axes of the sweep and the methods, then what methods add.
  private static func dataset(of table: ResultTable<EscapeRatePoint>) -> Dataset {
    let methods = table.methodNames
    var start = Dataset()
    table.grid.addCoordinates(to: &start)
    start.add("method", methods, over: ["method": methods.count], longName: "how the rate was found")
    var result = table.stacked(after: start) { row in
      var dataset = Dataset()
      func add(_ name: String, units: String = "1", _ meaning: String, _ number: (Estimate) -> Double?) {
        dataset.add(
          name, methods.map { row.rate($0).flatMap(number) ?? .nan }, over: ["method": methods.count], units: units,
          longName: meaning)
      }
      add("escape_rate", units: "1/time", "escape rate") { $0.value }
      add("escape_rate_standard_error", units: "1/time", "standard error of the escape rate") { $0.standardError }
      add("escape_rate_accuracy", "bound on the relative numerical error of a computed escape rate") { $0.accuracy }
      return dataset
    }
    for method in table.methods { method.addVariables(of: table, to: &result) }
    return result
  }
}
