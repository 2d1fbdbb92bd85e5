// SPDX-License-Identifier: GPL-3.0-or-later

/// All positions at some times.
package struct Snapshots: Sendable, Equatable {
  /// The observation times.
  package private(set) var times: [Double] = []
  /// The walkers' state at these times.
  package private(set) var walkers: [Walkers] = []

  /// No snapshots yet.
  package init() {}

  /// Keeps the walkers as they are.
  package mutating func add(_ state: Walkers, at time: Double) {
    times.append(time)
    walkers.append(state)
  }
}
