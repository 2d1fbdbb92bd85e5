// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The time-stepping schemes that a scenario can name.
package enum IntegratorCatalogue {
  /// All that have a name; any other word of A, B and O that has each of them names a splitting too.
  package static let entries: [CatalogueEntry<any Integrator>] =
    [
      EulerMaruyama.entry,
      LeimkuhlerMatthews.entry,
      StochasticHeun.entry,
      StochasticRungeKutta.entry,
      MetropolisAdjustedLangevin.entry,
    ] + ["BAOAB", "OBABO", "ABOBA", "OABAO", "AOBOA", "BOAOB"].map(Splitting.entry) + [
      StochasticGradientLangevin.entry,
      PreconditionedLangevin.entry,
      StochasticGradientHamiltonian.entry,
    ]

  /// The entry of a name, made up for a splitting word that is not listed; `nil` if there is none.
  package static func entry(named name: String) -> CatalogueEntry<any Integrator>? {
    if let entry = entries.first(where: { $0.name == name }) { return entry }
    return (try? Splitting(name)) == nil ? nil : Splitting.entry(name)
  }

  /// Reads `integrator: NAME` or `integrator: {kind: NAME, …}` from a mapping.
  ///
  /// - Returns: `nil` if a problem was reported.
  package static func read(_ key: String = "integrator", in reader: Reader) -> (any Integrator)? {
    let value = reader.raw(key)
    let name = value?.asText ?? value?.asRecord?["kind"]?.asText ?? EulerMaruyama().name
    // Letters of a splitting, but not a splitting: its own message says what is missing.
    if !name.isEmpty, name.allSatisfy("ABO".contains), entry(named: name) == nil {
      do { _ = try Splitting(name) } catch { reader.report(error.message, at: key) }
      return nil
    }
    let known = entries.contains { $0.name == name }
    return reader.chosen(
      key, from: entries + (known ? [] : [entry(named: name)].compactMap(\.self)), listing: "integrators",
      default: EulerMaruyama().name)
  }
}
