// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs

/// A table of grokking times as named arrays over its runs, and back.
///
/// Times that were never seen are not numbers; what is known of them stands in the array beside: after which step.
struct GrokkingTableDataset {
  /// The names of the arrays.
  enum Name {
    static let run = "run"
    static let size = "size"
    static let dataSeed = "data_seed"
    static let modelSeed = "model_seed"
    static let memorized = "memorization_time"
    static let memorizedAfter = "memorization_after"
    static let grokked = "grokking_time"
    static let grokkedAfter = "grokking_after"
    static let budget = "budget"
    static let origin = "origin"
    static let total = "total"
    static let fractions = "sizes_are_fractions"
    static let axis = "axis"
    static let axes = "axis_values"
    static let covariate = "covariate"
    static let covariates = "covariate_values"
    static let category = "category"
    static let words = "category_words"
    static let seeded = "has_seeds"
    static let note = "note"
  }

  let table: GrokkingTable

  var dataset: Dataset {
    let runs = table.runs
    var data = Dataset()
    func add(_ name: String, _ values: [Double], units: String = "steps", _ words: String) {
      data.add(name, values, over: [Name.run: runs.count], units: units, longName: words)
    }
    data.add(Name.run, Array(runs.indices), over: [Name.run: runs.count], longName: "training run")
    add(Name.size, runs.map(\.size), units: table.sizesAreFractions ? "1" : "examples", "size of the training set")
    for (name, seeds, words) in [
      (Name.dataSeed, runs.map(\.dataSeed), "seed of the training set"),
      (Name.modelSeed, runs.map(\.modelSeed), "seed of the initial weights"),
    ] {
      data.add(name, seeds, over: [Name.run: runs.count], longName: words)
    }
    add(Name.memorized, runs.map { $0.memorization?.upper ?? .nan }, "step at which the training set was memorized")
    add(
      Name.memorizedAfter, runs.map { $0.memorization?.lower ?? .nan },
      "last step at which it was known not to be memorized")
    add(Name.grokked, runs.map { $0.grokking.upper ?? .nan }, "step at which the rule was found")
    add(Name.grokkedAfter, runs.map(\.grokking.lower), "last step at which it was known not to be found")
    add(Name.budget, runs.map(\.budget), "step at which the run was given up")
    for (name, all, names, words) in [
      (Name.axis, Name.axes, table.axes, "what else was varied"),
      (Name.covariate, Name.covariates, table.covariates, "what else is known of a run"),
    ] where !names.isEmpty {
      data.add(name, names, over: [name: names.count], longName: words)
      data.add(
        all, .numbers(runs.flatMap { run in names.map { run.axes[$0] ?? .nan } }),
        shape: [(Name.run, runs.count), (name, names.count)], longName: "values of \(words)")
    }
    if !table.categories.isEmpty {
      let names = table.categories
      data.add(Name.category, names, over: [Name.category: names.count], longName: "what was varied in words")
      data.add(
        Name.words, .texts(runs.flatMap { run in names.map { run.words[$0] ?? "" } }),
        shape: [(Name.run, runs.count), (Name.category, names.count)], longName: "values of what was varied in words")
    }
    data.add(Name.seeded, [table.hasSeeds ? 1 : 0], longName: "1 where runs of different words can be paired by seeds")
    if !table.notes.isEmpty {
      data.add(Name.note, table.notes, over: [Name.note: table.notes.count], longName: "how the table was read")
    }
    if table.origins.count == runs.count {
      data.add(Name.origin, table.origins, over: [Name.run: runs.count], longName: "where the run stands in its file")
    }
    if let total = table.total { data.add(Name.total, [total], units: "examples", longName: "rows of the whole table") }
    data.add(Name.fractions, [table.sizesAreFractions ? 1 : 0], longName: "1 where sizes are fractions of the table")
    return data
  }
}

extension GrokkingTable {
  /// The table that a data set holds; `nil` if it holds none.
  init?(_ data: Dataset) {
    typealias Name = GrokkingTableDataset.Name
    let columns = [
      Name.size, Name.dataSeed, Name.modelSeed, Name.memorized, Name.memorizedAfter, Name.grokked, Name.grokkedAfter,
      Name.budget,
    ].compactMap { data.numbers($0) }
    guard columns.count == 8, let count = columns.first?.count, columns.allSatisfy({ $0.count == count }) else {
      return nil
    }
    let axes = data.texts(Name.axis) ?? []
    let covariates = data.texts(Name.covariate) ?? []
    let named = [(axes, data.numbers(Name.axes) ?? []), (covariates, data.numbers(Name.covariates) ?? [])]
    guard named.allSatisfy({ $0.1.count == $0.0.count * count }) else { return nil }
    let categories = data.texts(Name.category) ?? []
    let words = data.texts(Name.words) ?? []
    guard words.count == categories.count * count else { return nil }
    func time(_ seen: Double, _ after: Double) -> BracketedTime {
      BracketedTime(after: after, seenAt: seen.isNaN ? nil : seen)
    }
    self.init(
      runs: (0..<count).map { row in
        let numbers = named.flatMap { names, values in
          names.indices.map { (names[$0], values[row * names.count + $0]) }.filter { !$0.1.isNaN }
        }
        var run = GrokkingRun(
          size: columns[0][row], axes: Dictionary(numbers) { $1 }, dataSeed: Int(columns[1][row]),
          modelSeed: Int(columns[2][row]),
          memorization: columns[4][row].isNaN ? nil : time(columns[3][row], columns[4][row]),
          grokking: time(columns[5][row], columns[6][row]), budget: columns[7][row])
        for (place, name) in categories.enumerated() { run.words[name] = words[row * categories.count + place] }
        return run
      }, total: data.numbers(Name.total)?.first, sizesAreFractions: data.numbers(Name.fractions)?.first == 1,
      axes: axes, categories: categories, hasSeeds: data.numbers(Name.seeded)?.first != 0, covariates: covariates,
      origins: data.texts(Name.origin) ?? [], notes: data.texts(Name.note) ?? [])
  }
}
