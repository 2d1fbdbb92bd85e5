// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct LargestShareTests {
  /// With n of the first category and none of K − 1 others, expanding (1 − e^{−x})^{K−1} gives Σᵢ C(K−1, i)(−1)ⁱ/(1 + i)^{n+1}.
  private func exact(_ count: Int, of categories: Int) -> Double {
    var binomial = 1.0
    var sum = 0.0
    for index in 0..<categories {
      sum += (index.isMultiple(of: 2) ? 1 : -1) * binomial / pow(Double(index + 1), Double(count + 1))
      binomial *= Double(categories - 1 - index) / Double(index + 1)
    }
    return sum
  }

  @Test(arguments: [1, 2, 3, 8, 40, 400], [2, 3, 5]) func oneCategoryOnly(count: Int, categories: Int) {
    let counts = [count] + Array(repeating: 0, count: categories - 1)
    let probabilities = probabilitiesOfLargestShare(counts)
    #expect(abs(probabilities[0] - exact(count, of: categories)) < 1e-8)
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-8)
    for other in probabilities.dropFirst() { #expect(abs(other - probabilities[1]) < 1e-9) }
  }

  /// With two categories it is the distribution of a beta law at one half: 1/2 + … of a symmetric random walk.
  @Test func twoCategoriesFollowTheBetaLaw() {
    // P(p > 1/2) for Beta(4, 2), that is three against one: 1 − Σ_{j≥4} C(5, j)/2⁵ = 1 − 6/32.
    #expect(abs(probabilitiesOfLargestShare([3, 1])[0] - 26.0 / 32) < 1e-9)
    // Beta(3, 3) is even.
    #expect(abs(probabilitiesOfLargestShare([2, 2])[0] - 0.5) < 1e-9)
  }

  @Test func nothingSeenTellsNothing() {
    for probability in probabilitiesOfLargestShare([0, 0, 0, 0]) { #expect(abs(probability - 0.25) < 1e-9) }
    #expect(probabilitiesOfLargestShare([7]) == [1])
    #expect(probabilitiesOfLargestShare([]) == [])
  }

  /// The same by drawing shares: gamma variables of whole shape are sums of exponential ones.
  @Test func agreesWithDraws() {
    let counts = [3, 2, 0, 1]
    var random = SplitMix(11)
    let draws = 40_000
    var wins = [0, 0, 0, 0]
    for _ in 0..<draws {
      let gammas = counts.map { count in (0...count).reduce(0.0) { sum, _ in sum + random.exponential() } }
      if let best = gammas.indices.max(by: { gammas[$0] < gammas[$1] }) { wins[best] += 1 }
    }
    for (probability, count) in zip(probabilitiesOfLargestShare(counts), wins) {
      let z =
        (Double(count) / Double(draws) - probability) / (probability * (1 - probability) / Double(draws)).squareRoot()
      #expect(abs(z) < 4)
    }
  }
}
