// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// All points and methods of a `rate-matrix` scenario as tasks, and what their results say.
struct RateMatrixExperiment: MethodicalExperiment {
  let parts: MethodTasks<RateMatrixPoint>

  init(points: [RateMatrixPoint]) { parts = MethodTasks(points: points) }

  static let costPerSecond = 5e8

  func analyze(_ table: ResultTable<RateMatrixPoint>) -> Analysis {
    var result = Analysis()
    result.findings = table.findings
    result.answer = Self.answer(table)
    result.warnings = Self.warnings(table)
    result.tables = [Self.pairs(in: table), Self.states(in: table), Self.modes(in: table)].filter { !$0.rows.isEmpty }
    result.figures = RateMatrixFigures(table: table).all
    result.results = Self.dataset(of: table)
    return result
  }

  private static func answer(_ table: ResultTable<RateMatrixPoint>) -> String {
    guard let method = table.reference(for: RateMatrixFindings.rate),
      let row = table.rows.last(where: { $0.estimate(method.name, RateMatrixFindings.rate) != nil })
    else { return "No method gave rates." }
    let own = row.findings(of: method.name)
    func extreme(_ quantity: String, _ key: String, largest: Bool) -> (Finding, Estimate)? {
      let found = own.filter { $0.quantity == quantity }.compactMap { f in f.estimate.map { (f, $0) } }.filter {
        $0.1.value > 0
      }
      return largest ? found.max { $0.1.value < $1.1.value } : found.min { $0.1.value < $1.1.value }
    }
    var sentences: [String] = []
    if let (finding, rate) = extreme(RateMatrixFindings.rate, "from", largest: true) {
      sentences.append(
        "The largest of the rates between \(row.point.wells.count) wells is \(rate.formatted), from '\(finding.at["from"]?.asText ?? "")' "
          + "to '\(finding.at["to"]?.asText ?? "")' (\(method.title)).")
    }
    if let (finding, time) = extreme(RateMatrixFindings.time, "from", largest: true) {
      sentences.append(
        "The longest mean first-passage time is \(time.formatted), from '\(finding.at["from"]?.asText ?? "")' to "
          + "'\(finding.at["to"]?.asText ?? "")'.")
    }
    if let (finding, share) = extreme(RateMatrixFindings.population, "well", largest: true) {
      sentences.append("Most populated is '\(finding.at["well"]?.asText ?? "")', with \(share.formatted).")
    }
    let slowest =
      own.first { $0.quantity == RateMatrixFindings.relaxationTime && $0.estimate != nil }
      ?? own.first { $0.quantity == RateMatrixFindings.chainTime && $0.estimate != nil }
    if let time = slowest?.estimate { sentences.append("The slowest relaxation takes \(time.formatted).") }
    let text = (sentences + table.remarks).joined(separator: " ")
    return row.place.isEmpty ? text : "At \(row.place): \(text)"
  }

  /// Each note once, with the method and the place.
  private static func warnings(_ table: ResultTable<RateMatrixPoint>) -> [String] {
    var result: [String] = []
    for row in table.rows {
      for finding in row.findings where finding.estimate == nil || finding.isDoubtful {
        for note in finding.estimate == nil ? finding.notes : finding.doubts {
          let text = row.placed("\(finding.method): \(note)")
          if !result.contains(text) { result.append(text) }
        }
      }
    }
    return result
  }

  private static func cell(_ finding: Finding?) -> String {
    guard let finding else { return "" }
    return NumberFormat.formatted(finding.value, standardError: finding.standardError, accuracy: finding.accuracy)
      + (finding.isDoubtful ? Finding.doubtMark : "")
  }

  /// One line an ordered pair: rate and mean first-passage time by each method.
  private static func pairs(in table: ResultTable<RateMatrixPoint>) -> Table {
    let methods = table.methods
    return table.table(
      title: "Rates and mean first-passage times between wells",
      columns: ["from", "to"] + methods.map { "k, \($0.title)" } + methods.map { "τ, \($0.title)" }
    ) { row in
      row.point.names.flatMap { from in
        row.point.names.filter { $0 != from }.map { to in
          let place = RateMatrixFindings.pair(from, to)
          return [from, to]
            + [RateMatrixFindings.rate, RateMatrixFindings.time].flatMap { quantity in
              methods.map { cell(row.finding($0.name, quantity, at: place)) }
            }
        }
      }
    }.withoutEmptyColumns
  }

  /// One line a well: its share.
  private static func states(in table: ResultTable<RateMatrixPoint>) -> Table {
    table.table(title: "Populations", columns: ["well"] + table.methods.map { "p, \($0.title)" }) { row in
      row.point.names.map { name in
        [name]
          + table.methods.map {
            cell(row.finding($0.name, RateMatrixFindings.population, at: Record([("well", .text(name))])))
          }
      }
    }
  }

  /// One line a mode: the relaxation time of the equation and of the chain.
  private static func modes(in table: ResultTable<RateMatrixPoint>) -> Table {
    let methods = table.methods
    return table.table(
      title: "Relaxation times",
      columns: ["mode"] + methods.map { "t, \($0.title)" } + methods.map { "t of the chain, \($0.title)" }
    ) { row in
      (0..<max(row.point.wells.count - 1, 0)).map { mode in
        ["\(mode + 1)"]
          + [RateMatrixFindings.relaxationTime, RateMatrixFindings.chainTime].flatMap { quantity in
            methods.map { cell(row.finding($0.name, quantity, at: RateMatrixFindings.mode(mode))) }
          }
      }
    }.withoutEmptyColumns
  }

  /// All numbers over the axes of the sweep, the methods and the wells.
  private static func dataset(of table: ResultTable<RateMatrixPoint>) -> Dataset {
    let methods = table.methodNames
    var start = Dataset()
    table.grid.addCoordinates(to: &start)
    start.add("method", methods, over: ["method": methods.count], longName: "how the numbers were found")
    return table.stacked(after: start) { row in
      let names = row.point.names
      let n = names.count
      var dataset = Dataset()
      dataset.add("from", names, over: ["from": n], longName: "the well that is left")
      dataset.add("to", names, over: ["to": n], longName: "the well that is reached")
      dataset.add("well", names, over: ["well": n], longName: "the well")
      for (quantity, units, meaning) in [
        (RateMatrixFindings.rate, "1/time", "rate between wells"),
        (RateMatrixFindings.time, "time", "mean first-passage time between wells"),
      ] {
        let found = methods.flatMap { method in
          names.flatMap { from in
            names.map { row.estimate(method, quantity, at: RateMatrixFindings.pair(from, $0))?.value ?? .nan }
          }
        }
        dataset.add(
          quantity.replacing("-", with: "_"), found, over: ["method": methods.count, "from": n, "to": n], units: units,
          longName: meaning)
      }
      let shares = methods.flatMap { method in
        names.map {
          row.estimate(method, RateMatrixFindings.population, at: Record([("well", .text($0))]))?.value ?? .nan
        }
      }
      dataset.add(
        "population", shares, over: ["method": methods.count, "well": n],
        longName: "share of time in which the well was the last to be visited")
      for (quantity, meaning) in [
        (RateMatrixFindings.relaxationTime, "relaxation time of the equation"),
        (RateMatrixFindings.chainTime, "relaxation time of the chain of rates"),
      ] {
        let found = methods.flatMap { method in
          (0..<(n - 1)).map { row.estimate(method, quantity, at: RateMatrixFindings.mode($0))?.value ?? .nan }
        }
        dataset.add(
          quantity.replacing("-", with: "_"), found, over: ["method": methods.count, "mode": n - 1], units: "time",
          longName: meaning)
      }
      return dataset
    }
  }
}
