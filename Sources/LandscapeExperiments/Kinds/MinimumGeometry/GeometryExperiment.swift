// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// All points of a `minimum-geometry` scenario as tasks, and what their results say.
struct GeometryExperiment: MethodicalExperiment {
  let parts: MethodTasks<GeometryPoint>

  init(points: [GeometryPoint]) { parts = MethodTasks(points: points) }

  static let costPerSecond = 2e8

  /// What the table tells, in this order.
  private static let told = [
    "energy", "loss", "accuracy", "norm", "gradient-norm", "largest-eigenvalue", "smallest-eigenvalue", "trace",
    "log-determinant", "negative-eigenvalues", "zero-eigenvalues", "flat-directions", "output-rank", "free-energy",
    "entropy",
  ]

  func analyze(_ table: ResultTable<GeometryPoint>) -> Analysis {
    var result = Analysis()
    result.answer = table.rows.map(answer).joined(separator: " ")
    result.tables = [numbers(in: table)]
    result.figures = table.rows.first.flatMap(density).map { [$0] } ?? []
    result.results = table.stacked { row in
      row.parts.values.lazy.compactMap { parts -> Dataset? in
        guard let values = parts.first??.numbers("eigenvalues") else { return nil }
        var dataset = Dataset()
        dataset.add("eigenvalues", values, over: ["eigenvalue": values.count], longName: "of the Hessian, ascending")
        return dataset
      }.first
    }
    return table.completing(result)
  }

  /// The number that is trusted most.
  private func best(_ quantity: String, _ row: ResultTable<GeometryPoint>.Row) -> Finding? {
    let trusted = row.point.methods.sorted { $0.standing.rank < $1.standing.rank }
    return trusted.lazy.compactMap { row.finding($0.name, quantity) }.first { $0.estimate != nil }
  }

  private func answer(_ row: ResultTable<GeometryPoint>.Row) -> String {
    func number(_ quantity: String) -> String? {
      best(quantity, row).flatMap { finding in
        finding.estimate.map { $0.formatted + (finding.isSuspect ? Finding.doubtMark : "") }
      }
    }
    var parts: [String] = []
    if let energy = number("energy"), let slope = number("gradient-norm") {
      parts.append("f = \(energy) with |∇f| = \(slope)")
    }
    if let least = number("smallest-eigenvalue"), let largest = number("largest-eigenvalue") {
      parts.append("curvatures run from \(least) to \(largest)")
    }
    if let negative = number("negative-eigenvalues"), let flat = number("flat-directions") {
      parts.append("\(negative) of \(row.point.dimension) are negative and \(flat) flat")
    }
    if let determinant = number("log-determinant") { parts.append("ln |det H| = \(determinant)") }
    if let rank = number("output-rank") { parts.append("the outputs change in \(rank) directions") }
    if let free = number("free-energy"), let entropy = number("entropy") {
      parts.append("harmonic F = \(free) and S = \(entropy)")
    }
    guard !parts.isEmpty else { return row.placed("Nothing was found.") }
    return (row.place.isEmpty ? "At the point " : "At \(row.place) ") + parts.joined(separator: "; ") + "."
  }

  private func numbers(in table: ResultTable<GeometryPoint>) -> Table {
    let methods = table.methods
    return table.table(title: "Geometry of the point", columns: ["quantity"] + methods.map(\.title)) { row in
      Self.told.flatMap { quantity -> [[String]] in
        var places: [Record] = []
        for finding in row.findings where finding.quantity == quantity && !places.contains(finding.at) {
          places.append(finding.at)
        }
        return places.map { place in
          let on = place["on"]?.asText.map { ", \($0)" } ?? ""
          return [quantity + on]
            + methods.map { method in
              guard let finding = row.finding(method.name, quantity, at: place) else { return "" }
              guard let estimate = finding.estimate else { return "–" }
              return estimate.formatted + (finding.isSuspect ? Finding.doubtMark : "")
            }
        }
      }
    }.withoutEmptyColumns
  }

  private func density(_ row: ResultTable<GeometryPoint>.Row) -> Figure? {
    var series: [Figure.Series] = []
    for method in row.point.methods {
      guard let found = SpectralDensity(row.parts[method.name]?.first ?? nil) else { continue }
      let shown = found.places.indices.filter { found.values[$0] > 1e-6 * (found.values.max() ?? 0) }
      let (x, y) = (shown.map { found.places[$0] }, shown.map { found.values[$0] })
      let reach = shown.map { 1.96 * found.errors[$0] }
      if reach.contains(where: { $0 > 0 }) {
        series.append(
          Figure.Series(
            method.title, .band, x: x, y: y, lower: zip(y, reach).map { max($0 - $1, 1e-3 * $0) },
            upper: zip(y, reach).map { $0 + $1 }))
      } else {
        series.append(Figure.Series(method.title, .line, x: x, y: y))
      }
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "spectral-density", title: "Density of the Hessian's eigenvalues",
      caption: "Smoothed by a Gaussian whose width is a hundredth of the spectrum's; bands are 95 % intervals.",
      x: Figure.Axis("eigenvalue λ"), y: Figure.Axis("density", isLogarithmic: true), series: series)
  }
}
