// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Potentials
import Settings

extension EquilibriumPoint {
  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext) {
    let before = reader.log.problems.count
    let potential = context.laboratory.potential(in: reader, at: context.position)
    let temperature = Self.temperature(reader)
    MobilityChoice.refuse(reader, because: "the law of equilibrium does not depend on how fast walkers move")
    let dynamics = DynamicsChoice(reader, context, integrator: MetropolisAdjustedLangevin(), timeStep: 0.01)
    let energies = (reader.read(Equilibrium.energyBelow).asList ?? []).compactMap(\.asNumber)
    guard let potential else { return nil }
    var joint: (reader: Reader, values: Parameters)?
    var umbrella = UmbrellaChoice(
      reader, potential: potential, key: UmbrellaMethod.word, further: UmbrellaChoice.jointEntries
    ) { joint = ($0, $1) }
    let observables = Self.observables(reader, of: potential)
    let landscape = Landscape(of: potential)
    let places = PlaceReader(potential: potential, landscape: landscape, reader: reader).read()
    if let places, let temperature, let joint {
      umbrella.readJoint(joint.values, temperature: temperature, places: places.map(\.name), at: joint.reader)
    }
    guard let places, let temperature, reader.log.problems.count == before,
      let reference = Self.reference(reader, places)
    else { return nil }
    func point(
      methods: [any ExperimentMethod<EquilibriumPoint>] = [], settings: Parameters = Parameters()
    ) -> EquilibriumPoint {
      EquilibriumPoint(
        position: context.position, potential: potential, landscape: landscape, temperature: temperature,
        places: places, reference: reference, integrator: dynamics.integrator, timeStep: dynamics.timeStep,
        noise: dynamics.noise, umbrella: umbrella, pathConfinement: IntegrationChoice.confinement(in: reader),
        observables: observables, energiesBelow: energies, methods: methods,
        settings: settings)
    }
    let catalogue = context.laboratory.methods(for: EquilibriumPoint.self)
    let methods = MethodChoice.read(reader, from: catalogue, for: point())
    let settings = MethodChoice.settings(reader, of: methods, among: catalogue)
    guard reader.log.problems.count == before else { return nil }
    self = point(methods: methods, settings: settings)
  }

  /// What stands under `observables`; by default all that the potential tells.
  private static func observables(_ reader: Reader, of potential: any Potential) -> [Observable] {
    let all = (potential as? any ObservablePotential)?.observables ?? []
    guard let value = reader.raw(Equilibrium.observables.name), value != .null else {
      reader.resolve(Equilibrium.observables.name, as: .null)
      return all
    }
    reader.resolve(Equilibrium.observables.name, as: value)
    let path = reader.path.appending(Equilibrium.observables.name)
    guard let list = value.asList else {
      reader.report(
        "observables is \(value.described); a list such as [{loss: train}] is expected.",
        at: Equilibrium.observables.name)
      return []
    }
    return list.enumerated().compactMap { index, entry in
      Observable.read(entry, at: path.appending(index), of: potential, log: reader.log)
    }
  }

  /// A number: the Gibbs law of a schedule is none.
  private static func temperature(_ reader: Reader) -> Double? {
    if let value = reader.raw("temperature"), value.asRecord != nil {
      reader.report(
        "temperature is a schedule, and equilibrium is the Gibbs law of one temperature; give a number, and several "
          + "under 'sweep'.", at: "temperature")
      return nil
    }
    let before = reader.log.problems.count
    let number = reader.read(Equilibrium.temperature).asNumber
    return reader.log.problems.count == before ? number : nil
  }

  /// The place that differences are relative to.
  private static func reference(_ reader: Reader, _ places: [EquilibriumPlace]) -> EquilibriumPlace? {
    guard let value = reader.raw("reference"), value != .null else {
      if let first = places.first { reader.resolve("reference", as: .text(first.name)) }
      return places.first
    }
    guard let name = value.asText, let place = places.first(where: { $0.name == name }) else {
      let word = value.asText.map { "'\($0)'" } ?? value.described
      reader.report(
        "unknown reference \(word)\(choice(value.asText ?? "", among: places.map(\.name)))", at: "reference")
      return nil
    }
    reader.resolve("reference", as: .text(name))
    return place
  }
}
