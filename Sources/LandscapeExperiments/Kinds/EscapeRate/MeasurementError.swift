// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Statistics

/// How much of a rate's error comes from the errors of the energies that a landscape was measured with.
///
/// Linear response: ln k changes by Σ sᵢ δfᵢ with sᵢ = ∂ln k/∂fᵢ, so that independent errors σᵢ make an error
/// √(Σ sᵢ²σᵢ²) of ln k. Whatever method finds k, the landscape's part of its error is the same.
enum MeasurementError {
  /// The quantity that a method states it as: a relative error of the rate.
  static let quantity = "measurement-error"
  /// What the errors are compared with: a change of f by this part of θ is small.
  private static let step = 1e-3
  /// Rates and times, which have this relative error.
  private static let quantities: Set = [
    "escape-rate", "well-escape-rate", "mean-first-passage-time", "transition-rate",
  ]

  /// The standard error of ln k.
  ///
  /// - Parameters:
  ///   - potential: one whose energies were measured.
  ///   - temperature: θ.
  ///   - logarithm: ln k of a potential.
  /// - Returns: `nil` where no errors are known.
  static func relative(
    of potential: any Potential, temperature: Double,
    logarithm: (any Potential) throws(NotApplicable) -> Double
  ) throws(NotApplicable) -> Double? {
    guard let measured = potential as? any MeasuredPotential, measured.standardErrors.contains(where: { $0 > 0 }) else {
      return nil
    }
    let change = step * temperature
    var sum = 0.0
    for (index, error) in measured.standardErrors.enumerated() where error > 0 {
      let above = try logarithm(measured.shifted(index, by: change))
      let below = try logarithm(measured.shifted(index, by: -change))
      let response = (above - below) / (2 * change)
      sum += response * response * error * error
    }
    return sum.squareRoot()
  }

  /// The finding that carries it.
  static func finding(_ relative: Double) -> Finding {
    Finding(
      quantity, .exact(relative, accuracy: 1e-3), unit: "1",
      notes: ["the relative error of the rate that the errors of the energies make, by linear response"])
  }

  /// A table whose rates have the landscape's part in their errors too.
  static func widened(_ table: ResultTable<EscapeRatePoint>) -> ResultTable<EscapeRatePoint> {
    var result = table
    for index in result.rows.indices {
      let findings = result.rows[index].findings
      guard let relative = findings.first(where: { $0.quantity == quantity })?.value, relative > 0 else { continue }
      result.rows[index].findings = findings.map { finding in
        guard quantities.contains(finding.quantity), let estimate = finding.estimate else { return finding }
        var finding = finding
        let part = relative * abs(estimate.value)
        finding.estimate = estimate.widened(by: part)
        let share = NumberFormat.rounded(100 * relative, digits: 2)
        finding.notes.append("± \(share) % of it come from the errors of the profile, which all methods share")
        return finding
      }
    }
    return result
  }

  /// What is said of it in the answer.
  static func sentence(_ table: ResultTable<EscapeRatePoint>) -> String? {
    let all = table.rows.compactMap { $0.findings.first { $0.quantity == quantity }?.value }
    guard let least = all.min(), let most = all.max() else { return nil }
    let (low, high) = (
      NumberFormat.rounded(100 * least, digits: 2), NumberFormat.rounded(100 * most, digits: 2)
    )
    return "The errors of the profile make ± \(low == high ? low : "\(low) to \(high)") % of the rate."
  }
}

extension Estimate {
  /// The estimate with an independent error more.
  fileprivate func widened(by error: Double) -> Estimate {
    var result = self
    result.standardError = (standardError * standardError + error * error).squareRoot()
    if let interval {
      let reach = 1.959964 * error
      let (below, above) = (value - interval.lowerBound, interval.upperBound - value)
      result.interval = .between(
        value - (below * below + reach * reach).squareRoot(), value + (above * above + reach * reach).squareRoot())
    }
    return result
  }
}
