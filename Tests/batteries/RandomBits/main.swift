// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness

// RandomBits blocks|walkers|deviates [seed]: 32-bit words on standard output until nobody reads them any more.
//
//   blocks    one walker, block after block
//   walkers   a thousand walkers side by side, block after block, as a simulation uses them
//   deviates  the normal deviates of a thousand walkers, mapped back to the uniform law by their distribution function
let modes = ["blocks": 1, "walkers": 1000, "deviates": 1000]
let arguments = CommandLine.arguments.dropFirst()
guard let mode = arguments.first, let walkers = modes[mode] else {
  FileHandle.standardError.write(Data("usage: RandomBits blocks|walkers|deviates [seed]\n".utf8))
  exit(64)
}
let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? 1
let name = StreamName(seed: seed, task: 0, purpose: .test)
let ids = Array(0..<UInt32(walkers))
let blocks = 16384 / walkers
var words = [UInt32](repeating: 0, count: 4 * blocks * walkers)
var deviates = [Double](repeating: 0, count: words.count)
var firstBlock: UInt64 = 0
signal(SIGPIPE, SIG_DFL)

while true {
  if mode == "deviates" {
    var span = deviates.mutableSpan
    NormalStream(name).fill(&span, walkers: ids.span, firstBlock: firstBlock, blocks: blocks)
    for (index, z) in deviates.enumerated() {
      words[index] = UInt32(truncatingIfNeeded: Int(0.5 * erfc(-z * 0.5.squareRoot()) * 0x1p32))
    }
  } else {
    for index in 0..<blocks * walkers {
      let block = name.block(firstBlock + UInt64(index / walkers), walker: ids[index % walkers])
      for word in 0..<4 { words[4 * index + word] = block[word] }
    }
  }
  firstBlock += UInt64(blocks)
  words.withUnsafeBytes { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = write(STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      guard written > 0 else { exit(0) }
      rest = rest.dropFirst(written)
    }
  }
}
