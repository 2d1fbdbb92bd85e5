// SPDX-License-Identifier: GPL-3.0-or-later
import TestSupport
import Testing

@testable import Training

@Suite struct InitialWeightsTests {
  @Test func followTheirLaws() {
    var layout = ParameterLayout()
    let n = 20_000
    let uniform = layout.add("a", [n], group: "x", start: .uniform(bound: 0.5))
    let normal = layout.add("b", [n], group: "x", start: .normal(deviation: 3))
    let given = layout.add("c", [2], group: "x", start: .given([7, -1]))
    let constant = layout.add("d", [3], group: "x", start: .constant(2))
    let weights = layout.initialWeights(seed: 1, replica: 0, scale: 2)
    func moments(_ tensor: ParameterTensor) -> (Double, Double) {
      let values = weights[tensor.range]
      return (values.reduce(0, +) / Double(n), values.reduce(0) { $0 + $1 * $1 } / Double(n))
    }
    // Uniform in ±1: variance 1/3, its square's variance 4/45. Normal with deviation 6: 36 and 2·36².
    let (first, second) = (moments(uniform), moments(normal))
    expectZ(first.0, 0, standardError: (1.0 / 3 / Double(n)).squareRoot())
    expectZ(first.1, 1.0 / 3, standardError: (4.0 / 45 / Double(n)).squareRoot())
    #expect(weights[uniform.range].allSatisfy { abs($0) < 1 })
    expectZ(second.0, 0, standardError: 6 / Double(n).squareRoot())
    expectZ(second.1, 36, standardError: 36 * (2 / Double(n)).squareRoot())
    #expect(Array(weights[given.range]) == [14, -2])
    #expect(Array(weights[constant.range]) == [4, 4, 4])
  }

  @Test func anotherTensorDoesNotShiftTheOthers() {
    var (small, large) = (ParameterLayout(), ParameterLayout())
    _ = small.add("b", [5], group: "x", start: .normal(deviation: 1))
    _ = large.add("a", [3], group: "x", start: .normal(deviation: 1))
    _ = large.add("b", [5], group: "x", start: .normal(deviation: 1))
    let (first, second) = (small.initialWeights(seed: 1, replica: 4), large.initialWeights(seed: 1, replica: 4))
    #expect(first == Array(second[3...]))
    #expect(Array(second[..<3]) != Array(first[..<3]))
    #expect(small.initialWeights(seed: 1, replica: 5) != first)
    #expect(small.initialWeights(seed: 2, replica: 4) != first)
  }
}
