// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Training

/// The losses on classes at large outputs: one collapses where its precision ends, the other does not.
@Suite struct StableMaxTests {
  private func loss<R: Real>(_ outputs: [R], label: Int32) -> (loss: Double, slopes: [R]) {
    var slopes = outputs
    let found = StableMax.loss(
      outputs: outputs, labels: [label], rows: 1, classes: outputs.count, scale: 1, gradient: &slopes)
    return (found.loss, slopes)
  }

  /// s(2) = 3, s(0) = 1, s(−3) = ¼: L = −ln(3/4.25) for the first, −ln(0.25/4.25) for the last.
  @Test func byHand() {
    #expect(abs(loss([2.0, 0, -3], label: 0).loss - log(4.25 / 3)) < 1e-15)
    let (value, slopes) = loss([2.0, 0, -3], label: 2)
    #expect(abs(value - log(17)) < 1e-15)
    // p = 12/17, 4/17, 1/17 and d ln s = 1/3, 1, 1/4.
    for (slope, exact) in zip(slopes, [4.0 / 17, 4.0 / 17, -4.0 / 17]) { #expect(abs(slope - exact) < 1e-15) }
  }

  /// The slope against differences of the loss, on both sides of the seam of s at 0.
  @Test func slopes() {
    var random = SplitMix(3)
    for _ in 0..<50 {
      let outputs = (0..<5).map { _ in 4 * random.normal() }
      let found = loss(outputs, label: 1).slopes
      for k in 0..<5 {
        var (up, down) = (outputs, outputs)
        up[k] += 1e-5
        down[k] -= 1e-5
        #expect(abs(found[k] - (loss(up, label: 1).loss - loss(down, label: 1).loss) / 2e-5) < 1e-8)
      }
    }
  }

  /// The slope along the right output falls like 1/f² and is never 0, where softmax has none beyond ln 2²⁴.
  @Test func itDoesNotCollapse() {
    for size in [20.0, 1e3, 1e6] {
      let slope = loss([Float(size), 0, 0], label: 0).slopes[0]
      #expect(agree(Double(slope), -2 / ((size + 1) * (size + 3)), relative: 1e-6))
      #expect(loss([Float(size), 0, 0], label: 0).loss > 0)
    }
  }

  /// One hidden unit with given weights: f = W₂(W₁x)² with all outputs but the right one 0.
  private func collapsed<R: Real>(_ size: Double, _ loss: Loss, _: R.Type) throws -> Double? {
    // Class a of the pair (a, b), so that a table of symbols answers: f_k = size·δ_ka.
    let examples = Examples(
      inputs: .symbols((0..<9).flatMap { [Int32($0 / 3), Int32($0 % 3)] }, width: 2, vocabulary: 3),
      targets: .labels((0..<9).map { Int32($0 / 3) }, classes: 3))
    let objective = try NetworkObjective<R>(
      model: QuadraticNetwork(width: 3), loss: loss, examples: examples, rowCapacity: 4)
    var weights = [R](repeating: 0, count: objective.layout.count)
    for symbol in 0..<3 { weights[symbol * 3 + symbol] = 1 }
    for symbol in 0..<3 { weights[18 + symbol * 3 + symbol] = R(symbol == 0 ? 0.5 : size) }
    let rows = (0..<9).map { Int32($0) }
    return objective.collapsedShare(at: weights.span, rows: rows.span)
  }

  /// Two others at e^{−f} each: they vanish beside 1 when 2e^{−f} is below half of the last digit.
  @Test func theShareOfTheCollapsed() throws {
    // Single precision: 2e^{−f} ≤ 2⁻²⁴ from f = 25 ln 2 = 17.33 on; double: 2e^{−f} ≤ 2⁻⁵³ from 37.43 on.
    #expect(try collapsed(16.5, .crossEntropy, Float.self) == 0)
    #expect(try collapsed(17.5, .crossEntropy, Float.self) == 2.0 / 3)
    #expect(try collapsed(17.5, .crossEntropy, Double.self) == 0)
    #expect(try collapsed(36.5, .crossEntropy, Double.self) == 0)
    #expect(try collapsed(37.6, .crossEntropy, Double.self) == 2.0 / 3)
    #expect(try collapsed(1e5, .stableMax, Float.self) == 0)
    #expect(try collapsed(17.5, .squaredError(mean: .rows, codes: .oneHot), Float.self) == nil)
  }
}
