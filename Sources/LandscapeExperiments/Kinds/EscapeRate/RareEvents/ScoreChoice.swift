// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Kinetics
import Potentials
import Settings
import Statistics

/// The key `score`: how far a walker is on its way from home to the target.
enum ScoreChoice: Sendable {
  case coordinate(CoordinateScore)
  case distance(Region)
  case committor
  case expression(Formula)
  case observable(ObservableScore, Observable)

  static let parameter = Parameter(
    "score", .special("{coordinate: 0}, {distance: target}, {expression: …}, {observable: {loss: test}} or committor"),
    default: .null,
    "how far a walker is on its way, for methods of rare events; along a line its coordinate, which has the levels of the "
      + "committor there, in the plane and on circles the committor of a coarse grid, in more dimensions minus the distance from "
      + "the target, in units of what is observed where the target takes an observation; {observable: {loss: test}, sign: -1}: what "
      + "the potential tells of a position, or minus that")

  private static let kinds = ["coordinate", "distance", "expression", "observable"]
  private static let expected =
    "{coordinate: 0}, {distance: target}, {expression: …}, {observable: {loss: test}} or committor is expected."

  /// The score that estimators use; where the committor cannot be solved for, minus the distance from the target.
  func score(of point: EscapeRatePoint, settings: RareEventSettings, temperature: Double) -> any Score {
    switch self {
    case .coordinate(let score): return score
    case .distance(let region): return DistanceScore(to: region, in: point.potential)
    case .expression(let formula): return ExpressionScore(formula)
    case .observable(let score, _): return score
    case .committor:
      do { return try settings.grid.score(of: point, home: settings.home, temperature: temperature) } catch {
        return DistanceScore(to: point.target, in: point.potential)
      }
    }
  }

  /// What stands in for the score and why; `nil` where nothing does.
  func substitute(of point: EscapeRatePoint, settings: RareEventSettings, temperature: Double) -> String? {
    guard case .committor = self else { return nil }
    do {
      _ = try settings.grid.score(of: point, home: settings.home, temperature: temperature)
      return nil
    } catch {
      return "the committor cannot be solved for (\(error)), so the distance from the target was taken as the score"
    }
  }

  /// What the score observes; `nil` where that is the target's own affair.
  var observables: [Observable]? {
    switch self {
    case .coordinate, .expression: []
    case .distance(let region): region.observables
    case .observable(_, let observable): [observable]
    case .committor: nil
    }
  }

  /// The score at a point, where it is known without solving anything.
  func value(at position: [Double], in potential: any Potential) -> Double? {
    switch self {
    case .coordinate(let score): score.score(at: position)
    case .distance(let region): DistanceScore(to: region, in: potential).score(at: position)
    case .expression(let formula): ExpressionScore(formula).score(at: position)
    case .observable(let score, _): score.score(at: position)
    case .committor: nil
    }
  }

  /// Reads the key; `nil` when a problem was reported.
  ///
  /// - Parameter standard: what is taken where the key is missing.
  static func read(
    _ reader: Reader, potential: any Potential, places: RegionPlaces, target: Region, standard: ScoreChoice
  ) -> ScoreChoice? {
    guard let value = reader.raw("score"), value != .null else {
      reader.resolve("score", as: standard.value)
      return standard
    }
    reader.resolve("score", as: value)
    if value == .text("committor") {
      guard potential.dimension <= 2 else {
        reader.report(
          "the committor is solved in one and two dimensions and the potential has \(potential.dimension); "
            + "take {distance: target}, a coordinate or an expression.", at: "score")
        return nil
      }
      return .committor
    }
    guard let record = value.asRecord else {
      reader.report("score is \(value.described); \(expected)", at: "score")
      return nil
    }
    let found = kinds.filter { record[$0] != nil }
    guard found.count == 1, let kind = found.first else {
      if let key = record.keys.first, found.isEmpty {
        let near = suggestion(for: key, among: kinds)
        reader.log.report(
          "unknown score '\(key)'\(near.isEmpty ? "; \(expected)" : near)",
          at: reader.path.appending("score").appending(key), spot: .key)
      } else {
        reader.report("score names \(found.joined(separator: " and ")); \(expected)", at: "score")
      }
      return nil
    }
    let inner = reader.inner("score")
    let choice: ScoreChoice? =
      switch kind {
      case "coordinate": coordinate(inner, potential)
      case "distance": distance(inner, places, target)
      case "observable": observable(inner, potential)
      default: expression(inner, potential)
      }
    inner.finish()
    return choice
  }

  /// The score where nothing is said.
  ///
  /// On a line between two intervals the coordinate has the levels of the committor and costs nothing. Levels that the scenario
  /// gives as numbers are distances, or coordinates.
  ///
  /// - Parameter descends: whether the first coordinate falls from home to the target.
  static func standard(
    _ potential: any Potential, home: Region, target: Region, descends: Bool, _ reader: Reader
  ) -> ScoreChoice {
    let coordinate = ScoreChoice.coordinate(CoordinateScore(0, descending: descends))
    let givesLevels = [(ForwardFluxSettings.key, "at"), (WeightedEnsembleSettings.key, "edges")].contains {
      key, inner in
      reader.raw(key)?.asRecord?[inner]?.asList?.isEmpty == false
    }
    guard potential.dimension <= 2, !givesLevels else {
      return potential.dimension == 1 ? coordinate : .distance(target)
    }
    guard potential.dimension == 1 else { return .committor }
    if case .periodic? = potential.boundaries.first { return .committor }
    let ranges = [home, target].map {
      $0.section(along: 0, through: [0], of: potential, searching: potential.window[0]).ranges
    }
    return ranges.allSatisfy { $0.count == 1 } ? coordinate : .committor
  }

  /// As it stands in a scenario.
  private var value: Value {
    switch self {
    case .committor: return .text("committor")
    case .distance: return .record(Record([("distance", .text("target"))]))
    case .coordinate(let score):
      var record = Record([("coordinate", .integer(score.index))])
      if score.sign < 0 { record["sign"] = .integer(-1) }
      return .record(record)
    case .observable(let score, let observable):
      var record = Record([("observable", observable.value)])
      if score.sign < 0 { record["sign"] = .integer(-1) }
      return .record(record)
    case .expression: return .null
    }
  }

  private static func coordinate(_ reader: Reader, _ potential: any Potential) -> ScoreChoice? {
    let index = reader.integer("coordinate", default: nil, .nonNegative, "which coordinate, counted from 0")
    guard let sign = sign(reader) else { return nil }
    guard index < potential.dimension else {
      reader.report(
        "coordinate is \(index); the potential has \(potential.dimension), counted from 0.", at: "coordinate")
      return nil
    }
    return .coordinate(CoordinateScore(index, descending: sign < 0))
  }

  private static func observable(_ reader: Reader, _ potential: any Potential) -> ScoreChoice? {
    guard let value = reader.raw("observable"), let sign = sign(reader),
      let observable = Observable.read(
        value, at: reader.path.appending("observable"), of: potential, log: reader.log),
      let observed = potential as? any ObservablePotential
    else { return nil }
    return .observable(ObservableScore(observable, of: observed, descending: sign < 0), observable)
  }

  private static func sign(_ reader: Reader) -> Int? {
    let sign = reader.integer("sign", default: 1, .any, "1, or −1 where the target lies at small values")
    guard abs(sign) == 1 else {
      reader.report("sign is \(sign); 1 or -1 is expected.", at: "sign")
      return nil
    }
    return sign
  }

  private static func distance(_ reader: Reader, _ places: RegionPlaces, _ target: Region) -> ScoreChoice? {
    guard let value = reader.raw("distance") else { return nil }
    if value == .text("target") { return .distance(target) }
    return RegionReader(of: places.potential, wells: places.landscape.wells, part: .core, log: reader.log)
      .read(value, at: reader.path.appending("distance")).map { .distance($0) }
  }

  private static func expression(_ reader: Reader, _ potential: any Potential) -> ScoreChoice? {
    let before = reader.log.problems.count
    let text = reader.text("expression", default: nil, "a formula of the coordinates")
    guard reader.log.problems.count == before else { return nil }
    do { return .expression(try Formula(text, coordinates: potential.coordinateNames)) } catch {
      reader.report("\(error)", at: "expression")
      return nil
    }
  }
}
