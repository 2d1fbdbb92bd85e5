// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
package import Potentials
package import Statistics

/// A direction in which displacements are measured.
package struct DisplacementDirection: Sendable, Equatable {
  /// `total`, `x`, `y`, `z`, `tangential` or `normal`.
  package let name: String
  /// Whether the displacement is a signed number, which has a mean: a drift.
  package let isLine: Bool
  /// Which of a walker's features it sums over.
  fileprivate let features: Range<Int>
}

/// How far many walkers have come from where they started, as time goes on.
///
/// The total displacement and that along each axis (up to three of them); on a potential with a valley also the displacement
/// along its floor, tangential, and across it, normal. On axes that are circles and along closed valleys turns are counted, for
/// which observations must be frequent enough: between two of them a walker goes less than half of the way around.
package struct WalkerDisplacements: Sendable {
  /// The directions, the total one first.
  package let directions: [DisplacementDirection]
  /// When was recorded.
  package private(set) var times: [Double] = []

  private let potential: any Potential
  private let valley: (any ValleyPotential)?
  /// Numbers that say where a walker is: its coordinates, then along and across the valley.
  private let width: Int
  /// After what a feature comes back to itself.
  private let periods: [Double?]
  private let first: UInt32
  private let walkers: Int
  private var start: [Double]
  /// The features at the last observation, turns included.
  private var latest: [Double]
  /// Squared displacements, and displacements, of each walker: [time][direction][walker].
  private var squares: [[[Double]]] = []
  private var lines: [[[Double]]] = []
  private var isLost: [Bool]

  private static let axes = ["x", "y", "z"]

  /// Walkers at their starting points, their names one after the other.
  package init(_ potential: any Potential, from walkers: Walkers) {
    self.potential = potential
    let valley = potential as? any ValleyPotential
    self.valley = valley
    let d = potential.dimension
    width = valley == nil ? d : 2 * d
    directions = Self.directions(of: potential)
    periods = Self.periods(of: potential)
    first = walkers.identifiers.first ?? 0
    self.walkers = walkers.count
    isLost = Array(repeating: false, count: walkers.count)
    start = []
    latest = []
    start = features(of: walkers)
    latest = start
  }

  /// The directions in which displacements are measured on a potential, the total one first.
  package static func directions(of potential: any Potential) -> [DisplacementDirection] {
    let d = potential.dimension
    var directions = [DisplacementDirection(name: "total", isLine: false, features: 0..<d)]
    if d <= Self.axes.count {
      for c in 0..<d { directions.append(DisplacementDirection(name: Self.axes[c], isLine: true, features: c..<c + 1)) }
    }
    if potential is any ValleyPotential {
      directions += [
        DisplacementDirection(name: "tangential", isLine: true, features: d..<d + 1),
        DisplacementDirection(name: "normal", isLine: false, features: d + 1..<2 * d),
      ]
    }
    return directions
  }

  /// The name of the direction in which walkers diffuse freely: along the valley where there is one, else in all of space.
  public static func principalDirection(of potential: any Potential) -> String {
    potential is any ValleyPotential ? "tangential" : "total"
  }

  private static func periods(of potential: any Potential) -> [Double?] {
    let axes = potential.boundaries.map { boundary -> Double? in
      if case .periodic(let range) = boundary { range.upperBound - range.lowerBound } else { nil }
    }
    guard let valley = potential as? any ValleyPotential else { return axes }
    return axes + [valley.valleyLength] + Array(repeating: nil, count: potential.dimension - 1)
  }

  /// The shortest way around, of which a walker may go less than half between two observations; `nil` if nothing is closed.
  package static func shortestPeriod(of potential: any Potential) -> Double? {
    periods(of: potential).compactMap { $0 }.min()
  }

  /// The features of walkers as they stand, walker by walker.
  private func features(of walkers: Walkers) -> [Double] {
    let (n, d) = (walkers.count, walkers.dimension)
    var result = [Double](repeating: 0, count: n * width)
    var position = [Double](repeating: 0, count: d)
    var offset = [Double](repeating: 0, count: max(d - 1, 0))
    for w in 0..<n {
      for c in 0..<d {
        position[c] = walkers.positions[c * n + w]
        result[w * width + c] = position[c]
      }
      guard let valley else { continue }
      result[w * width + d] = valley.valleyCoordinate(at: position.span)
      var across = offset.mutableSpan
      valley.valleyOffset(at: position.span, into: &across)
      for c in offset.indices { result[w * width + d + 1 + c] = offset[c] }
    }
    return result
  }

  /// Observes all walkers to count turns; nothing is recorded.
  package mutating func follow(_ walkers: Walkers) {
    let now = features(of: walkers)
    for (w, identifier) in walkers.identifiers.enumerated() {
      let row = Int(identifier - first) * width
      for f in 0..<width {
        var value = now[w * width + f]
        if let period = periods[f] { value += period * ((latest[row + f] - value) / period).rounded() }
        latest[row + f] = value
      }
    }
  }

  /// Records the displacements at a time.
  package mutating func record(_ walkers: Walkers, at time: Double) {
    follow(walkers)
    times.append(time)
    if walkers.count < self.walkers {
      var isThere = [Bool](repeating: false, count: self.walkers)
      for identifier in walkers.identifiers { isThere[Int(identifier - first)] = true }
      isLost = isThere.map { !$0 }
    }
    var squares: [[Double]] = []
    var lines: [[Double]] = []
    for direction in directions {
      squares.append(
        (0..<self.walkers).map { w in
          direction.features.reduce(0.0) { sum, f in
            let step = latest[w * width + f] - start[w * width + f]
            return sum + step * step
          }
        })
      let f = direction.features.lowerBound
      lines.append(
        direction.isLine ? (0..<self.walkers).map { latest[$0 * width + f] - start[$0 * width + f] } : [])
    }
    self.squares.append(squares)
    self.lines.append(lines)
  }

  /// How many walkers were left at the last record; those that diverged count at no time.
  package var survivors: Int { isLost.count { !$0 } }

  /// The squared displacements in a direction, averaged over the walkers.
  package func squares(in direction: Int) -> CorrelatedMeans { means(squares, direction) }

  /// The displacements in a direction, averaged over the walkers; `nil` where they have no sign.
  package func displacements(in direction: Int) -> CorrelatedMeans? {
    directions[direction].isLine ? means(lines, direction) : nil
  }

  private func means(_ records: [[[Double]]], _ direction: Int) -> CorrelatedMeans {
    var means = CorrelatedMeans(count: times.count)
    var sample = [Double](repeating: 0, count: times.count)
    for w in 0..<walkers where !isLost[w] {
      for t in times.indices { sample[t] = records[t][direction][w] }
      means.add(sample.span)
    }
    return means
  }
}
