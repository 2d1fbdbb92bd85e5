// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The seeds of a table's rows as whole numbers; words are numbered in the order in which they come.
struct TableSeeds {
  /// Whether the table has any.
  let isGiven: Bool
  /// Whether it says which runs share a training set.
  let namesData: Bool
  private let dataPlace: Int?
  private let modelPlace: Int?
  private var words: [Int: [String: Int]] = [:]

  /// The seeds of a table.
  init(_ fields: GrokkingTableFields) {
    let places = fields.columns.places
    namesData = places[.dataSeed] != nil || places[.seed] != nil
    // A single seed names both the training set and the weights.
    dataPlace = places[.dataSeed] ?? places[.seed] ?? places[.modelSeed]
    modelPlace = places[.modelSeed] ?? places[.seed]
    isGiven = dataPlace != nil
    for place in Set([dataPlace, modelPlace].compactMap { $0 }) {
      let texts = fields.text.rows.dropFirst().compactMap {
        $0.fields.indices.contains(place) ? $0.fields[place].text : nil
      }
      guard texts.contains(where: { Int($0) == nil }) else { continue }
      var numbers: [String: Int] = [:]
      for text in texts where numbers[text] == nil { numbers[text] = numbers.count }
      words[place] = numbers
    }
  }

  /// The seed of the training set of a row.
  func data(_ row: DelimitedText.Row) -> Int { seed(row, dataPlace) }

  /// The seed of the weights of a row.
  func model(_ row: DelimitedText.Row) -> Int { seed(row, modelPlace) }

  private func seed(_ row: DelimitedText.Row, _ place: Int?) -> Int {
    guard let place else { return 0 }
    let text = row.fields[place].text
    return words[place].map { $0[text] ?? 0 } ?? Int(text) ?? 0
  }
}
