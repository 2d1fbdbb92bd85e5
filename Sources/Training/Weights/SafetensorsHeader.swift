// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// What a safetensors file says of its tensors, checked against the bytes that there are.
struct SafetensorsHeader {
  /// A tensor's place.
  struct Entry {
    var name: String
    /// How its numbers lie; `nil` where it is passed over.
    var format: StoredNumberFormat?
    var shape: [Int]
    /// Its bytes, counted from the beginning of the file.
    var range: Range<Int>
  }

  /// The name that is no tensor's.
  static let metadataKey = "__metadata__"
  /// The format's own limit.
  private static let longest = 100_000_000

  /// By where they lie.
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  /// Reads and checks the header of a file.
  init(_ data: Data, ignoring isIgnored: (String) -> Bool) throws(Problems) {
    let log = ProblemLog()
    let (text, start) = try Self.text(of: data)
    let record = try Self.record(text)
    for name in Self.repeated(Self.outermostKeys(text)) {
      log.report("tensor '\(name)' stands twice in the header; names must differ.", at: .root)
    }
    for (name, value) in record.entries {
      if name == Self.metadataKey {
        metadata = value.asRecord.map(Self.texts) ?? [:]
      } else if let entry = Self.entry(name, value, isIgnored: isIgnored(name), start: start, end: data.count, log: log)
      {
        entries.append(entry)
      }
    }
    entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    // Where an entry could not be read, its bytes would be taken for a gap.
    if log.problems.isEmpty { checkGaps(from: start, to: data.count, log: log) }
    try log.check()
  }

  /// The header's text and where the numbers begin.
  private static func text(of data: Data) throws(Problems) -> (text: String, start: Int) {
    func wrong(_ message: String) -> Problems { Problems([Problem(message, at: .root)]) }
    if let format = OtherFormat(data) { throw wrong(format.sentence) }
    guard data.count >= 8 else {
      throw wrong("the file has \(data.count) bytes; a safetensors file begins with 8 bytes for its header's length.")
    }
    let length = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(longest) else {
      throw wrong(
        "the header would be \(length) bytes long, at most \(longest) are allowed; is this a safetensors file?")
    }
    let start = 8 + Int(length)
    guard start <= data.count else {
      throw wrong("the header is \(length) bytes long, but only \(data.count - 8) follow; the file is truncated.")
    }
    guard let text = String(data: data.dropFirst(8).prefix(Int(length)), encoding: .utf8) else {
      throw wrong("the header is not UTF-8 text; is this a safetensors file?")
    }
    return (text, start)
  }

  private static func record(_ text: String) throws(Problems) -> Record {
    guard text.utf8.first == UInt8(ascii: "{"), let record = (try? Value(jsonText: text))?.asRecord else {
      throw Problems([Problem("the header is not a JSON mapping; is this a safetensors file?", at: .root)])
    }
    return record
  }

  /// A tensor's entry if it is consistent in itself and with the length of the file.
  private static func entry(
    _ name: String, _ value: Value, isIgnored: Bool, start: Int, end: Int, log: ProblemLog
  ) -> Entry? {
    func wrong(_ message: String) -> Entry? {
      log.report("tensor '\(name)': \(message)", at: .root)
      return nil
    }
    guard let fields = value.asRecord else { return wrong("\(value.described) stands there; a mapping is expected.") }
    guard let type = fields["dtype"]?.asText else { return wrong("its dtype is missing or no text.") }
    let format = isIgnored ? nil : StoredNumberFormat(rawValue: type)
    guard isIgnored || format != nil else {
      let known = StoredNumberFormat.allCases.map(\.rawValue).joined(separator: ", ")
      return wrong("numbers of dtype \(type) cannot be weights; \(known) can.")
    }
    guard let shape = naturals(fields["shape"]) else {
      return wrong("its shape is missing or no list of whole numbers from 0.")
    }
    guard let offsets = naturals(fields["data_offsets"]), offsets.count == 2 else {
      return wrong("its data_offsets are missing or not two whole numbers from 0.")
    }
    guard offsets[0] <= offsets[1] else {
      return wrong("its data_offsets \(offsets) end before they begin.")
    }
    guard offsets[1] <= end - start else {
      return wrong(
        "its data_offsets \(offsets) lie outside of the \(end - start) bytes of numbers; the file is truncated.")
    }
    guard let format else {
      return Entry(name: name, format: nil, shape: shape, range: start + offsets[0]..<start + offsets[1])
    }
    guard let size = size(of: shape, format), size == offsets[1] - offsets[0] else {
      let needed = size(of: shape, format).map { "\($0)" } ?? "too many to count"
      return wrong(
        "shape \(shape) of \(type) takes \(needed) bytes, its data_offsets \(offsets) span "
          + "\(offsets[1] - offsets[0]).")
    }
    return Entry(name: name, format: format, shape: shape, range: start + offsets[0]..<start + offsets[1])
  }

  /// Every byte must belong to one tensor.
  private func checkGaps(from start: Int, to end: Int, log: ProblemLog) {
    var covered = start
    var before: String?
    for entry in entries {
      let place = before.map { "behind tensor '\($0)'" } ?? "at the beginning"
      if entry.range.lowerBound > covered {
        log.report(
          "tensor '\(entry.name)': \(entry.range.lowerBound - covered) bytes \(place) belong to no tensor.", at: .root)
      } else if entry.range.lowerBound < covered {
        log.report(
          "tensor '\(entry.name)' begins within tensor '\(before ?? "")'; tensors must not overlap.", at: .root)
      }
      if entry.range.upperBound > covered { (covered, before) = (entry.range.upperBound, entry.name) }
    }
    if covered < end {
      let place = before.map { " behind tensor '\($0)'" } ?? ""
      log.report("the last \(end - covered) bytes\(place) belong to no tensor.", at: .root)
    }
  }

  private static func naturals(_ value: Value?) -> [Int]? {
    guard let list = value?.asList else { return nil }
    let numbers = list.compactMap { if case .integer(let number) = $0, number >= 0 { number } else { nil } }
    return numbers.count == list.count ? numbers : nil
  }

  /// Bytes of a tensor; `nil` if there are more than can be counted.
  private static func size(of shape: [Int], _ format: StoredNumberFormat) -> Int? {
    shape.reduce(Optional(format.size)) { size, next in
      size.flatMap { size in
        let (product, overflow) = size.multipliedReportingOverflow(by: next)
        return overflow ? nil : product
      }
    }
  }

  private static func texts(_ record: Record) -> [String: String] {
    Dictionary(record.entries.compactMap { entry in entry.value.asText.map { (entry.key, $0) } }) { $1 }
  }

  private static func repeated(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { !seen.insert($0).inserted }
  }

  /// The keys of the outermost mapping as they stand there, since decoding keeps only one of equal keys.
  private static func outermostKeys(_ text: String) -> [String] {
    var keys: [String] = []
    var depth = 0
    var quoted: [UInt8] = []
    var isInside = false
    var isEscaped = false
    for byte in text.utf8 {
      if isInside {
        isInside = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        if isInside { quoted.append(byte) }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): (isInside, quoted) = (true, [])
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":") where depth == 1:
        let key = String(decoding: quoted, as: UTF8.self)
        keys.append((try? Value(jsonText: "\"\(key)\""))?.asText ?? key)
      default: break
      }
    }
    return keys
  }
}
