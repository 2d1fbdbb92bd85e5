// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Settings

extension GrokkingTable {
  /// Where a table to start from is found.
  static let templateHint = "'ravine fit --template' prints a table to start from."

  /// Reads a table of runs from a file of delimited values.
  ///
  /// - Parameters:
  ///   - data: the bytes of the file.
  ///   - name: what messages call it.
  ///   - options: what the file does not say itself.
  /// - Throws: all problems of the file, each with its line and column.
  init(_ data: Data, name: String, options: GrokkingTableOptions = GrokkingTableOptions()) throws(TableError) {
    let text: DelimitedText
    do { text = try DelimitedText(Array(data)) } catch { throw TableError(error, name: name) }
    guard let header = text.rows.first else { throw TableError(["\(name): the table is empty; \(Self.templateHint)"]) }
    let columns = GrokkingTableColumns(text, header: header, options: options)
    var problems = TableProblems(of: text, name: name)
    for problem in columns.problems { problems.report(problem) }
    try problems.check()
    guard text.rows.count > 1 else {
      throw TableError(["\(name):\(header.line):1: no run stands below the names of the columns. \(Self.templateHint)"])
    }
    self.init(GrokkingTableFields(text: text, columns: columns), total: options.total, &problems)
    try problems.check()
  }

  /// What a run was made with: the size, numbers and words.
  private struct RunPlace: Hashable {
    var numbers: [Double]
    let words: [String]
  }

  /// The rows as runs; what is wrong with them goes to the problems.
  private init(_ fields: GrokkingTableFields, total: Double?, _ problems: inout TableProblems) {
    let columns = fields.columns
    var sizes = GrokkingTableSizes(fields, total: total)
    let seeds = TableSeeds(fields)
    var lines: [RunPlace: Int] = [:]
    var counts: [RunPlace: Int] = [:]
    var runs: [GrokkingRun] = []
    var origins: [String] = []
    runs.reserveCapacity(fields.text.rows.count)
    for row in fields.text.rows.dropFirst() where fields.isComplete(row, &problems) {
      let times = fields.times(of: row, &problems)
      let size = sizes.size(of: row, fields, &problems)
      let numbers = columns.axes.map { axis in
        fields.number(row, axis.place, "'\(fields.header.fields[axis.place].text)'", &problems)
      }
      guard var run = times, let size, !numbers.contains(nil) else { continue }
      run.size = size
      let words = columns.words.map { row.fields[$0.place].text }
      let place = RunPlace(numbers: [size] + numbers.compactMap { $0 }, words: words)
      for (axis, number) in zip(columns.axes, numbers) { run.axes[axis.name] = number }
      for (column, word) in zip(columns.words, words) { run.words[column.name] = word }
      for (name, place) in columns.covariates { run.axes[name] = fields.field(row, place).number }
      if seeds.isGiven {
        (run.dataSeed, run.modelSeed) = (seeds.data(row), seeds.model(row))
        var key = place
        key.numbers += [Double(run.dataSeed), Double(run.modelSeed)]
        if let first = lines[key] {
          problems.report(
            "a run of this size, these axes and this seed stands here again; first in line \(first).", row, 0)
        } else {
          lines[key] = row.line
        }
      } else {
        run.dataSeed = counts[place, default: 0]
        counts[place, default: 0] += 1
      }
      runs.append(run)
      origins.append("line \(row.line)")
    }
    self.init(
      runs: runs, total: sizes.knownTotal, sizesAreFractions: sizes.areFractions, axes: columns.axes.map(\.name),
      categories: columns.words.map(\.name), hasSeeds: seeds.isGiven, covariates: columns.covariates.map(\.name),
      origins: origins, notes: columns.notes)
    self = mergingEqualNumbers()
    if !seeds.namesData {
      notes.append("no column names the training sets; each run is taken to have one of its own")
    }
  }
}
