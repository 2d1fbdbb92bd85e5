// SPDX-License-Identifier: GPL-3.0-or-later

extension LineWells {
  /// The minima and maxima of a potential in one dimension, found as sign changes of its slope over the window.
  ///
  /// The window is scanned in 4095 steps: features narrower than that are missed.
  ///
  /// - Parameters:
  ///   - potential: of one dimension.
  ///   - names: from left to right; ignored when their number is not that of the minima, which are then called
  ///     `well-1`, `well-2`, … from the lowest energy up.
  init(of potential: any Potential, named names: [String] = []) {
    var circle: ClosedRange<Double>?
    if case .periodic(let range) = potential.boundaries[0] { circle = range }
    let (minima, maxima, poles) = Self.stationaryPoints(of: potential, on: circle)
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
      self.init(named, minima: minima, maxima: maxima, on: circle)
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
    self.init(wells: line.wells, saddles: line.saddles.filter { !poles.contains($0.position[0]) })
  }

  /// Where the slope changes its sign within the window, or around the circle; those of the maxima that are poles.
  private static func stationaryPoints(
    of potential: any Potential, on circle: ClosedRange<Double>?
  ) -> (minima: [Double], maxima: [Double], poles: [Double]) {
    let window = circle ?? potential.window[0]
    let width = window.upperBound - window.lowerBound
    // On a circle, one step beyond the seam, so that a zero just on it is not lost to rounding.
    let points = (0...(steps + (circle == nil ? 0 : 1))).map { window.lowerBound + width * Double($0) / Double(steps) }
    let slopes = points.map { potential.gradient(at: [$0])[0] }
    var minima: [Double] = []
    var maxima: [Double] = []
    var poles: [Double] = []
    for i in 1..<points.count where slopes[i].isFinite && slopes[i - 1].isFinite {
      // A zero just on a point of the grid belongs to the interval on its left.
      let isMinimum = slopes[i - 1] < 0 && slopes[i] >= 0
      guard isMinimum || slopes[i - 1] > 0 && slopes[i] <= 0 else { continue }
      let zero = zero(of: potential, between: points[i - 1], and: points[i], rising: isMinimum)
      let wrapped = circle != nil && zero >= window.upperBound ? zero - width : zero
      let isPole = abs(potential.gradient(at: [zero])[0]) > 10 * max(abs(slopes[i - 1]), abs(slopes[i]))
      if (minima + maxima).contains(where: { abs($0 - wrapped) < width / Double(10 * steps) }) { continue }
      if isMinimum, !isPole { minima.append(wrapped) }
      if !isMinimum { maxima.append(wrapped) }
      if isPole { poles.append(wrapped) }
    }
    return (minima.sorted(), maxima.sorted(), poles)
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
      let slope = potential.gradient(at: [middle])[0]
      if slope == 0 { return middle }
      if (slope < 0) == rising { low = middle } else { high = middle }
    }
    let (below, above) = (potential.gradient(at: [low])[0], potential.gradient(at: [high])[0])
    return abs(below) < abs(above) ? low : high
  }
}
