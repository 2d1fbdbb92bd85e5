// SPDX-License-Identifier: GPL-3.0-or-later
// GSL's constants are C variables; they are never written to.
@preconcurrency import CGSL

/// The wells of a potential and the saddles between them.
public struct Landscape: Sendable {
  /// The named wells.
  public var wells: [Well]
  /// The saddles of index one between them.
  public var saddles: [Saddle]

  /// What a potential knows of itself, or what a search finds if it knows of no well and can be searched.
  public init(of potential: any Potential) {
    self =
      potential.wells.isEmpty && potential.isSearchable
      ? .search(potential) : Landscape(wells: potential.wells, saddles: potential.saddles)
  }

  /// Given wells and saddles.
  public init(wells: [Well], saddles: [Saddle]) {
    self.wells = wells
    self.saddles = saddles
  }

  /// Searches for minima and saddles within the window.
  ///
  /// In one dimension, the sign changes of the slope. In more: descents by BFGS from points spread evenly over the window
  /// (Halton's sequence), refined by Newton's method; saddles by following the softest mode upwards from the same
  /// points and from between the minima; from each saddle down on both sides to see which wells it joins. Duplicates are
  /// merged and each index is checked by the Hessian's eigenvalues. Wells are called `well-1`, `well-2`, … from the
  /// lowest energy up, their regions as in `DividedWells`. A search may miss wells; it never invents one.
  ///
  /// - Parameters:
  ///   - potential: any.
  ///   - starts: the number of points to start from, by default 50 a dimension.
  ///   - given: points to start from first.
  public static func search(_ potential: any Potential, starts: Int? = nil, from given: [[Double]] = []) -> Landscape {
    if potential.dimension == 1 {
      let line = LineWells(of: potential)
      let energy = line.wells.map { potential.energy(at: $0.minimum) }
      let order = line.wells.indices.sorted { energy[$0] == energy[$1] ? $0 < $1 : energy[$0] < energy[$1] }
      return Landscape(wells: order.map { line.wells[$0] }, saddles: line.saddles)
    }
    let divided = StationarySearch(potential, starts: starts ?? 50 * potential.dimension, from: given).divided()
    return Landscape(wells: divided.wells, saddles: divided.saddles)
  }
}

/// A search for the minima and saddles of a potential in more than one dimension.
struct StationarySearch {
  private let potential: any Potential
  private(set) var minima: [StationaryPoint] = []
  private(set) var saddles: [(point: StationaryPoint, connects: [Int])] = []

  /// Searches from points spread over the window, and from given ones first.
  init(_ potential: any Potential, starts: Int, from given: [[Double]] = []) {
    self.potential = potential
    let points = given + Self.spread(starts, over: potential.window)
    for start in points {
      if let found = StationaryPoint.minimum(of: potential, from: start) { _ = indexOfMinimum(found) }
    }
    findSaddles(from: points)
  }

  /// The wells in the order of their energies and the saddles between them.
  func divided() -> DividedWells {
    let order = minima.indices.sorted { minima[$0].energy < minima[$1].energy }
    var name = Array(repeating: "", count: minima.count)
    for (rank, i) in order.enumerated() { name[i] = "well-\(rank + 1)" }
    return DividedWells(
      minima: order.map { (name[$0], minima[$0]) },
      saddles: saddles.map { ($0.point, $0.connects.map { name[$0] }) })
  }

  private mutating func findSaddles(from points: [[Double]]) {
    var starts: [[Double]] = []
    for i in minima.indices {
      for j in minima.indices where j > i {
        // Where the straight way between two minima is highest, a little beside it.
        let way = minima[j].position - minima[i].position
        let stations = (1..<20).map { minima[i].position.moved(Double($0) / 20, along: way) }
        let highest = stations.max { potential.energy(at: $0) < potential.energy(at: $1) }
        if let highest { starts.append(highest) }
      }
    }
    for start in starts + points {
      guard
        let saddle = StationaryPoint.following(
          index: 1, from: start, of: potential, reach: potential.searchReach),
        potential.isInWindow(saddle.position), !saddles.contains(where: { isSame($0.point, saddle) })
      else { continue }
      let ends = [-1.0, 1].compactMap { side in
        StationaryPoint.following(
          index: 0, from: saddle.position.moved(side * potential.searchReach / 10, along: saddle.softest),
          of: potential, reach: potential.searchReach / 4, steps: 500)
      }
      let joined = ends.compactMap { indexOfMinimum($0) }
      if joined.count == 2, joined[0] != joined[1] { saddles.append((saddle, joined.sorted())) }
    }
  }

  /// The place of a minimum in the list, put there if it is new; `nil` outside of the window.
  private mutating func indexOfMinimum(_ point: StationaryPoint) -> Int? {
    if let known = minima.firstIndex(where: { isSame($0, point) }) { return known }
    guard potential.isInWindow(point.position) else { return nil }
    minima.append(point)
    return minima.count - 1
  }

  private func isSame(_ a: StationaryPoint, _ b: StationaryPoint) -> Bool {
    (a.position - b.position).length < potential.searchReach / 100
  }

  /// Points of Halton's sequence in a box.
  private static func spread(_ count: Int, over window: [ClosedRange<Double>]) -> [[Double]] {
    guard let sequence = gsl_qrng_alloc(gsl_qrng_halton, UInt32(window.count)) else { return [] }
    defer { gsl_qrng_free(sequence) }
    var unit = [Double](repeating: 0, count: window.count)
    return (0..<count).map { _ in
      gsl_qrng_get(sequence, &unit)
      return zip(unit, window).map { $1.lowerBound + $0 * ($1.upperBound - $1.lowerBound) }
    }
  }
}
