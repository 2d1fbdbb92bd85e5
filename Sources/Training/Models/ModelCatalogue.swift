// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The models that a scenario can name.
package enum ModelCatalogue {
  /// One entry for each model, in the order in which they are listed.
  package static let entries: [CatalogueEntry<any Model>] = [
    ToyDecoder.entry, QuadraticNetwork.entry, EmbeddingMLP.entry, Transformer.entry, DeepLinear.entry,
    MultilayerPerceptron.entry,
  ]
}
