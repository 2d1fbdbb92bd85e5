// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The key `umbrella`: along which coordinate the windows stand, where, how many, how stiff.
struct UmbrellaChoice: Sendable, Equatable {
  var coordinate: Int
  /// Where the windows lie; `nil`: from the wells outwards to where f is high.
  var range: ClosedRange<Double>?
  /// How many windows; `nil`: as many as overlap well.
  var windows: Int?
  /// κ of the bias ½κ(x − center)²; `nil`: chosen from the mean force.
  var stiffness: Double?
  /// Samples kept of each window.
  var samples: Int

  static let parameters: [Parameter] = [
    .integer("coordinate", default: 0, .nonNegative, "the coordinate that the windows stand along, counted from 0"),
    automatic("from", "where the windows begin; auto: where f is high before the first well"),
    automatic("to", "where they end"),
    automatic("windows", "how many windows; auto: as many as overlap well"),
    automatic("stiffness", "stiffness κ of the bias ½κ(x − center)²; auto: from the mean force"),
    .integer("samples", default: 20000, .between(200, 1e8), "samples that are kept of each window"),
  ]

  init(_ reader: Reader, dimension: Int) {
    let inner = reader.inner("umbrella")
    let values = inner.read(Self.parameters)
    let from = inner.automaticNumber("from", values)
    let to = inner.automaticNumber("to", values)
    windows = inner.automaticNumber("windows", values, .between(2, 10000)).flatMap { number in
      if let whole = Int(exactly: number) { return whole }
      inner.report("windows is \(number.shortest); a whole number is expected.", at: "windows")
      return nil
    }
    stiffness = inner.automaticNumber("stiffness", values, .positive)
    coordinate = values.integer("coordinate")
    samples = values.integer("samples")
    inner.finish()
    reader.resolve("umbrella", as: .record(inner.resolved))
    if coordinate >= dimension {
      inner.report(
        "coordinate is \(coordinate); the potential has \(dimension), counted from 0.", at: "coordinate")
    }
    switch (from, to) {
    case (let from?, let to?):
      if from < to {
        range = from...to
      } else {
        inner.report("to is \(to.shortest); it must be above from, \(from.shortest).", at: "to")
      }
    case (nil, nil): break
    default:
      inner.report("'from' and 'to' go together; give both or none.", at: from == nil ? "to" : "from")
    }
  }

  /// A number or the word `auto`.
  private static func automatic(_ name: String, _ summary: String) -> Parameter {
    Parameter(name, .special("a number or auto"), default: .text("auto"), summary)
  }
}

/// The key `integration`: the path of thermodynamic integration.
struct IntegrationChoice: Sendable, Equatable {
  /// What is changed along the path.
  enum Path: String, CaseIterable {
    /// β, from where the well is cold enough for importance sampling.
    case temperature
    /// The potential, from the parabola at the well's minimum.
    case potential
  }

  var path: Path
  var nodes: Int
  /// How many times colder than θ the path begins.
  var coldness: Double
  var walkers: Int
  var steps: Int

  static let parameters: [Parameter] = [
    .word(
      "path", default: Path.temperature.rawValue, among: Path.allCases.map(\.rawValue),
      "from the cold, or from the well's parabola"),
    .integer("nodes", default: 10, .between(3, 100), "nodes of the Gauss–Legendre rule"),
    .number("coldness", default: 16, Limits(lower: 1, excludesLower: true), "how many times colder a path begins"),
    .integer("walkers", default: 64, .between(8, 1e6), "walkers at each node"),
    .integer("steps", default: 4000, .between(100, 1e9), "steps of each of them"),
  ]

  init(_ reader: Reader) {
    let inner = reader.inner("integration")
    let values = inner.read(Self.parameters)
    inner.finish()
    reader.resolve("integration", as: .record(inner.resolved))
    path = Path(rawValue: values.text("path")) ?? .temperature
    nodes = values.integer("nodes")
    coldness = values.number("coldness")
    walkers = values.integer("walkers")
    steps = values.integer("steps")
  }
}

/// The key `nested`: how nested sampling goes about.
struct NestedChoice: Sendable, Equatable {
  var livePoints: Int
  /// Independent runs, whose spread checks their error.
  var repetitions: Int

  static let parameters: [Parameter] = [
    .integer("live-points", default: 500, .between(20, 1e6), "points that are alive at a time"),
    .integer("repetitions", default: 4, .between(1, 32), "independent runs, whose spread checks their error"),
  ]

  init(_ reader: Reader) {
    let inner = reader.inner("nested")
    let values = inner.read(Self.parameters)
    inner.finish()
    reader.resolve("nested", as: .record(inner.resolved))
    livePoints = values.integer("live-points")
    repetitions = values.integer("repetitions")
  }
}

extension Reader {
  /// The number under a key that may say `auto` instead; `nil` then, or after a problem.
  fileprivate func automaticNumber(_ key: String, _ values: Parameters, _ limits: Limits = .any) -> Double? {
    let value = values[key]
    if value == .text("auto") { return nil }
    guard let number = value.asNumber else {
      report("\(key) is \(value.described); a number or auto is expected.", at: key)
      return nil
    }
    if let demand = limits.demand(on: number) {
      report("\(key) is \(number.shortest); it must be \(demand).", at: key)
      return nil
    }
    return number
  }
}
