// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// Some rows of a task's table under a name, to be observed beside the training and the test set.
///
///     data: {subsets: {diagonal: {rows: {from: 0, to: 24, every: 6}}, first: {rows: [0, 1, 2]}}}
///
/// Rows are counted from 0 in the order of the table, whichever set they belong to.
package struct RowSubset: Sendable, Equatable {
  /// What observables call it.
  package var name: String
  /// The numbers of the rows, rising.
  package var rows: [Int32]

  /// Rows under a name.
  package init(name: String, rows: [Int32]) {
    self.name = name
    self.rows = rows
  }

  /// The sets that every split has.
  private static let taken = ["train", "test", "all"]

  /// Reads the key `subsets` of the mapping `data`, which may be absent.
  static func read(from reader: Reader) -> [RowSubset] {
    guard let value = reader.raw("subsets"), value != .null else { return [] }
    reader.resolve("subsets", as: value)
    guard let record = value.asRecord else {
      reader.report(
        "subsets is \(value.described); names with rows each are expected, such as {diagonal: {rows: [0, 6, 12]}}.",
        at: "subsets")
      return []
    }
    let path = reader.path.appending("subsets")
    return record.entries.compactMap { name, value in
      let here = path.appending(name)
      guard !taken.contains(name) else {
        reader.log.report("'\(name)' is the name of a set that there is anyway; choose another.", at: here, spot: .key)
        return nil
      }
      let inner = Reader(value, at: here, log: reader.log)
      let rows = rows(inner)
      inner.finish()
      return rows.map { RowSubset(name: name, rows: Set($0).sorted()) }
    }
  }

  private static func rows(_ reader: Reader) -> [Int32]? {
    guard let value = reader.raw("rows") else {
      reader.log.report("'rows' is missing: a list of row numbers, or {from: 0, to: 24, every: 6}.", at: reader.path)
      return nil
    }
    if value.asRecord != nil {
      let before = reader.log.problems.count
      let range = reader.inner("rows")
      let limits = Limits(lower: 0, upper: Double(Int32.max))
      let first = range.integer("from", default: 0, limits, "the first row, counted from 0")
      let last = range.integer("to", default: nil, limits, "the last row")
      let step = range.integer("every", default: 1, Limits(lower: 1, upper: Double(Int32.max)), "from row to row")
      range.finish()
      guard reader.log.problems.count == before else { return nil }
      guard first <= last else {
        range.report("to is \(last), before from, \(first).", at: "to")
        return nil
      }
      return stride(from: first, through: last, by: step).map { Int32($0) }
    }
    let numbers = value.asList?.map { value -> Int32? in
      if case .integer(let row) = value, row >= 0 { Int32(exactly: row) } else { nil }
    }
    guard let numbers, !numbers.isEmpty, !numbers.contains(nil) else {
      reader.report("rows is \(value.described); row numbers, counted from 0, are expected.", at: "rows")
      return nil
    }
    return numbers.compactMap(\.self)
  }

  /// Refuses rows that the table does not have.
  ///
  /// - Throws: a problem at `subsets`.
  func check(against count: Int) throws(Problem) {
    guard let row = rows.first(where: { Int($0) >= count }) else { return }
    throw Problem(
      "row \(row) is not in the table, whose rows are 0 to \(count - 1).",
      at: SettingPath(dotted: "subsets").appending(name).appending("rows"))
  }
}
