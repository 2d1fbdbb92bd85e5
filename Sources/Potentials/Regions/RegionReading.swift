// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// What a well's name stands for in a scenario.
package enum WellPart: Sendable {
  /// The well's region: where `from:` starts.
  case region
  /// The well's core: where `to:` ends.
  case core
}

/// Reads regions of a scenario: `left`, `{ball: {center: [1], radius: 0.1}}`, `{not: right}`, …
package struct RegionReader {
  /// Finds the wells that can be named, when one is: a search that nobody needs is not made.
  private let findWells: () -> [Well]
  /// The wells that can be named.
  package var wells: [Well] { findWells() }
  /// The number of coordinates.
  package let dimension: Int
  /// What the axes end in; on circles a half-space is an arc that ends at the seam.
  package let boundaries: [Boundary]
  /// What a name stands for.
  package let part: WellPart
  /// What the potential tells of a position besides its energy.
  package let observables: [Observable]
  /// Where this potential cannot be observed, and why.
  private let absentPlaces: [String: String]
  /// What this potential does not tell, and why.
  private let absentQuantities: [String: String]
  /// Why no wells are searched for, if so.
  private let absenceOfWells: () -> String
  /// Quantities that other potentials tell, with the name of such a potential, for the message where this one does not.
  package let elsewhere: [String: String]
  /// Where problems go.
  package let log: ProblemLog

  /// A reader for a potential with the given wells and what it tells of a position.
  package init(
    of potential: any Potential, wells: @autoclosure @escaping () -> [Well], part: WellPart,
    elsewhere: [String: String] = [:], log: ProblemLog
  ) {
    let observed = potential as? any ObservablePotential
    self.init(
      wells: wells(), dimension: potential.dimension, boundaries: potential.boundaries, part: part,
      observables: observed?.observables ?? [], absentPlaces: observed?.absentPlaces ?? [:],
      absentQuantities: observed?.absentQuantities ?? [:],
      absenceOfWells: potential.absenceOfWells, elsewhere: elsewhere,
      log: log)
  }

  /// A reader for a potential with the given wells and observables.
  package init(
    wells: @autoclosure @escaping () -> [Well], dimension: Int, boundaries: [Boundary] = [], part: WellPart,
    observables: [Observable] = [], absentPlaces: [String: String] = [:], absentQuantities: [String: String] = [:],
    absenceOfWells: @autoclosure @escaping () -> String = "this potential has no named wells",
    elsewhere: [String: String] = [:],
    log: ProblemLog
  ) {
    self.boundaries = boundaries
    self.observables = observables
    self.absentPlaces = absentPlaces
    self.absentQuantities = absentQuantities
    self.absenceOfWells = absenceOfWells
    self.elsewhere = elsewhere
    findWells = wells
    self.dimension = dimension
    self.part = part
    self.log = log
  }

  private static let shapes = ["ball", "half-space", "box", "energy-below", "not", "all", "any"]

  private var kinds: [String] { Self.shapes + Set(observables.map(\.quantity)).sorted() }

  /// The region that a value stands for; `nil` after a problem went into the log.
  package func read(_ value: Value, at path: SettingPath) -> Region? {
    switch value {
    case .text(let name): return well(name, at: path)
    case .record(let record): return region(record, at: path)
    default:
      log.report(
        "this is \(value.described); a region is the name of a well or a mapping with one of "
          + "\(kinds.joined(separator: ", ")).", at: path)
      return nil
    }
  }

  private func well(_ name: String, at path: SettingPath) -> Region? {
    let wells = wells
    if let well = wells.first(where: { $0.name == name }) { return part == .core ? well.core : well.region }
    let hint =
      wells.isEmpty
      ? "; \(absenceOfWells())." : choice(name, among: wells.map(\.name))
    log.report("unknown well '\(name)'\(hint)", at: path)
    return nil
  }

  private func region(_ record: Record, at path: SettingPath) -> Region? {
    guard record.entries.count == 1, let (kind, value) = record.entries.first else {
      let found = record.keys.isEmpty ? "nothing" : record.keys.joined(separator: " and ")
      log.report(
        "a region has exactly one of \(kinds.joined(separator: ", ")); here stands \(found).", at: path)
      return nil
    }
    let here = path.appending(kind)
    switch kind {
    case "ball": return ball(Reader(value, at: here, log: log))
    case "half-space": return halfSpace(Reader(value, at: here, log: log))
    case "box": return box(Reader(value, at: here, log: log))
    case "energy-below":
      let before = log.problems.count
      let energy = SettingShape.number(.any).understand(value, name: kind, at: here, log: log)
      _ = log.units?.read(energy, as: .energy, name: kind, at: here, log: log)
      return log.problems.count == before ? energy.asNumber.map { .energyBelow($0) } : nil
    case "not": return read(value, at: here).map { .not($0) }
    case "all": return list(value, kind, at: here).map { .all($0) }
    case "any": return list(value, kind, at: here).map { .any($0) }
    case _ where observables.contains { $0.quantity == kind }:
      return observation(kind, Reader(value, at: here, log: log))
    default:
      if let reason = absentQuantities[kind] {
        log.report("\(kind) is not told here: \(reason).", at: here, spot: .key)
        return nil
      }
      if elsewhere[kind] != nil, !observables.isEmpty {
        let told = observables.map(\.quantity).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        log.report("nothing is told of \(kind) here, only of \(told.joined(separator: ", ")).", at: here, spot: .key)
        return nil
      }
      if let other = elsewhere[kind] {
        log.report("this potential has no \(kind); 'kind: \(other)' has.", at: here, spot: .key)
        return nil
      }
      log.report("unknown region '\(kind)'\(choice(kind, among: kinds))", at: here, spot: .key)
      return nil
    }
  }

  private func list(_ value: Value, _ kind: String, at path: SettingPath) -> [Region]? {
    guard let values = value.asList, !values.isEmpty else {
      let found = value.asList == nil ? value.described : "an empty list"
      log.report("\(kind) is \(found); a list of regions is expected.", at: path)
      return nil
    }
    let regions = values.enumerated().map { read($1, at: path.appending($0)) }
    return regions.contains(nil) ? nil : regions.compactMap(\.self)
  }

  private func observation(_ quantity: String, _ reader: Reader) -> Region? {
    let before = log.problems.count
    let choices = observables.filter { $0.quantity == quantity }
    if let place = reader.raw("on")?.asText, let reason = absentPlaces[place],
      !choices.contains(where: { $0.place == place })
    {
      reader.report("\(quantity) cannot be observed on \(place): \(reason).", at: "on")
      return nil
    }
    let place = reader.text("on", default: nil, among: choices.map(\.place), "which examples are observed")
    let observable = choices.first { $0.place == place } ?? choices.first
    let limits = observable?.limits ?? .any
    let lower = reader.optionalNumber("at-least", limits, "the smallest value")
    let upper = reader.optionalNumber("at-most", limits, "the largest value")
    reader.finish()
    guard log.problems.count == before, let observable else { return nil }
    guard lower != nil || upper != nil else {
      log.report("\(quantity) has no bound; say at-least or at-most.", at: reader.path)
      return nil
    }
    let range = (lower ?? -.infinity, upper ?? .infinity)
    guard range.0 <= range.1 else {
      reader.report("at-most is below at-least, so that nothing belongs to the region.", at: "at-most")
      return nil
    }
    return .observable(observable, range.0...range.1)
  }

  private func ball(_ reader: Reader) -> Region? {
    let before = log.problems.count
    let center = coordinates(reader, "center", "the center, one number a coordinate")
    let radius =
      reader.read(
        .number("radius", default: nil, .positive, "the radius, a length").measured(in: .length)
      ).asNumber ?? .nan
    reader.finish()
    return log.problems.count == before ? .ball(center: center, radius: radius) : nil
  }

  private func halfSpace(_ reader: Reader) -> Region? {
    let before = log.problems.count
    let normal = coordinates(reader, "normal", "the direction into the region")
    let offset =
      reader.read(
        .number("offset", default: nil, .any, "the smallest value of normal·x").measured(in: .length)
      ).asNumber ?? .nan
    reader.finish()
    guard log.problems.count == before else { return nil }
    guard normal.contains(where: { $0 != 0 }) else {
      reader.report("normal is zero; it must point into the region.", at: "normal")
      return nil
    }
    return arc(normal, offset) ?? .halfSpace(normal: normal, offset: offset)
  }

  /// A half-space along a circle: from its plane to the seam, which is an edge like the other.
  private func arc(_ normal: [Double], _ offset: Double) -> Region? {
    let axes = normal.indices.filter { normal[$0] != 0 }
    guard axes.count == 1, boundaries.count == dimension, case .periodic(let turn) = boundaries[axes[0]] else {
      return nil
    }
    var lower = Array(repeating: -Double.infinity, count: dimension)
    var upper = Array(repeating: Double.infinity, count: dimension)
    let edge = offset / normal[axes[0]]
    if normal[axes[0]] > 0 {
      (lower[axes[0]], upper[axes[0]]) = (max(edge, turn.lowerBound), turn.upperBound)
    } else {
      (lower[axes[0]], upper[axes[0]]) = (turn.lowerBound, min(edge, turn.upperBound))
    }
    return lower[axes[0]] <= upper[axes[0]] ? .box(lower: lower, upper: upper) : nil
  }

  private func box(_ reader: Reader) -> Region? {
    let before = log.problems.count
    let lower = coordinates(reader, "lower", "the lower ends, -.inf for none", infinite: true)
    let upper = coordinates(reader, "upper", "the upper ends, .inf for none", infinite: true)
    reader.finish()
    guard log.problems.count == before else { return nil }
    for (c, (low, high)) in zip(lower, upper).enumerated() where low > high {
      reader.report("upper is \(high.shortest) at coordinate \(c + 1), below lower, \(low.shortest).", at: "upper")
      return nil
    }
    return .box(lower: lower, upper: upper)
  }
}
