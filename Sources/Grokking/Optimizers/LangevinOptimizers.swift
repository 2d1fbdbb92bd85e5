// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings
package import Training

/// The Langevin schemes of `Dynamics` as optimizers of the training loop.
package enum LangevinOptimizers {
  /// All of them.
  package static let entries: [CatalogueEntry<any Optimizer>] = [
    LangevinDescent.entry, PreconditionedLangevinDescent.entry, HamiltonianDescent.entry,
  ]

  /// The common parameters with the defaults of a landscape: a Gaussian confinement, which is what L2 is.
  static let parameters: [Parameter] = [
    Parameter(
      "temperature", .special("a number or a schedule"), default: .number(0), "θ, constant or a schedule over time"),
    .number(
      "decay", default: 1e-3, .nonNegative,
      "γ, the Gaussian confinement (γ/2)|w|² of f; as in every optimizer, L2 decay"),
  ]

  /// Reads the temperature of an optimizer.
  static func temperature(_ values: Parameters) throws(Problem) -> BathTemperature {
    try BathTemperature(values["temperature"])
  }
}
