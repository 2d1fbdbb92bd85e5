// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

/// Standard normal deviates in bulk, with random access: deviate number i of a walker is element i mod 4 of its block
/// i / 4.
public struct NormalStream: Sendable, Hashable {
  /// The stream.
  public let name: StreamName

  /// The deviates of a stream.
  public init(_ name: StreamName) { self.name = name }

  /// Fills 4·blocks rows of one deviate per walker.
  ///
  ///     out[row * walkers.count + w] = deviate number 4·firstBlock + row of walkers[w]
  ///
  /// - Parameters:
  ///   - out: At least 4·blocks·walkers.count elements; what lies beyond stays as it is.
  ///   - walkers: The walkers' ids, any list of them. A walker's deviates do not depend on its neighbors.
  ///   - firstBlock: The index of the first block, modulo 2⁴⁸.
  ///   - blocks: The number of blocks.
  public func fill(_ out: inout MutableSpan<Double>, walkers: Span<UInt32>, firstBlock: UInt64, blocks: Int) {
    guard blocks > 0, !walkers.isEmpty else { return }
    precondition(out.count >= 4 * blocks * walkers.count, "the noise does not fit into the span")
    let stream = ravine_stream(seed: name.seed, task: name.task.bits, purpose: name.purpose.rawValue)
    walkers.withUnsafeBufferPointer { ids in
      out.withUnsafeMutableBufferPointer { out in
        guard let ids = ids.baseAddress, let out = out.baseAddress else { return }
        ravine_normal(stream, ids, walkers.count, firstBlock, blocks, out)
      }
    }
  }

  /// One deviate by its number, in plain Swift: the same bits as `fill`, slower.
  public func deviate(_ number: UInt64, walker: UInt32) -> Double {
    let block = name.block(number / 4, walker: walker)
    let pair = NormalPair(number % 4 < 2 ? block.first : block.second)
    return number % 2 == 0 ? pair.first : pair.second
  }
}
