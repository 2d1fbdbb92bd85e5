// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Results state their dimensions in words, such as `1/time`; here the words become units, in one place for all of them.
extension Analysis {
  /// States all results in units: findings, tables, figures, and variables in the spelling of UDUNITS.
  ///
  /// Nothing is converted: the numbers are in these units already.
  package mutating func state(in units: UnitSystem) {
    for index in findings.indices {
      if let dimension = PhysicalDimension(words: findings[index].unit), dimension != .number {
        findings[index].unit = units.symbol(of: dimension)
      }
    }
    for index in results.variables.indices {
      let variable = results.variables[index]
      if variable.name == Self.temperature {
        results.variables[index].units = "K"
      } else if let dimension = PhysicalDimension(words: variable.units), dimension != .number {
        results.variables[index].units = units.udunits(of: dimension)
      }
    }
    for index in tables.indices {
      tables[index].title = units.stated(tables[index].title)
      tables[index].columns = tables[index].columns.map(units.stated)
    }
    for index in figures.indices {
      figures[index].x.label = units.stated(figures[index].x.label)
      figures[index].y.label = units.stated(figures[index].y.label)
      figures[index].title = units.stated(figures[index].title)
      figures[index].caption = units.stated(figures[index].caption)
      if let label = figures[index].map?.label { figures[index].map?.label = units.stated(label) }
    }
    answer = units.stated(answer)
    warnings = warnings.map(units.stated)
    if !answer.isEmpty {
      answer +=
        " Rates are in \(units.symbol(of: .rate)), energies in \(units.symbol(of: .energy))"
        + (units.length.symbol == "1" ? "" : ", lengths in \(units.symbol(of: .length))")
        + ", times in \(units.symbol(of: .time)); temperatures in K, and θ = k_B T is an energy."
    }
  }

  /// The coordinate that is written in kelvin.
  private static var temperature: String { "temperature" }
}

extension UnitSystem {
  /// A text with units in the place of dimensions in parentheses, of axes that are temperatures or times, and of "units of time".
  fileprivate func stated(_ text: String) -> String {
    switch text {
    case "temperature": return "temperature (K)"
    case "time", "time t", "t": return "\(text) (\(symbol(of: .time)))"
    default: break
    }
    var result = text.replacing("units of time", with: symbol(of: .time))
    for match in text.matches(of: /\(([^()]*)\)/) {
      guard let dimension = PhysicalDimension(words: String(match.1)), dimension != .number else { continue }
      result = result.replacing("(\(match.1))", with: "(\(symbol(of: dimension)))")
    }
    return result
  }
}
