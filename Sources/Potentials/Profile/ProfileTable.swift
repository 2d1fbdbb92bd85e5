// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Settings

/// A table of numbers as programs write free-energy profiles, each row with its line.
///
/// Columns are parted by commas, semicolons or blanks, whichever the first row of numbers has. Names come from a line of words
/// above the numbers, from PLUMED's `#! FIELDS`, from the legends of GROMACS' `.xvg`, or from the last comment above the numbers
/// that has a word for each column, as in the tables of WHAM. What PLUMED says of the axis by `#! SET` is kept.
struct ProfileTable {
  /// One row of numbers.
  struct Row {
    /// Counted from one.
    var line: Int
    var numbers: [Double]
  }

  /// The file as messages call it.
  let name: String
  /// The names of the columns; empty where the file has none.
  private(set) var names: [String] = []
  /// In the order of the file.
  private(set) var rows: [Row] = []
  /// What `#! SET` says: `min_phi`, `periodic_phi`.
  private(set) var settings: [String: String] = [:]
  /// What the program is called that writes such files.
  private(set) var format = "a table"

  private var comment: [String] = []
  private var legends: [Int: String] = [:]
  private var abscissa = "x"
  private var separator: Character?

  /// Reads a text.
  init(_ text: String, name: String) throws(Problem) {
    self.name = name
    var isOver = false
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, raw) in lines.enumerated() {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.isEmpty { continue }
      if line.hasPrefix("#!") {
        directive(Self.words(line.dropFirst(2)))
      } else if line.hasPrefix("#") {
        let words = Self.words(line.dropFirst())
        if rows.isEmpty, !words.isEmpty { comment = words }
      } else if line.hasPrefix("@") {
        statement(line.dropFirst())
      } else if line.hasPrefix("&") {
        isOver = !rows.isEmpty
      } else if isOver {
        throw problem("a second set of data begins here; keep one set in the file.", at: index + 1)
      } else {
        try add(line, index + 1)
      }
    }
    if rows.isEmpty { throw Problem("\(name): there are no numbers in the file.", at: "file") }
    nameColumns()
  }

  /// A problem with a line of the file.
  func problem(_ message: String, at line: Int) -> Problem { Problem("\(name), line \(line): \(message)", at: "file") }

  private static func words(_ text: some StringProtocol) -> [String] {
    String(text).split(whereSeparator: { $0 == " " || $0 == "\t" }).map { String($0) }
  }

  private mutating func directive(_ words: [String]) {
    format = "a file of PLUMED"
    if words.first == "FIELDS" { names = Array(words.dropFirst()) }
    if words.first == "SET", words.count > 2 { settings[words[1]] = words[2] }
  }

  /// `@ xaxis label "z (nm)"`, `@ s0 legend "PMF"`.
  private mutating func statement(_ text: Substring) {
    format = "a file of GROMACS"
    let words = Self.words(text)
    let quoted = text.split(separator: "\"", omittingEmptySubsequences: false)
    guard words.count > 2, quoted.count > 1 else { return }
    let label = String(quoted[1])
    if words[0] == "xaxis", words[1] == "label" { abscissa = label }
    if words[0].hasPrefix("s"), let set = Int(words[0].dropFirst()), words[1] == "legend" { legends[set] = label }
  }

  private mutating func add(_ line: String, _ number: Int) throws(Problem) {
    let separator = separator ?? (line.contains(";") ? ";" : line.contains(",") ? "," : " ")
    let fields =
      separator == " "
      ? Self.words(line)
      : line.split(
        separator: separator, omittingEmptySubsequences: false
      ).map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \t\"")) }
    let numbers = fields.map { Self.number($0, decimalComma: separator == ";") }
    if rows.isEmpty, numbers.allSatisfy({ $0 == nil }) {
      names = fields
      self.separator = separator
      return
    }
    self.separator = separator
    let width = rows.first?.numbers.count ?? (names.isEmpty ? fields.count : names.count)
    guard fields.count == width else {
      throw problem("there are \(fields.count) columns, and \(width) are expected.", at: number)
    }
    var row: [Double] = []
    for (field, value) in zip(fields, numbers) {
      guard let value else { throw problem("'\(field.prefix(40))' is no number.", at: number) }
      row.append(value)
    }
    rows.append(Row(line: number, numbers: row))
  }

  /// A number, infinite or none included; Fortran's exponents too.
  private static func number(_ text: String, decimalComma: Bool) -> Double? {
    let plain = decimalComma ? text.replacing(",", with: ".") : text
    if let value = Double(plain) { return value }
    return Double(plain.replacing("D", with: "e").replacing("d", with: "e"))
  }

  private mutating func nameColumns() {
    let count = rows[0].numbers.count
    if names.count == count { return }
    names = []
    if !legends.isEmpty || format == "a file of GROMACS" {
      names = [abscissa] + (1..<max(2, count)).map { legends[$0 - 1] ?? "s\($0 - 1)" }
    } else if comment.count == count {
      names = comment
      format = "a table with names in a comment"
    }
    if names.count != count { names = [] }
  }

  /// The column of a name or, counted from one, of a number.
  ///
  /// - Parameters:
  ///   - value: what the scenario says; `nil` chooses by place.
  ///   - place: the column by default, counted from zero.
  ///   - key: the key of the scenario.
  func column(_ value: Value?, default place: Int, key: String) throws(Problem) -> Int {
    let count = rows[0].numbers.count
    let known = names.isEmpty ? "columns 1 to \(count)" : names.joined(separator: ", ")
    switch value {
    case nil, .null?:
      guard place < count else {
        throw Problem("\(name) has a single column; a coordinate and an energy are expected.", at: "file")
      }
      return place
    case .integer(let number)?:
      guard (1...count).contains(number) else {
        throw Problem("\(key) is column \(number), and \(name) has \(count) columns.", at: SettingPath([key]))
      }
      return number - 1
    case .text(let word)?:
      let places = names.indices.filter { names[$0] == word }
      if places.count > 1 {
        throw Problem(
          "\(places.count) columns of \(name) are called '\(word)'; give the number of the column.",
          at: SettingPath([key]))
      }
      if let place = places.first { return place }
      let near = suggestion(for: word, among: names)
      throw Problem(
        "\(name) has no column '\(word)'\(near.isEmpty ? "; it has \(known)." : near)", at: SettingPath([key]))
    case let other?:
      throw Problem(
        "\(key) is \(other.described); the name or the number of a column is expected (\(known)).",
        at: SettingPath([key]))
    }
  }
}
