// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Randomness
import Training

/// Random training sets of addition with ten symbols, all 55 sizes of each: nullity, uniqueness and λ₃.
enum TheoryWork {
  /// Draws training sets on several threads.
  ///
  /// - Returns: the mean over the draws of the first size that forces the line.
  static func run(draws: Int, threads: Int) throws -> Double {
    let table = try RelationTable.full(.addition(symbols: 10))
    let group = DispatchGroup()
    nonisolated(unsafe) let sums = UnsafeMutablePointer<Int>.allocate(capacity: threads)
    sums.initialize(repeating: 0, count: threads)
    defer { sums.deallocate() }
    for thread in 0..<threads {
      DispatchQueue.global().async(group: group) {
        guard let theory = try? TheoryDraws(table, sizes: Array(1...table.rows)) else { return }
        for draw in stride(from: thread, to: draws, by: threads) {
          var stream = RandomStream(StreamName(seed: 1, task: 0, purpose: .split), walker: UInt32(draw))
          guard let found = try? theory.draw(stream.order(of: table.rows)) else { continue }
          sums[thread] += found.criticalSize ?? 0
        }
      }
    }
    group.wait()
    return Double((0..<threads).reduce(0) { $0 + sums[$1] }) / Double(draws)
  }
}
