// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import LandscapeExperiments
import Potentials
import Runs
import Settings
import Statistics

/// What `ravine rate` prints of a profile and its rates.
struct ProfileText {
  let potential: ProfilePotential
  let units: UnitSystem
  /// T in kelvin.
  let temperature: Double
  /// θ = k_B T in the unit of energy.
  let thermalEnergy: Double

  private func number(_ value: Double) -> String { NumberFormat.rounded(value, digits: 4) }

  private func place(_ position: [Double]) -> String { number(position[0]) }

  /// Wells and barriers, from left to right.
  var wells: String {
    let lengthUnit = units.symbol(of: .length)
    let axis = potential.coordinateNames[0] + (lengthUnit == "1" ? "" : " (\(lengthUnit))")
    let energy = units.symbol(of: .energy)
    let shares = ProfileRate.populations(of: potential, temperature: thermalEnergy)
    let lowest = potential.wells.map { potential.energy(at: $0.minimum) }.min() ?? 0
    var rows = [["well", axis, "f (\(energy))", "f/k_BT", "population at \(number(temperature)) K"]]
    for (index, well) in potential.wells.enumerated() {
      let height = potential.energy(at: well.minimum) - lowest
      rows.append([
        well.name, place(well.minimum), number(height), number(height / thermalEnergy),
        index < shares.count ? number(shares[index]) : "",
      ])
    }
    for saddle in potential.saddles {
      let height = potential.energy(at: saddle.position) - lowest
      rows.append([
        "barrier \(saddle.connects.joined(separator: " – "))", place(saddle.position), number(height),
        number(height / thermalEnergy), "",
      ])
    }
    return aligned(rows)
  }

  /// The rates both ways, and what is uncertain about them.
  func rates(_ ways: [(from: String, to: String, analysis: Analysis)], diffusion: String) -> String {
    let rate = units.symbol(of: .rate)
    var rows = [[""] + ways.map { "\($0.from) → \($0.to)" }]
    func add(_ heading: String, _ cell: (Analysis) -> String) {
      rows.append([heading] + ways.map { cell($0.analysis) })
    }
    func found(_ analysis: Analysis, _ quantity: String, _ method: String) -> String {
      guard let finding = analysis.findings.first(where: { $0.quantity == quantity && $0.method == method }),
        finding.value != nil
      else { return "–" }
      return NumberFormat.formatted(
        finding.value, standardError: finding.standardError, accuracy: finding.accuracy)
        + (finding.isDoubtful ? " (?)" : "")
    }
    let methods = ProfileRate.methods
    let law = methods.last ?? ""
    add("barrier (\(units.symbol(of: .energy)))") { found($0, "barrier", law) }
    for method in methods { add("rate, \(method) (\(rate))") { found($0, "escape-rate", method) } }
    add("mean time (\(units.symbol(of: .time)))") { found($0, "mean-first-passage-time", methods[0]) }
    var notes: [String] = []
    for finding in ways.flatMap(\.analysis.findings) where finding.quantity == "escape-rate" {
      for note in finding.notes where !notes.contains("\(finding.method): \(note)") {
        notes.append("\(finding.method): \(note)")
      }
    }
    let head =
      "Rates at \(number(temperature)) K with D = \(diffusion)\(Double(diffusion) == nil ? "" : " \(units.symbol(of: .diffusion))"):"
    let knowsErrors = potential.standardErrors.contains { $0 > 0 }
    let open =
      knowsErrors
      ? ""
      : "\nThe errors of the profile are not known (--errors), and a rate changes by e^(−δ/k_BT) with an error δ of "
        + "the barrier; so does it by the factor of an error of D."
    return "\(head)\n\(aligned(rows))"
      + (notes.isEmpty ? "" : "\nUncertain:\n" + notes.map { "  \($0)" }.joined(separator: "\n")) + open
  }

  private func aligned(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      return ("  " + cells.joined(separator: "  ")).replacing(#/ +$/#, with: "")
    }.joined(separator: "\n")
  }
}
