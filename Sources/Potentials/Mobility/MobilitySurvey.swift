// SPDX-License-Identifier: GPL-3.0-or-later

/// How large a diffusion coefficient is over a landscape, and whether it is positive: looked at in many places of the window.
package struct MobilitySurvey {
  /// The smallest and the largest value that was found.
  package private(set) var smallest = Double.infinity
  package private(set) var largest = -Double.infinity
  /// Where it is smallest, or first no number.
  package private(set) var place: [Double] = []
  private var lacksNumber = false
  /// Where it differs at the two ends of a circle.
  private var seam: (coordinate: String, ends: (Double, Double))?
  private let window: [ClosedRange<Double>]
  private let names: [String]

  /// Places along the axis of a line, and along each axis of a plane.
  private static let counts = [1: 4001, 2: 101]
  /// Places in more dimensions.
  private static let scattered = 20_000
  /// How far a function may miss itself after a turn.
  private static let seamTolerance = 1e-6

  /// Looks at a field over the window of a landscape, and at its minima.
  package init(of field: any Potential, over potential: any Potential) {
    window = potential.window
    names = potential.coordinateNames
    let d = potential.dimension
    if let count = Self.counts[d] {
      let total = d == 1 ? count : count * count
      for index in 0..<total {
        look(
          at: (0..<d).map { axis in
            let step = axis == 0 ? index % count : index / count
            return window[axis].lowerBound + Double(step) / Double(count - 1) * window[axis].width
          }, field)
      }
    } else {
      // Kronecker's sequence of the roots of primes fills a box evenly.
      let roots = Self.primes(d).map { Double($0).squareRoot() }
      for index in 1...Self.scattered {
        look(
          at: (0..<d).map { axis in
            let share: Double = Double(index) * roots[axis]
            return window[axis].lowerBound + (share - share.rounded(.down)) * window[axis].width
          }, field)
      }
    }
    for minimum in potential.knownMinima { look(at: minimum, field) }
    for (axis, boundary) in potential.boundaries.enumerated() {
      guard case .periodic(let range) = boundary else { continue }
      var low = window.map { ($0.lowerBound + $0.upperBound) / 2 }
      var high = low
      (low[axis], high[axis]) = (range.lowerBound, range.upperBound)
      let ends = (field.energy(at: low), field.energy(at: high))
      if abs(ends.0 - ends.1) > Self.seamTolerance * abs(ends.0) { seam = (names[axis], ends) }
    }
  }

  private static func primes(_ count: Int) -> [Int] {
    var found: [Int] = []
    var number = 2
    while found.count < count {
      if !found.contains(where: { number % $0 == 0 }) { found.append(number) }
      number += 1
    }
    return found
  }

  private mutating func look(at point: [Double], _ field: any Potential) {
    let value = field.energy(at: point)
    guard value.isFinite else {
      if !lacksNumber { (lacksNumber, place) = (true, point) }
      return
    }
    if value < smallest {
      smallest = value
      if !lacksNumber { place = point }
    }
    largest = max(largest, value)
  }

  /// What is wrong, in a sentence; `nil` if it is positive everywhere.
  package func problem(_ name: String) -> String? {
    let axes = zip(names, window).map { "\($0) from \($1.lowerBound.mathematical) to \($1.upperBound.mathematical)" }
    let site = zip(names, place).map { "\($0) = \($1.mathematical)" }.joined(separator: ", ")
    let demand = "it must be positive wherever walkers can be, here for \(axes.joined(separator: ", "))."
    if lacksNumber { return "\(name) has no finite value at \(site); \(demand)" }
    if smallest <= 0 { return "\(name) is \(smallest.mathematical) at \(site); \(demand)" }
    guard let seam else { return nil }
    return
      "\(name) is \(seam.ends.0.mathematical) at the one end of the circle of \(seam.coordinate) and "
      + "\(seam.ends.1.mathematical) at the other, which is the same place."
  }
}

extension ClosedRange<Double> {
  fileprivate var width: Double { upperBound - lowerBound }
}
