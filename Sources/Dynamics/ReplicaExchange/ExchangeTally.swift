// SPDX-License-Identifier: GPL-3.0-or-later

/// How replicas travel over the ladder: acceptance of each pair of neighbors, and round trips.
package struct ExchangeTally: Sendable, Equatable {
  /// How often the replicas at rungs k and k + 1 were asked, summed over the walkers.
  package private(set) var attempts: [Int]
  /// How often they changed places.
  package private(set) var accepted: [Int]
  /// How often a replica came back to the coldest rung after it had been at the hottest, summed over the walkers.
  package private(set) var roundTrips = 0

  private let rungs: Int
  /// Which replica stands at each rung of a walker: rungs numbers a walker.
  private var replicas: [Int]
  /// Whether a replica has been at the hottest rung since it was at the coldest.
  private var hasBeenHot: [Bool]

  init(walkers: Int, rungs: Int) {
    self.rungs = rungs
    attempts = Array(repeating: 0, count: rungs - 1)
    accepted = attempts
    replicas = (0..<walkers).flatMap { _ in Array(0..<rungs) }
    hasBeenHot = (0..<walkers).flatMap { _ in (0..<rungs).map { $0 == rungs - 1 } }
  }

  mutating func count(walker: Int, pair: Int, accepted isAccepted: Bool) {
    attempts[pair] += 1
    guard isAccepted else { return }
    accepted[pair] += 1
    replicas.swapAt(walker * rungs + pair, walker * rungs + pair + 1)
  }

  /// Records which replicas stand at the ends of the ladder now.
  mutating func lookAtEnds() {
    for first in stride(from: 0, to: replicas.count, by: rungs) {
      hasBeenHot[first + replicas[first + rungs - 1]] = true
      let cold = first + replicas[first]
      if hasBeenHot[cold] { roundTrips += 1 }
      hasBeenHot[cold] = false
    }
  }

  /// Forgets walkers; what they have done stays counted.
  mutating func keep(_ isKept: [Bool]) {
    replicas = replicas.indices.filter { isKept[$0 / rungs] }.map { replicas[$0] }
    hasBeenHot = hasBeenHot.indices.filter { isKept[$0 / rungs] }.map { hasBeenHot[$0] }
  }
}
