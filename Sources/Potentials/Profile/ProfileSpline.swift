// SPDX-License-Identifier: GPL-3.0-or-later

/// A function of one coordinate in pieces of degree three, found fast: a table tells which piece a place is near.
///
/// Beyond the ends it goes on as the parabola that leaves the last piece, opening upwards or straight.
struct ProfileSpline: Sendable {
  /// The ends of the pieces, ascending.
  let knots: [Double]
  /// a, b, c, d of each piece, then a straight or upward parabola beyond the last knot, and one before the first.
  let coefficients: [Double]
  private let cells: [Int32]
  private let cellsPerLength: Double

  /// The number of pieces between the knots.
  var count: Int { knots.count - 1 }

  /// Pieces between knots.
  init(knots: [Double], pieces: [Double]) {
    self.knots = knots
    let last = knots.count - 2
    let width = knots[last + 1] - knots[last]
    let (b, c, d) = (pieces[4 * last + 1], pieces[4 * last + 2], pieces[4 * last + 3])
    let top = pieces[4 * last] + width * (b + width * (c + width * d))
    coefficients =
      pieces + [top, b + width * (2 * c + 3 * d * width), max(0, c + 3 * d * width), 0]
      + [pieces[0], pieces[1], max(0, pieces[2]), 0]
    let length = knots[last + 1] - knots[0]
    // Where the spacing is even a cell is a piece, and nothing has to be searched.
    let even = length / Double(last + 1)
    let isEven = zip(knots, knots.dropFirst()).allSatisfy { abs($1 - $0 - even) < 1e-3 * even }
    let size = isEven ? last + 1 : 4 * knots.count
    cellsPerLength = Double(size) / length
    var piece = 0
    cells = (0...size).map { cell in
      // The middle of the cell: its ends are knots but for rounding.
      let place = knots[0] + length * (Double(cell) + 0.5) / Double(size)
      while piece < last, knots[piece + 1] <= place { piece += 1 }
      return Int32(piece)
    }
  }

  /// The piece of a place: its number and how far into it the place is.
  @inline(__always)
  func piece(
    at x: Double, _ knots: UnsafeBufferPointer<Double>, _ cells: UnsafeBufferPointer<Int32>
  ) -> (index: Int, offset: Double) {
    let last = knots.count - 1
    if !(x >= knots[0]) { return (last + 1, x - knots[0]) }
    if x >= knots[last] { return (last, x - knots[last]) }
    let cell = Int((x - knots[0]) * cellsPerLength)
    var index = Int(cells[min(cell, cells.count - 1)])
    while x < knots[index] { index -= 1 }
    while index < last - 1, x >= knots[index + 1] { index += 1 }
    return (index, x - knots[index])
  }

  /// Values or slopes at many places, one after the other: the bits of a place do not depend on the others.
  @inline(__always)
  func run(
    _ count: Int, _ input: Span<Double>, _ output: inout MutableSpan<Double>, wrapping circle: ClosedRange<Double>?,
    _ evaluate: (UnsafePointer<Double>, Double) -> Double
  ) {
    let boundary: Boundary = circle.map { .periodic($0) } ?? .free
    knots.withUnsafeBufferPointer { knots in
      cells.withUnsafeBufferPointer { cells in
        coefficients.withUnsafeBufferPointer { table in
          guard let start = table.baseAddress else { return }
          for i in 0..<count {
            let place = circle == nil ? input[i] : boundary.wrapped(input[i])
            let (index, offset) = piece(at: place, knots, cells)
            output[i] = evaluate(start + 4 * index, offset)
          }
        }
      }
    }
  }

  @inline(__always) static func value(_ c: UnsafePointer<Double>, _ t: Double) -> Double {
    c[0] + t * (c[1] + t * (c[2] + t * c[3]))
  }

  @inline(__always) static func slope(_ c: UnsafePointer<Double>, _ t: Double) -> Double {
    c[1] + t * (2 * c[2] + t * (3 * c[3]))
  }

  @inline(__always) static func curvature(_ c: UnsafePointer<Double>, _ t: Double) -> Double {
    2 * c[2] + 6 * c[3] * t
  }

  /// The curvature on the left of a knot.
  func curvatureBefore(_ knot: Int) -> Double {
    let piece = 4 * (knot - 1)
    return 2 * coefficients[piece + 2] + 6 * coefficients[piece + 3] * (knots[knot] - knots[knot - 1])
  }

  /// The curvature on the right of a knot.
  func curvatureAfter(_ knot: Int) -> Double { 2 * coefficients[4 * knot + 2] }
}
