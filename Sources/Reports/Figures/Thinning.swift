// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

extension Curve {
  /// Leaves out points that no eye can tell from their neighbors, so that 10⁶ samples make a small file.
  ///
  /// A point goes when it lies within a third of a pixel of the last one kept; a line that is still long is cut into
  /// stretches of equal count, each of which keeps its first, lowest, highest and last point, so the outline stays.
  mutating func thin(x: AxisScale, y: AxisScale, pixels: (width: Double, height: Double)) {
    let limit = 4000
    func place(_ point: Point) -> (x: Double, y: Double) {
      (x.fraction(point.x) * pixels.width, y.fraction(point.y) * pixels.height)
    }
    guard runs.contains(where: { $0.count > limit / 8 }) else { return }
    runs = runs.map { run in
      guard let first = run.first, let last = run.last else { return run }
      var kept = [first]
      var previous = place(first)
      for point in run.dropFirst().dropLast() {
        let here = place(point)
        guard abs(here.x - previous.x) > 0.33 || abs(here.y - previous.y) > 0.33 else { continue }
        kept.append(point)
        previous = here
      }
      if run.count > 1 { kept.append(last) }
      guard kept.count > limit, style != .points else { return kept }
      // Of a cloud a part shows the shape.
      if style.isSymbols { return Swift.stride(from: 0, to: kept.count, by: kept.count / limit + 1).map { kept[$0] } }
      let stretch = (kept.count * 4 + limit - 1) / limit
      return Swift.stride(from: 0, to: kept.count, by: stretch).flatMap { start -> [Point] in
        let part = start..<min(start + stretch, kept.count)
        let lowest = part.min { kept[$0].y < kept[$1].y } ?? start
        let highest = part.max { kept[$0].y < kept[$1].y } ?? start
        return Set([part.lowerBound, lowest, highest, part.upperBound - 1]).sorted().map { kept[$0] }
      }
    }
  }
}
