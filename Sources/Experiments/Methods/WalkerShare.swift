// SPDX-License-Identifier: GPL-3.0-or-later
public import Runs

/// A share of the walkers of a point at the time step h or at h/2: what one task moves.
public struct WalkerShare: Sendable, Equatable {
  /// The walkers.
  public let walkers: Range<UInt32>
  /// How often the time step is halved: 0 or 1.
  public let halving: Int

  /// All walkers in shares of a size; where the time step is checked, once more at half of it.
  public static func shares(of walkers: Int, size: Int, checksStep: Bool) -> [WalkerShare] {
    (checksStep ? [0, 1] : [0]).flatMap { halving in
      stride(from: 0, to: walkers, by: max(1, size)).map {
        WalkerShare(walkers: UInt32($0)..<UInt32(min($0 + max(1, size), walkers)), halving: halving)
      }
    }
  }

  /// The share in words: `walkers 0–255, h/2`.
  public var label: String {
    let (first, last) = (walkers.lowerBound, walkers.upperBound - 1)
    return (first == last ? "walker \(first)" : "walkers \(first)–\(last)") + (halving > 0 ? ", h/2" : "")
  }

  /// The time step h, halved.
  public func timeStep(of h: Double) -> Double { h / Double(1 << halving) }
}

extension [WalkerShare] {
  /// The finished parts at the time step itself, or at half of it.
  public func finished(_ parts: [Dataset?], halving: Int = 0) -> [Dataset] {
    zip(self, parts).filter { $0.0.halving == halving }.compactMap(\.1)
  }
}
