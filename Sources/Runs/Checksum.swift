// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The 64-bit Fowler–Noll–Vo hash (FNV-1a): finds accidents, not attacks.
enum Checksum {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(start) { step($0, $1) }
  }

  /// The same, many times faster.
  static func of(_ data: Data) -> UInt64 {
    data.withUnsafeBytes { bytes in
      var hash = start
      for byte in bytes { hash = step(hash, byte) }
      return hash
    }
  }

  private static let start: UInt64 = 0xcbf2_9ce4_8422_2325

  private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
}
