// SPDX-License-Identifier: GPL-3.0-or-later
public import Dynamics
public import Potentials
public import Settings

/// All that a scenario can name: potentials, integrators, methods and kinds of experiments.
///
/// A laboratory is a value. `Laboratory.standard` is what Ravine brings; a package of your own adds to it and hands the
/// result to the planning of scenarios, or to the command:
///
///     let mine = Laboratory.standard.adding(potential: CuspWell.entry).adding(method: TransmissionMethod())
///
/// A name that exists already is replaced, so that a variant of your own can stand in for what is shipped.
public struct Laboratory: Sendable {
  /// What stands under `potential:`.
  package private(set) var potentials: [PotentialKind]
  /// Integrators beside those that Dynamics knows.
  package private(set) var integrators: [CatalogueEntry<any Integrator>]
  /// The methods of all kinds, in the order in which a scenario that names none uses them.
  public private(set) var methods: [any ExperimentMethod]
  /// The kinds of experiments, in the order of the documentation.
  public private(set) var kinds: [ExperimentKind]

  /// A laboratory; empty by default.
  package init(
    potentials: [PotentialKind] = [], integrators: [CatalogueEntry<any Integrator>] = [],
    methods: [any ExperimentMethod] = [], kinds: [ExperimentKind] = []
  ) {
    self.potentials = potentials
    self.integrators = integrators
    self.methods = methods
    self.kinds = kinds
  }

  /// With a potential more.
  public func adding(potential entry: CatalogueEntry<any Potential>) -> Laboratory {
    var result = self
    result.potentials.removeAll { $0.entry.name == entry.name }
    result.potentials.append(PotentialKind(entry))
    return result
  }

  /// With an integrator more.
  public func adding(integrator entry: CatalogueEntry<any Integrator>) -> Laboratory {
    var result = self
    result.integrators.removeAll { $0.name == entry.name }
    result.integrators.append(entry)
    return result
  }

  /// With a method more, for the kind of experiment whose points it takes.
  public func adding<Method: ExperimentMethod>(method: Method) -> Laboratory {
    var result = self
    result.methods.removeAll { $0.name == method.name && $0.pointType == method.pointType }
    result.methods.append(method)
    return result
  }

  /// With a kind of experiment more.
  public func adding(kind: ExperimentKind) -> Laboratory {
    var result = self
    result.kinds.removeAll { $0.name == kind.name }
    result.kinds.append(kind)
    return result
  }

  /// The methods that take points of a type.
  public func methods<Point: MethodicalPoint>(for type: Point.Type) -> [any ExperimentMethod<Point>] {
    methods.compactMap { $0 as? any ExperimentMethod<Point> }
  }

  /// The integrator of a name, splitting words included.
  package func integrator(named name: String) -> CatalogueEntry<any Integrator>? {
    integrators.first { $0.name == name } ?? IntegratorCatalogue.entry(named: name)
  }

  /// Reads `integrator: NAME` or `integrator: {kind: NAME, …}` from a mapping; `nil` if a problem was reported.
  package func readIntegrator(_ key: String, in reader: Reader) -> (any Integrator)? {
    let value = reader.raw(key)
    let name = value?.asText ?? value?.asRecord?["kind"]?.asText
    guard let name, integrators.contains(where: { $0.name == name }) else {
      return IntegratorCatalogue.read(key, in: reader)
    }
    return reader.chosen(key, from: integrators, listing: "integrators")
  }

  /// All integrators that are listed.
  package var listedIntegrators: [CatalogueEntry<any Integrator>] {
    let own = Set(integrators.map(\.name))
    return IntegratorCatalogue.entries.filter { !own.contains($0.name) } + integrators
  }

  /// Reads the landscape of one point of a sweep; `nil` when a problem was reported.
  public func potential(_ key: String = "potential", in reader: Reader, at position: SweepPosition)
    -> (any Potential)?
  {
    let name = reader.raw(key)?.asRecord?["kind"]?.asText
    if let kind = potentials.first(where: { $0.entry.name == name }), let read = kind.read {
      let inner = reader.inner(key)
      let potential = read(inner, position)
      reader.resolve(key, as: .record(inner.resolved))
      return potential
    }
    return reader.chosen(key, from: potentials.map(\.entry), listing: "potentials")
  }
}

/// A potential that a scenario can name.
package struct PotentialKind: Sendable {
  /// Its name, its parameters, and how it is made of them.
  package let entry: CatalogueEntry<any Potential>
  /// For one whose settings are mappings of their own: reads them, knowing the scenario's seed and the point of the sweep.
  let read: (@Sendable (Reader, SweepPosition) -> (any Potential)?)?

  /// A potential.
  package init(
    _ entry: CatalogueEntry<any Potential>, read: (@Sendable (Reader, SweepPosition) -> (any Potential)?)? = nil
  ) {
    self.entry = entry
    self.read = read
  }
}
