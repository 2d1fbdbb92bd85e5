// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The optimizers of this room that a scenario can name; the Langevin schemes come from the room that knows dynamics.
package enum OptimizerCatalogue {
  /// All of them.
  package static let entries: [CatalogueEntry<any Optimizer>] = [
    StochasticGradientDescent.entry, Momentum.entry, Nesterov.entry, Adam.entry, AdamW.entry, Lion.entry,
    Muon.entry,
  ]

  /// What every optimizer can be told; an entry that declares one of these itself gives it another default.
  package static let parameters: [Parameter] = [
    .number(
      "rate", default: 1e-3, .nonNegative, "η, learning rate before its schedule; the time step of a Langevin scheme"),
    .number("decay", default: 0, .nonNegative, "γ, weight decay"),
    .word(
      "decay-kind", default: DecayKind.l2.rawValue, among: DecayKind.allCases.map(\.rawValue),
      "decoupled: w shrinks by ηγ; l2: γw is added to the gradient"),
    Parameter("decay-biases", .flag, default: .flag(true), "whether biases and normalizations decay too"),
    GradientFilterCatalogue.parameter,
  ]

  /// All parameters of an entry, the common ones first.
  package static func parameters(of entry: CatalogueEntry<any Optimizer>) -> [Parameter] {
    parameters.filter { common in !entry.parameters.contains { $0.name == common.name } } + entry.parameters
  }
}
