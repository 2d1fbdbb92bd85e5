// SPDX-License-Identifier: GPL-3.0-or-later

/// x·y = Σ xᵢyᵢ in double precision, from left to right.
enum InnerProduct {
  @specialized(where R == Float)
  @specialized(where R == Double)
  static func of<R: Real>(_ x: UnsafePointer<R>, _ y: UnsafePointer<R>, count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += Double(x[i]) * Double(y[i]) }
    return sum
  }
}
