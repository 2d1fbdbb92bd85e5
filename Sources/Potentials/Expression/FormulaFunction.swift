// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Foundation

/// The functions of one argument that a formula can use.
enum FormulaFunction: String, CaseIterable, Hashable, Sendable {
  case exp, log, sqrt, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, abs
  /// −1, 0 or 1.
  case sign
  /// 0 below zero, 1 above, ½ at zero.
  case step

  /// What the kernels have for a whole block; `nil` where the block is done number by number.
  var kernel: ((UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void)? {
    switch self {
    case .exp: ravine_exp
    case .log: ravine_log
    case .sin: ravine_sin
    case .cos: ravine_cos
    case .tanh: ravine_tanh
    default: nil
    }
  }

  /// The value at one point.
  func value(_ x: Double) -> Double {
    switch self {
    case .exp: Foundation.exp(x)
    case .log: Foundation.log(x)
    case .sqrt: x.squareRoot()
    case .sin: Foundation.sin(x)
    case .cos: Foundation.cos(x)
    case .tan: Foundation.tan(x)
    case .asin: Foundation.asin(x)
    case .acos: Foundation.acos(x)
    case .atan: Foundation.atan(x)
    case .sinh: Foundation.sinh(x)
    case .cosh: Foundation.cosh(x)
    case .tanh: Foundation.tanh(x)
    case .abs: Swift.abs(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .step: x > 0 ? 1 : x < 0 ? 0 : 0.5 + x
    }
  }
}

/// The functions of two arguments that a formula can use.
enum FormulaFunctionOfTwo: String, CaseIterable, Hashable, Sendable {
  case min, max, atan2

  /// The value at one point.
  func value(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .min: x < y || x.isNaN ? x : y
    case .max: x > y || x.isNaN ? x : y
    case .atan2: Foundation.atan2(x, y)
    }
  }
}
