// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics

/// Where the windows are: bias centers and the stiffness that they share.
package struct UmbrellaPlan: Sendable, Equatable, Codable {
  /// The centers sₖ of the biases.
  package var centers: [Double]
  /// κ.
  package var stiffness: Double
  /// Where the windows' samples lie, from one end to the other.
  package var range: ClosedRange<Double>

  /// Given windows.
  package init(centers: [Double], stiffness: Double, range: ClosedRange<Double>) {
    self.centers = centers
    self.stiffness = stiffness
    self.range = range
  }
}

/// Finds windows whose neighbors overlap by some 20 to 30 % of their samples.
///
/// A trial measures the mean force F′(s) at some places with a stiff bias. A window is to lie at s: its center is moved
/// uphill to s + F′(s)/κ, so that slopes, also those that come from entropy, do not push the samples away. The
/// stiffness is twice the largest concavity −F″, so that a window on a barrier has one peak. Where windows and stiffness are
/// both given, the centers are spaced evenly and there is no trial.
struct UmbrellaPlanning {
  let potential: any Potential
  let temperature: Double
  let coordinate: any CollectiveCoordinate
  let starts: WindowStarts
  /// The saddles that are known; a trial may miss how sharply a narrow one bends.
  let saddles: [[Double]]
  /// The most steps that walkers of a trial run in.
  var longestRunIn = BiasedChains.mostSteps

  /// The distance of neighboring windows in units of their width; two Gaussians then share 40 % of their area.
  private static let spacing = 1.7
  private static let trials = 17
  private static let trialWalkers = 16
  private static let trialSteps = 400
  /// Walkers and steps are few where each costs a pass over data.
  private static let trialWalkersAlongTold = 4
  private static let fewest = 10
  private static let most = 80

  func plan(
    range given: ClosedRange<Double>?, windows: Int?, stiffness givenStiffness: Double?, seed: UInt64
  ) throws(NotApplicable) -> UmbrellaPlan {
    let range = if let given { given } else { try self.range() }
    let length = range.upperBound - range.lowerBound
    guard length > 0, length.isFinite else { throw NotApplicable("the windows' range has no length") }
    let isCircle = coordinate.period.map { length >= $0 * (1 - 1e-9) } ?? false
    func places(_ count: Int) -> [Double] {
      (0..<count).map { range.lowerBound + length * Double($0) / Double(isCircle ? count : max(count - 1, 1)) }
    }
    if let stiffness = givenStiffness, let windows {
      return UmbrellaPlan(centers: places(windows), stiffness: stiffness, range: range)
    }
    let force = try meanForce(at: places(Self.trials), length: length, seed: seed)
    let stiffness =
      givenStiffness ?? max(2 * force.concavity, 1.2 * saddleConcavity, temperature * pow(Self.spacing * 8 / length, 2))
    // A window's width is √(θ/(κ + F″)): where F curves upwards they stand closer.
    let grid = 40 * Self.trials
    var passed = [0.0]
    for cell in 0..<grid {
      let place = range.lowerBound + length * (Double(cell) + 0.5) / Double(grid)
      let curvature = max(stiffness + force.slope(at: place), stiffness / 2)
      passed.append(
        passed[cell] + length / Double(grid) * (curvature / temperature).squareRoot() / Self.spacing)
    }
    let whole = passed[grid]
    let intervals =
      windows.map { $0 - (isCircle ? 0 : 1) } ?? min(max(Int(whole.rounded(.up)), Self.fewest), Self.most)
    var cell = 0
    let centers = (0..<(intervals + (isCircle ? 0 : 1))).map { index in
      let target = whole * Double(index) / Double(intervals)
      while cell + 1 < grid, passed[cell + 1] < target { cell += 1 }
      let share = (target - passed[cell]) / (passed[cell + 1] - passed[cell])
      let place = range.lowerBound + length * (Double(cell) + share) / Double(grid)
      let moved = coordinate.wrapped(place + force(place) / stiffness)
      // A center beyond a mirror pulls as well, but need not be far away.
      return coordinate.period == nil
        ? min(max(moved, coordinate.lower - length), coordinate.upper + length) : moved
    }
    return UmbrellaPlan(centers: centers, stiffness: stiffness, range: range)
  }

  /// The largest −nᵀHn at a saddle.
  private var saddleConcavity: Double {
    guard let coordinate = coordinate as? LinearCoordinate else { return 0 }
    let d = potential.dimension
    return saddles.reduce(0) { largest, saddle in
      let hessian = potential.hessian(at: saddle)
      var curvature = 0.0
      for i in 0..<d {
        for j in 0..<d { curvature += coordinate.direction[i] * coordinate.direction[j] * hessian[i * d + j] }
      }
      return curvature.isFinite ? max(largest, -curvature) : largest
    }
  }

  /// From the outermost wells outwards until f has risen so far that hardly any walker goes there, or to the axis' ends.
  private func range() throws(NotApplicable) -> ClosedRange<Double> {
    guard let coordinate = coordinate as? LinearCoordinate else {
      throw NotApplicable(
        "only along a coordinate of the potential is the range of the windows found; say from where to where")
    }
    if let period = coordinate.period { return coordinate.lower...(coordinate.lower + period) }
    let d = Double(potential.dimension)
    // The energies of walkers scatter around dθ/2 with √(d/2)θ, and entropy may push as far.
    let height = temperature * (8 + d / 2 + 2 * d.squareRoot())
    let size = potential.window.reduce(0) { max($0, $1.upperBound - $1.lowerBound) }
    let step = size / 400
    func end(_ direction: Double, from minimum: [Double]) -> Double {
      let floor = potential.energy(at: minimum)
      var place = minimum
      for _ in 0..<1200 {
        let next = zip(place, coordinate.direction).map { $0 + direction * step * $1 }
        let s = coordinate.value(at: next)
        if s <= coordinate.lower { return coordinate.lower }
        if s >= coordinate.upper { return coordinate.upper }
        // Not `<`: where f is no number the way ends.
        guard potential.energy(at: next) - floor < height else { break }
        place = next
      }
      return coordinate.value(at: place)
    }
    let places = starts.minima.map { coordinate.value(at: $0) }
    guard let first = places.indices.min(by: { places[$0] < places[$1] }),
      let last = places.indices.max(by: { places[$0] < places[$1] })
    else { throw NotApplicable("no well says where the windows are to be; say from where to where") }
    let (lower, upper) = (end(-1, from: starts.minima[first]), end(1, from: starts.minima[last]))
    guard let range = ClosedRange.between(lower, upper), range.lowerBound < range.upperBound else {
      throw NotApplicable("no range for the windows was found; say from where to where")
    }
    return range
  }

  /// F′ at some places, from the mean of s under a stiff bias.
  private func meanForce(
    at places: [Double], length: Double, seed: UInt64
  ) throws(NotApplicable) -> MeanForce {
    let stiffness = temperature * pow(3 * Double(places.count) / length, 2)
    var found: [(place: Double, force: Double)] = []
    let walkers = coordinate is LinearCoordinate ? Self.trialWalkers : Self.trialWalkersAlongTold
    for (index, place) in places.enumerated() {
      let biased = BiasedPotential(
        potential: potential, coordinate: coordinate, center: coordinate.wrapped(place), stiffness: stiffness)
      let first = UInt32(3) << 30 + UInt32(index * walkers)
      var chains = try BiasedChains(
        biased, temperature: temperature, integrator: MetropolisAdjustedLangevin(), timeStep: nil, burnIn: nil,
        starts: starts.points(biased, atMost: walkers), walkers: first..<(first + UInt32(walkers)),
        seed: seed, task: 0, longestRunIn: longestRunIn)
      var sum = 0.0
      var count = 0.0
      let coordinate = coordinate
      let steps = min(longestRunIn, max(Self.trialSteps, Int(10 * min(chains.correlationTime, 1000))))
      try chains.run(steps: steps, every: max(1, steps / 200), threads: 1) { walkers in
        walkers.positions.withUnsafeBufferPointer { x in
          coordinate.withValues(x, walkers: walkers.count) { s in
            for w in 0..<walkers.count { sum += coordinate.difference(s[w], biased.center) }
          }
        }
        count += Double(walkers.count)
      }
      found.append((place + sum / count, -stiffness * sum / count))
    }
    return MeanForce(found.sorted { $0.place < $1.place })
  }
}

/// F′ between places where it was measured.
private struct MeanForce {
  let points: [(place: Double, force: Double)]

  init(_ points: [(place: Double, force: Double)]) { self.points = points }

  /// F″ between the places around one, over three neighbors.
  func slope(at place: Double) -> Double {
    let right = points.firstIndex { $0.place >= place } ?? points.count
    let (first, last) = (max(right - 2, 0), min(right + 1, points.count - 1))
    guard first < last, points[last].place > points[first].place else { return 0 }
    return (points[last].force - points[first].force) / (points[last].place - points[first].place)
  }

  /// The steepest fall of F′, over two neighbors at a time, which is what noise leaves of it.
  var concavity: Double {
    var steepest = 0.0
    for i in points.indices.dropFirst(2) {
      let width = points[i].place - points[i - 2].place
      if width > 0 { steepest = max(steepest, -(points[i].force - points[i - 2].force) / width) }
    }
    return steepest
  }

  /// F′ by linear interpolation, constant beyond the ends.
  func callAsFunction(_ place: Double) -> Double {
    guard let first = points.first, let last = points.last else { return 0 }
    if place <= first.place { return first.force }
    for (left, right) in zip(points, points.dropFirst()) where place <= right.place {
      let width = right.place - left.place
      return width > 0 ? left.force + (place - left.place) / width * (right.force - left.force) : left.force
    }
    return last.force
  }
}
