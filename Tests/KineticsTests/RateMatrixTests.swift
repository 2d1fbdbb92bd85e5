// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// Rates between all wells: their laws, and the same numbers by quadrature, by grids and by a matrix of numpy.
struct RateMatrixTests {
  private static let triple = try? ExpressionPotential(
    "x^2*(x^2 - 4)^2/10 + 0.1*x", coordinates: ["x"], window: [-3...3])

  private static func potential() throws -> any Potential {
    let triple = try #require(Self.triple)
    let field = try ExpressionPotential("0.4*(1 + 0.7*tanh(x))", coordinates: ["x"])
    return triple.moved(by: Mobility(field, scale: 1 / 0.2))
  }

  @Test func detailedBalance() throws {
    let potential = try Self.potential()
    let cores = try #require(Self.triple).wells.map(\.core)
    let matrix = try RateMatrix.exact(potential, cores: cores, temperature: 0.2)
    let populations = matrix.populations.map(\.value)
    #expect(agree(populations.reduce(0, +), 1, relative: 1e-13))
    for i in cores.indices {
      for j in cores.indices where j != i {
        #expect(
          agree(
            populations[i] * matrix.rate(from: i, to: j).value, populations[j] * matrix.rate(from: j, to: i).value,
            relative: 1e-12))
      }
    }
  }

  /// k_AB of transition-path theory.
  @Test func twoCoresAreTransitionPathTheory() throws {
    let well = QuarticWell(tilt: 0.2)
    let cores = [Region.below(-1), .above(1)]
    let matrix = try RateMatrix.exact(well, cores: cores, temperature: 0.25)
    let transition = try ExactTransition(potential: well, from: cores[0], to: cores[1], temperature: 0.25)
    #expect(agree(matrix.rate(from: 0, to: 1).value, transition.rate.value, relative: 1e-12))
    #expect(agree(matrix.populations[0].value, transition.reactantShare.value, relative: 1e-12))
    // The chain of two relaxes at the sum of its rates.
    let sum = matrix.rate(from: 0, to: 1).value + matrix.rate(from: 1, to: 0).value
    #expect(agree(matrix.relaxationTimes[0].value, 1 / sum, relative: 1e-11))
    #expect(agree(matrix.meanTime(from: 0, to: 1).value, 1 / matrix.rate(from: 0, to: 1).value, relative: 1e-12))
  }

  @Test(arguments: [0.2, 0.4]) func quadratureAgreesWithTheGrid(theta: Double) throws {
    let potential = try Self.potential()
    let cores = try #require(Self.triple).wells.map(\.core)
    let exact = try RateMatrix.exact(potential, cores: cores, temperature: theta)
    let grid = try FokkerPlanck(potential: potential, temperature: theta).rateMatrix(cores: cores)
    for i in cores.indices {
      for j in cores.indices where j != i {
        let (a, b) = (exact.rate(from: i, to: j), grid.rate(from: i, to: j))
        #expect(agree(a.value, b.value, relative: (b.accuracy ?? 0) + 1e-9), "\(i) → \(j)")
      }
      let (a, b) = (exact.populations[i].value, grid.populations[i].value)
      #expect(agree(a, b, relative: 1e-5))
    }
  }

  /// Cold enough, the chain relaxes as the equation does, and passages take as long as in the chain.
  @Test func chainIsTheEquationWhereItIsCold() throws {
    let potential = try Self.potential()
    let triple = try #require(Self.triple)
    let wells = triple.wells
    var previous = Double.infinity
    for theta in [0.16, 0.08, 0.04] {
      let matrix = try RateMatrix.exact(potential, cores: wells.map(\.core), temperature: theta)
      let equation = try FokkerPlanck(potential: potential, temperature: theta).relaxationRates(count: 2)
      let error = zip(matrix.relaxationTimes, equation).map { abs($0.value * $1.value - 1) }.max() ?? 1
      #expect(error < previous)
      previous = error
      if theta == 0.04 {
        #expect(error < 0.01)
        for i in wells.indices {
          for j in wells.indices where j != i {
            let time = try ExactPassage(potential: potential, temperature: theta)
              .moments(from: .point(wells[i].minimum), to: wells[j].core).mean.value
            #expect(agree(matrix.meanTime(from: i, to: j).value, time, relative: 0.05))
          }
        }
      }
    }
  }

  /// Round a circle there are two ways between two cores.
  @Test func circle() throws {
    let circle = Flat(boundary: .periodic(0...1))
    // Gaps of 0.2 and 0.4: ν = θ/(Z·gap) each; the share of a core is its own and half of the gaps.
    let matrix = try RateMatrix.exact(circle, cores: [.interval(0.1, 0.2), .interval(0.4, 0.7)], temperature: 0.5)
    #expect(agree(matrix.populations[0].value, 0.1 + 0.3, relative: 1e-12))
    let flux = 0.5 * (1 / 0.2 + 1 / 0.4)
    #expect(agree(matrix.rate(from: 0, to: 1).value, flux / 0.4, relative: 1e-12))
    #expect(agree(matrix.rate(from: 1, to: 0).value, flux / 0.6, relative: 1e-12))
  }

  /// Five sites with rates 1 to the left and the right, cores at the ends: committors k/4, as numpy solves them.
  @Test func meanTimesOfASmallChain() {
    // Rates of three states; the times were solved by numpy.linalg.solve.
    let (k01, k12) = (0.2, 0.5)
    let shares = [0.5, 0.2, 0.3]
    let none = -Double.infinity
    let fluxes = [
      [none, log(shares[0] * k01), none], [log(shares[0] * k01), none, log(shares[1] * k12)],
      [none, log(shares[1] * k12), none],
    ]
    let chain = RateMatrix(logFluxes: fluxes, logShares: shares.map { log($0) }, accuracy: 0)
    // τ₂₁ = 1/k₂₁, τ₀₁ = 1/k₀₁, τ₀₂ = τ₀₁ + τ₁₂ with k₁₂ τ₁₂ = 1 + k₁₀ τ₀₁.
    let k10 = shares[0] * k01 / shares[1]
    let t12 = (1 + k10 / k01) / k12
    #expect(agree(chain.meanTime(from: 0, to: 1).value, 1 / k01, relative: 1e-13))
    #expect(agree(chain.meanTime(from: 0, to: 2).value, 1 / k01 + t12, relative: 1e-13))
    #expect(agree(chain.meanTime(from: 2, to: 1).value, shares[2] / (shares[1] * k12), relative: 1e-13))
  }
}
