// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// The points of a profile: coordinates in ascending order, energies, and their standard errors where the file has them.
struct ProfilePoints: Sendable {
  /// Ascending; on a circle the last place is the first one again, a turn later.
  var positions: [Double]
  /// One a position.
  var energies: [Double]
  /// One a position, or empty.
  var errors: [Double]
  /// Whether the ends are the same place.
  var isPeriodic: Bool
  /// What a reader should be told of how the file was read.
  var remarks = ReadingRemarks()

  /// The fewest points that are a profile.
  static let fewest = 5

  private struct Point {
    var x: Double
    var energy: Double
    var error: Double
    var line: Int
  }

  /// Takes columns of a table, with all that can be wrong with them.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - coordinate, energy, error: columns counted from zero.
  ///   - axis: what is said of the axis' ends.
  init(_ table: ProfileTable, coordinate: Int, energy: Int, error: Int?, axis: ProfileAxis) throws(Problem) {
    var remarks = ReadingRemarks()
    var points = try Self.ordered(
      table.rows.map { row in
        Point(
          x: row.numbers[coordinate], energy: row.numbers[energy], error: error.map { row.numbers[$0] } ?? 0,
          line: row.line)
      }, table, &remarks)
    let count = points.count
    var period = axis.period
    try Self.cut(&points, table, &period, &remarks)
    guard points.count >= Self.fewest else {
      let cut = points.count < count ? " with a finite energy" : ""
      throw Problem(
        "\(table.name) has \(points.count) point\(points.count == 1 ? "" : "s")\(cut); a profile takes at least "
          + "\(Self.fewest).", at: "file")
    }
    try Self.checkHoles(points, table)
    if error != nil, let wrong = points.first(where: { !($0.error >= 0 && $0.error.isFinite) }) {
      throw table.problem(
        "the error is \(wrong.error.mathematical); it must be a number that is zero or positive.", at: wrong.line)
    }
    if axis.isPeriodic, period == nil, points.count == count { period = try Self.period(of: points, table) }
    if let period, points.count == count { try Self.close(&points, period, table) }
    positions = points.map(\.x)
    energies = points.map(\.energy)
    errors = error == nil ? [] : points.map(\.error)
    isPeriodic = axis.isPeriodic && period != nil && points.last.map { $0.line == points[0].line } ?? false
    self.remarks = remarks
    try checkBarrier(points.map(\.line), table)
  }

  private static func ordered(
    _ given: [Point], _ table: ProfileTable, _ remarks: inout ReadingRemarks
  ) throws(Problem) -> [Point] {
    var points = given
    for point in points {
      guard point.x.isFinite else {
        throw table.problem("the coordinate is \(point.x.mathematical).", at: point.line)
      }
      guard !point.energy.isNaN, point.energy > -.infinity else {
        throw table.problem(
          "the energy is \(point.energy.mathematical); leave the row out, or write inf where nothing was sampled.",
          at: point.line)
      }
    }
    if points.count > 1, zip(points, points.dropFirst()).allSatisfy({ $0.x > $1.x }) {
      points.reverse()
      remarks.facts.append("The rows of \(table.name) descend, and were taken from the last to the first.")
    }
    for (one, next) in zip(points, points.dropFirst()) where next.x <= one.x {
      if next.x == one.x {
        throw table.problem(
          "the coordinate is \(next.x.mathematical), as in line \(one.line); each may stand there once. A table over two "
            + "coordinates is no profile.", at: next.line)
      }
      throw table.problem(
        "the coordinate falls from \(one.x.mathematical) to \(next.x.mathematical); sort the rows by the coordinate.",
        at: next.line)
    }
    return points
  }

  /// Leaves out what was not sampled at the ends; an arc of a circle too, which is then a line.
  private static func cut(
    _ points: inout [Point], _ table: ProfileTable, _ period: inout Double?, _ remarks: inout ReadingRemarks
  ) throws(Problem) {
    guard points.contains(where: { $0.energy == .infinity }) else { return }
    let count = points.count
    guard var first = points.firstIndex(where: { $0.energy.isFinite }) else {
      throw Problem("\(table.name): no energy is finite.", at: "file")
    }
    if let period, first == 0, points[count - 1].energy.isFinite,
      let gap = points.lastIndex(where: { $0.energy == .infinity })
    {
      // The line begins behind the arc and goes on over the seam.
      let behind = points[(gap + 1)...]
      let isDouble = abs(points[count - 1].x - points[0].x - period) < 1e-6 * period
      points =
        (isDouble ? behind.dropLast() : behind)
        + points[...gap].map { point in
          var point = point
          point.x += period
          return point
        }
      first = 0
    }
    period = nil
    points.removeFirst(first)
    let last = points.lastIndex { $0.energy.isFinite } ?? 0
    points.removeLast(points.count - 1 - last)
    if let hole = points.first(where: { $0.energy == .infinity }) {
      throw table.problem(
        "the energy is infinite at \(hole.x.mathematical), between parts where it is not: there is no way over it. Keep "
          + "the rows of one part.", at: hole.line)
    }
    guard let lower = points.first?.x, let upper = points.last?.x else { return }
    remarks.warnings.append(
      "\(table.name): the energy is infinite in \(count - points.count) row\(count - points.count == 1 ? "" : "s"); the "
        + "profile is cut there, and goes from \(lower.mathematical) to \(upper.mathematical).")
  }

  private static func checkHoles(_ points: [Point], _ table: ProfileTable) throws(Problem) {
    let widths = zip(points, points.dropFirst()).map { $1.x - $0.x }
    let usual = widths.sorted()[widths.count / 2]
    let isRegular = Double(widths.count { abs($0 - usual) < 0.01 * usual }) >= 0.8 * Double(widths.count)
    let most = (isRegular ? 1.5 : 20) * usual
    guard let index = widths.firstIndex(where: { $0 > most }) else { return }
    let (before, after) = (points[index], points[index + 1])
    throw table.problem(
      "there is a hole: from \(before.x.mathematical) in line \(before.line) to \(after.x.mathematical) here, where the "
        + "spacing is \(ProfileAxis.rounded(usual)) elsewhere. A spline knows nothing there: fill the rows, or keep one "
        + "part.", at: after.line)
  }

  /// The period of a circle of which nothing is said but that it is one.
  private static func period(of points: [Point], _ table: ProfileTable) throws(Problem) -> Double {
    let span = points[points.count - 1].x - points[0].x
    let next = span * Double(points.count) / Double(points.count - 1)
    for turn in [2 * Double.pi, 360, 1] where abs(next - turn) < 1e-4 * turn { return turn }
    guard let low = points.map(\.energy).min(), let high = points.map(\.energy).max() else { return span }
    let (first, last) = (points[0], points[points.count - 1])
    if abs(first.energy - last.energy) <= 1e-6 * (high - low) + 4 * (first.error + last.error) { return span }
    throw Problem(
      "the ends of \(table.name) differ, \(first.energy.mathematical) at \(first.x.mathematical) and "
        + "\(last.energy.mathematical) at \(last.x.mathematical), so that the length of the circle is not known; write "
        + "periodic: [\(first.x.mathematical), …] with both ends of a turn.", at: "periodic")
  }

  /// Ends the rows with the first one again, a turn later.
  private static func close(_ points: inout [Point], _ period: Double, _ table: ProfileTable) throws(Problem) {
    let (first, last) = (points[0], points[points.count - 1])
    let span = last.x - first.x
    if abs(span - period) < 1e-6 * period {
      let energies = points.map(\.energy)
      let size = (energies.max() ?? 0) - (energies.min() ?? 0)
      guard abs(first.energy - last.energy) <= 1e-6 * size + 4 * (first.error + last.error) else {
        throw table.problem(
          "the axis is a circle, and its ends, which are one place, differ: the energy is \(first.energy.mathematical) in "
            + "line \(first.line) and \(last.energy.mathematical) here.", at: last.line)
      }
      points.removeLast()
    } else if span > period {
      throw table.problem(
        "the rows go over \(ProfileAxis.rounded(span)), more than a turn of \(ProfileAxis.rounded(period)).",
        at: last.line)
    } else if period - span > 1.5 * span / Double(points.count - 1) {
      throw Problem(
        "\(table.name): the axis is a circle of length \(ProfileAxis.rounded(period)), and the rows go over "
          + "\(ProfileAxis.rounded(span)) only: there is a hole at the seam.", at: "file")
    }
    var again = first
    again.x += period
    points.append(again)
  }

  /// Refuses a main barrier that is a single point between two minima, and tells of small ones.
  private mutating func checkBarrier(_ lines: [Int], _ table: ProfileTable) throws(Problem) {
    guard let low = energies.min(), let high = energies.max() else { return }
    var thin = 0
    for i in 2..<max(2, energies.count - 2) {
      let sides = [energies[i - 1], energies[i + 1]]
      guard energies[i] > max(sides[0], sides[1]), energies[i - 2] > sides[0], energies[i + 2] > sides[1] else {
        continue
      }
      if energies[i] - max(sides[0], sides[1]) > 0.5 * (high - low) {
        throw table.problem(
          "the barrier at \(positions[i].mathematical) is thinner than the spacing of the rows: a single point between "
            + "two minima. Make the table finer there.", at: lines[i])
      }
      thin += 1
    }
    if thin > 0 {
      remarks.warnings.append(
        "\(table.name): \(thin) maxim\(thin == 1 ? "um is" : "a are") a single point between two minima; the wells "
          + "beside \(thin == 1 ? "it" : "them") may be noise of the table.")
    }
  }
}
