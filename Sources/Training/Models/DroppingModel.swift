// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// A model with layers for dropout though it drops nothing by itself, for training in which an event drops out.
struct DroppingModel: Model {
  /// The architecture.
  var base: any Model

  var name: String { base.name }
  var scale: Double { base.scale }

  func build(_ network: inout NetworkBuilder) throws(Problem) -> Node {
    network.keepsDropout = true
    return try base.build(&network)
  }
}
