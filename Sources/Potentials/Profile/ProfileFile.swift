// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// The file of a profile with what a scenario says of it.
struct ProfileFile {
  /// The longest file that is read, in bytes.
  private static let sizeLimit = 50_000_000

  /// Sixteen hexadecimal digits of the file's bytes.
  let checksum: String
  private let values: Parameters
  private let name: String
  private let text: String

  /// Reads the file.
  init(_ values: Parameters) throws(Problem) {
    self.values = values
    let path = values.text("file")
    name = URL(filePath: path).lastPathComponent
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Problem("\(path): \(Self.absence(of: path))", at: "file")
    }
    guard data.count <= Self.sizeLimit else {
      throw Problem("\(path): the file has more than \(Self.sizeLimit) bytes.", at: "file")
    }
    guard !data.contains(0), let text = String(validating: data, as: UTF8.self) else {
      throw Problem("\(path): this is not a text in UTF-8.", at: "file")
    }
    self.text = text
    // FNV-1a: finds a changed file, not a forged one.
    let hash = data.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    let digits = String(hash, radix: 16)
    checksum = String(repeating: "0", count: 16 - digits.count) + digits
    let expected = values.text("checksum")
    guard expected.isEmpty || expected == checksum else {
      throw Problem("\(path) has changed: its checksum is \(checksum) and not \(expected).", at: "file")
    }
  }

  private static func absence(of path: String) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      let url = URL(fileURLWithPath: path)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
      let near = suggestion(for: url.lastPathComponent, among: names.sorted())
      return "there is no such file\(near.isEmpty ? "; paths are relative to the working directory." : near)"
    }
    return isDirectory.boolValue ? "this is a directory; a table is expected." : "the file cannot be read."
  }

  /// The profile.
  func potential() throws(Problem) -> ProfilePotential { try potentialWithRemarks().potential }

  /// The profile, and what a reader should be told of it.
  func potentialWithRemarks() throws(Problem) -> (potential: ProfilePotential, remarks: ReadingRemarks) {
    let table = try ProfileTable(text, name: name)
    let coordinate = try table.column(given("coordinate"), default: 0, key: "coordinate")
    let energy = try table.column(given("energy"), default: coordinate == 1 ? 0 : 1, key: "energy")
    guard coordinate != energy else {
      throw Problem("coordinate and energy are the same column of \(name).", at: "energy")
    }
    let errors: Int?
    if let value = given("errors") { errors = try table.column(value, default: 2, key: "errors") } else { errors = nil }
    let axis = try ProfileAxis(values["periodic"], of: table, coordinate: coordinate)
    let points = try ProfilePoints(table, coordinate: coordinate, energy: energy, error: errors, axis: axis)
    let spline = SplineKind(rawValue: values.text("spline")) ?? .steffen
    let ends = ProfilePotential.Ends(rawValue: values.text("ends")) ?? .reflecting
    let label = coordinate < table.names.count ? Self.formulaName(table.names[coordinate]) : "x"
    guard
      let potential = ProfilePotential(
        positions: points.positions, energies: points.energies, standardErrors: points.errors, spline: spline,
        isPeriodic: points.isPeriodic, ends: ends, name: label)
    else { throw Problem("\(name): no spline goes through the points.", at: "file") }
    var remarks = points.remarks
    let shape = ProfileShape(potential, ends: ends, name: name)
    if let objection = shape.objection { throw Problem(objection, at: "ends") }
    remarks.facts.insert(
      "The profile is \(table.format), \(name): \(points.positions.count - (points.isPeriodic ? 1 : 0)) points, joined by "
        + "\(spline.words)\(points.isPeriodic ? ", on a circle" : "").", at: 0)
    remarks.warnings += shape.warnings
    return (potential, remarks)
  }

  private func given(_ key: String) -> Value? { values[key] == .null ? nil : values[key] }

  /// A name that formulas can take: the first word of a label.
  private static func formulaName(_ label: String) -> String {
    let word = String(label.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    return FormulaReader.isName(word) && !FormulaReader.reserved.contains(word) ? word : "x"
  }
}

/// What is to be said of a profile whose ends hold nothing back.
struct ProfileShape {
  /// Why it is refused.
  private(set) var objection: String?
  /// What a reader is warned of.
  private(set) var warnings: [String] = []

  init(_ potential: ProfilePotential, ends: ProfilePotential.Ends, name: String) {
    if case .periodic = potential.boundaries[0] { return }
    let range = potential.window[0]
    let turnings = potential.turnings
    let sides = [
      (
        "lower", range.lowerBound, potential.gradient(at: [range.lowerBound])[0], turnings.minima.min(),
        turnings.maxima.min()
      ),
      (
        "upper", range.upperBound, -potential.gradient(at: [range.upperBound])[0], turnings.minima.max(),
        turnings.maxima.max()
      ),
    ]
    if turnings.minima.isEmpty {
      warnings.append("\(name): the energy has no minimum between its ends, so that there is no bound state to leave.")
    }
    for (side, end, fall, minimum, maximum) in sides {
      let isOpen = minimum.flatMap { low in maximum.map { abs($0 - end) < abs(low - end) } } ?? false
      if ends == .extrapolate, fall > 0 {
        objection =
          "\(name): the energy falls towards its \(side) end, \(end.mathematical), and would fall on beyond it, so that "
          + "no state is bound; use 'ends: reflecting', or a table that goes on to where the energy rises."
      } else if isOpen, let maximum {
        warnings.append(
          "\(name): beyond the maximum at \(maximum.mathematical) the energy falls to the \(side) end, "
            + "\(end.mathematical), which is lower than that barrier: what is there is held by the mirror at the end "
            + "alone, and is no well of its own.")
      }
    }
  }
}
