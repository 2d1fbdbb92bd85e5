// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Randomness
import Testing

/// Polynomials and walks in them: the bits of plain Swift.
struct PolynomialKernelTests {
  static let coefficients: [[Double]] = [
    [1, -2], [0.3, 1, -0.7], [0, -4, 0, 4], [0.1, -4, 0, 4], [1, 2, 3, 4, 5], [-24.8, 82.9, -82.6, 34.1, -6.2, 0.41],
  ]

  static func horner(_ c: [Double], _ x: Double) -> Double {
    // The symmetric well has two operations less; they would add zeros.
    if c.count == 4, c[0] == 0, c[2] == 0 { return (c[3] * x * x + c[1]) * x }
    return c.dropLast().reversed().reduce(c[c.count - 1]) { $0 * x + $1 }
  }

  static func numbers(_ count: Int, from first: UInt64) -> [Double] {
    var stream = RandomStream(StreamName(seed: 3, task: 0, purpose: .test), walker: 0, position: first)
    return (0..<count).map { _ in stream.normal() }
  }

  @Test("a polynomial is Horner's scheme", arguments: levels, coefficients)
  func polynomial(level: Int, c: [Double]) {
    for count in [1, 7, 8, 40, 64, 79, 200] {
      let x = Self.numbers(count, from: 0)
      var out = [Double](repeating: .nan, count: count)
      ravine_kernels_at(Int32(level))?.pointee.steps.pointee.polynomial(&out, x, c, Int32(c.count - 1), count)
      #expect(out == x.map { Self.horner(c, $0) })
    }
  }

  @Test("a walk is its steps one by one, and says whether any walker left the range", arguments: levels, coefficients)
  func walk(level: Int, c: [Double]) {
    let (a, steps) = (-1e-3, 12)
    let b = (0..<steps).map { 0.05 + 0.001 * Double($0) }
    for count in [1, 7, 8, 40, 64, 79, 200] {
      let x = Self.numbers(count, from: 0).map { 0.2 * $0 }
      let noise = Self.numbers(steps * (count + 3) + Int(RAVINE_WALK_MARGIN), from: 1000)
      var (expected, lowest, highest) = (x, Double.infinity, -Double.infinity)
      for step in 0..<steps {
        for w in 0..<count {
          expected[w] = (expected[w] + a * Self.horner(c, expected[w])) + b[step] * noise[step * (count + 3) + w]
          lowest = min(lowest, expected[w])
          highest = max(highest, expected[w])
        }
      }
      func take(_ lower: Double, _ upper: Double) -> (Bool, [Double]) {
        var out = [Double](repeating: .nan, count: count)
        let stayed = ravine_kernels_at(Int32(level))?.pointee.steps.pointee.polynomial_walk(
          &out, x, c, Int32(c.count - 1), a, b, noise, count + 3, steps, lower, upper, count)
        return (stayed == 1, out)
      }
      let (stayed, out) = take(lowest.nextDown, highest.nextUp)
      #expect(stayed && out == expected)
      #expect(!take(lowest, highest.nextUp).0)
      #expect(!take(lowest.nextDown, highest).0)
    }
  }

  @Test("a walker that stops being a number has left any range", arguments: levels)
  func diverges(level: Int) {
    for count in [1, 8, 64, 70] {
      var x = [Double](repeating: 0.5, count: count)
      x[count - 1] = .nan
      var out = x
      let noise = [Double](repeating: 0, count: count + Int(RAVINE_WALK_MARGIN))
      let stayed = ravine_kernels_at(Int32(level))?.pointee.steps.pointee.polynomial_walk(
        &out, x, [0, -4, 0, 4], 3, -1e-3, [1], noise, count, 1, -.infinity, .infinity, count)
      #expect(stayed == 0)
    }
  }
}
