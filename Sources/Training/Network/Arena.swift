// SPDX-License-Identifier: GPL-3.0-or-later

/// Buffers that live as long as their owner, aligned to cache lines and filled with zeros.
package final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// No buffers yet.
  package init() {}

  /// How many bytes were asked for.
  package private(set) var bytes = 0

  /// Room for some numbers.
  package func allocate<Element: BitwiseCopyable>(_ type: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
    let size = max(count, 1) * MemoryLayout<Element>.stride
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    block.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    blocks.append(block)
    bytes += size
    return block.bindMemory(to: Element.self, capacity: max(count, 1))
  }

  deinit { for block in blocks { block.deallocate() } }
}

extension UnsafeMutablePointer where Pointee: Real {
  /// Sets numbers to 0, byte by byte: as fast in code that does not know the precision.
  func clear(_ count: Int) {
    UnsafeMutableRawPointer(self).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<Pointee>.stride)
  }
}
