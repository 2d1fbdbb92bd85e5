// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness
import Statistics

/// Points that are probed to find out whether regions overlap, or hold no part of the Gibbs law.
struct RegionProbes {
  let potential: any Potential
  let landscape: Landscape
  /// Points within the bounds of each part of a region.
  private static let count = 4096

  /// Why a place has no part in the Gibbs law, as a sentence; `nil` if it has one.
  func emptiness(of place: EquilibriumPlace) -> String? {
    // Chance hardly ever meets a place where nothing is searched, or one that takes an observation.
    if place.isWhole || place.region.isObserved || !potential.isSearchable { return nil }
    if let flat = place.region.flatCoordinate {
      return
        "the region '\(place.name)' has no extent along coordinate \(flat + 1), so that its probability is zero."
    }
    var isFound = false
    for point in points(for: place.region) where place.region.contains(point, in: potential) {
      if isPossible(point) { return nil }
      isFound = true
    }
    if place.region == .any([]), let dimension = place.well?.freeDimensions, dimension > 0 {
      return
        "the minima of '\(place.name)' are a manifold of \(dimension) dimension\(dimension == 1 ? "" : "s") that no planes "
        + "part from the other wells; name regions under 'regions' and list them under 'wells'."
    }
    return !isFound
      ? "no point of the region '\(place.name)' was found; its probability is zero."
      : "the region '\(place.name)' lies outside of the potential's domain; its probability is zero."
  }

  /// A point that belongs to both places, in parentheses; any point will do where one of them is all of space.
  func common(to first: EquilibriumPlace, and second: EquilibriumPlace) -> String? {
    // Wells of a landscape are disjoint from the start.
    if first.well != nil, second.well != nil { return nil }
    if first.isWhole || second.isWhole { return "every point of the smaller one" }
    guard potential.isSearchable, !first.region.isObserved, !second.region.isObserved else { return nil }
    let candidates = points(for: first.region) + points(for: second.region)
    // Closed regions that touch share their boundary; a point well inside of both is needed.
    let found = candidates.first { point in
      isPossible(point) && [first, second].allSatisfy { $0.region.signedDistance(at: point, in: potential) < -1e-9 }
    }
    return found.map { "(" + $0.map { NumberFormat.rounded($0, digits: 3) }.joined(separator: ", ") + ")" }
  }

  /// Whether a walker can be there.
  private func isPossible(_ point: [Double]) -> Bool {
    let isWithin = zip(point, potential.boundaries).allSatisfy { x, boundary in
      switch boundary {
      case .free, .periodic: true
      case .reflecting(let lower, let upper): lower <= x && x <= upper
      }
    }
    return isWithin && potential.energy(at: potential.wrapped(point).span).isFinite
  }

  /// The minima, and points spread evenly over the window and over the bounds of each ball and box of the region.
  private func points(for region: Region) -> [[Double]] {
    let boxes = [potential.window] + region.bounds(within: potential.window)
    var points = landscape.wells.map(\.minimum)
    for (number, box) in boxes.enumerated() {
      var stream = RandomStream(
        StreamName(seed: 0, task: StreamTask(bits: UInt32(number)), purpose: .search), walker: 0)
      points.append(box.map { ($0.lowerBound + $0.upperBound) / 2 })
      for _ in 0..<Self.count {
        points.append(box.map { $0.lowerBound + stream.uniform() * ($0.upperBound - $0.lowerBound) })
      }
    }
    return points
  }
}

extension Region {
  /// The first coordinate along which a box has no extent.
  fileprivate var flatCoordinate: Int? {
    switch self {
    case .box(let lower, let upper): lower.indices.first { lower[$0] == upper[$0] }
    case .all(let regions): regions.lazy.compactMap(\.flatCoordinate).first
    case .any(let regions):
      regions.allSatisfy { $0.flatCoordinate != nil } ? regions.lazy.compactMap(\.flatCoordinate).first : nil
    case .ball, .halfSpace, .energyBelow, .observable, .not: nil
    }
  }

  /// Boxes within its balls, about its boxes and half-spaces, infinite ends cut at the window or, outside of it, a window's width on.
  fileprivate func bounds(within window: [ClosedRange<Double>]) -> [[ClosedRange<Double>]] {
    switch self {
    case .ball(let center, let radius):
      // The cube within the ball, since in many dimensions hardly any point of the cube around it belongs to it.
      let half = radius / Double(center.count).squareRoot()
      return [center.map { ($0 - half)...($0 + half) }]
    case .box(let lower, let upper):
      let box = lower.indices.compactMap { axis -> ClosedRange<Double>? in
        let width = window[axis].upperBound - window[axis].lowerBound
        let low =
          lower[axis].isFinite
          ? lower[axis]
          : upper[axis].isFinite ? min(window[axis].lowerBound, upper[axis] - width) : window[axis].lowerBound
        let high = upper[axis].isFinite ? upper[axis] : max(window[axis].upperBound, low + width)
        return .between(low, high)
      }
      return box.count == lower.count ? [box] : []
    case .halfSpace(let normal, let offset):
      // Around the nearest point to the middle of the window, which may lie far outside of it.
      let middle = window.map { ($0.lowerBound + $0.upperBound) / 2 }
      let missing = max(0, offset - zip(normal, middle).reduce(0) { $0 + $1.0 * $1.1 })
      let square = normal.reduce(0) { $0 + $1 * $1 }
      return [
        window.indices.map { axis in
          let nearest = middle[axis] + missing / square * normal[axis]
          let half = (window[axis].upperBound - window[axis].lowerBound) / 2
          return (nearest - half)...(nearest + half)
        }
      ]
    case .energyBelow, .observable: return []
    case .not(let region): return region.bounds(within: window)
    case .all(let regions), .any(let regions): return regions.flatMap { $0.bounds(within: window) }
    }
  }
}
