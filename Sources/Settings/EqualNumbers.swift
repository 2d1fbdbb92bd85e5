// SPDX-License-Identifier: GPL-3.0-or-later

/// When two abscissas are the same: up to the last digits, which arithmetic leaves as in 0.1 + 0.2 = 0.30000000000000004.
///
/// Sweeps, tables and groups of points ask here, so that no slope is taken over a difference of 10⁻¹⁶.
package enum EqualNumbers {
  /// |a − b| ≤ tolerance · max(|a|, |b|) is equal.
  package static let tolerance = 1e-12

  /// Whether two numbers are the same up to rounding.
  package static func areEqual(_ a: Double, _ b: Double) -> Bool {
    a == b || abs(a - b) <= tolerance * max(abs(a), abs(b))
  }

  /// The numbers in their order, each replaced by the one of its equals that is written with the fewest digits.
  ///
  /// - Returns: as many numbers; those that are not finite stay as they are.
  package static func merged(_ values: [Double]) -> [Double] {
    var result = values
    let order = values.indices.filter { values[$0].isFinite }.sorted { values[$0] < values[$1] }
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, areEqual(values[order[start]], values[order[end]]) { end += 1 }
      let equals = order[start..<end].map { values[$0] }
      if let shortest = equals.min(by: { ("\($0)".count, $0) < ("\($1)".count, $1) }) {
        for index in order[start..<end] { result[index] = shortest }
      }
      start = end
    }
    return result
  }
}
