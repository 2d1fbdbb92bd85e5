// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Settings

/// Windows of umbrella sampling: along which coordinate or observable they stand, where, how many, how stiff.
struct UmbrellaChoice: Sendable, Equatable {
  var coordinate: Int
  /// What the potential tells, in place of a coordinate.
  var observable: Observable?
  /// Where the windows lie; `nil`: from the wells outwards to where f is high.
  var range: ClosedRange<Double>?
  /// How many windows; `nil`: as many as overlap well.
  var windows: Int?
  /// κ of the bias ½κ(x − center)²; `nil`: chosen from the mean force.
  var stiffness: Double?
  /// Samples kept of each window.
  var samples: Int
  /// Walkers in each window.
  var walkers: Int
  /// The most steps that they run in before anything is kept.
  var burnIn: Int
  /// Temperatures of replicas above θ, ascending.
  var hotter: [Double] = []
  /// The names of two places that a barrier is looked for between.
  var between: [String] = []

  /// What a scenario says of them.
  static let entries: [Parameter] = [
    .integer("coordinate", default: 0, .nonNegative, "the coordinate that the windows stand along, counted from 0"),
    Parameter(
      "observable", .special("an observable such as {loss: test}"), default: .null,
      "what the potential tells that the windows stand along, in place of a coordinate"),
    automatic("from", "where the windows begin; auto: where f is high before the first well"),
    automatic("to", "where they end"),
    automatic("windows", "how many windows; auto: as many as overlap well"),
    automatic("stiffness", "stiffness κ of the bias ½κ(x − center)²; auto: from the mean force"),
    .integer("samples", default: 20000, .between(200, 1e8), "samples that are kept of each window"),
    .integer("walkers", default: 16, .between(4, 4096), "walkers in each window"),
    .integer(
      "burn-in", default: 200_000, .between(10, 1e9),
      "the most steps that walkers run in; fewer where they forget earlier"),
  ]

  /// What is said besides where windows are put together for means and entropies.
  static let jointEntries: [Parameter] = [
    .numbers(
      "temperatures", default: [],
      "temperatures above θ, ascending, at which walkers of each window have replicas that they change places with"),
    Parameter(
      "between", .list(.text(among: [])), default: .list([]),
      "the names of two places: the entropic barrier on the way from the one to the other, in place of any valley"),
  ]

  /// Reads `jointEntries`.
  ///
  /// - Parameters:
  ///   - temperature: θ.
  ///   - names: of all places.
  mutating func readJoint(_ values: Parameters, temperature: Double, places names: [String], at reader: Reader) {
    let given = (values["temperatures"].asList ?? []).compactMap(\.asNumber)
    if zip(given, given.dropFirst()).contains(where: { $0 >= $1 })
      || given.contains(where: { !($0 > 0 && $0.isFinite) })
    {
      reader.report("temperatures must be positive and ascend.", at: "temperatures")
    } else if let hottest = given.last, hottest <= temperature {
      reader.report(
        "temperatures end at \(hottest.shortest), and θ is \(temperature.shortest); replicas are hotter.",
        at: "temperatures")
    }
    hotter = given.filter { $0 > temperature * (1 + 1e-9) }
    between = (values["between"].asList ?? []).compactMap(\.asText)
    guard !between.isEmpty else { return }
    if observable == nil {
      reader.report("a barrier of the entropy is looked for along an observable; say observable: …", at: "between")
    } else if between.count != 2 || between[0] == between[1] {
      reader.report("between names \(between.count) places; two different ones are expected.", at: "between")
    } else {
      for name in between where !names.contains(name) {
        reader.report("between: unknown place '\(name)'\(choice(name, among: names))", at: "between")
      }
    }
  }

  /// Reads and checks the key; what is written down of it is the business of the method's parameters.
  ///
  /// - Parameters:
  ///   - key: where it stands.
  ///   - further: parameters that stand there, too.
  ///   - also: reads their values.
  init(
    _ reader: Reader, potential: any Potential, key: String, further: [Parameter] = [],
    also: (Reader, Parameters) -> Void = { _, _ in }
  ) {
    let dimension = potential.dimension
    let inner = reader.inner(key)
    let values = inner.read(Self.entries + further)
    also(inner, values)
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
    walkers = values.integer("walkers")
    burnIn = values.integer("burn-in")
    if let value = inner.raw("observable"), value != .null {
      observable = Observable.read(
        value, at: inner.path.appending("observable"), of: potential, needsGradient: true, log: reader.log)
      // A finished run's scenario has every default written out: the first coordinate beside an observable says nothing.
      if coordinate != 0 {
        inner.report("windows stand along a coordinate or an observable; give one of both.", at: "coordinate")
      }
    }
    inner.finish()
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
    case (nil, nil):
      if let observable {
        inner.report(
          "'from' and 'to' are missing: windows along \(observable) stand where the scenario says.", at: "observable")
      }
    default:
      inner.report("'from' and 'to' go together; give both or none.", at: from == nil ? "to" : "from")
    }
  }

  /// A number or the word `auto`.
  static func automatic(_ name: String, _ summary: String) -> Parameter {
    Parameter(name, .special("a number or auto"), default: .text("auto"), summary)
  }
}

extension Reader {
  /// The number under a key that may say `auto` instead; `nil` then, or after a problem.
  func automaticNumber(_ key: String, _ values: Parameters, _ limits: Limits = .any) -> Double? {
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
