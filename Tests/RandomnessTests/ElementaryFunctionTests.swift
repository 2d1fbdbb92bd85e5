// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Foundation
import Randomness
import Testing

/// exp, log, sin, cos and tanh over arrays, against libm and between the levels.
struct ElementaryFunctionTests {
  enum Function: String, CaseIterable, Sendable {
    case exp, log, sin, cos, tanh

    func reference(_ x: Double) -> Double {
      switch self {
      case .exp: Foundation.exp(x)
      case .log: Foundation.log(x)
      case .sin: Foundation.sin(x)
      case .cos: Foundation.cos(x)
      case .tanh: Foundation.tanh(x)
      }
    }

    var ranges: [ClosedRange<Double>] {
      switch self {
      case .exp: [-1...1, -745...709.7]
      case .log: [0.5...2, 0...0x1p-1030, 0...1e300]
      case .sin: [-1...1, -1e6...1e6, 3.14...3.142]
      case .cos: [-1...1, -1e6...1e6, 1.57...1.571]
      case .tanh: [-1...1, -0.01...0.01, -30...30]
      }
    }

    /// Units in the last place, one of them libm's own.
    var accuracy: Double {
      switch self {
      case .exp, .log: 1.5
      case .sin, .cos: 3
      case .tanh: 5
      }
    }
  }

  static func apply(_ function: Function, level: Int, to x: [Double]) -> [Double] {
    var y = [Double](repeating: .nan, count: x.count)
    guard let kernels = ravine_kernels_at(Int32(level))?.pointee else { return y }
    switch function {
    case .exp: kernels.exp(x, &y, x.count)
    case .log: kernels.log(x, &y, x.count)
    case .sin: kernels.sin(x, &y, x.count)
    case .cos: kernels.cos(x, &y, x.count)
    case .tanh: kernels.tanh(x, &y, x.count)
    }
    return y
  }

  static func arguments(_ range: ClosedRange<Double>) -> [Double] {
    var stream = RandomStream(StreamName(seed: 1, task: 0, purpose: .test), walker: 0)
    return (0..<20_003).map { _ in range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform() }
  }

  static let special = [
    0, -0.0, 1, -1, .infinity, -.infinity, .nan, 709.78, 709.79, 710, -745.1, -745.2, 1e308, -1e308,
    .leastNonzeroMagnitude, 0x1p-1040,
    .pi, 1e7, 1e300, .greatestFiniteMagnitude, .leastNormalMagnitude, 0.625, -20,
  ]

  @Test("within a few units in the last place of libm", arguments: Function.allCases, levels)
  func accuracy(function: Function, level: Int) {
    for range in function.ranges {
      let x = Self.arguments(range)
      for (x, y) in zip(x, Self.apply(function, level: level, to: x)) {
        let expected = function.reference(x)
        #expect(abs(y - expected) <= function.accuracy * expected.ulp, "at \(x): \(y), not \(expected)")
      }
    }
  }

  @Test("what is not ordinary: zeros, infinities, NaN, overflow, underflow", arguments: Function.allCases, levels)
  func specialValues(function: Function, level: Int) {
    for (x, y) in zip(Self.special, Self.apply(function, level: level, to: Self.special)) {
      let expected = function.reference(x)
      #expect(
        expected.isNaN ? y.isNaN : y == expected || abs(y - expected) <= function.accuracy * expected.ulp,
        "at \(x): \(y), not \(expected)")
    }
  }

  @Test("every level gives the same bits, wherever an element stands", arguments: Function.allCases, levels)
  func sameBits(function: Function, level: Int) {
    for range in function.ranges {
      let x = Self.arguments(range)
      let reference = Self.apply(function, level: 0, to: x).map(\.bitPattern)
      #expect(Self.apply(function, level: level, to: x).map(\.bitPattern) == reference)
      #expect(
        Self.apply(function, level: level, to: Array(x.dropFirst(5))).map(\.bitPattern) == Array(reference.dropFirst(5))
      )
    }
  }

  @Test("in place")
  func inPlace() {
    var x = Self.arguments(-1...1)
    let expected = Self.apply(.exp, level: 0, to: x)
    x.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      ravine_exp(start, start, buffer.count)
    }
    #expect(x == expected)
  }

  @Test("the Euler–Maruyama update is (x − hg) + sξ in this order", arguments: levels, [1, 7, 8, 31, 32, 33, 100])
  func driftAndKick(level: Int, count: Int) {
    let numbers = Self.arguments(-2...2)
    var x = Array(numbers[0..<count])
    let (g, noise) = (Array(numbers[1000..<1000 + count]), Array(numbers[2000..<2000 + count]))
    let expected = (0..<count).map { (x[$0] - 1e-3 * g[$0]) + 0.3 * noise[$0] }
    ravine_kernels_at(Int32(level))?.pointee.drift_and_kick(&x, g, noise, 1e-3, 0.3, count)
    #expect(x == expected)
  }
}
