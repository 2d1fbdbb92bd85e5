// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness

/// The live points of nested sampling and how new ones are drawn.
struct LivePoints {
  /// One a point.
  private(set) var keys: [NestedKey]
  /// How many energies were computed.
  private(set) var evaluations = 0
  /// Coordinates, point by point.
  private var positions: [Double]
  private let potential: any Potential
  private let region: Region?
  private let box: [ClosedRange<Double>]
  private let circles: [Bool]
  private let moves: Int
  private let dimension: Int
  // Where a chain is, where it probes, and along what.
  private var here: [Double]
  private var there: [Double]
  private var direction: [Double]

  /// The most lengths of the direction that a slice may be stepped out to.
  private static let reach = 8
  /// Halvings after which a slice is a point in double precision.
  private static let mostShrinkings = 100

  init(_ sampling: NestedSampling, _ stream: inout RandomStream) {
    potential = sampling.potential
    region = sampling.region
    box = sampling.box
    circles = sampling.potential.boundaries.map { if case .periodic = $0 { true } else { false } }
    moves = sampling.moves
    dimension = sampling.box.count
    here = Array(repeating: 0, count: dimension)
    (there, direction) = (here, here)
    positions = []
    positions.reserveCapacity(sampling.livePoints * dimension)
    keys = []
    let everything = NestedKey(outside: .infinity, energy: .infinity)
    for _ in 0..<sampling.livePoints {
      for c in 0..<dimension {
        there[c] = box[c].lowerBound + (box[c].upperBound - box[c].lowerBound) * stream.uniform()
      }
      positions += there
      keys.append(key(below: everything) ?? everything)
    }
  }

  /// The points' indices from the highest to the lowest.
  var order: [Int] { keys.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] > keys[$1] } }

  /// Draws new points below the last of those taken out, each by a chain that starts at a survivor.
  ///
  /// - Returns: how many chains moved at all.
  mutating func replace(_ taken: ArraySlice<Int>, survivors: ArraySlice<Int>, _ stream: inout RandomStream) -> Int {
    guard let last = taken.last else { return 0 }
    let threshold = keys[last]
    let survivors = Array(survivors)
    var moved = 0
    for index in taken {
      let start = survivors[stream.index(below: survivors.count)]
      for c in 0..<dimension { here[c] = positions[start * dimension + c] }
      var reached = keys[start]
      var hasMoved = false
      for _ in 0..<moves {
        aim(survivors, &stream)
        if let next = slide(below: threshold, &stream) {
          reached = next
          hasMoved = true
          swap(&here, &there)
        }
      }
      for c in 0..<dimension { positions[index * dimension + c] = here[c] }
      keys[index] = reached
      if hasMoved { moved += 1 }
    }
    return moved
  }

  /// A direction: the difference of two live points, which is as long as what is left is wide.
  private mutating func aim(_ survivors: [Int], _ stream: inout RandomStream) {
    let first = survivors[stream.index(below: survivors.count)] * dimension
    let second = survivors[stream.index(below: survivors.count)] * dimension
    var isZero = true
    var stretch = 1.0
    for c in 0..<dimension {
      direction[c] = positions[first + c] - positions[second + c]
      if direction[c] != 0 { isZero = false }
      let turn = box[c].upperBound - box[c].lowerBound
      // A slice must not meet itself around a circle.
      if circles[c] { stretch = min(stretch, turn / (Double(Self.reach) * max(abs(direction[c]), 1e-300))) }
    }
    if isZero {
      let axis = stream.index(below: dimension)
      direction[axis] = (box[axis].upperBound - box[axis].lowerBound) / Double(Self.reach)
    } else if stretch < 1 {
      for c in 0..<dimension { direction[c] *= stretch }
    }
  }

  /// One move along the direction: evenly on the part of the line below the threshold, by stepping out and shrinking.
  ///
  /// - Returns: the key of the point that is left in `there`; `nil` if the slice shrank to nothing.
  private mutating func slide(below threshold: NestedKey, _ stream: inout RandomStream) -> NestedKey? {
    var lower = -stream.uniform()
    var upper = lower + 1
    var stepsDown = stream.index(below: Self.reach)
    var stepsUp = Self.reach - 1 - stepsDown
    while stepsDown > 0, probe(lower, below: threshold) != nil {
      lower -= 1
      stepsDown -= 1
    }
    while stepsUp > 0, probe(upper, below: threshold) != nil {
      upper += 1
      stepsUp -= 1
    }
    for _ in 0..<Self.mostShrinkings {
      let t = lower + (upper - lower) * stream.uniform()
      if let found = probe(t, below: threshold) { return found }
      if t < 0 { lower = t } else { upper = t }
    }
    return nil
  }

  /// The key at so many lengths along the direction, if it is below the threshold.
  private mutating func probe(_ t: Double, below threshold: NestedKey) -> NestedKey? {
    for c in 0..<dimension {
      var x = here[c] + t * direction[c]
      if circles[c] {
        let turn = box[c].upperBound - box[c].lowerBound
        x -= turn * ((x - box[c].lowerBound) / turn).rounded(.down)
      }
      guard box[c].lowerBound <= x, x <= box[c].upperBound else { return nil }
      there[c] = x
    }
    return key(below: threshold)
  }

  /// The key of the point in `there` if it is below the threshold; what is not a number is as high as can be.
  private mutating func key(below threshold: NestedKey) -> NestedKey? {
    var outside = 0.0
    if let region {
      let distance = region.signedDistance(at: there.span, in: potential)
      outside = distance.isNaN ? .infinity : max(0, distance)
      if outside > threshold.outside { return nil }
    }
    let energy = potential.energy(at: there.span)
    evaluations += 1
    let found = NestedKey(outside: outside, energy: energy.isNaN ? .infinity : energy)
    return found < threshold ? found : nil
  }
}

extension RandomStream {
  /// A whole number from 0 to below a bound that is small against 2⁵².
  fileprivate mutating func index(below bound: Int) -> Int { min(Int(uniform() * Double(bound)), bound - 1) }
}
