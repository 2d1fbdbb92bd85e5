// SPDX-License-Identifier: GPL-3.0-or-later

/// What a method's numbers are worth beside those of others.
public struct MethodStanding: Sendable, Hashable {
  /// Where a number comes from.
  public enum Nature: String, Sendable, Hashable {
    /// Quadrature or a grid: exact up to a stated accuracy.
    case computed
    /// Simulation: exact up to a statistical error.
    case sampled
    /// A law that holds in a limit, whatever its numerical accuracy.
    case asymptotic
  }

  /// Where its numbers come from.
  public let nature: Nature
  /// The place in the order of trust, the smallest first: others are compared with the first that has a number.
  public let rank: Int

  /// Computed; before all sampled methods unless a rank is given.
  public static func computed(rank: Int = 100) -> MethodStanding { MethodStanding(nature: .computed, rank: rank) }
  /// Sampled; between computed and asymptotic methods unless a rank is given.
  public static func sampled(rank: Int = 200) -> MethodStanding { MethodStanding(nature: .sampled, rank: rank) }
  /// A limiting law; after all others unless a rank is given.
  public static func asymptotic(rank: Int = 300) -> MethodStanding { MethodStanding(nature: .asymptotic, rank: rank) }
}
