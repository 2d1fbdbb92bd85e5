// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The activation energy, entropy and free energy of one method over a sweep of the temperature.
struct Activation: Sendable {
  let method: String
  /// The coordinates other than the temperature.
  let coordinates: Record
  let analysis: ActivationAnalysis
  /// Whether the curvature at the saddle is known; without it there is Arrhenius' law but not Eyring's.
  var knowsSaddle = true

  /// One for each method and each series of temperatures that has rates at three of them at least; simulated ones without
  /// doubts, while the line of a law is drawn also where it hardly holds.
  static func all(of table: ResultTable<EscapeRatePoint>) -> [Activation] {
    table.temperatureSeries.flatMap { series in
      table.methodNames.compactMap { method in
        let points = series.rows.compactMap { row -> (temperature: Double, rate: Estimate)? in
          let isLaw = row.point.methods.contains { $0.name == method && $0.standing.nature == .asymptotic }
          guard let temperature = row.point.temperature, let rate = isLaw ? row.rate(method) : row.trustedRate(method)
          else { return nil }
          return (temperature, rate)
        }
        guard let first = series.rows.first, let temperature = first.point.temperature else { return nil }
        // Regions of what the potential tells lie about no saddle, however small the potential is.
        let knowsSaddle = first.point.needsLandscape == nil
        // Without a saddle any curvature gives the same Arrhenius line.
        guard
          let curvature = knowsSaddle
            ? (try? first.point.eyringKramers(temperature: temperature).unstableCurvature) : 2 * Double.pi,
          let analysis = try? ActivationAnalysis(
            temperatures: points.map(\.temperature), rates: points.map(\.rate), unstableCurvature: curvature)
        else { return nil }
        return Activation(
          method: method, coordinates: series.coordinates, analysis: analysis, knowsSaddle: knowsSaddle)
      }
    }
  }

  var findings: [Finding] {
    var place = coordinates
    place["reference-temperature"] = .number(analysis.referenceTemperature)
    func finding(_ quantity: String, _ estimate: Estimate, _ unit: String) -> Finding {
      Finding(quantity, estimate, unit: unit, notes: analysis.notes, at: place, method: method)
    }
    let energy = finding("activation-energy", analysis.activationEnergy, "energy")
    guard knowsSaddle else { return [energy] }
    return [
      energy,
      finding("activation-enthalpy", analysis.activationEnthalpy, "energy"),
      finding("activation-entropy", analysis.activationEntropy, "1"),
      finding("activation-free-energy", analysis.activationFreeEnergy, "energy"),
    ]
  }

  /// The Arrhenius line, or its parabola where the plot is curved, in terms of the rate.
  func rate(atInverseTemperature beta: Double) -> Double {
    let plot = analysis.arrhenius
    let fit = plot.isCurved ? plot.parabola ?? plot.line : plot.line
    let offset = beta - 1 / analysis.referenceTemperature
    let row = fit.coefficients.indices.map { pow(offset, Double($0)) }
    return exp(fit.combination(row).value)
  }

  var sentence: String {
    let place = coordinates.keys.isEmpty ? "" : " (\(coordinates.sentence))"
    let temperature = NumberFormat.rounded(analysis.referenceTemperature, digits: 3)
    let energy = "From the \(method) rates\(place): activation energy E_a = \(analysis.activationEnergy.formatted)"
    guard knowsSaddle else {
      return energy
        + (analysis.activationEnergy.value < 0 ? " (negative: heat slows the escape)" : "")
        + (analysis.arrhenius.isCurved ? ", but Arrhenius' plot is curved." : ".")
    }
    return energy + "; "
      + "at θ = \(temperature) ΔF‡ = \(analysis.activationFreeEnergy.formatted), ΔE‡ = \(analysis.activationEnthalpy.formatted), "
      + "ΔS‡ = \(analysis.activationEntropy.formatted)."
  }

  /// One row a method.
  static func table(_ activations: [Activation]) -> Table {
    let axes = activations.first?.coordinates.keys ?? []
    return Table(
      title: "Activation (E_a of Arrhenius' line; ΔF‡ = ΔE‡ − θΔS‡ of Eyring's law at the reference temperature)",
      columns: ["method"] + axes + ["E_a", "ΔE‡", "ΔS‡", "ΔF‡", "reference θ", "Eyring plot"],
      rows: activations.map { fit in
        [fit.method] + axes.map { fit.coordinates[$0]?.asNumber?.shortest ?? fit.coordinates[$0]?.asText ?? "" }
          + [fit.analysis.activationEnergy.formatted]
          + (fit.knowsSaddle
            ? [
              fit.analysis.activationEnthalpy.formatted, fit.analysis.activationEntropy.formatted,
              fit.analysis.activationFreeEnergy.formatted,
            ] : ["", "", ""])
          + [
            NumberFormat.rounded(fit.analysis.referenceTemperature, digits: 4),
            fit.analysis.eyring.isCurved ? "curved" : "straight",
          ]
      })
  }
}
