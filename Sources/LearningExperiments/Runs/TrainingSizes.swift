// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Scenarios
import Settings
import Training

/// The sizes of training sets that a sweep walks through: the key `sizes`.
///
/// A list or `{from, to, count, spacing}`; numbers below 1 are parts of the table, from 1 on rows.
struct TrainingSizes: Sendable, Equatable {
  /// The sizes in rows, ascending.
  let rows: [Int]
  /// The same as they were written: parts of the table, or rows.
  let written: [Double]
  /// How many rows the whole table has.
  let table: Int

  static let parameter = Parameter(
    "sizes", .special("a list of sizes, or {from, to, count, spacing}"), default: .null,
    "training sets: parts of the table below 1, rows from 1 on; that of 'data' by default")

  /// Sizes that are known to be good.
  init(rows: [Int], written: [Double]? = nil, table: Int) {
    self.rows = rows
    self.written = written ?? rows.map(Double.init)
    self.table = table
  }

  /// Reads the key, and takes the size out of the resolved `data`, which it replaces.
  ///
  /// - Parameters:
  ///   - reader: the scenario at one point of the sweep.
  ///   - problem: what is learned, of any size.
  /// - Returns: `nil` if a problem was reported; the size of `data` if there is no such key.
  static func read(_ reader: Reader, for problem: LearningProblem) -> TrainingSizes? {
    let key = parameter.name
    let table = problem.examples.count
    guard let value = reader.raw(key), value != .null else {
      reader.resolve(key, as: .null)
      let rows = problem.split.train.count
      for name in ["train-fraction", "train-count"] where reader.raw("data")?.asRecord?[name] != nil {
        return checked([rows], table: table, problem, by: reader, at: { _ in SettingPath(["data", name]) })
      }
      return checked([rows], table: table, problem, by: reader, at: { _ in "data" })
    }
    for name in ["train-fraction", "train-count"] where reader.raw("data")?.asRecord?[name] != nil {
      reader.log.report(
        "data.\(name) and sizes both say how large the training set is; leave one out.",
        at: SettingPath(["data", name]),
        spot: .key)
      return nil
    }
    let here = reader.path.appending(key)
    guard let axis = Sweep.axis("sizes", value, at: here, log: reader.log) else { return nil }
    reader.resolve(key, as: axis.resolved)
    if var data = reader.resolved["data"]?.asRecord {
      data["train-fraction"] = nil
      reader.resolve("data", as: .record(data))
    }
    let isListed = value.asList != nil
    func place(_ index: Int) -> SettingPath { isListed ? here.appending(index) : here }
    let numbers = axis.values.map { $0.asNumber ?? .nan }
    for (index, number) in numbers.enumerated() {
      guard number > 0, number < 1 || !isListed || number == number.rounded() else {
        reader.log.report(
          "a size is \(axis.values[index].described); a part of the table between 0 and 1 or a whole number of rows is expected.",
          at: place(index))
        return nil
      }
    }
    if numbers.contains(where: { $0 < 1 }), let index = numbers.firstIndex(where: { $0 >= 1 }) {
      reader.log.report(
        "sizes holds parts of the table (below 1) and numbers of rows (here \(numbers[index].shortest)); say all of them in one way.",
        at: place(index))
      return nil
    }
    let rows = numbers.map { Int(($0 < 1 ? $0 * Double(table) : min($0, 1e15)).rounded()) }
    return checked(
      rows, written: numbers.map { $0 < 1 ? $0 : $0.rounded() }, table: table, problem, by: reader, at: place)
  }

  /// Refuses sizes at which nothing can be learned or tested, and equal ones.
  private static func checked(
    _ rows: [Int], written: [Double]? = nil, table: Int, _ problem: LearningProblem, by reader: Reader,
    at place: (Int) -> SettingPath
  ) -> TrainingSizes? {
    let before = reader.log.problems.count
    var classes = 1
    if case .labels(_, let count) = problem.examples.targets { classes = count }
    for (index, size) in rows.enumerated() {
      if size < classes {
        reader.log.report(
          "a training set of \(size) rows is smaller than the number of classes, \(classes): some answers would never be "
            + "seen, and no network can give them. Take at least \(classes) rows.", at: place(index))
      } else if size >= table {
        reader.log.report(
          "a training set of \(size) rows leaves nothing to test of a table of \(table) rows. Take at most \(table - 1) rows.",
          at: place(index))
      } else if let wanted = problem.data.settings.testCount, wanted > table - size {
        reader.log.report(
          "data.test-count is \(wanted); beside a training set of \(size) rows the table has \(table - size).",
          at: place(index))
      } else if let other = rows[..<index].firstIndex(of: size) {
        reader.log.report(
          "sizes \(other + 1) and \(index + 1) are both \(size) rows of the table's \(table).", at: place(index))
      }
    }
    guard reader.log.problems.count == before else { return nil }
    return TrainingSizes(rows: rows.sorted(), written: written?.sorted(), table: table)
  }
}
