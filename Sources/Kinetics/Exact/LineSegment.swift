// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Statistics

/// A part of the line between two absorbing sets, or between one and an end of the line.
///
/// On a circle the coordinates of a segment may run past the period.
struct LineSegment: Equatable {
  var range: ClosedRange<Double>
  /// Whether the lower end belongs to the absorbing set; otherwise it is a wall or lies at infinity.
  var lowerAbsorbs: Bool
  /// The same for the upper end.
  var upperAbsorbs: Bool

  /// The segments that absorbing intervals leave of a line.
  static func outside(_ absorbing: Intervals, of line: LineEnergy) -> [LineSegment] {
    if line.isCircle {
      let period = line.domain.upperBound - line.domain.lowerBound
      guard let first = absorbing.ranges.first else { return [] }
      var starts = absorbing.ranges.map(\.upperBound)
      var ends = Array(absorbing.ranges.map(\.lowerBound).dropFirst()) + [first.lowerBound + period]
      // An interval that reaches across the cut stands as two; nothing is left between them.
      if let last = starts.last, last >= ends[ends.count - 1] - 1e-14 * period {
        starts.removeLast()
        ends.removeLast()
      }
      return zip(starts, ends).map { LineSegment(range: $0...$1, lowerAbsorbs: true, upperAbsorbs: true) }
    }
    return absorbing.gaps.filter { $0.overlaps(line.domain) }.map { $0.clamped(to: line.domain) }
      .filter { $0.lowerBound < $0.upperBound }
      .map { range in
        LineSegment(
          range: range, lowerAbsorbs: absorbing.contains(range.lowerBound),
          upperAbsorbs: absorbing.contains(range.upperBound))
      }
  }

  /// A set of the line in the coordinates of the segment, limited to it.
  func part(of set: Intervals, on line: LineEnergy) -> Intervals {
    let own = Intervals([range])
    guard line.isCircle else { return set.intersection(own) }
    let period = line.domain.upperBound - line.domain.lowerBound
    let shifted = set.ranges.map { ($0.lowerBound + period)...($0.upperBound + period) }
    return Intervals(set.ranges + shifted).intersection(own)
  }
}
