// SPDX-License-Identifier: GPL-3.0-or-later

/// The part of a stream's name that tells the tasks of a scenario apart: 32 bits, packed from numbered fields.
///
/// A task has several numbers, such as the point of the sweep, the run at half the time step and the repetition. Packed
/// side by side they make a name, and two tasks have different names as long as every number stays within its bits.
/// A number that does not is refused, since a name that wraps around would silently use the same noise twice. A
/// literal such as `task: 3` names a task where there is nothing to pack.
///
/// To know beforehand whether a plan can be named, ask for the name of its last task: each field counts from 0, so
/// that all names fit if the one with the largest numbers does.
public struct StreamTask: Sendable, Hashable, ExpressibleByIntegerLiteral {
  /// The fourth word of the counter of Philox.
  public let bits: UInt32

  /// A task by its bits.
  public init(bits: UInt32) { self.bits = bits }

  /// A task by a number that is written down.
  public init(integerLiteral value: UInt32) { bits = value }

  /// Packs numbers side by side, the first into the highest bits, the last into the lowest.
  ///
  /// - Throws: `StreamOverflow` if a number is negative or too large for its bits, or if the fields have more than 32
  ///   bits together.
  public init(packing fields: [Field]) throws(StreamOverflow) {
    let width = fields.reduce(0) { $0 + $1.bits }
    guard width <= UInt32.bitWidth else { throw .tooManyBits(width) }
    var packed: UInt64 = 0
    for field in fields {
      guard field.value >= 0, field.value < field.capacity else { throw .number(field) }
      packed = packed << UInt64(field.bits) | UInt64(field.value)
    }
    bits = UInt32(packed)
  }

  /// One of the numbers that make a name.
  public struct Field: Sendable, Hashable {
    /// What is numbered, for the message: `point of the sweep`.
    public var name: String
    /// The number, counted from 0.
    public var value: Int
    /// The bits that it may take, 0…32.
    public var bits: Int

    /// A numbered field.
    public init(_ name: String, _ value: Int, bits: Int) {
      self.name = name
      self.value = value
      self.bits = min(max(bits, 0), UInt32.bitWidth)
    }

    /// How many numbers the field tells apart, 2^bits.
    public var capacity: Int { 1 << bits }
  }
}

/// A task that has too large a number to be named.
public enum StreamOverflow: Error, Sendable, Hashable, CustomStringConvertible {
  /// This number does not fit into its field.
  case number(StreamTask.Field)
  /// This number belongs to another layout of names.
  case taken(StreamTask.Field)
  /// The fields take so many bits together, more than 32.
  case tooManyBits(Int)

  /// A sentence without a place.
  public var description: String {
    switch self {
    case .number(let field):
      "\(field.name) \(field.value) has no random stream of its own: "
        + "the names of these streams tell \(field.capacity) apart, counted from 0"
    case .taken(let field):
      "\(field.name) \(field.value) has no random stream of its own: other streams have its names; count from 1"
    case .tooManyBits(let width):
      "the numbers of a task take \(width) bits, and the name of a random stream has \(UInt32.bitWidth) for them"
    }
  }
}
