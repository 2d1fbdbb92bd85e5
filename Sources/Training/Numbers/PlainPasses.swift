// SPDX-License-Identifier: GPL-3.0-or-later
package import Randomness

/// The passes of `Real` as one would write them down: what the kernels in C are tested against.
///
/// Sums run from left to right in double precision and are rounded once at the end. Each pass is documented in `Real`.
package enum PlainPasses {
  /// See `Real.gatherSum`.
  package static func gatherSum<R: Real>(
    tables: UnsafePointer<UnsafePointer<R>>, indices: UnsafePointer<UnsafePointer<Int32>>, tableCount: Int,
    rows: Int, width: Int, into y: UnsafeMutablePointer<R>
  ) {
    for row in 0..<rows {
      for column in 0..<width {
        var sum = tables[0][Int(indices[0][row]) * width + column]
        for table in 1..<max(tableCount, 1) { sum += tables[table][Int(indices[table][row]) * width + column] }
        y[row * width + column] = sum
      }
    }
  }

  /// See `Real.gatherActivate`.
  package static func gatherActivate<R: Real>(
    _ activation: Activation, tables: UnsafePointer<UnsafePointer<R>>, indices: UnsafePointer<UnsafePointer<Int32>>,
    tableCount: Int, bias: UnsafePointer<R>?, rows: Int, width: Int, input z: UnsafeMutablePointer<R>?,
    into y: UnsafeMutablePointer<R>
  ) {
    gatherSum(tables: tables, indices: indices, tableCount: tableCount, rows: rows, width: width, into: y)
    for i in 0..<(rows * width) {
      let sum = y[i] + (bias.map { $0[i % width] } ?? 0)
      if let z { z[i] = sum }
      y[i] = R(value(activation, Double(sum)))
    }
  }

  /// See `Real.scatterAdd`.
  package static func scatterAdd<R: Real>(
    _ gradient: UnsafePointer<R>, index: UnsafePointer<Int32>, rows: Int, width: Int, columns: Range<Int>,
    into table: UnsafeMutablePointer<R>
  ) {
    for row in 0..<rows {
      for column in columns { table[Int(index[row]) * width + column] += gradient[row * width + column] }
    }
  }

  /// See `Real.dropout`.
  package static func dropout<R: Real>(
    _ x: UnsafePointer<R>, count: Int, rate: Double, stream: StreamName, walker: UInt32, first: UInt64,
    into y: UnsafeMutablePointer<R>
  ) {
    let factor = R(1 / (1 - rate))
    let threshold = min((rate * 0x1p32).rounded(.toNearestOrEven), 0xffff_ffff)
    for i in 0..<count {
      let element = first &+ UInt64(i)
      let block = stream.block(element / 64 * 16 + element % 16, walker: walker)
      y[i] = Double(block[Int(element / 16 % 4)]) < threshold ? 0 : x[i] * factor
    }
  }

  /// See `Real.sumOfSquares`.
  package static func sumOfSquares<R: Real>(_ x: UnsafePointer<R>, count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += Double(x[i]) * Double(x[i]) }
    return sum
  }

  /// See `Real.combine`.
  package static func combine<R: Real>(
    _ a: Double, _ x: UnsafePointer<R>, _ b: Double, _ y: UnsafeMutablePointer<R>, count: Int
  ) {
    let (a, b) = (R(a), R(b))
    for i in 0..<count { y[i] = a * x[i] + b * y[i] }
  }

  /// See `Real.convert`.
  package static func convert<R: Real>(_ from: UnsafePointer<Double>, _ to: UnsafeMutablePointer<R>, count: Int) {
    for i in 0..<count { to[i] = R(from[i]) }
  }

  /// See `Real.confine`.
  package static func confine<R: Real>(
    _ from: UnsafePointer<R>, stiffness: Double, _ x: UnsafePointer<Double>, _ to: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    for i in 0..<count { to[i] = Double(from[i]) + stiffness * x[i] }
  }
}
