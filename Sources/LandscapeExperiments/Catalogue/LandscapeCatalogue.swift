// SPDX-License-Identifier: GPL-3.0-or-later
package import Experiments
import Grokking
import Potentials
import Randomness
import Settings

/// Everything on landscapes that a scenario can name: one word for each potential, method and kind.
package enum LandscapeCatalogue {
  /// The potentials, and the loss of a network.
  package static let potentials: [PotentialKind] =
    PotentialCatalogue.entries.filter { $0.name != ProfilePotential.entry.name }.map { PotentialKind($0) } + [
      PotentialKind(ProfilePotential.entry) { reader, _ in ProfilePotential.read(reader) },
      PotentialKind(NetworkPotential.entry) { reader, position in
        NetworkPotential.read(from: reader, seed: position.seed, task: StreamTask(bits: UInt32(position.index)))
      },
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
    ExactRateMatrixMethod(), GridRateMatrixMethod(), HarmonicRateMatrixMethod(),
    ValueAndSlopeMethod(), DenseSpectrumMethod(), LanczosMethod(), OutputJacobianMethod(),
  ]

  /// The kinds of experiments, in the order of the documentation.
  package static let kinds: [ExperimentKind] = [
    EscapeRate.kind, Equilibrium.kind, Relaxation.kind, ScheduleComparison.kind, Diffusion.kind, RateMatrixKind.kind,
    MinimumGeometry.kind,
  ]
}
