// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
package import Dynamics
package import Settings
package import Training

/// SGHMC as an optimizer, see ``Dynamics/StochasticGradientHamiltonian``:
///
///     p ← p − h(g + γw) − hΓp + √(2(Γ − Γ̂)θh) ξ,   w ← w + hp
///
/// with the friction Γ. The loop takes the gradient where a step begins and the scheme where it has drifted to, so the
/// first update drifts only and each later one kicks, with the noise of the step before, and drifts: the weights after
/// k updates are those after k steps of the scheme. Momenta start from the Maxwell law.
package struct HamiltonianDescent: Optimizer {
  /// θ.
  package var temperature: BathTemperature
  /// Γ and Γ̂.
  package var coefficients: StochasticGradientHamiltonian

  /// The scheme at the temperature of a bath.
  package init(temperature: BathTemperature = BathTemperature(), coefficients: StochasticGradientHamiltonian) {
    self.temperature = temperature
    self.coefficients = coefficients
  }

  /// The name in a scenario.
  package var name: String { "sghmc" }
  /// None in the network's precision.
  package var stateVectors: Int { 0 }
  /// One vector is remembered in double precision: the momentum.
  package var doubleStateVectors: Int { 1 }
  /// Weights are kept in double precision, so that small increments do not vanish.
  package var keepsDoublePosition: Bool { true }

  /// One step of the formula above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    guard let langevin = LangevinSlice(slice, context), let momenta = slice.doubleStateVectors.first else { return }
    let (h, θ, kernels) = (context.rate, temperature.value(in: context), LangevinSlice<R>.kernels)
    if context.updates == 0 {
      langevin.startingMomenta(into: momenta, temperature: θ)
    } else {
      let amplitude = (2 * (coefficients.friction - coefficients.noiseEstimate) * θ * h).squareRoot()
      kernels.mix_three(
        momenta, 1 - h * coefficients.friction, momenta, -h, langevin.gradient, amplitude,
        langevin.deviates(step: context.step - 1), langevin.count)
    }
    kernels.add_one(langevin.position, langevin.position, h, momenta, langevin.count)
    langevin.publish()
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "sghmc", summary: "stochastic gradient Hamiltonian Monte Carlo: momentum in a heat bath",
    formula: "p ← p − h(g + γw) − hΓp + √(2(Γ − Γ̂)θh) ξ;  w ← w + hp,  h the rate, Γ the friction",
    parameters: LangevinOptimizers.parameters
      + StochasticGradientHamiltonian.entry.parameters.filter { ["friction", "noise-estimate"].contains($0.name) },
    source: StochasticGradientHamiltonian.entry.source,
    example: "optimizer: {kind: sghmc, rate: 0.1, friction: 1, temperature: 1e-5}"
  ) { (values) throws(Problem) in
    HamiltonianDescent(
      temperature: try LangevinOptimizers.temperature(values),
      coefficients: try StochasticGradientHamiltonian(
        friction: values.number("friction"), noiseEstimate: values.number("noise-estimate")))
  }
}
