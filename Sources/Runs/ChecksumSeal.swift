// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A checksum behind the end of a file: readers of NetCDF do not look there, and a flipped bit before it is noticed.
///
/// The last 16 bytes are the word `ravine\u{1}\u{1}` and the FNV-1a hash of all bytes before, little-endian.
enum ChecksumSeal {
  /// The attribute of a data set that says that a checksum follows.
  static let attribute = "ravine_checksum"
  /// Its value.
  static let value = "FNV-1a of all bytes before the last 16"
  private static let word = Data("ravine".utf8) + [1, 1]

  /// The bytes with their checksum behind them.
  static func sealed(_ data: Data) -> Data {
    var sealed = data + word
    withUnsafeBytes(of: Checksum.of(data).littleEndian) { sealed.append(contentsOf: $0) }
    return sealed
  }

  /// The bytes before a checksum and whether there is one; `nil` if it is wrong.
  static func opened(_ data: Data) -> (data: Data, isSealed: Bool)? {
    let tail = data.suffix(16)
    guard tail.count == 16, tail.prefix(8) == word else { return (data, false) }
    let body = data.dropLast(16)
    let sum = tail.suffix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
    return Checksum.of(body) == sum ? (Data(body), true) : nil
  }
}
