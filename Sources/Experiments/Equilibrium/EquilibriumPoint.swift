// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// One point of the sweep of an `equilibrium` scenario, decoded and checked.
struct EquilibriumPoint: MethodicalPoint {
  let position: SweepPosition
  let potential: any Potential
  let landscape: Landscape
  let temperature: Double
  /// Wells first, in the order of the scenario, then the further regions.
  let places: [EquilibriumPlace]
  /// What differences are relative to.
  let reference: EquilibriumPlace
  let integrator: any Integrator
  let timeStep: Double
  let noise: NoiseGenerator
  let walkers: Int
  let steps: Int
  let checksStep: Bool
  let umbrella: UmbrellaChoice
  let integration: IntegrationChoice
  let nested: NestedChoice
  /// ε of the volumes {f < ε}.
  let energiesBelow: [Double]
  let methods: [String]

  /// The places under `wells`.
  var wells: [EquilibriumPlace] { places.filter(\.isWell) }

  /// What is compared with the reference: all other places.
  var compared: [EquilibriumPlace] { places.filter { $0 != reference } }

  /// Why methods that look for wells and curvatures are out of place.
  var needsSearch: String? {
    potential.isSearchable ? nil : "needs wells and curvatures, and the loss of a network is not searched for them"
  }

  /// A time step that would be stable where walkers are, if one is known.
  var stableTimeStep: Double? {
    let suggestion = StableTimeStep(
      potential, integrator: integrator, temperature: temperature, points: landscape.wells.map(\.minimum)
    ).timeStep
    return suggestion.isFinite ? suggestion : nil
  }

  /// What is wrong with the time step, if anything is.
  var timeStepNote: String? {
    // The suggestion is half of the limit; MALA stays right beyond it, until hardly a proposal is accepted.
    let isAdjusted = integrator is MetropolisAdjustedLangevin
    guard let stable = stableTimeStep, timeStep > (isAdjusted ? 8 : 2) * stable else { return nil }
    return "time-step \(timeStep.shortest) is "
      + (isAdjusted ? "so long that mala will reject most proposals" : "above the limit of stability")
      + "; choose one below \(NumberFormat.rounded(stable, digits: 2))"
  }

  /// What random numbers are drawn for; each has names of its own.
  enum Drawing: UInt32 {
    case sampling, umbrella, integration, nested
  }

  /// The task number of a random stream: another one for each point, method and part of it.
  func stream(of drawing: Drawing, part: Int) -> StreamTask {
    StreamTask(
      bits: UInt32(truncatingIfNeeded: position.index) << 10 | drawing.rawValue << 8
        | UInt32(truncatingIfNeeded: part) & 0xff)
  }
}
