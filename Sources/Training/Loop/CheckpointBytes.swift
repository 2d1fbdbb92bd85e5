// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Why a checkpoint cannot be used.
package enum CheckpointError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It does not begin as a checkpoint does.
  case foreign
  /// It was written by another version of the program.
  case version(Int)
  /// It has fewer bytes than it says.
  case truncated(bytes: Int, expected: Int)
  /// Its checksum or its inner structure is wrong.
  case corrupt
  /// It belongs to a run with other settings, another network, other data or another seed.
  case mismatch

  /// A sentence for the user.
  package var description: String {
    switch self {
    case .foreign: "this is not a checkpoint of a training run."
    case .version(let version):
      "the checkpoint has format \(version); this program reads format \(CheckpointFormat.version)."
    case .truncated(let bytes, let expected): "the checkpoint is cut off: it has \(bytes) of \(expected) bytes."
    case .corrupt: "the checkpoint is damaged: its checksum is wrong."
    case .mismatch:
      "the checkpoint belongs to another run: the plan, the network, the split or the seed is not the same."
    }
  }
}

/// The frame of a checkpoint, all numbers little-endian in 8 bytes:
///
///     "RavineTr" | version | total length | fingerprint | contents | checksum of all before
enum CheckpointFormat {
  static let magic = Array("RavineTr".utf8)
  static let version = 3
  static let headerLength = 32
}

/// FNV-1a of 64 bits (Fowler, Noll and Vo).
enum CheckpointChecksum {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}

/// Writes a checkpoint.
struct CheckpointWriter {
  private var data = Data()

  init(fingerprint: UInt64) {
    data.append(contentsOf: CheckpointFormat.magic)
    write(CheckpointFormat.version)
    write(0)
    write(bits: fingerprint)
  }

  mutating func write(bits: UInt64) { withUnsafeBytes(of: bits.littleEndian) { data.append(contentsOf: $0) } }
  mutating func write(_ integer: Int) { write(bits: UInt64(bitPattern: Int64(integer))) }
  mutating func write(_ number: Double) { write(bits: number.bitPattern) }
  mutating func write(_ numbers: [Double]) {
    write(numbers.count)
    numbers.withUnsafeBytes { data.append(contentsOf: $0) }
  }

  mutating func write(_ bytes: Data) {
    write(bytes.count)
    data.append(bytes)
  }

  mutating func write(_ state: EvaluationState) {
    for integer in [state.last, state.next, state.interval] { write(integer) }
    for number in [state.bestTrain, state.bestTest] { write(number) }
  }

  mutating func write<R: Real>(_ vectors: TrainingVectors<R>) {
    write(vectors.step)
    for updates in vectors.updates + vectors.filtered { write(updates) }
    for integer in [vectors.plateau.waited, vectors.plateau.lookedAt] { write(integer) }
    for number in [vectors.plateau.factor, vectors.plateau.best] { write(number) }
    data.append(contentsOf: UnsafeRawBufferPointer(start: vectors.numbers, count: vectors.numberBytes))
    data.append(contentsOf: UnsafeRawBufferPointer(start: vectors.doubles, count: vectors.doubleBytes))
  }

  mutating func write(_ record: TrainingRecord) {
    write(record.steps.map(Double.init))
    for column in TrainingRecord.columns { write(record[keyPath: column]) }
    for column in record.weightNorms { write(column) }
    write(record.snapshots.count)
    for snapshot in record.snapshots {
      write(snapshot.step)
      write(TrainingRecord.Snapshot.Reason.allCases.firstIndex(of: snapshot.reason) ?? 0)
      write(snapshot.weights)
    }
  }

  /// The bytes, with length and checksum.
  consuming func sealed() -> Data {
    let length = UInt64(data.count + 8).littleEndian
    withUnsafeBytes(of: length) { data.replaceSubrange(16..<24, with: $0) }
    write(bits: CheckpointChecksum.of(data))
    return data
  }
}

/// Reads a checkpoint whose frame has been checked.
struct CheckpointReader {
  private let bytes: [UInt8]
  private var position = CheckpointFormat.headerLength

  init(_ data: Data, fingerprint: UInt64) throws(CheckpointError) {
    bytes = Array(data)
    let magic = CheckpointFormat.magic
    guard bytes.count >= magic.count, Array(bytes.prefix(magic.count)) == magic else { throw .foreign }
    guard bytes.count >= CheckpointFormat.headerLength + 8 else {
      throw .truncated(bytes: bytes.count, expected: CheckpointFormat.headerLength + 8)
    }
    let version = Int(truncatingIfNeeded: bits(at: 8))
    guard version == CheckpointFormat.version else { throw .version(version) }
    let length = Int(truncatingIfNeeded: bits(at: 16))
    guard bytes.count >= length else { throw .truncated(bytes: bytes.count, expected: length) }
    guard bytes.count == length, length >= CheckpointFormat.headerLength + 8,
      bits(at: length - 8) == CheckpointChecksum.of(bytes.dropLast(8))
    else { throw .corrupt }
    guard bits(at: 24) == fingerprint else { throw .mismatch }
  }

  private func bits(at place: Int) -> UInt64 {
    bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
  }

  /// The place of so many bytes, which are passed over.
  private mutating func take(_ count: Int) throws(CheckpointError) -> Int {
    guard count >= 0, count <= bytes.count - 8 - position else { throw .corrupt }
    defer { position += count }
    return position
  }

  mutating func integer() throws(CheckpointError) -> Int { Int(truncatingIfNeeded: bits(at: try take(8))) }
  mutating func number() throws(CheckpointError) -> Double { Double(bitPattern: bits(at: try take(8))) }

  mutating func numbers() throws(CheckpointError) -> [Double] {
    let count = try integer()
    guard count >= 0, count <= bytes.count / 8 else { throw .corrupt }
    let place = try take(count * 8)
    return (0..<count).map { Double(bitPattern: bits(at: place + 8 * $0)) }
  }

  /// Bytes that were written as such; `nil` if there are none.
  mutating func data() throws(CheckpointError) -> Data? {
    let count = try integer()
    let place = try take(count)
    return count == 0 ? nil : Data(bytes[place..<place + count])
  }

  mutating func readEvaluation() throws(CheckpointError) -> EvaluationState {
    EvaluationState(
      last: try integer(), next: try integer(), interval: try integer(), bestTrain: try number(),
      bestTest: try number())
  }

  mutating func read<R: Real>(into vectors: TrainingVectors<R>) throws(CheckpointError) {
    vectors.step = try integer()
    for index in vectors.updates.indices { vectors.updates[index] = try integer() }
    for index in vectors.filtered.indices { vectors.filtered[index] = try integer() }
    (vectors.plateau.waited, vectors.plateau.lookedAt) = (try integer(), try integer())
    (vectors.plateau.factor, vectors.plateau.best) = (try number(), try number())
    let numbers = try take(vectors.numberBytes)
    let doubles = try take(vectors.doubleBytes)
    bytes.withUnsafeBytes { bytes in
      let target = UnsafeMutableRawBufferPointer(start: vectors.numbers, count: vectors.numberBytes)
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[numbers..<numbers + vectors.numberBytes]))
      let other = UnsafeMutableRawBufferPointer(start: vectors.doubles, count: vectors.doubleBytes)
      other.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[doubles..<doubles + vectors.doubleBytes]))
    }
  }

  mutating func readRecord(groups: [String]) throws(CheckpointError) -> TrainingRecord {
    var record = TrainingRecord(groups: groups)
    let steps = try numbers()
    record.steps = steps.map { Int($0) }
    for column in TrainingRecord.columns { record[keyPath: column] = try numbers() }
    for index in record.weightNorms.indices { record.weightNorms[index] = try numbers() }
    let reasons = TrainingRecord.Snapshot.Reason.allCases
    for _ in 0..<max(try integer(), 0) {
      let (step, reason) = (try integer(), try integer())
      guard reasons.indices.contains(reason) else { throw .corrupt }
      record.snapshots.append(.init(step: step, reason: reasons[reason], weights: try numbers()))
    }
    return record
  }

  /// Everything must have been read.
  func finish() throws(CheckpointError) { guard position == bytes.count - 8 else { throw .corrupt } }
}

extension TrainingVectors {
  var numberBytes: Int { numberVectors * count * MemoryLayout<R>.stride }
  var doubleBytes: Int { doubleVectors * count * 8 }
}

extension TrainingRecord {
  /// The columns of numbers, in the order in which they are saved; steps and norms of groups are apart.
  static var columns: [WritableKeyPath<TrainingRecord, [Double]>] {
    [
      \.trainLoss, \.testLoss, \.trainAccuracy, \.testAccuracy, \.gradientNorm, \.gradientNoiseTemperature,
      \.descentAlignment, \.collapsedShare, \.rateFactor,
    ]
  }
}
