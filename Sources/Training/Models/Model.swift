// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// An architecture: one file each in `Models/`, one word in `ModelCatalogue`.
package protocol Model: Sendable {
  /// The name in a scenario.
  var name: String { get }

  /// α: all initial weights are multiplied with it.
  var scale: Double { get }

  /// How many heads each attention layer has; 1 without attention.
  var attentionHeads: Int { get }

  /// Names the parameters and layers, in the order in which they are computed.
  ///
  /// - Returns: the outputs, `network.outputWidth` for each example.
  /// - Throws: a `Problem`, its path relative to the model, if the model does not fit the inputs.
  func build(_ network: inout NetworkBuilder) throws(Problem) -> Node
}

extension Model {
  /// Nothing attends.
  package var attentionHeads: Int { 1 }
}
