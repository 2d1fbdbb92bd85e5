// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Settings
import Training

/// A diffusion coefficient or a mobility as a function of the coordinates: a formula, or a table along one of them.
struct MobilityField {
  /// Its values and gradients.
  let field: any Potential

  private static let formula = Parameter(
    "expression", .text(among: []), default: nil, "a formula of the coordinates, such as \"1e-3*(1 + 0.5*tanh(x))\"")
  private static let numbers = Parameter(
    "parameters", .dictionary(.number(.any)), default: .record(Record()), "the numbers that the formula names")
  private static let file = Parameter("file", .text(among: []), default: nil, "a table with a column of places")
  private static let column = Parameter(
    "coordinate", .text(among: []), default: .text("1"), "the column of places, by name or by number")
  private static func values(_ key: String) -> Parameter {
    Parameter(key, .text(among: []), default: .text("2"), "the column of values, by name or by number")
  }

  /// Reads `{expression: …}` or `{file: …}`.
  ///
  /// - Parameter key: what it is read for, which is what the column of values is called.
  init?(_ reader: Reader, key: String, potential: any Potential) {
    if reader.contains(Self.file.name) {
      guard let table = Self.table(reader, key, potential) else { return nil }
      field = table
    } else if reader.contains(Self.formula.name) {
      guard let formula = Self.expression(reader, potential) else { return nil }
      field = formula
    } else {
      reader.log.report(
        "this mapping has neither '\(Self.formula.name)' nor '\(Self.file.name)': \(key) is a number, a formula of the "
          + "coordinates, or a table.", at: reader.path)
      for parameter in [Self.formula, Self.numbers, Self.file, Self.column, Self.values(key)] {
        reader.acknowledge(parameter)
      }
      return nil
    }
  }

  private static func expression(_ reader: Reader, _ potential: any Potential) -> (any Potential)? {
    let text = reader.read(formula).asText ?? ""
    let values = reader.read(numbers).asRecord ?? Record()
    var parameters: [String: Double] = [:]
    for (name, value) in values.entries { parameters[name] = value.asNumber }
    do {
      let field = try ExpressionPotential(
        text, coordinates: potential.coordinateNames, parameters: parameters, boundaries: potential.boundaries,
        window: potential.window)
      if let jump = field.jump() {
        reader.report(
          "\(jump): walkers would not notice a jump; write a steep slope, such as tanh(x/w) with a small w.",
          at: formula.name)
        return nil
      }
      return field
    } catch {
      reader.report("\(error)", at: formula.name)
      return nil
    }
  }

  private static func table(_ reader: Reader, _ key: String, _ potential: any Potential) -> (any Potential)? {
    let path = reader.read(file).asText ?? ""
    let (place, value) = (columnText(reader, column), columnText(reader, values(key)))
    do {
      let table = try ColumnTable([UInt8](DataFile.bytes(at: path)))
      let (x, d) = (try table.column(place), try table.column(value))
      let names = potential.coordinateNames
      let named = table.name(of: x).flatMap { names.firstIndex(of: $0) } ?? names.firstIndex(of: place)
      guard let coordinate = names.count == 1 ? 0 : named else {
        reader.report(
          "the column '\(place)' is no coordinate of the potential; its coordinates are \(names.joined(separator: ", ")).",
          at: column.name)
        return nil
      }
      return try MobilityTable(
        places: table.columns[x], values: table.columns[d], lines: table.lines, along: coordinate,
        boundaries: potential.boundaries)
    } catch let problem as TableProblem {
      let line = problem.line > 0 ? ":\(problem.line)" : ""
      reader.report("\(path)\(line): \(problem.message)", at: file.name)
    } catch { reader.report("\(error)", at: file.name) }
    return nil
  }

  /// A name, or a number written without quotation marks.
  private static func columnText(_ reader: Reader, _ parameter: Parameter) -> String {
    if let number = reader.raw(parameter.name)?.asNumber, number == number.rounded(), number > 0 {
      reader.resolve(parameter.name, as: .integer(Int(number)))
      return "\(Int(number))"
    }
    return reader.read(parameter).asText ?? ""
  }
}
