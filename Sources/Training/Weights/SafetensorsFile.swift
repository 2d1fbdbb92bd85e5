// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
package import Settings

/// Named tensors as they travel between programs: the safetensors format of Hugging Face.
///
/// A file is the length of its header (8 bytes, little-endian), the header, a JSON mapping of each name to `dtype`,
/// `shape` and `data_offsets`, and the numbers, row-major and little-endian, without gaps. The mapping may also hold
/// texts under `__metadata__`. Source: https://huggingface.co/docs/safetensors.
package struct SafetensorsFile: Sendable, Equatable {
  /// The tensors in the order of their numbers.
  package var tensors: [StoredTensor]
  /// Notes of the program that wrote the file.
  package var metadata: [String: String]
  /// The names of tensors that were passed over, in the order in which they lie.
  package private(set) var ignored: [String] = []

  /// The given tensors; their names must differ.
  package init(_ tensors: [StoredTensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor of a name.
  package subscript(name: String) -> StoredTensor? { tensors.first { $0.name == name } }

  /// Reads the contents of a file and checks them: length, header, names, formats, shapes, offsets, finite numbers.
  ///
  /// - Parameter isIgnored: tells tensors that are no weights: of any number format, and not read.
  /// - Throws: everything that is wrong, each sentence with the name of its tensor.
  package static func read(
    _ data: Data, ignoring isIgnored: (String) -> Bool = { _ in false }
  ) throws(Problems) -> SafetensorsFile {
    let header = try SafetensorsHeader(data, ignoring: isIgnored)
    var tensors: [StoredTensor] = []
    var problems: [Problem] = []
    tensors.reserveCapacity(header.entries.count)
    for entry in header.entries {
      guard let format = entry.format else { continue }
      let values = data.withUnsafeBytes { bytes in
        format.numbers(in: UnsafeRawBufferPointer(rebasing: bytes[entry.range]))
      }
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        problems.append(
          Problem(
            "tensor '\(entry.name)': number \(index) of \(values.count) is \(values[index]); weights must be finite.",
            at: .root))
      }
      tensors.append(
        StoredTensor(name: entry.name, shape: entry.shape, precision: format.precision, values: values))
    }
    guard problems.isEmpty else { throw Problems(problems) }
    var file = SafetensorsFile(tensors, metadata: header.metadata)
    file.ignored = header.entries.filter { $0.format == nil }.map(\.name)
    return file
  }

  /// The file's contents: each tensor in its precision, the header padded with blanks to a multiple of 8 bytes.
  package func data() -> Data {
    var header = Record()
    if !metadata.isEmpty {
      header[SafetensorsHeader.metadataKey] =
        .record(Record(metadata.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }))
    }
    var numbers = Data()
    for tensor in tensors {
      let start = numbers.count
      let format = StoredNumberFormat(tensor.precision)
      numbers.append(format.bytes(of: tensor.values))
      header[tensor.name] = .record(
        Record([
          ("dtype", .text(format.rawValue)),
          ("shape", .list(tensor.shape.map { .integer($0) })),
          ("data_offsets", .list([.integer(start), .integer(numbers.count)])),
        ]))
    }
    var text = Data(Value.record(header).json.utf8)
    text.append(Data(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + numbers
  }
}

/// A named array of numbers in a file.
package struct StoredTensor: Sendable, Equatable {
  /// The name, for instance `embedding.weight`.
  package var name: String
  /// Rows and columns, outermost first; empty for a single number.
  package var shape: [Int]
  /// The precision it is written in. What was read from 16 bits counts as single.
  package var precision: Precision
  /// The numbers, row-major, as many as the shape says; every format is exact in double precision.
  package var values: [Double]

  /// An array of numbers.
  package init(name: String, shape: [Int], precision: Precision, values: [Double]) {
    self.name = name
    self.shape = shape
    self.precision = precision
    self.values = values
  }
}
