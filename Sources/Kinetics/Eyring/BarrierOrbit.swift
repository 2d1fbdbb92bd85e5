// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

/// The orbits of a well in one dimension below its lowest saddle, unit mass: their actions S(E) = ∮ p dq = 2∫√(2(E − f)) dx.
///
/// The derivative of S is the period of an orbit; γS is the energy that one turn loses to the friction.
package struct BarrierOrbit: Sendable {
  /// f(saddle) − f(minimum).
  package let barrier: Double
  /// S at the height of the saddle.
  package let action: Double
  /// Energies above the bottom from zero to the barrier, denser towards it, where the period grows like a logarithm.
  let energies: [Double]
  /// S at these energies.
  let actions: [Double]

  private static let count = 1200
  private static let nodes = 240

  /// Measures the orbits.
  ///
  /// - Parameters:
  ///   - potential: one-dimensional.
  ///   - minimum: the bottom of the well.
  ///   - saddle: the top that bounds it on one side, not higher than what bounds it on the other.
  /// - Throws: `NotApplicable` if the saddle is no barrier or nothing turns the walkers on the other side.
  package init(potential: any Potential, minimum: Double, saddle: Double) throws(NotApplicable) {
    guard potential.dimension == 1 else {
      throw NotApplicable("orbits are for one dimension and the potential has \(potential.dimension)")
    }
    let line = OrbitLine(potential)
    let bottom = line.energy(minimum)
    let height = line.energy(saddle) - bottom
    guard height > 0, height.isFinite else { throw NotApplicable("the saddle does not lie above the minimum") }
    guard let far = line.end(from: minimum, away: saddle, above: bottom + height) else {
      throw NotApplicable("no slope turns the walkers on the side of the well that lies away from the saddle")
    }
    barrier = height
    let grid = (0...Self.count).map { index in
      let left = 1 - Double(index) / Double(Self.count)
      return height * (1 - left * left)
    }
    energies = grid
    actions = grid.map { energy in
      guard energy > 0 else { return 0 }
      let near = energy < height ? line.turning(at: bottom + energy, from: minimum, to: saddle) : saddle
      let back = line.turning(at: bottom + energy, from: minimum, to: far)
      return line.action(at: bottom + energy, between: near, and: back, nodes: Self.nodes)
    }
    action = actions.last ?? 0
  }

  /// ln of the rate over γ at which energy diffuses from the bottom to the saddle,
  ///
  ///     1/k = (1/γθ) ∫₀^ΔE e^{βE} I(E)/S(E) dE,   I(E) = ∫₀^E e^{−βE′} S′(E′) dE′,
  ///
  /// exact for γ → 0 (Kramers 1940; Zwanzig 1959); I is integrated by parts, so that only S is needed.
  package func logEnergyDiffusion(temperature: Double) -> Double {
    let beta = 1 / temperature
    var weighted = 0.0
    var integral = 0.0
    var before = (weight: 0.0, value: exp(-beta * barrier))
    for index in 1..<energies.count {
      let width = energies[index] - energies[index - 1]
      let weight = actions[index] * exp(-beta * energies[index])
      weighted += (weight + before.weight) / 2 * width
      // ∫e^{βE} I/S with everything beneath the barrier's own factor.
      let value = exp(beta * (energies[index] - barrier)) * (weight + beta * weighted) / actions[index]
      integral += (value + before.value) / 2 * width
      before = (weight, value)
    }
    return log(temperature) - beta * barrier - log(integral)
  }
}

/// A potential on a line with its ends.
private struct OrbitLine {
  let potential: any Potential
  let ends: ClosedRange<Double>

  init(_ potential: any Potential) {
    self.potential = potential
    ends =
      switch potential.boundaries.first {
      case .reflecting(let lower, let upper)?: lower...upper
      default: -Double.infinity...Double.infinity
      }
  }

  func energy(_ x: Double) -> Double { potential.energy(at: [x]) }

  /// A place beyond the turning point away from the saddle, or the mirror there.
  func end(from minimum: Double, away saddle: Double, above level: Double) -> Double? {
    let side: Double = saddle > minimum ? -1 : 1
    let window = potential.window[0]
    var step = (window.upperBound - window.lowerBound) / 4000
    var x = minimum
    for _ in 0..<20000 {
      x += side * step
      if !ends.contains(x) { return side < 0 ? ends.lowerBound : ends.upperBound }
      let here = energy(x)
      if !here.isFinite { return here > 0 ? x : nil }
      if here > level { return x }
      if abs(x - minimum) > 4 * (window.upperBound - window.lowerBound) { step *= 1.1 }
    }
    return nil
  }

  /// Where a walker from the bottom turns; the far place itself if it is a mirror.
  func turning(at energy: Double, from minimum: Double, to far: Double) -> Double {
    if self.energy(far) < energy { return far }
    var (low, high) = (minimum, far)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if self.energy(middle) < energy { low = middle } else { high = middle }
    }
    return low
  }

  /// 2∫√(2(E − f)) dx with x = m + h sin t, which takes the square roots out of the ends.
  func action(at energy: Double, between one: Double, and other: Double, nodes: Int) -> Double {
    let (middle, half) = ((one + other) / 2, abs(one - other) / 2)
    let sum = (0..<nodes).reduce(0.0) { sum, index in
      let angle = .pi * ((Double(index) + 0.5) / Double(nodes) - 0.5)
      let kinetic = max(0, energy - self.energy(middle + half * sin(angle)))
      return sum + (2 * kinetic).squareRoot() * cos(angle)
    }
    return 2 * half * sum * .pi / Double(nodes)
  }
}
