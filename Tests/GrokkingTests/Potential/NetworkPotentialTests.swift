// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Grokking
import Potentials
import Randomness
import Settings
import Statistics
import TestSupport
import Testing
import Training

/// The loss of a network as a potential, on a loss whose every property is known.
struct NetworkPotentialTests {
  private let cloud = Cloud()
  private let place = [0.3, -1.2, 0.7]

  @Test("energy, gradient and observables follow their formulas")
  func formulas() throws {
    let potential = try cloud.potential()
    var loss = 0.0
    for index in cloud.train {
      for c in 0..<3 {
        let difference = place[c] - cloud.points[Int(index)][c]
        loss += cloud.stiffness[c] * difference * difference / 2 / 24
      }
    }
    let square = place.reduce(0) { $0 + $1 * $1 }
    #expect(agree(potential.energy(at: place), loss + 0.125 * square, relative: 1e-13))
    let gradient = potential.gradient(at: place)
    for c in 0..<3 {
      #expect(agree(gradient[c], cloud.stiffness[c] * (place[c] - cloud.mean(c)) + 0.25 * place[c], relative: 1e-13))
    }
    let names = potential.observables.map(\.description)
    #expect(
      names == [
        "accuracy on train", "accuracy on test", "loss on train", "loss on test", "norm on all", "norm on decoder",
      ])
    #expect(agree(potential.value(of: potential.observables[2], at: place.span), loss, relative: 1e-13))
    let right = cloud.test.count { index in (0..<3).allSatisfy { abs(cloud.points[Int(index)][$0] - place[$0]) <= 1 } }
    #expect(potential.value(of: potential.observables[1], at: place.span) == Double(right) / 6)
    #expect(potential.value(of: Observable("height", on: "test"), at: place.span).isNaN)
    #expect(potential.initialPosition(of: 7) == [7, 7, 7])
  }

  /// The test set is observed and has no part in the energy.
  @Test("other test points, the same landscape") func testSetIsNotInTheLandscape() throws {
    var other = cloud
    for index in other.test { other.points[Int(index)] = [9, 9, 9] }
    let (first, second) = (try cloud.potential(), try other.potential())
    #expect(first.energy(at: place) == second.energy(at: place))
    #expect(first.gradient(at: place) == second.gradient(at: place))
    #expect(first.value(of: first.observables[1], at: place.span) != 0)
    #expect(second.value(of: first.observables[1], at: place.span) == 0)
  }

  @Test("in single precision its landscape is not searched: no wells, no curvature, blocks of one walker")
  func isNotSearched() throws {
    let potential = try cloud.potential(Float.self)
    #expect(Landscape(of: potential).wells.isEmpty && Landscape(of: potential).saddles.isEmpty)
    let step = StableTimeStep(potential, integrator: EulerMaruyama(), temperature: 1, points: [place])
    #expect(step.timeStep == .infinity)
    #expect(potential.walkersPerBlock == 1)
    #expect(Divergence.farAway(potential) == 1e6)
  }

  @Test("in double precision its one minimum is found, with its curvatures") func isSearched() throws {
    let potential = try cloud.potential()
    let landscape = Landscape(of: potential)
    try #require(landscape.wells.count == 1 && landscape.saddles.isEmpty)
    for c in 0..<3 {
      let bottom = cloud.stiffness[c] * cloud.mean(c) / (cloud.stiffness[c] + 0.25)
      #expect(abs(landscape.wells[0].minimum[c] - bottom) < 1e-9)
    }
    let spectrum = try #require(HessianSpectrum(of: potential, at: landscape.wells[0].minimum))
    for (own, known) in zip(spectrum.eigenvalues, cloud.stiffness.map { $0 + 0.25 }.sorted()) {
      #expect(agree(own, known, relative: 1e-8))
    }
  }

  @Test("the gradient is the slope of the energy, in single precision too")
  func slope() throws {
    func check(_ potential: NetworkPotential, _ step: Double, _ tolerance: Double) {
      let gradient = potential.gradient(at: place)
      for c in 0..<3 {
        var (upper, lower) = (place, place)
        upper[c] += step
        lower[c] -= step
        let difference = (potential.energy(at: upper) - potential.energy(at: lower)) / (2 * step)
        #expect(agree(gradient[c], difference, relative: tolerance))
      }
    }
    check(try cloud.potential(Double.self), 1e-4, 1e-9)
    check(try cloud.potential(Float.self), 0.05, 1e-5)
  }

  @Test("a block of several walkers: one after the other") func blocks() throws {
    let potential = try cloud.potential()
    let positions = (0..<6).map { Double($0) / 5 }
    var gradients = [Double](repeating: 0, count: 6)
    var energies = [Double](repeating: 0, count: 2)
    var slopes = gradients.mutableSpan
    potential.gradients(walkers: 2, at: positions.span, into: &slopes)
    var heights = energies.mutableSpan
    potential.energies(walkers: 2, at: positions.span, into: &heights)
    for w in 0..<2 {
      let point = (0..<3).map { positions[2 * $0 + w] }
      #expect(energies[w] == potential.energy(at: point))
      #expect((0..<3).map { gradients[2 * $0 + w] } == potential.gradient(at: point))
    }
  }
}

/// Gradients from part of the data.
struct MiniBatchTests {
  private let cloud = Cloud()

  private func estimate(_ potential: NetworkPotential, walker: UInt32, step: UInt64, at place: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: 3)
    var span = result.mutableSpan
    potential.noisyGradients(step: step, walkers: [walker].span, at: place.span, into: &span)
    return result
  }

  @Test("a batch is a function of walker and step, without repetitions, from the training set")
  func draws() throws {
    let potential = try cloud.potential(batch: 5)
    for step: UInt64 in 0..<20 {
      let rows = potential.examples(of: 4, step: step)
      #expect(rows == potential.examples(of: 4, step: step))
      #expect(Set(rows).count == 5 && Set(rows).isSubset(of: cloud.train))
    }
    #expect(potential.examples(of: 4, step: 0) != potential.examples(of: 4, step: 1))
    #expect(potential.examples(of: 4, step: 0) != potential.examples(of: 5, step: 0))
    #expect(potential.examples(of: 4, step: 0) != (try cloud.potential(batch: 5, seed: 4)).examples(of: 4, step: 0))
    // As many as there are: all of them, and no noise.
    let whole = try cloud.potential(batch: 24)
    #expect(estimate(whole, walker: 0, step: 0, at: [1, 2, 3]) == whole.gradient(at: [1, 2, 3]))
  }

  /// The mean of many estimates is the gradient; their variance along c is k²s²(1 − B/n)n/((n − 1)B).
  @Test("unbiased, with the variance of sampling without replacement", arguments: [1, 5, 20])
  func moments(batch: Int) throws {
    let potential = try cloud.potential(batch: batch)
    let place = [0.4, 0.1, -0.9]
    let exact = potential.gradient(at: place)
    let count = 20_000
    var sums = [Double](repeating: 0, count: 3)
    var squares = [Double](repeating: 0, count: 3)
    for step in 0..<count {
      let found = estimate(potential, walker: 1, step: UInt64(step), at: place)
      for c in 0..<3 {
        sums[c] += found[c] - exact[c]
        squares[c] += (found[c] - exact[c]) * (found[c] - exact[c])
      }
    }
    for c in 0..<3 {
      let variance =
        cloud.stiffness[c] * cloud.stiffness[c] * cloud.variance(c) * (1 - Double(batch) / 24) * 24
        / (23 * Double(batch))
      expectZ(sums[c] / Double(count), 0, standardError: (variance / Double(count)).squareRoot(), "mean \(c)")
      // The points are flatter than a normal law: its 2σ⁴/N is an upper bound of the variance of the variance.
      expectZ(
        squares[c] / Double(count), variance, standardError: variance * (2 / Double(count)).squareRoot(),
        "variance \(c)")
    }
  }
}
