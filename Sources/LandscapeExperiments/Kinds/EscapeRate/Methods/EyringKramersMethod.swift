// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Statistics

/// The Eyring–Kramers law from the Hessians at the minima and the saddles between start and target.
struct EyringKramersMethod: RateMethod {
  let name = "eyring-kramers"
  let summary = "the harmonic law from the Hessians at minima and saddles, over the chain of wells to the target"
  let formula =
    "k(i → j) = Σ (|λ₋|/2π) √(det H(i)/|det H(s)|) e^{−β(f(s) − f(i))}; k = 1/τ(start → target) of that chain"
  let standing = MethodStanding.asymptotic(rank: 60)

  func objection(to point: EscapeRatePoint) -> String? {
    point.needsLandscape ?? point.needsConstantTemperature ?? point.landscape.needsIsolatedMinima
  }

  func parts(of point: EscapeRatePoint) -> [MethodPart] { [MethodPart(cost: 1e5)] }

  func perform(part: Int, of point: EscapeRatePoint, in context: TaskContext) throws -> Dataset {
    guard let temperature = point.temperature else { return Dataset(findings: []) }
    return Dataset(
      findings: point.inOwnTime { () throws(NotApplicable) in
        try point.harmonicFindings(temperature: temperature, friction: nil)
      }.doubted(because: point.landscape.remark))
  }

  /// How far the law holds where something better is known, and whether its error falls with the temperature.
  func remarks(on table: ResultTable<EscapeRatePoint>) -> [String] {
    let isLimit = table.rows.contains { !$0.point.integrator.isOverdamped }
    return AsymptoticRemark(
      table: table, method: name, law: isLimit ? "The Eyring–Kramers law at high friction" : "The Eyring–Kramers law"
    ).overTemperatures
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

extension EscapeRatePoint {
  /// The harmonic law over the chain of wells, overdamped or with a friction.
  func harmonicFindings(temperature: Double, friction: Double?) throws(NotApplicable) -> [Finding] {
    let passage = try passage(temperature: temperature)
    let law = try EyringKramersChain(
      passage: passage, potential: potential, temperature: temperature, friction: friction)
    var rate = Finding("escape-rate", law.rate, unit: "1/time", notes: law.notes + [.asymptotic(law.neglected)])
    let momentum = friction.flatMap { law.doubtOfEnergy(temperature: temperature, friction: $0) }
    for doubt in law.doubts + [doubtOfStart(passage, temperature: temperature), momentum].compactMap({ $0 }) {
      rate.doubt(because: doubt)
    }
    return [
      rate, Finding("well-escape-rate", law.wellRate, unit: "1/time").trusted(as: passage.isSingleEscape ? rate : nil),
      Finding("barrier", .exact(law.barrier, accuracy: 1e-9), unit: "energy"),
    ]
  }
}

extension Finding {
  /// The rate out of the well is as good as the passage where that is nothing else.
  func trusted(as passage: Finding?) -> Finding {
    guard let passage else { return self }
    var finding = self
    finding.notes = passage.notes
    finding.isDoubtful = passage.isDoubtful
    return finding
  }
}

extension String {
  /// What a law neglects; the accuracy of its numbers does not hold it.
  static func asymptotic(_ neglected: Double) -> String {
    "the law is asymptotic: it neglects terms of about \(NumberFormat.rounded(neglected, digits: 2)) of the rate; "
      + "its stated accuracy is that of the arithmetic"
  }
}
