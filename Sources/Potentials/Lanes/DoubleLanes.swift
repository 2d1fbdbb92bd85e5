// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Foundation

extension Double: Lanes {
  /// The number itself.
  @inlinable public init(repeating number: Double) { self = number }

  /// eˣ.
  public static func exponential(_ x: Double) -> Double { x.through(ravine_exp) }
  /// √x.
  @inlinable public static func squareRoot(_ x: Double) -> Double { x.squareRoot() }
  /// sin x.
  public static func sine(_ x: Double) -> Double { x.through(ravine_sin) }
  /// cos x.
  public static func cosine(_ x: Double) -> Double { x.through(ravine_cos) }
  static func logarithm(_ x: Double) -> Double { Foundation.log(x) }
  static func power(_ x: Double, _ exponent: Double) -> Double { Foundation.pow(x, exponent) }

  /// The kernels give every lane the same bits however many they are called for, so that one walker alone moves as it
  /// does among others.
  @inline(__always) private func through(
    _ kernel: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
  ) -> Double {
    var result = 0.0
    withUnsafePointer(to: self) { kernel($0, &result, 1) }
    return result
  }
}

extension SIMD8: Lanes where Scalar == Double {
  /// eˣ.
  public static func exponential(_ x: SIMD8<Double>) -> SIMD8<Double> { x.through(ravine_exp) }
  /// Four exponentials with one call of the kernel.
  public static func exponentials(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) {
    var values = (a, b, c, d)
    withUnsafeMutableBytes(of: &values) { bytes in
      let numbers = bytes.assumingMemoryBound(to: Double.self)
      guard let start = numbers.baseAddress else { return }
      ravine_exp(start, start, 32)
    }
    return values
  }
  /// √x.
  @inlinable public static func squareRoot(_ x: SIMD8<Double>) -> SIMD8<Double> { x.squareRoot() }
  /// sin x.
  public static func sine(_ x: SIMD8<Double>) -> SIMD8<Double> { x.through(ravine_sin) }
  /// cos x.
  public static func cosine(_ x: SIMD8<Double>) -> SIMD8<Double> { x.through(ravine_cos) }

  @inline(__always) private func through(
    _ kernel: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
  ) -> SIMD8<Double> {
    var result = self
    withUnsafeMutableBytes(of: &result) { bytes in
      let numbers = bytes.assumingMemoryBound(to: Double.self)
      guard let start = numbers.baseAddress else { return }
      kernel(start, start, 8)
    }
    return result
  }
}
