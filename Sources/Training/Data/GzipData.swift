// SPDX-License-Identifier: GPL-3.0-or-later
internal import CZlib
internal import Foundation

/// Bytes that gzip packed (RFC 1952): one member or several after another, each with its checksum and length.
enum GzipData {
  /// The largest contents that are unpacked: 2 GiB, some forty times those of MNIST. A small file can claim to hold far more than
  /// there is memory.
  static let sizeLimit = 1 << 31

  /// Whether a file begins as those of gzip do.
  static func begins(_ data: Data) -> Bool { data.starts(with: [0x1f, 0x8b]) }

  /// Unpacks a whole file.
  ///
  /// - Parameters:
  ///   - data: the packed bytes.
  ///   - path: the file, for messages.
  ///   - limit: the largest contents, in bytes; unpacking stops there.
  /// - Throws: when it is truncated or damaged, has something behind its end, or holds more than the limit.
  static func unpacked(_ data: Data, path: String, limit: Int = sizeLimit) throws(DataFileError) -> Data {
    var stream = z_stream()
    guard ravine_begin_unpacking(&stream) == Z_OK else {
      throw DataFileError("the file cannot be unpacked: zlib has no memory.", in: path)
    }
    defer { inflateEnd(&stream) }
    var result = Data()
    var chunk = [UInt8](repeating: 0, count: chunkSize)
    var problem: String?
    data.withUnsafeBytes { bytes in
      var place = 0
      while problem == nil {
        let fed = min(bytes.count - place, chunkSize)
        let (status, used, made) = step(&stream, bytes, from: place, count: fed, into: &chunk)
        place += used
        result.append(contentsOf: chunk.prefix(made))
        if result.count > limit {
          problem = "unpacked it has more than \(limit) bytes, the largest size that is read."
        } else if status == Z_STREAM_END {
          let rest = bytes[place...]
          // Tapes and some programs fill up with zeros.
          if rest.allSatisfy({ $0 == 0 }) { break }
          if rest.count < 2 || !(rest[place] == 0x1f && rest[place + 1] == 0x8b) {
            problem = "behind the end of the packed data there is something else (\(rest.count) bytes)."
          } else if inflateReset(&stream) != Z_OK {
            problem = "the file cannot be unpacked."
          }
        } else if status == Z_BUF_ERROR || status == Z_OK {
          if used == 0, made == 0 {
            problem = "the packed data end too early: the file is truncated (\(bytes.count) bytes)."
          }
        } else {
          let reason = stream.msg.map { String(cString: $0) } ?? "error \(status)"
          problem = "the packed data are damaged (zlib: \(reason))."
        }
      }
    }
    if let problem { throw DataFileError(problem, in: path) }
    guard !result.isEmpty else { throw DataFileError("the file is empty once it is unpacked.", in: path) }
    return result
  }

  private static let chunkSize = 1 << 18

  /// Unpacks as much of some bytes as fits into the chunk.
  private static func step(
    _ stream: inout z_stream, _ bytes: UnsafeRawBufferPointer, from place: Int, count: Int, into chunk: inout [UInt8]
  ) -> (status: Int32, used: Int, made: Int) {
    let packed = UnsafeMutableRawBufferPointer(mutating: UnsafeRawBufferPointer(rebasing: bytes[place..<place + count]))
    stream.next_in = packed.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = UInt32(count)
    let status = chunk.withUnsafeMutableBufferPointer { chunk in
      stream.next_out = chunk.baseAddress
      stream.avail_out = UInt32(chunk.count)
      return inflate(&stream, Z_NO_FLUSH)
    }
    return (status, count - Int(stream.avail_in), chunk.count - Int(stream.avail_out))
  }
}
