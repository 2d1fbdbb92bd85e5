// SPDX-License-Identifier: GPL-3.0-or-later

/// The limit of functions at a point where their formula gives no number, such as (sin x)/x or a slope of √(x² + y²) at zero.
///
/// The functions are evaluated on both sides along some skew directions at distances ε, ε/2, ε/4. The mean of both sides of
/// an analytic function is even in ε, so that Richardson's extrapolation finds the limit with an error of ε⁶; at a kink it
/// finds the mean of the two slopes. It counts if two extrapolations and all directions agree. At a pole, or where a
/// neighborhood has no values, there is no limit.
struct RemovableSingularity {
  /// The distances to begin with, in sizes of the window.
  private static let reaches = [1e-2, 1e-4, 1e-6, 1e-9]
  /// Beyond so many sizes of the window rounding leaves nothing of the smallest.
  private static let farthest = 1e4
  /// How closely all must agree, relative to the largest number about.
  private static let tolerance = 1e-6
  /// How much larger the functions may be at a quarter of the distance; next to a pole of order p they are 4ᵖ times as large.
  private static let growth = 1.5

  let program: FormulaProgram
  let window: [ClosedRange<Double>]

  /// The limits at a point, `program.outputs` numbers; `nil` where there are none.
  func limits(at position: [Double]) -> [Double]? {
    let isNear = position.indices.allSatisfy { abs(position[$0]) <= Self.farthest * span(of: $0) }
    // Most points without a number have neighbors without: beyond the domain, for instance.
    guard isNear, mean(at: position, reach: Self.reaches[3], 0) != nil else { return nil }
    for reach in Self.reaches {
      var found: [[Double]] = []
      for direction in 0...min(window.count, 4) {
        guard let limit = limit(at: position, reach: reach, direction: direction) else { break }
        found.append(limit)
        if !agree(found[0], limit) { break }
      }
      if found.count == min(window.count, 4) + 1, found.allSatisfy({ agree(found[0], $0) }) { return found[0] }
    }
    return nil
  }

  private func span(of coordinate: Int) -> Double {
    let span = window[coordinate].upperBound - window[coordinate].lowerBound
    return span.isFinite && span > 0 ? span : 1
  }

  private func agree(_ one: [Double], _ other: [Double]) -> Bool {
    let size = max(1, one.reduce(0) { max($0, abs($1)) })
    return zip(one, other).allSatisfy { abs($0 - $1) <= Self.tolerance * size }
  }

  private func limit(at position: [Double], reach: Double, direction: Int) -> [Double]? {
    guard let coarse = mean(at: position, reach: reach, direction),
      let middle = mean(at: position, reach: reach / 2, direction),
      let fine = mean(at: position, reach: reach / 4, direction)
    else { return nil }
    // At a pole the two sides of an odd function cancel; they grow towards it all the same.
    guard fine.size <= Self.growth * coarse.size + Self.tolerance else { return nil }
    let first = zip(coarse.mean, middle.mean).map { (4 * $1 - $0) / 3 }
    let second = zip(middle.mean, fine.mean).map { (4 * $1 - $0) / 3 }
    return agree(first, second) ? zip(first, second).map { (16 * $1 - $0) / 15 } : nil
  }

  /// The mean of the functions on both sides, and the largest number there; `nil` if one of them is no number.
  private func mean(at position: [Double], reach: Double, _ direction: Int) -> (mean: [Double], size: Double)? {
    var sum = [Double](repeating: 0, count: program.outputs)
    var size = 0.0
    for sign in [-1.0, 1] {
      let point = position.indices.map { c in
        // Parts of the golden ratio: no component is zero or equal to another.
        let turn = 0.618034 * Double(c + 1) * Double(direction + 1) + 0.1 * Double(c)
        let part = 0.3 + 0.7 * (turn - turn.rounded(.down))
        let side = (direction >> c) & 1 == 1 ? -1.0 : 1
        return position[c] + sign * side * part * reach * span(of: c)
      }
      var values = [Double](repeating: .nan, count: program.outputs)
      var output = values.mutableSpan
      program.run(walkers: 1, at: point.span, into: &output)
      guard values.allSatisfy(\.isFinite) else { return nil }
      for i in sum.indices { sum[i] += values[i] / 2 }
      size = values.reduce(size) { max($0, abs($1)) }
    }
    return (sum, size)
  }
}

extension RemovableSingularity {
  /// Replaces what is no number in the results of a block by its limit, where there is one.
  func mend(walkers: Int, at positions: Span<Double>, _ results: inout MutableSpan<Double>) {
    let count = walkers * program.outputs
    guard Self.hasNoNumber(results, count) else { return }
    for w in 0..<walkers where (0..<program.outputs).contains(where: { results[$0 * walkers + w].isNaN }) {
      guard let limits = limits(at: window.indices.map { positions[$0 * walkers + w] }) else { continue }
      for (row, limit) in limits.enumerated() where results[row * walkers + w].isNaN {
        results[row * walkers + w] = limit
      }
    }
  }

  /// Zero times a finite number is zero, times anything else no number: one sum tells of all.
  private static func hasNoNumber(_ results: borrowing MutableSpan<Double>, _ count: Int) -> Bool {
    results.withUnsafeBufferPointer { results in
      guard let start = results.baseAddress else { return false }
      var sums = SIMD8<Double>.zero
      var i = 0
      while i + 8 <= count {
        sums += SIMD8(eightFrom: start + i) * 0
        i += 8
      }
      var sum = sums.sum()
      while i < count {
        sum += start[i] * 0
        i += 1
      }
      return sum.isNaN
    }
  }
}
