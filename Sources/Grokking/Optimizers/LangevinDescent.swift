// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Dynamics
package import Settings
package import Training

/// SGLD as an optimizer: w ← w − h(g + γw) + √(2θh) ξ with the learning rate as time step h.
///
/// The steps are those of ``Dynamics/StochasticGradientLangevin`` on the ``NetworkPotential`` of confinement γ, bit for bit where
/// the batches are the same.
package struct LangevinDescent: Optimizer {
  /// θ.
  package var temperature: BathTemperature

  /// The scheme at the temperature of a bath.
  package init(temperature: BathTemperature = BathTemperature()) { self.temperature = temperature }

  /// The name in a scenario.
  package var name: String { "sgld" }
  /// It remembers nothing from step to step.
  package var stateVectors: Int { 0 }
  /// Weights are kept in double precision, so that small increments do not vanish.
  package var keepsDoublePosition: Bool { true }

  /// One step of the formula above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    guard let langevin = LangevinSlice(slice, context) else { return }
    let h = context.rate
    LangevinSlice<R>.kernels.add_two(
      langevin.position, langevin.position, -h, langevin.gradient,
      (2 * temperature.value(in: context) * h).squareRoot(), langevin.deviates(step: context.step), langevin.count)
    langevin.publish()
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "sgld", summary: "stochastic gradient Langevin dynamics: gradient descent in a heat bath",
    formula: "w ← w − h(g + γw) + √(2θh) ξ,  h the rate\n\(StochasticGradientLangevin.conventions)",
    parameters: LangevinOptimizers.parameters, source: "Welling and Teh 2011",
    example: "optimizer: {kind: sgld, rate: 1.0, temperature: 1e-5, decay: 1e-3}"
  ) { (values) throws(Problem) in LangevinDescent(temperature: try LangevinOptimizers.temperature(values)) }
}
