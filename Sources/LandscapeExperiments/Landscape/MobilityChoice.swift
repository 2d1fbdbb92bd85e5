// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Potentials
import Settings

/// The keys `diffusion` and `mobility`: how fast walkers of the overdamped equation move.
///
/// D is length²/time, μ = D/θ; without either μ = 1. A number, a formula of the coordinates, or a table.
struct MobilityChoice {
  /// μ.
  let mobility: Mobility
  /// The smallest and the largest μ in the potential's window.
  let range: ClosedRange<Double>

  static let diffusionKey = "diffusion"
  static let mobilityKey = "mobility"
  private static let words = "a positive number, {expression: …} or {file: …, coordinate: …, diffusion: …}"

  /// The keys as an experiment declares them.
  static let parameters = [
    Parameter(
      diffusionKey, .special(words), default: .null,
      "D of overdamped dynamics, length²/time: a number, or a function of the coordinates; by default mobility·θ"),
    Parameter(
      mobilityKey, .special(words), default: .null, "μ = D/θ in place of diffusion; by default 1"),
  ]

  /// D or μ as a number.
  private static func number(_ key: String) -> Parameter {
    Parameter.number(key, default: nil, .positive, key == diffusionKey ? "D, length²/time" : "μ = D/θ")
      .measured(in: key == diffusionKey ? .diffusion : .mobility)
  }

  /// Reads the keys of an experiment that has no use for them.
  static func refuse(_ reader: Reader, because reason: String) {
    for key in [diffusionKey, mobilityKey] where reader.raw(key) != nil {
      reader.report("'\(key)' has no place here: \(reason); leave it out.", at: key)
    }
  }

  /// Reads the keys.
  ///
  /// - Parameters:
  ///   - potential: the landscape; `nil` where it could not be read.
  ///   - temperature: θ; `nil` where it changes with time.
  /// - Returns: `nil` where neither key stands, or a problem was reported.
  init?(_ reader: Reader, potential: (any Potential)?, temperature: Double?) {
    let keys = [Self.diffusionKey, Self.mobilityKey].filter { key in
      let value = reader.raw(key)
      return value != nil && value != .null
    }
    guard let key = keys.first, let potential else { return nil }
    guard keys.count == 1 else {
      reader.report("mobility is diffusion/θ; give one of the two.", at: Self.mobilityKey)
      return nil
    }
    guard potential.isSearchable, !(potential is any ObservablePotential) else {
      reader.report(
        "'\(key)' is for landscapes in few coordinates; a network is moved with mobility 1, in its own time; leave it out.",
        at: key)
      return nil
    }
    var unit = 1.0
    if key == Self.diffusionKey {
      guard let temperature else {
        reader.report(
          "the temperature changes here, and D = mobility·θ with it; say mobility instead of diffusion.", at: key)
        return nil
      }
      guard temperature > 0 else {
        reader.report("at temperature zero nothing diffuses; say mobility instead of diffusion.", at: key)
        return nil
      }
      unit = 1 / temperature
    }
    guard reader.raw(key)?.asRecord != nil else {
      let value = reader.read(Self.number(key)).asNumber ?? .nan
      guard value > 0, value.isFinite else { return nil }
      mobility = Mobility(unit * value)
      range = unit * value...unit * value
      return
    }
    let inner = reader.inner(key)
    let before = reader.log.problems.count
    let field = MobilityField(inner, key: key, potential: potential)?.field
    inner.finish()
    reader.resolve(key, as: .record(inner.resolved))
    guard let field, reader.log.problems.count == before else { return nil }
    let survey = MobilitySurvey(of: field, over: potential)
    if let problem = survey.problem(key == Self.diffusionKey ? "D" : "the mobility") {
      reader.report(problem, at: key)
      return nil
    }
    mobility = Mobility(field, scale: unit)
    range = unit * survey.smallest...unit * survey.largest
  }
}

extension Optional<MobilityChoice> {
  /// A landscape with the mobility that was chosen.
  func applied(to potential: any Potential) -> any Potential { map { potential.moved(by: $0.mobility) } ?? potential }

  /// The default of a time step, or of anything that is to be short against the fastest motion.
  func short(_ time: Double) -> Double { map { time / $0.range.upperBound } ?? time }

  /// The default of a time that is to be long against the slowest motion.
  func long(_ time: Double) -> Double { map { time / $0.range.lowerBound } ?? time }

  /// Reports that nothing says how fast walkers move, where times have a unit.
  func demand(_ reader: Reader) {
    let isAsked = [MobilityChoice.diffusionKey, MobilityChoice.mobilityKey].contains { reader.contains($0) }
    guard case nil = self, !isAsked, let units = reader.units else { return }
    reader.log.report(
      "with units overdamped dynamics needs '\(MobilityChoice.diffusionKey)', here in \(units.symbol(of: .diffusion)), or "
        + "'\(MobilityChoice.mobilityKey)'; how fast walkers move does not follow from the landscape.", at: reader.path)
  }

  /// The scheme that is to move the walkers; reports one that cannot.
  func scheme(_ integrator: any Integrator, _ reader: Reader) -> any Integrator {
    guard let self else {
      if integrator.isOverdamped { demand(reader) }
      return integrator
    }
    let key = reader.contains(MobilityChoice.diffusionKey) ? MobilityChoice.diffusionKey : MobilityChoice.mobilityKey
    guard integrator.isOverdamped else {
      reader.report(
        "'\(key)' is for overdamped dynamics; with '\(integrator.name)' walkers have a momentum, and how fast they diffuse "
          + "follows from its friction: D = θ/friction.", at: key)
      return integrator
    }
    guard self.mobility.varies else { return integrator }
    guard let scheme = integrator.forVaryingMobility else {
      let able = IntegratorCatalogue.entries.filter { entry in
        (try? entry.make(Parameters(entry.parameters.compactMap { p in p.defaultValue.map { (p.name, $0) } })))?
          .forVaryingMobility != nil
      }
      reader.report(
        "'\(integrator.name)' is for a \(key) that is the same everywhere; one that varies can be moved by "
          + "\(able.map(\.name).joined(separator: ", ")).", at: "dynamics")
      return integrator
    }
    return scheme
  }
}
