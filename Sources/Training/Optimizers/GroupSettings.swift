// SPDX-License-Identifier: GPL-3.0-or-later

/// What weight decay means.
package enum DecayKind: String, Sendable, Equatable, CaseIterable {
  /// w ← w − rate·decay·w beside the step.
  case decoupled
  /// decay·w is added to the gradient: the gradient of (decay/2)|w|².
  case l2
}

/// How one group of a network's tensors is trained.
package struct GroupSettings: Sendable {
  /// A group of the layout, or `all`, `embedding`, `decoder`; see `covers`.
  package var group: String
  /// How its weights move.
  package var optimizer: any Optimizer
  /// What becomes of the gradient before; `nil`: nothing.
  package var filter: (any GradientFilter)?
  /// The learning rate before its schedule, ≥ 0.
  package var rate: Double
  /// Weight decay, ≥ 0.
  package var decay: Double
  /// Whether the decay stands beside the gradient step or within it.
  package var decayKind: DecayKind
  /// Whether biases and the gains and shifts of normalizations decay too, as they do in PyTorch.
  package var decaysBiases: Bool
  /// θ of a Langevin scheme.
  package var temperature: Double
  /// Whether its weights are kept as they are.
  package var isFrozen: Bool

  /// The optimizer of a group with its rate, by default without weight decay and at temperature 0.
  package init(
    group: String = "all", _ optimizer: any Optimizer, rate: Double, decay: Double = 0,
    decayKind: DecayKind = .decoupled, decaysBiases: Bool = true, temperature: Double = 0, isFrozen: Bool = false,
    filter: (any GradientFilter)? = nil
  ) {
    self.group = group
    self.optimizer = optimizer
    self.rate = rate
    self.decay = decay
    self.decayKind = decayKind
    self.decaysBiases = decaysBiases
    self.temperature = temperature
    self.isFrozen = isFrozen
    self.filter = filter
  }

  /// Whether a name of the user's means a group of the layout.
  ///
  /// `all` means every group and `decoder` every group but `embedding` and `position`; any other name means itself.
  package static func covers(_ name: String, _ group: String) -> Bool {
    switch name {
    case "all": true
    case "decoder": group != "embedding" && group != "position"
    default: name == group
    }
  }

  /// The names that a user may give, for a layout with some groups.
  package static func names(for groups: [String]) -> [String] {
    groups + ["embedding", "decoder", "all"].filter { !groups.contains($0) }
  }
}

extension ParameterTensor {
  /// Whether `decay-biases: false` spares it: vectors (biases) and everything of a normalization.
  var isBias: Bool { shape.count < 2 || group == "normalization" }
}
