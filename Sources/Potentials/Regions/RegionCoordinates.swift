// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension RegionReader {
  /// A list of as many numbers as there are coordinates; in one dimension a bare number will do.
  func coordinates(_ reader: Reader, _ key: String, _ summary: String, infinite: Bool = false) -> [Double] {
    let value = reader.raw(key)
    let nothing = Array(repeating: 1.0, count: dimension)
    guard let value else {
      log.report("'\(key)' is missing: \(summary).", at: reader.path)
      return nothing
    }
    _ = reader.measured(value, key, in: .length)
    let numbers = (value.asList ?? [value]).map(\.asNumber)
    guard numbers.allSatisfy({ $0.map { infinite ? !$0.isNaN : $0.isFinite } ?? false }) else {
      reader.report("\(key) is \(value.described); a list of numbers is expected.", at: key)
      return nothing
    }
    guard numbers.count == dimension else {
      reader.report(
        "\(key) has \(numbers.count) coordinate\(numbers.count == 1 ? "" : "s"); the potential has \(dimension).",
        at: key)
      return nothing
    }
    return numbers.compactMap(\.self)
  }
}
