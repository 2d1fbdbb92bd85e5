// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Kinetics
import Potentials
import Settings
import Statistics
import TestSupport
import Testing
import Training

/// Minima and saddles of networks whose stationary points are known in closed form.
struct NetworkLandscapeTests {
  /// c = ⟨x²⟩, s = ⟨xy⟩/c and what no weights can change.
  private func moments(_ x: [Double], _ y: [Double]) -> (c: Double, s: Double, rest: Double) {
    let n = Double(x.count)
    let c = x.reduce(0) { $0 + $1 * $1 } / n
    let s = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / n / c
    return (c, s, y.reduce(0) { $0 + $1 * $1 } / n - c * s * s)
  }

  /// Data whose s has the given sign and size, on a scale of x.
  private func data(_ seed: UInt64, slope: Double, scale: Double) -> (x: [Double], y: [Double]) {
    var random = SplitMix(seed)
    let x = (0..<6).map { _ in scale * (2 * random.uniform() - 1) }
    return (x, x.map { slope * $0 + 0.2 * slope * scale * (2 * random.uniform() - 1) })
  }

  /// L = c(s − ab)² + L₀: minima at a = ±b, |a| = √(|s| − γ/2c), barrier c(|s| − γ/2c)², eigenvalues 2γ and 4c|s| − 2γ there and
  /// γ ∓ 2c|s| at the saddle.
  @Test(arguments: [
    (1.0, 1.0, 0.25), (0.3, 2.0, 0.1), (-1.4, 0.7, 0.5), (2.5, 1.5, 0.02), (1e-3, 30, 0.3), (400, 0.05, 0.6),
  ])
  func twoWeights(slope: Double, scale: Double, part: Double) throws {
    for seed: UInt64 in 1...3 {
      let (x, y) = data(seed, slope: slope, scale: scale)
      let (c, s, rest) = moments(x, y)
      let size = abs(s)
      let stiffness = part * 2 * c * size
      let potential = try GivenRows.line(x, y).potential(DeepLinear(widths: [1]), confinement: stiffness)
      let landscape = Landscape(of: potential)
      try #require(landscape.wells.count == 2 && landscape.saddles.count == 1)
      #expect(landscape.wells.map(\.name) == ["well-1", "well-2"] && landscape.areCopies("well-1", "well-2"))
      let bottom = size - stiffness / (2 * c)
      for (well, sign) in zip(landscape.wells, [1.0, -1]) {
        #expect(agree(well.minimum[0], sign * bottom.squareRoot(), relative: 1e-8))
        #expect(agree(well.minimum[1], sign * (s > 0 ? 1 : -1) * bottom.squareRoot(), relative: 1e-8))
        let spectrum = try #require(HessianSpectrum(of: potential, at: well.minimum))
        let expected = [2 * stiffness, 4 * c * size - 2 * stiffness].sorted()
        for (own, known) in zip(spectrum.eigenvalues, expected) { #expect(agree(own, known, relative: 1e-8)) }
        let height = potential.energy(at: landscape.saddles[0].position) - spectrum.energy
        #expect(agree(height, c * bottom * bottom, relative: 1e-8))
        #expect(agree(potential.energy(at: landscape.saddles[0].position), rest + c * s * s, relative: 1e-10))
        let temperature = c * bottom * bottom / 8
        let law = try EyringKramers(
          potential: potential, minima: [well.minimum], saddles: landscape.saddles.map(\.position),
          temperature: temperature)
        let known =
          (2 * c * size - stiffness) / (2 * .pi) * (4 * stiffness / (2 * c * size + stiffness)).squareRoot() * exp(-8)
        #expect(agree(law.rate.value, known, relative: 1e-6))
      }
      let top = try #require(HessianSpectrum(of: potential, at: landscape.saddles[0].position))
      #expect(agree(top.eigenvalues[0], stiffness - 2 * c * size, relative: 1e-8))
      #expect(agree(top.eigenvalues[1], stiffness + 2 * c * size, relative: 1e-8))
    }
  }

  /// Stationary points besides 0 have |wᵢ| = u with 2cu(s − u³) = γ: four minima and four saddles, around the empty network.
  @Test(arguments: [(1.0, 1.0, 0.6), (1.0, 0.5, 0.4), (2.0, 1.3, 0.8), (1.0, 2.0, 0.15)])
  func threeWeights(c: Double, s: Double, part: Double) throws {
    let largest = 2 * c * (3 * s / 4) * cbrt(s / 4)
    // The issue's own numbers for c = s = 1.
    let stiffness = c == 1 && s == 1 ? 0.6 : part * largest
    let potential = try GivenRows.line([c.squareRoot()], [c.squareRoot() * s])
      .potential(DeepLinear(widths: [1, 1]), confinement: stiffness)
    let landscape = Landscape(of: potential)
    func root(_ lower: Double, _ upper: Double) -> Double {
      var (low, high) = (lower, upper)
      let rises = 2 * c * low * (s - low * low * low) < stiffness
      for _ in 0..<200 {
        let middle = (low + high) / 2
        if (2 * c * middle * (s - middle * middle * middle) < stiffness) == rises {
          low = middle
        } else {
          high = middle
        }
      }
      return low
    }
    let (saddle, minimum) = (root(0, cbrt(s / 4)), root(cbrt(s / 4), cbrt(s)))
    try #require(landscape.wells.count == 5 && landscape.saddles.count == 4)
    let empty = try #require(landscape.wells.first { $0.minimum.allSatisfy { abs($0) < 1e-9 } })
    let learned = landscape.wells.filter { $0.name != empty.name }
    for well in learned {
      for w in well.minimum { #expect(agree(abs(w), minimum, relative: 1e-8)) }
      #expect(well.minimum.reduce(1, *) > 0)
      #expect(well.name == learned[0].name || landscape.areCopies(well.name, learned[0].name))
      #expect(!landscape.areCopies(well.name, empty.name))
      #expect(landscape.saddles.count { Set($0.connects) == [well.name, empty.name] } == 1)
    }
    for point in landscape.saddles { for w in point.position { #expect(agree(abs(w), saddle, relative: 1e-8)) } }
    let spectrum = try #require(HessianSpectrum(of: potential, at: empty.minimum))
    for value in spectrum.eigenvalues { #expect(agree(value, stiffness, relative: 1e-9)) }
    let law = try EyringKramers(
      potential: potential, minima: [empty.minimum], saddles: landscape.saddles.map(\.position), temperature: 0.01)
    if c == 1 && s == 1 {
      let top = try #require(HessianSpectrum(of: potential, at: landscape.saddles[0].position))
      for (own, known) in zip(top.eigenvalues, [-0.5452, 1.2, 1.2]) { #expect(abs(own - known) < 1e-4) }
      #expect(agree(1 / law.rate.value, 88.50, relative: 1e-4))
      let cold = try EyringKramers(
        potential: potential, minima: [empty.minimum], saddles: landscape.saddles.map(\.position), temperature: 0.005)
      #expect(agree(1 / cold.rate.value, 1426.0, relative: 1e-4))
    }
  }

  /// One layer is linear regression: one minimum, (H − γ)w = 2Xᵀy/n, and the same Hessian 2XᵀX/n + γ everywhere.
  @Test(arguments: [(1, 5), (3, 20), (40, 60), (120, 150)]) func oneLayer(inputs: Int, rows: Int) throws {
    let task = GivenRows.regression(rows: rows, inputs: inputs, outputs: 1, seed: 4)
    guard case .features(let x, _) = task.given.inputs, case .vectors(let y, _) = task.given.targets else { return }
    let potential = try task.potential(DeepLinear(widths: []), confinement: 0.3)
    let landscape = Landscape(of: potential)
    try #require(landscape.wells.count == 1 && landscape.saddles.isEmpty)
    let minimum = landscape.wells[0].minimum
    let hessian = potential.hessian(at: minimum)
    for i in 0..<inputs {
      var force = 0.0
      for j in 0..<inputs {
        let product = (0..<rows).reduce(0) { $0 + x[$1 * inputs + i] * x[$1 * inputs + j] }
        let expected = 2 * product / Double(rows) + (i == j ? 0.3 : 0)
        #expect(abs(hessian[i * inputs + j] - expected) < 1e-12)
        force += expected * minimum[j]
      }
      let known = 2 * (0..<rows).reduce(0) { $0 + x[$1 * inputs + i] * y[$1] } / Double(rows)
      #expect(abs(force - known) < 1e-9)
    }
  }

  /// A tanh unit is mirrored, units are exchanged: a minimum of h different units has 2^h h! images.
  @Test func imagesOfATanhNetwork() throws {
    let x = (0..<12).map { Double($0) / 4 - 1.4 }
    let potential = try GivenRows.line(x, x.map { sin(2 * $0) })
      .potential(MultilayerPerceptron(widths: [2], activation: .tanh), confinement: 1e-3)
    let landscape = Landscape(of: potential)
    let first = try #require(landscape.wells.first)
    #expect(first.name == "well-1" && landscape.wells.count { $0.copyOf == first.name } == 7)
    for well in landscape.wells {
      #expect(potential.gradient(at: well.minimum).allSatisfy { abs($0) < 1e-9 })
      let spectrum = try #require(HessianSpectrum(of: potential, at: well.minimum))
      #expect(spectrum.index == 0)
    }
    for saddle in landscape.saddles {
      #expect(potential.gradient(at: saddle.position).allSatisfy { abs($0) < 1e-8 })
      #expect(try #require(HessianSpectrum(of: potential, at: saddle.position)).index == 1)
    }
    // The same network with its examples in another order has the same wells under the same names.
    let other = try GivenRows.line(x.reversed(), x.reversed().map { sin(2 * $0) })
      .potential(MultilayerPerceptron(widths: [2], activation: .tanh), confinement: 1e-3)
    let again = Landscape(of: other)
    try #require(again.wells.count == landscape.wells.count)
    for (a, b) in zip(landscape.wells, again.wells) {
      #expect(a.name == b.name && zip(a.minimum, b.minimum).allSatisfy { abs($0 - $1) < 1e-7 })
    }
  }
}
