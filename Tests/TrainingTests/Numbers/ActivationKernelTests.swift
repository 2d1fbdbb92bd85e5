// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Foundation
import Testing
import Training

/// Activations and their derivatives on every instruction set.
struct ActivationKernelTests {
  /// What the kernels may be off by, in units of the last place: 2.5 was measured for tanh, 6.7 (single) and 9.2 (double)
  /// for the tail of gelu, which multiplies four rounded functions.
  ///
  /// In double precision the twin is off by z² itself, because erfc(−z/√2) multiplies the rounding error of its argument.
  static func allowed<R: Real>(_ activation: Activation, _ z: [R]) -> Double {
    switch activation {
    case .identity, .relu: 0
    case .quadratic: 0.5
    case .tanh: 3
    case .gelu: 10 + (R.precision == .double ? z.reduce(0) { max($0, Double($1 * $1)) } : 0)
    }
  }

  func values<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    // All magnitudes that matter and the special numbers.
    var x: [R] = (-3000...3000).map { R($0) / 200 } + [0, -0.0, .infinity, .nan, .leastNonzeroMagnitude]
    for exponent in -40...6 { x += [1.37 * R(sign: .plus, exponent: R.Exponent(exponent), significand: 1)] }
    x += x.map { -$0 }
    for activation in Activation.allCases {
      // z Φ(z) is not a number at −∞.
      let z = x.filter { activation != .gelu || abs($0) < .infinity }
      var (input, output) = (z, [R](repeating: .nan, count: z.count))
      kernels.activate(activation.rawValue, &input, nil, 1, z.count, &output)
      let exact = z.map { R(PlainPasses.value(activation, Double($0))) }
      // Below the normal range the tail is 0.
      let error = largestError(output, exact, scale: activation == .gelu ? R.leastNormalMagnitude * 1e6 : 0)
      #expect(error <= Self.allowed(activation, z.filter { $0.isFinite }), "\(activation)")
      let small = zip(output, exact).enumerated().filter { abs(z[$0.offset]) < 1 }.map(\.element)
      #expect(largestError(small.map(\.0), small.map(\.1)) <= Self.allowed(activation, [1] as [R]), "\(activation)")
    }
  }

  @Test("values within the documented units of the last place", arguments: TrainingKernels.levels)
  func values(level: Int32) throws {
    try values(level, Float.self)
    try values(level, Double.self)
  }

  func layers<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for activation in Activation.allCases {
      for (rows, width) in [(1, 1), (7, 33), (33, 7), (45, 200), (5, 1000)] {
        let (z, bias): ([R], [R]) = (numbers.normal(rows * width), numbers.normal(width))
        var (expectedInput, expected) = (z, z)
        PlainPasses.activate(activation, &expectedInput, bias: bias, rows: rows, width: width, into: &expected)
        var (input, output) = (z, z)
        kernels.activate(activation.rawValue, &input, bias, rows, width, &output)
        #expect(input == expectedInput)
        #expect(largestError(output, expected) <= Self.allowed(activation, input) + 0.5)
        let kept = activation.needsInput ? input : output
        if !activation.needsInput {
          var inPlace = z
          inPlace.withUnsafeMutableBytes { bytes in
            guard let address = bytes.baseAddress else { return }
            kernels.activate(activation.rawValue, address, bias, rows, width, address)
          }
          #expect(inPlace == output)
        }
        // Backward, with sums of columns that are added to what is there.
        let gradient: [R] = numbers.normal(rows * width)
        var (expectedGradient, expectedSums) = (gradient, bias)
        PlainPasses.activateBackward(
          activation, kept: kept, gradient: &expectedGradient, biasGradient: &expectedSums, rows: rows, width: width)
        var (actual, sums, plain) = (gradient, bias, gradient)
        kernels.activate_backward(activation.rawValue, kept, &actual, &sums, rows, width)
        kernels.activate_backward(activation.rawValue, kept, &plain, nil, rows, width)
        #expect(actual == plain)
        #expect(largestError(actual, expectedGradient, scale: 1) <= 8)
        #expect(largestError(sums, expectedSums, scale: R(rows)) <= 8)
      }
    }
  }

  @Test("layers are the twin's, forward and backward, in place where allowed", arguments: TrainingKernels.levels)
  func layers(level: Int32) throws {
    try layers(level, Float.self)
    try layers(level, Double.self)
  }

  @Test("derivatives are those of the values", arguments: TrainingKernels.levels)
  func derivatives(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Double.self)
    for activation in Activation.allCases {
      let points = stride(from: -6.03, through: 6, by: 0.07).map { $0 }
      func value(_ z: Double) -> Double {
        var (input, output) = (z, 0.0)
        kernels.activate(activation.rawValue, &input, nil, 1, 1, &output)
        return output
      }
      var slopes = [Double](repeating: 1, count: points.count)
      let kept = activation.needsInput ? points : points.map(value)
      kernels.activate_backward(activation.rawValue, kept, &slopes, nil, 1, points.count)
      for (z, slope) in zip(points, slopes) {
        let expected = differences([z]) { value($0[0]) }[0]
        #expect(abs(slope - expected) < 1e-10, "\(activation) at \(z)")
      }
    }
  }

  func splits<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    let z: [R] = numbers.normal(1000, deviation: 3)
    for activation in Activation.allCases {
      func run(_ z: [R]) -> (values: [R], slopes: [R]) {
        var (input, output, gradient) = (z, z, z)
        kernels.activate(activation.rawValue, &input, nil, 1, z.count, &output)
        kernels.activate_backward(activation.rawValue, z, &gradient, nil, 1, z.count)
        return (output, gradient)
      }
      let whole = run(z)
      let parts = stride(from: 0, to: 1000, by: 13).map { run(Array(z[$0..<min($0 + 13, 1000)])) }
      #expect(whole.values == parts.flatMap(\.values))
      #expect(whole.slopes == parts.flatMap(\.slopes))
    }
  }

  @Test("the bits do not depend on where arrays are cut", arguments: TrainingKernels.levels)
  func splits(level: Int32) throws {
    try splits(level, Float.self)
    try splits(level, Double.self)
  }
}
