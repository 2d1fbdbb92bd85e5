// SPDX-License-Identifier: GPL-3.0-or-later
// GSL's constants are C variables; they are never written to.
@preconcurrency import CGSL

/// A search for the minima and saddles of a potential in more than one dimension.
struct StationarySearch {
  /// A minimum, or the manifold of minima that it belongs to.
  struct Minimum {
    var point: StationaryPoint
    /// Along how many directions it is free.
    var freeDimensions: Int
    /// Points of the manifold that starts have led to.
    var members: [StationaryPoint]
    /// The place in the list of the minimum whose image it is under a symmetry.
    var original: Int?
  }

  /// A saddle with what lies on its two sides.
  struct Pass {
    var point: StationaryPoint
    /// The minima by their index; a walker that comes down from the saddle ends at the minimum moved by `turns`, whole
    /// turns of the circles.
    var ends: [(minimum: Int, turns: [Double])]
  }

  let potential: any Potential
  private let boundaries: [Boundary]
  private let points: [[Double]]
  let reach: Double
  let symmetries: [SignedPermutation]
  var minima: [Minimum] = []
  var passes: [Pass] = []
  var remark: String?
  /// Minima with more images under symmetries than are listed.
  var crowds: [Int] = []

  /// A landscape with more wells than this is not searched any further.
  static let mostMinima = 100
  /// A search stops after so many starts in a row that led to nothing new.
  private static let barrenStarts = 200
  /// In many dimensions, where each takes a second.
  private static let barrenStartsOfMany = 12
  private static let mostMembers = 100
  /// Images under symmetries that are listed one by one.
  static let mostImages = 48
  /// Images that are counted.
  static let mostCounted = 1000

  /// Searches for minima from points spread over the window, and from given ones first.
  ///
  /// - Parameter starts: how many points, by default 50 a dimension.
  init(_ potential: any Potential, starts: Int? = nil, from given: [[Double]] = []) {
    self.potential = potential
    boundaries = potential.boundaries
    reach = potential.searchReach
    let guide = potential as? any GuidedPotential
    symmetries = guide?.symmetries ?? []
    points =
      given + (guide?.searchStarts ?? []) + Self.spread(starts ?? 50 * potential.dimension, over: potential.window)
    let budget = SearchBudget(halfFor: potential)
    let isLarge = potential.dimension > SearchBudget.manyDimensions
    var barren = 0
    for start in points {
      guard !stops(budget, "minima") else { break }
      let before = minima.count
      let known = isLarge ? minima.map(\.point.position) : []
      if let found = StationaryPoint.minimum(of: potential, from: start, budget: budget, known: known) {
        _ = indexOfMinimum(found, budget)
      }
      barren = minima.count > before ? 0 : barren + 1
      if barren >= (isLarge ? Self.barrenStartsOfMany : Self.barrenStarts) { break }
    }
  }

  /// Whether the search has to stop, which is noted.
  private mutating func stops(_ budget: SearchBudget, _ what: String) -> Bool {
    if minima.count >= Self.mostMinima {
      remark = "the search for wells stopped at \(minima.count) of them; there may be more, and saddles between them"
      return true
    }
    if budget.isSpent {
      remark =
        "the search for \(what) stopped when its work was spent; there may be more than the \(minima.count) "
        + "well\(minima.count == 1 ? "" : "s") found"
    }
    return budget.isSpent
  }

  /// Searches for saddles between the minima and from the points of the first search.
  mutating func findSaddles() {
    // A saddle joins two wells; in many dimensions none is worth looking for beside a single one.
    guard potential.dimension <= SearchBudget.manyDimensions || minima.count > 1 else { return }
    let budget = SearchBudget(halfFor: potential)
    let between = WaysBetween(minima.map(\.point.position), boundaries: boundaries).all.map { way in
      // Where the straight way between two minima is highest, a little beside it.
      (1..<20).map { way.start.moved(Double($0) / 20, along: way.vector) }
        .max { potential.energy(at: potential.wrapped($0)) < potential.energy(at: potential.wrapped($1)) }
    }
    var barren = 0
    for (number, start) in (between.compactMap(\.self) + points).enumerated() {
      guard !stops(budget, "saddles") else { break }
      let before = passes.count
      follow(from: start, budget)
      // Every way between two minima is tried.
      barren = passes.count > before || number < between.count ? 0 : barren + 1
      if barren >= Self.barrenStarts { break }
    }
  }

  private mutating func follow(from start: [Double], _ budget: SearchBudget) {
    guard
      let saddle = StationaryPoint.following(index: 1, from: start, of: potential, reach: reach, budget: budget),
      potential.isInWindow(saddle.position), !passes.contains(where: { isSame($0.point, saddle) })
    else { return }
    let feet = [-1.0, 1].compactMap { side in
      StationaryPoint.following(
        index: 0, from: saddle.position.moved(side * reach / 10, along: saddle.softest),
        of: potential, reach: reach / 4, steps: 500, budget: budget)
    }
    let own = atHome(saddle)
    var ends = feet.compactMap { foot -> (minimum: Int, turns: [Double])? in
      guard let index = indexOfMinimum(foot, budget) else { return nil }
      let offset = foot.position - minima[index].point.position
      let moved = own.position - saddle.position
      return (index, boundaries.indices.map { c in turns(offset[c], c) + turns(moved[c], c) })
    }
    guard ends.count == 2, ends[0].minimum != ends[1].minimum || ends[0].turns != ends[1].turns else { return }
    ends.sort { $0.minimum < $1.minimum }
    // Saddles with free directions are manifolds too: one for each pair of wells at each height.
    let isKnown = passes.contains { pass in
      saddle.flatDirections > 0 && pass.point.flatDirections == saddle.flatDirections
        && zip(pass.ends, ends).allSatisfy { $0.minimum == $1.minimum }
        && abs(pass.point.energy - saddle.energy) <= 1e-7 * (1e-3 + abs(saddle.energy))
    }
    guard !isKnown else { return }
    passes.append(Pass(point: own, ends: ends))
    addImages(of: passes.count - 1)
  }

  /// The whole turns in an offset along an axis.
  private func turns(_ offset: Double, _ axis: Int) -> Double {
    boundaries[axis].period.map { $0 * (offset / $0).rounded() } ?? 0
  }

  /// The place of a minimum in the list, put there if it is new; `nil` outside of the window, and for what is none.
  private mutating func indexOfMinimum(_ point: StationaryPoint, _ budget: SearchBudget) -> Int? {
    if let known = minima.firstIndex(where: { isSame($0.point, point) }) { return known }
    guard potential.isInWindow(point.position) else { return nil }
    var freeDimensions = 0
    if point.flatDirections > 0 {
      let free = FreeMinimum(potential: potential, budget: budget)
      guard case .free(let count) = free.verdict(on: point) else { return nil }
      freeDimensions = count
      if count > 0 {
        let known = minima.indices.first { index in
          guard minima[index].freeDimensions > 0 else { return false }
          let nearest = minima[index].members.min {
            potential.distance(from: $0.position, to: point.position)
              < potential.distance(from: $1.position, to: point.position)
          }
          return nearest.map { free.areConnected(point, $0) } ?? false
        }
        if let known {
          minima[known].freeDimensions = max(minima[known].freeDimensions, count)
          if minima[known].members.count < Self.mostMembers { minima[known].members.append(atHome(point)) }
          return known
        }
      }
      // Work that ran out says nothing.
      guard !budget.isSpent else { return nil }
    }
    if let original = originalOfImage(point) { return original }
    let own = atHome(point)
    minima.append(Minimum(point: own, freeDimensions: freeDimensions, members: [own]))
    let index = minima.count - 1
    addImages(of: own, at: index, freeDimensions)
    return index
  }

  /// The same point on the first turns of the circles; what lies on a seam but for rounding lies on its lower end.
  private func atHome(_ point: StationaryPoint) -> StationaryPoint {
    var own = point
    own.position = zip(boundaries, point.position).map { boundary, x in
      guard case .periodic(let range) = boundary else { return x }
      let place = boundary.wrapped(x)
      return range.upperBound - place < 1e-10 * (range.upperBound - range.lowerBound) ? range.lowerBound : place
    }
    return own
  }

  func isSame(_ a: StationaryPoint, _ b: StationaryPoint) -> Bool {
    potential.distance(from: a.position, to: b.position) < reach / 100
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
