// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
package import Settings
package import Training

/// Preconditioned SGLD as an optimizer, see ``Dynamics/PreconditionedLangevin``:
///
///     V ← aV + (1 − a) g²,   G = 1/(ε + √V),   w ← w − h G g + √(2θh G) ξ
///
/// with the confinement in g. At the first update V is g² itself.
package struct PreconditionedLangevinDescent: Optimizer {
  /// θ.
  package var temperature: BathTemperature
  /// a and ε.
  package var coefficients: PreconditionedLangevin

  /// The scheme at the temperature of a bath.
  package init(
    temperature: BathTemperature = BathTemperature(), coefficients: PreconditionedLangevin = PreconditionedLangevin()
  ) {
    self.temperature = temperature
    self.coefficients = coefficients
  }

  /// The name in a scenario.
  package var name: String { "preconditioned-sgld" }
  /// None in the network's precision.
  package var stateVectors: Int { 0 }
  /// One vector is remembered in double precision: V.
  package var doubleStateVectors: Int { 1 }
  /// Weights are kept in double precision, so that small increments do not vanish.
  package var keepsDoublePosition: Bool { true }

  /// One step of the formula above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    guard let langevin = LangevinSlice(slice, context), let squares = slice.doubleStateVectors.first else { return }
    let (h, θ, ε) = (context.rate, temperature.value(in: context), coefficients.floor)
    let a = context.updates == 0 ? 0 : coefficients.memoryOfSquares
    let (w, noise) = (langevin.position, langevin.deviates(step: context.step))
    for c in 0..<langevin.count {
      let g = langevin.gradient[c]
      squares[c] = a * squares[c] + (1 - a) * g * g
      let scale = 1 / (ε + squares[c].squareRoot())
      w[c] = w[c] - h * scale * g + (2 * θ * h * scale).squareRoot() * noise[c]
    }
    langevin.publish()
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "preconditioned-sgld", summary: "SGLD with a step per weight from the size of its gradients",
    formula: "V ← aV + (1 − a)g²;  G = 1/(ε + √V);  w ← w − h G g + √(2θh G) ξ,  g with γw, h the rate",
    parameters: LangevinOptimizers.parameters
      + PreconditionedLangevin.entry.parameters.filter { ["memory-of-squares", "floor"].contains($0.name) },
    source: PreconditionedLangevin.entry.source,
    example: "optimizer: {kind: preconditioned-sgld, rate: 1e-3, temperature: 1e-6}"
  ) { (values) throws(Problem) in
    PreconditionedLangevinDescent(
      temperature: try LangevinOptimizers.temperature(values),
      coefficients: PreconditionedLangevin(
        memoryOfSquares: values.number("memory-of-squares"), floor: values.number("floor")))
  }
}
