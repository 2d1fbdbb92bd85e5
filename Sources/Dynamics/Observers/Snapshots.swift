// SPDX-License-Identifier: GPL-3.0-or-later

/// All positions at some times.
public struct Snapshots: Sendable, Equatable {
  /// The observation times.
  public private(set) var times: [Double] = []
  /// The walkers' state at these times.
  public private(set) var walkers: [Walkers] = []

  /// No snapshots yet.
  public init() {}

  /// Keeps the walkers as they are.
  public mutating func add(_ state: Walkers, at time: Double) {
    times.append(time)
    walkers.append(state)
  }
}
