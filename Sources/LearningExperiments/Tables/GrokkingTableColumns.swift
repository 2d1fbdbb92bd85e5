// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// What each column of a file means, as far as its name and its numbers tell.
struct GrokkingTableColumns {
  /// The column of each meaning.
  private(set) var places: [GrokkingColumn: Int] = [:]
  /// Columns that say whether a time came, beside those that say when.
  private(set) var flags: [GrokkingColumn: Int] = [:]
  /// The sign that parts the thousands of a column of counts.
  private(set) var thousands: [Int: Character] = [:]
  /// Columns of numbers that were chosen for runs, under the names that Ravine gives them.
  private(set) var axes: [(name: String, place: Int)] = []
  /// Columns of numbers that belong to runs without being chosen.
  private(set) var covariates: [(name: String, place: Int)] = []
  /// Columns of words, each of which is analyzed by itself.
  private(set) var words: [(name: String, place: Int)] = []
  /// What a reader must know of columns that are passed over.
  private(set) var notes: [String] = []
  private(set) var problems: [TableProblem] = []

  private let text: DelimitedText
  private let header: DelimitedText.Row
  private let options: GrokkingTableOptions

  /// Understands the columns of a file that has a row of names.
  init(_ text: DelimitedText, header: DelimitedText.Row, options: GrokkingTableOptions) {
    self.text = text
    self.header = header
    self.options = options
    let names = header.fields.map(\.text)
    if names.allSatisfy({ TableNumber($0, decimalComma: text.allowsDecimalComma).isNumber }) {
      report("the first line holds numbers; the names of the columns are expected there. \(GrokkingTable.templateHint)")
      return
    }
    let given = readGiven(names)
    readMeanings(names, given: given)
    readFlags(names, given: given)
    readThousands(names)
    readOthers(names)
    askForMissing(names)
  }

  private mutating func report(_ message: String, at place: Int = 0) {
    problems.append(
      TableProblem(line: header.line, column: text.column(of: header.fields[place], in: header), message: message))
  }

  /// The columns that the user names; their places are taken.
  private mutating func readGiven(_ names: [String]) -> Set<Int> {
    var given: Set<Int> = []
    func place(of name: String) -> Int? {
      names.firstIndex(of: name) ?? names.firstIndex { GrokkingColumn.plain($0) == GrokkingColumn.plain(name) }
    }
    func refuse(_ name: String, for meaning: String) {
      let near = suggestion(for: name, among: names)
      report(
        "no column is called '\(name)', which is to be \(meaning)\(near.isEmpty ? "; there are \(Self.list(names))." : near)"
      )
    }
    for column in GrokkingColumn.allCases {
      guard let name = options.columns[column] else { continue }
      guard let found = place(of: name) else {
        refuse(name, for: column.rawValue)
        continue
      }
      places[column] = found
      given.insert(found)
    }
    for name in options.axes {
      guard let found = place(of: name) else {
        refuse(name, for: "an axis")
        continue
      }
      axes.append((GrokkingColumn.axis(named: names[found]), found))
      given.insert(found)
    }
    for name in options.words {
      guard let found = place(of: name) else {
        refuse(name, for: "a column of words")
        continue
      }
      words.append((GrokkingColumn.axis(named: names[found]), found))
      given.insert(found)
    }
    for name in options.ignored {
      guard let found = place(of: name) else {
        refuse(name, for: "passed over")
        continue
      }
      given.insert(found)
    }
    return given
  }

  private mutating func readMeanings(_ names: [String], given: Set<Int>) {
    var unknown: [Int] = []
    for (place, name) in names.enumerated() where !given.contains(place) {
      guard let meaning = GrokkingColumn(named: name) else {
        unknown.append(place)
        continue
      }
      if let first = places[meaning] {
        guard options.columns[meaning] == nil else { continue }
        // One of both may say whether, the other one when.
        let (isFlag, wasFlag) = (EventFlags.areAll(cells(place)), EventFlags.areAll(cells(first)))
        if isFlag != wasFlag, Self.times.contains(meaning) {
          flags[meaning] = isFlag ? place : first
          places[meaning] = isFlag ? first : place
          continue
        }
        report(
          "'\(name)' means \(meaning.rawValue), and so does '\(names[first])'; say which it is with columns, for instance --columns \(meaning.rawValue)=\(name).",
          at: place)
        continue
      }
      places[meaning] = place
    }
    others = unknown
  }

  private var others: [Int] = []

  /// Meanings of columns that say when something happened.
  private static let times: Set<GrokkingColumn> = [.memorized, .grokked]
  /// Meanings of columns that hold counts.
  private static let counts: [GrokkingColumn] = [
    .size, .total, .memorized, .grokked, .memorizedAfter, .grokkedAfter, .budget,
  ]

  private func cells(_ place: Int) -> [String] {
    text.rows.dropFirst().map { $0.fields.indices.contains(place) ? $0.fields[place].text : "" }
  }

  /// Finds columns that hold flags where times are expected, unless the user says that they are times.
  private mutating func readFlags(_ names: [String], given: Set<Int>) {
    for meaning in [GrokkingColumn.grokked, .memorized] {
      guard flags[meaning] == nil, let place = places[meaning], !given.contains(place) else { continue }
      let cells = cells(place)
      guard EventFlags.areAll(cells) else { continue }
      let steps = places[.budget]
      let happened = cells.indices.filter { EventFlags.value(cells[$0]) == true }
      if meaning == .grokked, let steps, Set(happened.map { self.cells(steps)[$0] }).count > 1 {
        flags[meaning] = place
        places[meaning] = steps
        places[.budget] = nil
        notes.append("'\(names[place])' says whether a run grokked, '\(names[steps])' when, or when it was given up")
      } else if meaning == .grokked {
        report(
          "'\(names[place])' says only whether a run grokked, and no column says when; name it with --columns \(meaning.rawValue)=NAME, or say --columns \(meaning.rawValue)=\(names[place]) if these are steps.",
          at: place)
      } else {
        places[meaning] = nil
        notes.append("'\(names[place])' says only whether a run memorized, not when; it is passed over")
      }
    }
  }

  /// Finds the signs of thousands in columns of counts.
  private mutating func readThousands(_ names: [String]) {
    var read: [String] = []
    for meaning in Self.counts {
      guard let place = places[meaning] else { continue }
      let cells = cells(place)
      switch ThousandsSeparator.find(in: cells) {
      case .none: continue
      case .separator(let sign):
        thousands[place] = sign
        let example = cells.first { $0.contains(sign) } ?? ""
        read.append("\(example) in '\(names[place])' is \(example.filter { $0 != sign })")
      case .unclear(let index):
        let row = text.rows[index + 1]
        problems.append(
          TableProblem(
            line: row.line, column: text.column(of: row.fields[place], in: row),
            message:
              "'\(cells[index])' may be thousands or a number with decimals, and other lines of '\(names[place])' have four digits without a sign; write whole numbers without signs of thousands."
          ))
      }
    }
    if !read.isEmpty { notes.append("signs of thousands are left out: \(read.joined(separator: ", "))") }
  }

  /// Distinct numbers from which a column that differs in most runs is no axis.
  private static let manyValues = 8

  private mutating func readOthers(_ names: [String]) {
    let rows = text.rows.dropFirst()
    var texts: [String] = []
    var results: [String] = []
    for place in others {
      let name = names[place]
      if name.isEmpty { continue }
      let cells = rows.compactMap { $0.fields.indices.contains(place) ? $0.fields[place].text : nil }
      let numbers = cells.compactMap { TableNumber($0, decimalComma: text.allowsDecimalComma).number }
      if let covariate = GrokkingColumn.covariate(named: name) {
        covariates.append((covariate, place))
      } else if 2 * numbers.count <= cells.count {
        // A few words that come again and again are what runs differ in; many are names and remarks.
        let distinct = Set(cells).count
        if distinct > 1, distinct <= Self.manyValues, distinct < cells.count, !GrokkingColumn.soundsLikeRemark(name) {
          words.append((GrokkingColumn.axis(named: name), place))
        } else {
          texts.append(name)
        }
      } else if GrokkingColumn.soundsLikeResult(name) {
        results.append(name)
      } else {
        let distinct = Set(numbers).count
        let axis = GrokkingColumn.axis(named: name)
        if distinct == 1, numbers.count == cells.count {
          covariates.append((axis, place))
        } else if distinct > Self.manyValues, 2 * distinct > cells.count {
          results.append(name)
        } else {
          axes.append((axis, place))
        }
      }
    }
    if !texts.isEmpty { notes.append("columns of words are passed over: \(Self.list(texts))") }
    if !results.isEmpty {
      notes.append(
        "columns that look like results of runs are passed over: \(Self.list(results)); if one was chosen, name it among the axes (columns: {axes: [\(results[0])]})"
      )
    }
  }

  private mutating func askForMissing(_ names: [String]) {
    guard problems.isEmpty else { return }
    if places[.size] == nil, places[.fraction] == nil {
      ask("no column says how large the training set is, 'size' or 'fraction'", [.size, .fraction], names)
    }
    if places[.grokked] == nil {
      ask("no column says when the rule was found, 'grokked'", [.grokked], names)
    }
  }

  private mutating func ask(_ what: String, _ meanings: [GrokkingColumn], _ names: [String]) {
    let near = others.map { names[$0] }.lazy.compactMap { name in
      meanings.first { !suggestion(for: GrokkingColumn.plain(name), among: $0.synonyms).isEmpty }.map { (name, $0) }
    }.first
    let hint = near.map {
      "is '\($0.0)' meant? Then call it '\($0.1.rawValue)', or say --columns \($0.1.rawValue)=\($0.0)."
    }
    report("\(what); there are \(Self.list(names))\(hint.map { "; \($0)" } ?? ".") \(GrokkingTable.templateHint)")
  }

  static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
}
