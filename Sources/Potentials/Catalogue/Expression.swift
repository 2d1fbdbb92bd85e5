// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension ExpressionPotential {
  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "expression", summary: "a formula of your own; gradient, Hessian, wells and saddles are worked out from it",
    formula:
      "+ - * / ^, parentheses, exp log sqrt sin cos tan asin acos atan sinh cosh tanh abs sign step min max atan2, pi",
    parameters: [
      Parameter("energy", .text(among: []), default: nil, "the formula, for instance \"h*(x^2 - 1)^2 + k/2*y^2\""),
      Parameter(
        "coordinates", .list(.text(among: [])), default: .list([.text("x")]), "the names of the coordinates, in order"),
      Parameter(
        "parameters", .dictionary(.number(.any)), default: .record(Record()), "the numbers that the formula names"),
      Parameter(
        "boundaries", .special("a mapping from coordinates to {periodic: [a, b]} or {reflecting: [a, b]}"),
        default: .record(Record()), "what coordinate axes end in; by default free"),
      Parameter(
        "window", .dictionary(.numbers(count: 2)), default: .record(Record()),
        "where to search for wells, an interval a coordinate; by default [-3, 3]"),
      Parameter(
        "wells", .dictionary(.numbers(count: nil)), default: .record(Record()),
        "names for wells, each with a position near the minimum; well-1, well-2, … from the lowest up if not given"),
    ],
    source: "the scenario",
    example:
      "potential: {kind: expression, energy: \"h*(x^2-1)^2 + k/2*y^2\", coordinates: [x, y], parameters: {h: 1, k: 4}}"
  ) { (values) throws(Problem) in try make(values) }

  private static func make(_ values: Parameters) throws(Problem) -> any Potential {
    let coordinates = (values["coordinates"].asList ?? []).compactMap(\.asText)
    let numbers = values["parameters"].asRecord ?? Record()
    guard !coordinates.isEmpty else {
      throw Problem("coordinates is an empty list; name at least one.", at: "coordinates")
    }
    for (i, name) in coordinates.enumerated() {
      try check(name, "coordinate", taken: Array(coordinates[..<i]), at: SettingPath(["coordinates", "\(i)"]), .value)
    }
    for name in numbers.keys {
      try check(name, "parameter", taken: coordinates, at: SettingPath(["parameters", name]), .key)
    }
    var parameters: [String: Double] = [:]
    for (name, value) in numbers.entries { parameters[name] = value.asNumber }
    var reader = FormulaReader(coordinates: coordinates, parameters: parameters)
    let boundaries = try boundaries(values["boundaries"], coordinates)
    let window = try window(values["window"], coordinates, boundaries)
    let potential: ExpressionPotential
    do {
      _ = try reader.read(values.text("energy"))
      potential = try ExpressionPotential(
        values.text("energy"), coordinates: coordinates, parameters: parameters, boundaries: boundaries, window: window)
    } catch { throw Problem("\(error)", at: "energy") }
    if let jump = potential.jump() {
      throw Problem(
        "\(jump): a jump exerts no force, so that walkers would cross it as if it were not there; write a steep slope, "
          + "such as tanh(x/w) with a small w.", at: "energy")
    }
    if let gap = potential.gap() {
      throw Problem(
        "\(gap), within the window; choose a window that ends where f does, and a reflecting boundary there if walkers "
          + "can come to it.", at: "energy")
    }
    for name in numbers.keys where !reader.used.contains(name) {
      throw Problem(
        "parameter '\(name)' does not occur in the energy.", at: SettingPath(["parameters", name]), spot: .key)
    }
    return try named(potential, values["wells"].asRecord ?? Record())
  }

  private static func check(
    _ name: String, _ kind: String, taken: [String], at path: SettingPath, _ spot: Problem.Spot
  ) throws(Problem) {
    guard FormulaReader.isName(name) else {
      throw Problem("'\(name)' cannot name a \(kind); use letters, digits and _, a letter first.", at: path, spot: spot)
    }
    guard !FormulaReader.reserved.contains(name) else {
      throw Problem("'\(name)' cannot name a \(kind); it has a meaning in formulas.", at: path, spot: spot)
    }
    guard !taken.contains(name) else {
      throw Problem("'\(name)' is the name of a coordinate already.", at: path, spot: spot)
    }
  }

  private static func index(of name: String, in coordinates: [String], at path: SettingPath) throws(Problem) -> Int {
    guard let index = coordinates.firstIndex(of: name) else {
      throw Problem("unknown coordinate '\(name)'\(choice(name, among: coordinates))", at: path, spot: .key)
    }
    return index
  }

  private static func boundaries(_ value: Value, _ coordinates: [String]) throws(Problem) -> [Boundary] {
    var result = Array(repeating: Boundary.free, count: coordinates.count)
    guard let record = value.asRecord else {
      throw Problem("boundaries is \(value.described); a mapping from coordinates is expected.", at: "boundaries")
    }
    for (name, value) in record.entries {
      let here = SettingPath(["boundaries", name])
      let coordinate = try index(of: name, in: coordinates, at: here)
      guard let (kind, ends) = value.asRecord?.entries.first, value.asRecord?.entries.count == 1 else {
        throw Problem("this is \(value.described); {periodic: [a, b]} or {reflecting: [a, b]} is expected.", at: here)
      }
      let bounds = ends.asList?.compactMap(number) ?? []
      guard bounds.count == 2, bounds[0] < bounds[1] else {
        throw Problem(
          "\(kind) is \(ends.described); two numbers in ascending order are expected, for instance [-pi, pi].",
          at: here.appending(kind))
      }
      switch kind {
      case "periodic" where bounds.allSatisfy(\.isFinite): result[coordinate] = .periodic(bounds[0]...bounds[1])
      case "reflecting": result[coordinate] = .reflecting(lower: bounds[0], upper: bounds[1])
      case "periodic": throw Problem("periodic has an infinite end.", at: here.appending(kind))
      default:
        let hint = choice(kind, among: ["periodic", "reflecting"])
        throw Problem("unknown boundary '\(kind)'\(hint)", at: here.appending(kind), spot: .key)
      }
    }
    return result
  }

  /// A number, or a formula without coordinates such as `2*pi`.
  private static func number(_ value: Value) -> Double? {
    guard let text = value.asText, let formula = try? Formula(text, coordinates: []) else { return value.asNumber }
    let nowhere: [Double] = []
    var result = [0.0]
    var span = result.mutableSpan
    formula.values(walkers: 1, at: nowhere.span, into: &span)
    return result[0].isNaN ? nil : result[0]
  }

  private static func window(
    _ value: Value, _ coordinates: [String], _ boundaries: [Boundary]
  ) throws(Problem) -> [ClosedRange<Double>] {
    var result = boundaries.map(Self.window)
    for (name, value) in value.asRecord?.entries ?? [] {
      let here = SettingPath(["window", name])
      let coordinate = try index(of: name, in: coordinates, at: here)
      let ends = value.asList?.compactMap(\.asNumber) ?? []
      guard ends.count == 2, ends[0] < ends[1] else {
        throw Problem("the ends are not in ascending order.", at: here)
      }
      result[coordinate] = ends[0]...ends[1]
    }
    return result
  }

  private static func named(_ potential: ExpressionPotential, _ wells: Record) throws(Problem) -> any Potential {
    guard !wells.keys.isEmpty else { return potential }
    var positions: [(name: String, position: [Double])] = []
    for (name, value) in wells.entries {
      let position = value.asList?.compactMap(\.asNumber) ?? []
      guard position.count == potential.dimension else {
        throw Problem(
          "the position has \(position.count) coordinates; the potential has \(potential.dimension).",
          at: SettingPath(["wells", name]))
      }
      positions.append((name, position))
    }
    guard let renamed = potential.naming(positions) else {
      let found = potential.wells.map { "(\($0.minimum.map(\.mathematical).joined(separator: ", ")))" }
      throw Problem(
        "two names fall to the same well; the minima found are \(found.joined(separator: ", ")).", at: "wells")
    }
    return renamed
  }
}
