// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Potentials
import Randomness
import Settings

/// The landscapes that a scenario can name: those of the catalogue, and the loss of a network.
enum ScenarioPotential {
  static let entries: [CatalogueEntry<any Potential>] = PotentialCatalogue.entries + [NetworkPotential.entry]

  /// Reads the landscape of one point of a sweep; `nil` when a problem was reported.
  static func read(_ key: String, in reader: Reader, at position: SweepPosition) -> (any Potential)? {
    guard reader.raw(key)?.asRecord?["kind"]?.asText == NetworkPotential.entry.name else {
      return reader.chosen(key, from: entries, listing: "potentials")
    }
    let inner = reader.inner(key)
    let potential = NetworkPotential.read(
      from: inner, seed: position.seed, task: StreamTask(bits: UInt32(position.index)))
    reader.resolve(key, as: .record(inner.resolved))
    return potential
  }
}
