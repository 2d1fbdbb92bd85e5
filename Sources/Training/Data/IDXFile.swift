// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation

/// A file in the IDX format of MNIST: an array of bytes with its dimensions.
///
///     0 0 | type | number of dimensions | each dimension as 4 bytes, highest first | the array, row-major
///
/// Only unsigned bytes (type 8) are read, which is what MNIST and the data sets made in its likeness hold.
/// Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
struct IDXFile: Equatable {
  /// The path, for messages.
  let path: String
  /// The dimensions, outermost first; the first is the number of examples.
  let dimensions: [Int]
  /// The elements, row-major, one byte each.
  let bytes: Data

  /// Reads and checks a file.
  ///
  /// - Parameter what: what it should hold, for messages: `images`.
  /// - Throws: when it is not an IDX file of bytes, or its size is not what its header says.
  init(path: String, what: String) throws(DataFileError) {
    self.path = path
    let data = try DataFile.bytes(at: path)
    let head = Array(data.prefix(4))
    guard head.count == 4 else {
      throw DataFileError("the file has \(data.count) bytes, too few for the header of an IDX file.", in: path)
    }
    guard head[0] == 0, head[1] == 0 else {
      let words = head.map { String(format: "%02x", $0) }.joined(separator: " ")
      throw DataFileError(
        "this is no IDX file: it begins with the bytes \(words), not with 00 00 08 and the number of dimensions.",
        in: path)
    }
    guard head[2] == 8 else {
      throw DataFileError(
        "the numbers are of type 0x\(String(format: "%02x", head[2])); only unsigned bytes, type 0x08, are read.",
        in: path)
    }
    let rank = Int(head[3])
    let start = 4 + 4 * rank
    guard rank > 0 else { throw DataFileError("the header names no dimensions.", in: path) }
    guard data.count >= start else {
      throw DataFileError(
        "the file has \(data.count) bytes, too few for a header with \(rank) dimensions: it is truncated.", in: path)
    }
    dimensions = (0..<rank).map { index in
      data[(4 + 4 * index)..<(8 + 4 * index)].reduce(0) { $0 << 8 | Int($1) }
    }
    let shape = dimensions.map(String.init).joined(separator: " × ")
    guard dimensions.allSatisfy({ $0 > 0 }) else {
      throw DataFileError("the header says \(shape): there are no \(what).", in: path)
    }
    // 2³² to the number of dimensions may be more than an Int; a Double is exact enough to say that it is too many.
    let expected = dimensions.reduce(Double(1)) { $0 * Double($1) } + Double(start)
    guard Double(data.count) == expected else {
      let verdict = Double(data.count) < expected ? "it is truncated" : "there is something behind the array"
      throw DataFileError(
        "the header says \(shape), \(String(format: expected < 1e15 ? "%.0f" : "%.3g", expected)) bytes with itself, but the file has "
          + "\(data.count): \(verdict).", in: path)
    }
    bytes = data.dropFirst(start)
  }
}
