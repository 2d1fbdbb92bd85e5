// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// The sizes at which the effective theory is asked: the key `sizes`.
///
/// `all`, a list, or `{from, to, count, spacing}`; numbers below 1 are parts of the table, from 1 on rows.
enum TheorySizes {
  static let parameter = Parameter(
    "sizes", .special("all, a list of sizes, or {from, to, count, spacing}"), default: .text("all"),
    "training sets: parts of the table below 1, rows from 1 on; all of small tables, 50 of large ones by default"
  )

  /// A table of more rows has so many sizes by default.
  private static let mostRows = 100
  private static let defaultCount = 50

  /// Numbers of rows, ascending and each once; `nil` if a problem was reported.
  ///
  /// - Parameter tested: rows that must be left to test.
  static func read(_ reader: Reader, table: Int, tested: Int = 0) -> [Int]? {
    let rows = table - tested
    let key = parameter.name
    let here = reader.path.appending(key)
    let value = reader.raw(key) ?? .null
    reader.resolve(key, as: value == .null ? .text("all") : value)
    if value == .null || value == .text("all") {
      guard rows > mostRows else { return Array(1...rows) }
      return Array(
        Set((1...defaultCount).map { Int((Double($0) / Double(defaultCount) * Double(rows)).rounded()) })
      ).sorted()
    }
    let numbers: [(value: Double, path: SettingPath)]
    if let list = value.asList {
      numbers = list.enumerated().map { ($0.element.asNumber ?? .nan, here.appending($0.offset)) }
    } else if value.asRecord != nil {
      guard let range = range(reader.inner(key)) else { return nil }
      numbers = range.map { ($0, here) }
    } else {
      reader.report(
        "sizes is \(value.described); 'all', a list of sizes or {from, to, count, spacing} is expected.", at: key)
      return nil
    }
    let before = reader.log.problems.count
    if numbers.isEmpty { reader.report("sizes is empty; a size at least is needed.", at: key) }
    var sizes = Set<Int>()
    for (number, path) in numbers {
      let isWhole = number == number.rounded() || value.asList == nil
      guard number > 0, number < 1 || isWhole else {
        reader.log.report(
          "a size is \(number.isNaN ? "no number" : number.shortest); a part of the table between 0 and 1 or a whole number of rows is expected.",
          at: path)
        continue
      }
      guard number <= Double(rows) else {
        let rest = tested > 0 ? ", and one must be left to test" : ""
        reader.log.report("a size is \(number.shortest); the table has only \(table) rows\(rest).", at: path)
        continue
      }
      sizes.insert(max(1, Int(countable: (number < 1 ? number * Double(rows) : number).rounded())))
    }
    return reader.log.problems.count == before ? sizes.sorted() : nil
  }

  private static func range(_ reader: Reader) -> [Double]? {
    let before = reader.log.problems.count
    let from = reader.number("from", default: nil, .positive, "the smallest size")
    let to = reader.number("to", default: nil, .positive, "the largest size")
    let count = reader.integer("count", default: 10, .between(2, 1e4), "how many sizes")
    let spacing = reader.text("spacing", default: "linear", among: ["linear", "log"], "between the sizes")
    reader.finish()
    guard reader.log.problems.count == before else { return nil }
    return (0..<count).map { index in
      let part = Double(index) / Double(count - 1)
      return spacing == "log" ? exp(log(from) + part * (log(to) - log(from))) : from + part * (to - from)
    }
  }
}
