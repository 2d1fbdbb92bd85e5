// SPDX-License-Identifier: GPL-3.0-or-later

extension ProfileSpline {
  /// Minima and maxima, ascending: where the slope, a parabola on each piece, changes its sign.
  struct Turnings {
    var minima: [Double] = []
    var maxima: [Double] = []
  }

  /// All places where the slope changes its sign, between the ends or round a circle.
  func turnings(isPeriodic: Bool) -> Turnings {
    // The signs of the slope on open stretches between its zeros, in order.
    var stretches: [(lower: Double, upper: Double, isRising: Bool)] = []
    for i in 0..<count {
      let width = knots[i + 1] - knots[i]
      let ends = [0.0] + zeros(ofPiece: i).filter { 0 < $0 && $0 < width } + [width]
      // What is narrower is made by rounding.
      for (left, right) in zip(ends, ends.dropFirst()) where right - left > 1e-12 * width {
        let slope = slope(ofPiece: i, at: left + (right - left) / 2)
        guard slope != 0 else { continue }
        let (lower, upper) = (knots[i] + left, right == width ? knots[i + 1] : knots[i] + right)
        stretches.append((lower, upper, slope > 0))
      }
    }
    var found = Turnings()
    guard var previous = stretches.first else { return found }
    if isPeriodic, let last = stretches.last {
      let period = knots[count] - knots[0]
      previous = (last.lower - period, last.upper - period, last.isRising)
    }
    for next in stretches {
      if next.isRising != previous.isRising {
        // A level part between them turns in its middle.
        var place = previous.upper + (next.lower - previous.upper) / 2
        if place < knots[0] { place += knots[count] - knots[0] }
        place = snapped(place)
        if next.isRising { found.minima.append(place) } else { found.maxima.append(place) }
      }
      previous = next
    }
    found.minima.sort()
    found.maxima.sort()
    return found
  }

  /// The knot that a place is at but for rounding, else the place.
  private func snapped(_ place: Double) -> Double {
    let after = knots.firstIndex { $0 >= place } ?? count
    let nearest = after > 0 && place - knots[after - 1] < knots[after] - place ? after - 1 : after
    let width = knots[min(nearest + 1, count)] - knots[max(nearest - 1, 0)]
    return abs(knots[nearest] - place) < 1e-10 * width ? knots[nearest] : place
  }

  private func slope(ofPiece i: Int, at t: Double) -> Double {
    coefficients[4 * i + 1] + t * (2 * coefficients[4 * i + 2] + 3 * t * coefficients[4 * i + 3])
  }

  /// The zeros of the slope of a piece, ascending.
  private func zeros(ofPiece i: Int) -> [Double] {
    let (c, b, a) = (coefficients[4 * i + 1], 2 * coefficients[4 * i + 2], 3 * coefficients[4 * i + 3])
    if a == 0 { return b == 0 ? [] : [-c / b] }
    let discriminant = b * b - 4 * a * c
    guard discriminant > 0 else { return [] }
    // Without the difference of nearly equal numbers.
    let root = -(b + (b < 0 ? -1 : 1) * discriminant.squareRoot()) / 2
    return (root == 0 ? [0, -b / a] : [root / a, c / root]).sorted()
  }
}
