// SPDX-License-Identifier: GPL-3.0-or-later

/// The 64-bit Fowler–Noll–Vo hash (FNV-1a): finds accidents, not attacks.
enum Checksum {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
