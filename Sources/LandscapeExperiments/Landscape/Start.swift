// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Grokking
import Kinetics
import Potentials
import Randomness
import Runs
import Settings

/// Where walkers start: the law that they are drawn from, and the well that it belongs to.
struct Start: Sendable {
  /// `nil` where each begins at an initial position of its own.
  var law: StartLaw?
  /// The region, if one was named.
  var region: Region?
  /// The well that the walkers leave, if it was asked for by name or as the deepest of a region.
  private var named: Well?
  /// Where the well of a starting point is looked up, not before it is needed.
  private var landscape: (wells: Landscape, potential: any Potential)?
  /// Whether the scenario named that well, and not a region around it.
  var isNamedWell = false
  /// The region whose first visit starts a walker's clock, where the dynamics itself leads there.
  var departure: Region?

  init(
    law: StartLaw?, region: Region? = nil, well: Well? = nil, isNamedWell: Bool = false, departure: Region? = nil
  ) {
    self.law = law
    self.region = region
    named = well
    self.isNamedWell = isNamedWell
    self.departure = departure
  }

  /// A start at a point, in the well whose region holds it.
  init(at point: [Double], in landscape: Landscape, of potential: any Potential) {
    law = .point(point)
    self.landscape = (landscape, potential)
  }

  /// The well that the walkers leave, if it is known.
  var well: Well? {
    if let named { return named }
    guard case .point(let point)? = law, let landscape else { return nil }
    return landscape.wells.wells.first { $0.region.contains(point, in: landscape.potential) }
  }

  /// The bottom of what is left, or at least a point of it.
  var minimum: [Double]? {
    if let named { return named.minimum }
    if case .point(let point) = law { return well?.minimum ?? point }
    switch region {
    case .ball(let center, _)?: return center
    case .box(let lower, let upper)?: return zip(lower, upper).map { ($0 + $1) / 2 }
    default: return nil
    }
  }
}

extension Start {
  /// The word for starting where the dynamics itself first enters the region.
  static let arrival = "arrival"

  /// The key `start`.
  static let parameter = Parameter.word(
    "start", default: "gibbs", among: ["gibbs", "minimum", arrival],
    "where walkers start in the region: drawn from its Gibbs law, at its minimum, or where they arrive in it, each from its own "
      + "initial position; so by default where the region takes an observation, and with large networks")

  /// Where in the region walkers start. By default they arrive there from initial positions of their own where the region is one
  /// of observations, or where no minimum is searched for.
  static func word(_ reader: Reader, _ potential: (any Potential)?, from region: Value?) -> String {
    guard let potential = potential as? any InitializedPotential, !reader.contains("start"),
      !potential.isSearchable || region.map({ observes($0, potential) }) ?? false
    else {
      return reader.read(parameter).asText ?? ""
    }
    reader.resolve("start", as: .text(arrival))
    return arrival
  }

  /// Whether a region, as it is written, takes an observation.
  private static func observes(_ region: Value, _ potential: any Potential) -> Bool {
    let quantities = (potential as? any ObservablePotential)?.observables.map(\.quantity) ?? []
    func observes(_ value: Value) -> Bool {
      if let list = value.asList { return list.contains(where: observes) }
      return value.asRecord?.entries.contains { quantities.contains($0.key) || observes($0.value) } ?? false
    }
    return observes(region)
  }

  /// d × n starting coordinates, coordinate-major.
  ///
  /// - Parameter temperature: that of the Gibbs law.
  func positions(
    of names: Range<UInt32>, in potential: any Potential, temperature: Double, seed: UInt64, task: StreamTask
  ) throws -> [Double] {
    switch law {
    case nil:
      guard let potential = potential as? any InitializedPotential else { return [] }
      let points = names.map { potential.initialPosition(of: $0) }
      return (0..<potential.dimension).flatMap { c in points.map { $0[c] } }
    case .point(let point)?: return Walkers.standing(at: point, count: names.count)
    case .gibbs(let region)?:
      return try LocalGibbs(potential, in: region, around: minimum ?? [], temperature: temperature)
        .draw(walkers: names, seed: seed, task: task)
    }
  }
}

extension Start {
  /// Why the starting points may not follow the Gibbs law of their region; `nil` where they do.
  func doubt(in potential: any Potential, temperature: Double) -> String? {
    guard case .gibbs(let region)? = law, potential.dimension > 2, potential.isSearchable,
      let sampler = try? LocalGibbs(potential, in: region, around: minimum ?? [], temperature: temperature),
      !sampler.isMixed
    else { return nil }
    return
      "the walkers may not start from the Gibbs law of their region: chains within it do not forget where they begin; "
      + "take a region of a single well, or start: minimum"
  }
}

extension [Finding] {
  /// All of them doubted for a reason, if there is one.
  func doubted(because reason: String?) -> [Finding] {
    guard let reason else { return self }
    return map { finding in
      var finding = finding
      finding.doubt(because: reason)
      return finding
    }
  }
}

extension Start {
  /// The key `start` of experiments whose walkers all start at time zero.
  static let places = Parameter.word(
    "start", default: "gibbs", among: ["gibbs", "minimum"],
    "where walkers start in the region: drawn from its Gibbs law, or at its minimum")
}
