// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Training

/// A file by its parts.
private func file(_ header: String, numbers: [UInt8] = [], length: UInt64? = nil) -> Data {
  let text = Array(header.utf8)
  return withUnsafeBytes(of: (length ?? UInt64(text.count)).littleEndian) { Data($0) } + text + numbers
}

/// What reading a file complains about; empty if nothing.
private func complaint(_ data: Data) -> String {
  do throws(Problems) {
    _ = try SafetensorsFile.read(data)
    return ""
  } catch { return error.description }
}

private func bytes(_ numbers: [Float]) -> [UInt8] {
  numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
}

private let sample = SafetensorsFile(
  [
    StoredTensor(
      name: "embedding.weight", shape: [2, 3], precision: .single,
      values: [1, -2, 0.5, 0, 4, 1e-3].map { Double(Float($0)) }),
    StoredTensor(name: "decoder.0.bias", shape: [2], precision: .double, values: [0.1, -1e300]),
    StoredTensor(name: "scale", shape: [], precision: .double, values: [.leastNonzeroMagnitude]),
    StoredTensor(name: "empty", shape: [0, 3], precision: .double, values: []),
  ], metadata: ["format": "pt", "note \"π\"": "a\nb"])

@Suite struct SafetensorsTests {
  @Test func whatIsWrittenReadsBackBitForBit() throws {
    let data = sample.data()
    #expect(try SafetensorsFile.read(data) == sample)
    // A part of a larger buffer keeps its indices.
    #expect(try SafetensorsFile.read((Data([1, 2, 3]) + data).dropFirst(3)) == sample)
  }

  @Test func theHeaderIsAsTheFormatWants() throws {
    let data = sample.data()
    let length = data.withUnsafeBytes { Int(UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))) }
    #expect(length % 8 == 0)
    #expect(data[8] == UInt8(ascii: "{"))
    #expect(data.count == 8 + length + 6 * 4 + 3 * 8)
    let header = try Value(jsonText: String(decoding: data[8..<8 + length], as: UTF8.self)).asRecord
    #expect(
      header?["decoder.0.bias"]
        == .record(
          Record([
            ("dtype", .text("F64")), ("shape", .list([.integer(2)])),
            ("data_offsets", .list([.integer(24), .integer(40)])),
          ])))
  }

  @Test func halfPrecisionsAreRead() throws {
    // 1, −2, 2⁻²⁴ (the least), 65504 (the largest), 1/3 rounded; then 1, −2, 2⁻¹³³, 1/3 rounded.
    let bits: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x7BFF, 0x3555, 0x3F80, 0xC000, 0x0001, 0x3EAB]
    let numbers = bits.flatMap { bits in withUnsafeBytes(of: bits.littleEndian) { Array($0) } }
    let read = try SafetensorsFile.read(
      file(
        #"{"a":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},"b":{"dtype":"BF16","shape":[2,2],"data_offsets":[10,18]}}"#,
        numbers: numbers))
    #expect(read["a"]?.values == [1, -2, 0x1p-24, 65504, 0x1.554p-2])
    #expect(read["b"]?.values == [1, -2, 0x1p-133, 0x1.56p-2])
    #expect(read["a"]?.precision == .single)
  }

  @Test(arguments: [
    (Data([1, 2, 3]), "the file has 3 bytes; a safetensors file begins with 8 bytes for its header's length."),
    (
      file("{}", length: 1 << 40),
      "the header would be 1099511627776 bytes long, at most 100000000 are allowed; is this a safetensors file?"
    ),
    (
      file("{}", length: .max),
      "the header would be 18446744073709551615 bytes long, at most 100000000 are allowed; is this a safetensors file?"
    ),
    (file("{}", length: 100), "the header is 100 bytes long, but only 2 follow; the file is truncated."),
    (file("{\"a\":"), "the header is not a JSON mapping; is this a safetensors file?"),
    (file("[1, 2]"), "the header is not a JSON mapping; is this a safetensors file?"),
    (
      withUnsafeBytes(of: UInt64(4).littleEndian) { Data($0) } + [0x7B, 0xFF, 0xFE, 0x7D],
      "the header is not UTF-8 text; is this a safetensors file?"
    ),
  ])
  func aBadBeginningIsNamed(data: Data, message: String) { #expect(complaint(data) == message) }

  @Test(arguments: [
    (#"{"a":3}"#, "tensor 'a': 3 stands there; a mapping is expected."),
    (#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, "tensor 'a': its dtype is missing or no text."),
    (
      #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#,
      "tensor 'a': numbers of dtype I64 cannot be weights; F64, F32, F16, BF16 can."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
      "tensor 'a': its shape is missing or no list of whole numbers from 0."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#,
      "tensor 'a': its data_offsets are missing or not two whole numbers from 0."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
      "tensor 'a': its data_offsets [8, 0] end before they begin."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#,
      "tensor 'a': its data_offsets [0, 12] lie outside of the 8 bytes of numbers; the file is truncated."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
      "tensor 'a': shape [3] of F32 takes 12 bytes, its data_offsets [0, 8] span 8."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
      "tensor 'a': shape [4611686018427387904, 4] of F32 takes too many to count bytes, its data_offsets [0, 8] span 8."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#,
      "tensor 'b' begins within tensor 'a'; tensors must not overlap."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "tensor 'a' stands twice in the header; names must differ."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "tensor 'a': 4 bytes at the beginning belong to no tensor."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      "the last 4 bytes behind tensor 'a' belong to no tensor."
    ),
    ("{}", "the last 8 bytes belong to no tensor."),
    (
      #"{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
      """
      tensor 'a': numbers of dtype I8 cannot be weights; F64, F32, F16, BF16 can.
      tensor 'b': shape [1] of F32 takes 4 bytes, its data_offsets [0, 8] span 8.
      """
    ),
  ])
  func aBadHeaderNamesItsTensors(header: String, message: String) {
    #expect(complaint(file(header, numbers: bytes([1, 2]))) == message)
  }

  @Test func aRepeatedNameIsFoundBehindEscapes() {
    let header =
      #"{"\u0061\"}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a\"}":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
    #expect(complaint(file(header, numbers: bytes([1, 2]))).contains(#"tensor 'a"}' stands twice in the header"#))
  }

  @Test func numbersThatAreNotFiniteAreNamed() {
    let header =
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}"#
    #expect(
      complaint(file(header, numbers: bytes([1, .nan, -.infinity, 2]))) == """
        tensor 'a': number 1 of 2 is nan; weights must be finite.
        tensor 'b': number 0 of 2 is -inf; weights must be finite.
        """)
  }

  @Test func aFileCutAnywhereIsRefused() {
    let data = sample.data()
    for length in 0..<data.count { #expect(complaint(data.prefix(length)) != "", "cut to \(length) bytes") }
  }
}
