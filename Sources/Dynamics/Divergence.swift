// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// A walker that left the numbers: its position became infinite or absurdly large.
public struct Divergence: Sendable, Equatable, Codable {
  /// The walker's name.
  public var walker: UInt32
  /// The time at the end of the step that it did not survive.
  public var time: Double
  /// Where it was last seen, before that step; d coordinates.
  public var position: [Double]

  /// How many sizes of the window count as absurdly far.
  package static let farInWindows = 1e6

  /// |x| beyond which a walker counts as diverged: 10⁶ times the largest coordinate of the window, at least 10⁶.
  package static func farAway(_ potential: any Potential) -> Double {
    let size = potential.window.map { max(abs($0.lowerBound), abs($0.upperBound)) }.filter(\.isFinite).max() ?? 1
    return farInWindows * max(size, 1)
  }
}
