// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// The models that a scenario can name.
public enum ModelCatalogue {
  /// All of them.
  public static let entries: [CatalogueEntry<any Model>] = [
    ToyDecoder.entry, QuadraticNetwork.entry, EmbeddingMLP.entry, Transformer.entry, DeepLinear.entry,
    MultilayerPerceptron.entry,
  ]
}
