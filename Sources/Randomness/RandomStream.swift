// SPDX-License-Identifier: GPL-3.0-or-later

/// A stream of one walker read in order: for what is drawn now and then, such as starting points and decisions.
///
/// Number i of 64 bits is one half of block i / 2, so a stream can be taken up anywhere.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// The stream.
  public let name: StreamName
  /// The walker that the numbers belong to.
  public let walker: UInt32
  /// How many 64-bit numbers have been drawn; it may be set.
  public var position: UInt64

  /// The stream of a walker from a position on.
  public init(_ name: StreamName, walker: UInt32, position: UInt64 = 0) {
    self.name = name
    self.walker = walker
    self.position = position
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    defer { position += 1 }
    let block = name.block(position / 2, walker: walker)
    return position % 2 == 0 ? block.first : block.second
  }

  /// A number of the open interval (0, 1): (k + ½)/2⁵² with k of 52 bits.
  public mutating func uniform() -> Double {
    Double(bitPattern: next() >> 12 | 0x3ff0_0000_0000_0000) - (1 - 0x1p-53)
  }

  /// A standard normal deviate; each takes one 64-bit number.
  public mutating func normal() -> Double { NormalPair(next()).first }

  /// An exponential deviate of mean 1, exact to ten digits.
  public mutating func exponential() -> Double { NormalPair.minusLogarithm(uniform()) }
}
