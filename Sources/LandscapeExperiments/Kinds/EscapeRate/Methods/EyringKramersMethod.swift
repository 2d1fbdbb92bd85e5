// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Statistics

/// The Eyring–Kramers law from the Hessians at the minimum and the saddles.
struct EyringKramersMethod: RateMethod {
  let name = "eyring-kramers"
  let summary = "the harmonic law from the Hessians at the minimum and the saddles, with its validity"
  let formula = "k = Σ (|λ₋|/2π) √(det H(a)/|det H(s)|) e^{−β(f(s) − f(a))}"
  let standing = MethodStanding.asymptotic(rank: 60)

  func objection(to point: EscapeRatePoint) -> String? {
    point.needsLandscape ?? point.needsConstantTemperature ?? point.landscape.needsIsolatedMinima
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1e5)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature else { return Dataset(findings: []) }
    do {
      let law = try point.eyringKramers(temperature: temperature)
      var rate = Finding("escape-rate", law.rate, unit: "1/time", notes: law.notes)
      if let remark = point.landscape.remark { rate.doubt(because: remark) }
      return Dataset(findings: [
        rate,
        Finding("barrier", .exact(law.barrier, accuracy: 1e-9), unit: "energy"),
      ])
    } catch let reason as NotApplicable { return Dataset(findings: [.none(because: reason)]) }
  }

  /// How far the law holds where something better is known, and whether its error falls with the temperature.
  func remarks(on table: ResultTable<EscapeRatePoint>) -> [String] {
    guard let reference = table.rateReference(among: [.computed, .sampled])?.name else { return [] }
    let rows = table.rows.compactMap { row -> (row: ResultTable<EscapeRatePoint>.Row, ratio: Estimate)? in
      row.rates(name, and: reference).map { (row, $0.own.ratio(to: $0.other)) }
    }
    guard let last = rows.last else { return [] }
    guard let series = table.temperatureSeries.first, table.temperatureSeries.count == 1, series.rows.count > 1,
      let hottest = rows.max(by: { ($0.row.point.temperature ?? 0) < ($1.row.point.temperature ?? 0) }),
      let coldest = rows.min(by: { ($0.row.point.temperature ?? 0) < ($1.row.point.temperature ?? 0) })
    else { return ["The Eyring–Kramers law is off by \(Self.percent(last.ratio)) there."] }
    func words(_ end: (row: ResultTable<EscapeRatePoint>.Row, ratio: Estimate)) -> String {
      let temperature = NumberFormat.rounded(end.row.point.temperature ?? .nan, digits: 3)
      return "by \(Self.percent(end.ratio)) at θ = \(temperature)"
    }
    let falls = abs(coldest.ratio.value - 1) < abs(hottest.ratio.value - 1)
    return [
      "The Eyring–Kramers law is off \(words(hottest)) and \(words(coldest)): its error "
        + (falls ? "falls with the temperature, as it should." : "does not fall with the temperature; see the notes.")
    ]
  }

  /// The excess of a ratio over one.
  private static func percent(_ ratio: Estimate) -> String {
    let excess = ratio.value - 1
    let sign = excess < 0 ? "−" : "+"
    let text = String(format: "%.1f", abs(100 * excess))
    let error = ratio.standardError
    return error > 0 ? "\(sign)\(text) ± \(String(format: "%.1f", 100 * error)) %" : "\(sign)\(text) %"
  }

  /// Its notes stand with its findings.
  func warnings(on table: ResultTable<EscapeRatePoint>) -> [String] { [] }

  /// Its rate over that of the most trustworthy method.
  func columns(of table: ResultTable<EscapeRatePoint>) -> [ResultTable<EscapeRatePoint>.Column] {
    guard let reference = table.rateReference()?.name, reference != name else { return [] }
    return [
      ResultTable.Column("\(name) / \(reference)") { [name] row in
        let ratio = row.rates(name, and: reference).map { $0.own.ratio(to: $0.other) }
        return NumberFormat.formatted(ratio?.value, standardError: ratio?.standardError, accuracy: 1e-4)
      }
    ]
  }
}
