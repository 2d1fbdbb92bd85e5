// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// How a number lies in a safetensors file; the raw value is the `dtype`.
enum StoredNumberFormat: String, CaseIterable {
  case double = "F64"
  case single = "F32"
  /// IEEE 754 half precision: 5 bits of exponent, 10 of mantissa.
  case half = "F16"
  /// The upper half of a single-precision number: 8 bits of exponent, 7 of mantissa.
  case brain = "BF16"

  /// What a precision is written as.
  init(_ precision: Precision) {
    switch precision {
    case .single: self = .single
    case .double: self = .double
    }
  }

  /// The least precision that holds every number of the format.
  var precision: Precision { self == .double ? .double : .single }

  /// Bytes of a number.
  var size: Int {
    switch self {
    case .double: 8
    case .single: 4
    case .half, .brain: 2
    }
  }

  /// All numbers that lie in some bytes.
  func numbers(in bytes: UnsafeRawBufferPointer) -> [Double] {
    // Behind an odd header the numbers lie anywhere, hence the unaligned loads.
    (0..<bytes.count / size).map { index in
      let offset = index * size
      switch self {
      case .double:
        return Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      case .single:
        let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        return Double(Float(bitPattern: bits))
      case .half:
        return Self.half(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
      case .brain:
        let bits = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        return Double(Float(bitPattern: UInt32(bits) << 16))
      }
    }
  }

  /// Numbers as bytes, in single or double precision.
  func bytes(of values: [Double]) -> Data {
    var data = Data(capacity: values.count * size)
    for value in values {
      if self == .double {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      } else {
        withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    return data
  }

  /// A number in half precision; Swift's own `Float16` does not exist on every machine.
  private static func half(_ bits: UInt16) -> Double {
    let sign = bits >> 15 == 0 ? 1.0 : -1.0
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * scalbn(1024 + fraction, exponent - 25)
    }
  }
}
