// SPDX-License-Identifier: GPL-3.0-or-later

extension LineWells {
  /// The minima and maxima of a potential in one dimension, found as sign changes of its slope over the window.
  ///
  /// The window is scanned in 4095 steps: features narrower than that are missed. The minimum of a plateau is its middle.
  ///
  /// - Parameters:
  ///   - potential: of one dimension.
  ///   - names: from left to right; ignored when their number is not that of the minima, which are then called
  ///     `well-1`, `well-2`, … from the lowest energy up.
  init(of potential: any Potential, named names: [String] = []) {
    var circle: ClosedRange<Double>?
    if case .periodic(let range) = potential.boundaries[0] { circle = range }
    let turnings = Self.turnings(of: potential, on: circle)
    let (minima, maxima) = (turnings.minima, turnings.maxima)
    var named = names
    if named.count != minima.count {
      let order = minima.indices.sorted {
        let (first, second) = (potential.energy(at: [minima[$0]]), potential.energy(at: [minima[$1]]))
        return first == second ? $0 < $1 : first < second
      }
      named = Array(repeating: "", count: minima.count)
      for (rank, i) in order.enumerated() { named[i] = "well-\(rank + 1)" }
    }
    if let circle, minima.count > 1, maxima.count == minima.count {
      let line = LineWells(named, minima: minima, maxima: maxima, on: circle)
      self.init(wells: line.marking(plateaus: turnings.plateaus), saddles: line.saddles)
      return
    }
    if circle != nil, minima.count == 1, maxima.count == 1 {
      let line = LineWells(named[0], minimum: minima[0], maximum: maxima[0])
      self.init(wells: line.marking(plateaus: turnings.plateaus), saddles: line.saddles)
      return
    }
    let between = maxima.filter { top in minima.contains { $0 < top } && minima.contains { $0 > top } }
    guard between.count == max(0, minima.count - 1) else {
      // The slope has a gap where a maximum should be: nothing can be said.
      self.init([], minima: [], maxima: [])
      return
    }
    let line = LineWells(named, minima: minima, maxima: between)
    // A pole divides wells like a maximum, but there is no way over it.
    self.init(
      wells: line.marking(plateaus: turnings.plateaus),
      saddles: line.saddles.filter { !turnings.poles.contains($0.position[0]) })
  }

  /// The wells, those on plateaus with their free direction.
  private func marking(plateaus: [Double]) -> [Well] {
    wells.map { well in
      var well = well
      if plateaus.contains(well.minimum[0]) { well.freeDimensions = 1 }
      return well
    }
  }

  /// Minima and maxima of a line, ascending.
  private struct Turnings {
    var minima: [Double] = []
    var maxima: [Double] = []
    /// Those of the maxima that are poles.
    var poles: [Double] = []
    /// Those of the minima that are the middle of a plateau.
    var plateaus: [Double] = []
  }

  /// Where the slope changes its sign within the window, or around the circle.
  private static func turnings(of potential: any Potential, on circle: ClosedRange<Double>?) -> Turnings {
    let window = circle ?? potential.window[0]
    let boundary = potential.boundaries[0]
    let width = window.upperBound - window.lowerBound
    // On a circle, one step beyond the seam, so that a zero just on it is not lost to rounding.
    let points = (0...(steps + (circle == nil ? 0 : 1))).map { window.lowerBound + width * Double($0) / Double(steps) }
    let slopes = points.map { slope(of: potential, at: $0) }
    var found = Turnings()
    for i in 1..<points.count where slopes[i].isFinite && slopes[i - 1].isFinite {
      // A zero just on a point of the grid belongs to the interval on its left.
      let isMinimum = slopes[i - 1] < 0 && slopes[i] >= 0
      guard isMinimum || slopes[i - 1] > 0 && slopes[i] <= 0 else { continue }
      var zero = zero(of: potential, between: points[i - 1], and: points[i], rising: isMinimum)
      var isFlat = false
      if slopes[i] == 0, let end = flatEnd(slopes, from: i, isCircle: circle != nil) {
        // Level over several points: the middle of it, if it turns there and is no step in a slope.
        guard let next = end.slope, (next > 0) == isMinimum else { continue }
        let last = window.lowerBound + width * Double(end.index) / Double(steps)
        let right = edge(of: potential, from: last, to: last + width / Double(steps))
        let left = edge(of: potential, from: points[i], to: points[i - 1])
        zero = left + (right - left) / 2
        isFlat = true
      }
      let wrapped = circle != nil ? boundary.wrapped(zero) : zero
      let isPole = abs(slope(of: potential, at: zero)) > 10 * max(abs(slopes[i - 1]), abs(slopes[i]))
      let isKnown = (found.minima + found.maxima).contains {
        abs(boundary.displacement(from: $0, to: wrapped)) < width / Double(10 * steps)
      }
      if isKnown { continue }
      if isMinimum, !isPole { found.minima.append(wrapped) }
      if !isMinimum { found.maxima.append(wrapped) }
      if isMinimum, isFlat { found.plateaus.append(wrapped) }
      if isPole { found.poles.append(wrapped) }
    }
    found.minima.sort()
    found.maxima.sort()
    return found
  }

  private static func slope(of potential: any Potential, at x: Double) -> Double {
    potential.gradient(at: potential.wrapped([x]))[0]
  }

  /// The last of several points in a row without slope and the slope behind it, round a circle on over the seam.
  ///
  /// - Returns: `nil` for a single point; no slope where the line ends or nothing but such points is left.
  private static func flatEnd(_ slopes: [Double], from first: Int, isCircle: Bool) -> (index: Int, slope: Double?)? {
    let most = isCircle ? first + steps : slopes.count - 1
    var last = first
    while last + 1 <= most {
      let next = slopes[isCircle ? (last + 1) % steps : last + 1]
      if next != 0 { return last == first ? nil : (last, next.isFinite ? next : nil) }
      last += 1
    }
    return last == first ? nil : (last, nil)
  }

  /// The last place without slope on the way from one that has none to one that has.
  private static func edge(of potential: any Potential, from level: Double, to sloping: Double) -> Double {
    var (level, sloping) = (level, sloping)
    for _ in 0..<60 {
      let middle = level + (sloping - level) / 2
      if slope(of: potential, at: middle) == 0 { level = middle } else { sloping = middle }
    }
    return level
  }

  /// An odd number, so that the middle of the window, where poles like to be, is no point of the grid.
  private static let steps = 4095

  /// Halves the interval until nothing lies between its ends.
  private static func zero(
    of potential: any Potential, between left: Double, and right: Double, rising: Bool
  ) -> Double {
    var (low, high) = (left, right)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      let slope = slope(of: potential, at: middle)
      if slope == 0 { return middle }
      if (slope < 0) == rising { low = middle } else { high = middle }
    }
    let (below, above) = (slope(of: potential, at: low), slope(of: potential, at: high))
    return abs(below) < abs(above) ? low : high
  }
}
