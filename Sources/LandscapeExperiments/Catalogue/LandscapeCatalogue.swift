// SPDX-License-Identifier: GPL-3.0-or-later
package import Experiments
import Grokking
import Potentials
import Randomness

/// Everything on landscapes that a scenario can name: one word for each potential, method and kind.
package enum LandscapeCatalogue {
  /// The potentials, and the loss of a network.
  package static let potentials: [PotentialKind] =
    PotentialCatalogue.entries.map { PotentialKind($0) } + [
      PotentialKind(NetworkPotential.entry) { reader, position in
        NetworkPotential.read(from: reader, seed: position.seed, task: StreamTask(bits: UInt32(position.index)))
      }
    ]

  /// The methods of all kinds, in the order in which they are used by default.
  package static let methods: [any ExperimentMethod] = [
    FirstPassageMethod(), ExactMethod(), FokkerPlanckMethod(), EyringKramersMethod(), EyringFreeEnergyMethod(),
    KramersMethod(), EnergyDiffusionMethod(), KramersTurnoverMethod(),
    AdaptiveMultilevelSplittingMethod(), ForwardFluxMethod(), WeightedEnsembleMethod(),
    QuadratureMethod(), HarmonicMethod(), SamplingMethod(), UmbrellaMethod(), IntegrationMethod(), NestedMethod(),
    EnsembleMethod(), EvolutionMethod(),
    DisplacementMethod(), LifsonJacksonMethod(), GibbsPopulationMethod(),
    ScheduleSimulationMethod(),
    ValueAndSlopeMethod(), DenseSpectrumMethod(), LanczosMethod(), OutputJacobianMethod(),
  ]

  /// The kinds of experiments, in the order of the documentation.
  package static let kinds: [ExperimentKind] = [
    EscapeRate.kind, Equilibrium.kind, Relaxation.kind, ScheduleComparison.kind, Diffusion.kind, MinimumGeometry.kind,
  ]
}
