// SPDX-License-Identifier: GPL-3.0-or-later
import CZlib
import Foundation
import Settings
import Testing

@testable import Training

/// Packed by zlib's own writer of gzip.
private func gzip(_ bytes: [UInt8], level: Int32 = 9) throws -> [UInt8] {
  var stream = z_stream()
  let status = deflateInit2_(
    &stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  try #require(status == Z_OK)
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 100)
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
      (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
      let end = deflate(&stream, Z_FINISH)
      return end == Z_STREAM_END ? output.count - Int(stream.avail_out) : -1
    }
  }
  return Array(output.prefix(try #require(count > 0 ? count : nil)))
}

private func complaint(_ bytes: [UInt8], limit: Int = GzipData.sizeLimit) -> String? {
  do {
    _ = try GzipData.unpacked(Data(bytes), path: "a.gz", limit: limit)
    return nil
  } catch { return error.description }
}

/// Bytes that pack badly and bytes that pack well, beyond one chunk.
private let contents: [UInt8] = {
  var bytes = [UInt8](repeating: 7, count: 700_000)
  for place in stride(from: 0, to: bytes.count, by: 5) {
    let mixed: Int = place / 5 &* 2_654_435_761
    bytes[place] = UInt8(truncatingIfNeeded: mixed >> 11)
  }
  return bytes
}()

@Suite struct GzipDataTests {
  @Test(arguments: [Int32(1), 6, 9, 0]) func whatWasPackedComesBack(level: Int32) throws {
    #expect(try GzipData.unpacked(Data(gzip(contents, level: level)), path: "a.gz") == Data(contents))
  }

  @Test func membersFollowOneAnotherAndZerosFillUp() throws {
    let (one, two) = (try gzip(Array("first ".utf8)), try gzip(Array("second".utf8)))
    #expect(try GzipData.unpacked(Data(one + two), path: "a.gz") == Data("first second".utf8))
    #expect(try GzipData.unpacked(Data(one + two + [0, 0, 0, 0, 0]), path: "a.gz") == Data("first second".utf8))
    #expect(
      complaint(one + Array("tail".utf8))
        == "a.gz: behind the end of the packed data there is something else (4 bytes).")
    #expect(complaint(try gzip([])) == "a.gz: the file is empty once it is unpacked.")
  }

  /// Every beginning of a file is known to be one.
  @Test func truncatedFilesAreFound() throws {
    let packed = try gzip(Array("the quick brown fox jumps over the lazy dog".utf8))
    for count in 2..<packed.count {
      #expect(
        complaint(Array(packed.prefix(count)))
          == "a.gz: the packed data end too early: the file is truncated (\(count) bytes).", "\(count)")
    }
  }

  /// No wrong bit of the data or of the checksum passes.
  @Test func damagedFilesAreFound() throws {
    let bytes = Array("the quick brown fox jumps over the lazy dog".utf8)
    let packed = try gzip(bytes)
    // The header's time and system say nothing about the contents.
    for place in 10..<packed.count {
      for bit in 0..<8 {
        var bad = packed
        bad[place] ^= 1 << bit
        // Bits that fill the last byte of the packed data mean nothing.
        let isSame = (try? Array(GzipData.unpacked(Data(bad), path: "a.gz"))) == bytes
        #expect(complaint(bad) != nil || isSame, "byte \(place), bit \(bit)")
      }
    }
    var bad = packed
    bad[packed.count - 6] ^= 1
    #expect(complaint(bad) == "a.gz: the packed data are damaged (zlib: incorrect data check).")
  }

  /// A small file that holds much is given up at the limit and not unpacked further.
  @Test func theSizeIsLimited() throws {
    let packed = try gzip([UInt8](repeating: 0, count: 50_000_000))
    #expect(packed.count < 60_000)
    #expect(
      complaint(packed, limit: 1_000_000)
        == "a.gz: unpacked it has more than 1000000 bytes, the largest size that is read.")
    #expect(complaint(packed, limit: 50_000_000) == nil)
  }

  /// Images, tables and weights give the same from packed files.
  @Test func packedExamplesAreTheSame() throws {
    let images = idx([3, 2, 2], [0, 51, 102, 153, 204, 255, 0, 0, 1, 2, 3, 4])
    let labels = idx([3], [7, 0, 9])
    func examples(_ images: [UInt8], _ labels: [UInt8]) throws -> Examples {
      try withFile(images) { images in
        try withFile(labels) { try ImageClassification(images: images, labels: $0).examples(seed: 1) }
      }
    }
    #expect(try examples(gzip(images), gzip(labels)) == examples(images, labels))
    let table = Array("a,b,class\n1,2,0\n3,4.5,1\n".utf8)
    func rows(_ table: [UInt8]) throws -> Examples {
      try withFile(table) { try TableClassification(file: $0).examples(seed: 1) }
    }
    #expect(try rows(gzip(table)) == rows(table))
  }
}
