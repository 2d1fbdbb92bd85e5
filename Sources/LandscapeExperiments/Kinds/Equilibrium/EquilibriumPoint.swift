// SPDX-License-Identifier: GPL-3.0-or-later
public import Dynamics
public import Experiments
public import Potentials
public import Randomness
public import Settings
import Statistics
import Thermodynamics

/// One point of the sweep of an `equilibrium` scenario, decoded and checked.
public struct EquilibriumPoint: MethodicalPoint {
  /// Where in the sweep it stands.
  public let position: SweepPosition
  /// f.
  public let potential: any Potential
  /// The wells and saddles of f.
  public let landscape: Landscape
  /// θ > 0.
  public let temperature: Double
  /// Wells first, in the order of the scenario, then the further regions.
  public let places: [EquilibriumPlace]
  /// What differences are relative to.
  public let reference: EquilibriumPlace
  /// How walkers are moved.
  public let integrator: any Integrator
  /// h > 0.
  public let timeStep: Double
  /// Where the deviates come from.
  public let noise: NoiseGenerator
  /// Where the windows of umbrella sampling stand; it tells whether there can be any.
  let umbrella: UmbrellaChoice
  /// γ of the Gaussian law that all of space is integrated from; `nil` for the potential's own.
  let pathConfinement: Double?
  /// What the potential tells that means are asked of.
  let observables: [Observable]
  /// ε of the volumes {f < ε}.
  let energiesBelow: [Double]
  /// The methods of this point, in the order of the scenario.
  public let methods: [any ExperimentMethod<EquilibriumPoint>]
  /// The settings of these methods.
  public let settings: Parameters

  /// The name of the generator of the noise.
  public var generator: String { noise.name }

  /// The places under `wells`.
  public var wells: [EquilibriumPlace] { places.filter(\.isWell) }

  /// What is compared with the reference: all other places.
  public var compared: [EquilibriumPlace] { places.filter { $0 != reference } }

  /// What the windows of umbrella sampling stand along.
  func umbrellaCoordinate() throws(NotApplicable) -> any CollectiveCoordinate {
    if let observable = umbrella.observable { return try ObservableCoordinate(observable, of: potential) }
    return try LinearCoordinate(axis: umbrella.coordinate, of: potential)
  }

  /// Whether all is to be found without the wells of the landscape: nothing is searched, or nobody asks for a well.
  var isUnsearched: Bool {
    !potential.isSearchable || (potential is any ObservablePotential && !places.contains { $0.well != nil })
  }

  /// Why methods that search for wells and curvatures do not apply, if they do not.
  public var needsSearch: String? {
    potential.searchObjection.map { "needs wells and curvatures: \($0)" }
  }

  /// A time step that would be stable where walkers are, if one is known.
  public var stableTimeStep: Double? {
    guard !isUnsearched else { return nil }
    let suggestion = StableTimeStep(
      potential, integrator: integrator, temperature: temperature, points: landscape.minima
    ).timeStep
    return suggestion.isFinite ? suggestion : nil
  }

  /// What is wrong with the time step, if anything is.
  public var timeStepNote: String? {
    // The suggestion is half of the limit; MALA stays right beyond it, until hardly a proposal is accepted.
    let isAdjusted = integrator.isMetropolized
    guard let stable = stableTimeStep, timeStep > (isAdjusted ? 8 : 2) * stable else { return nil }
    return "time-step \(timeStep.shortest) is "
      + (isAdjusted ? "so long that \(integrator.name) will reject most proposals" : "above the limit of stability")
      + "; choose one below \(NumberFormat.rounded(stable, digits: 2))"
  }

  /// The name of a random stream: another one for each point, method and part of it.
  ///
  /// - Parameter drawing: the number that the method's draws go by, 0…3.
  /// - Throws: `StreamOverflow` where a number does not fit, of which the method's objection has told before the run.
  public func stream(drawing: Int, part: Int) throws(StreamOverflow) -> StreamTask {
    try .equilibrium(point: position.index, drawing: drawing, part: part)
  }

  /// Why a method that draws for so many parts cannot name its random streams; `nil` if it can.
  public func streamObjection(drawing: Int, parts: Int) -> String? {
    do { _ = try stream(drawing: drawing, part: max(0, parts - 1)) } catch {
      return "cannot name its random streams: \(error)"
    }
    return nil
  }
}
