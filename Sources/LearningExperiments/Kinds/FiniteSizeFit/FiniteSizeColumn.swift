// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// What a column of a table of finite-size runs can mean.
enum FiniteSizeColumn: String, CaseIterable, Sendable {
  case size
  case fraction
  case seed
  case value

  /// Names that mean this, in small letters without anything between.
  private var synonyms: [String] {
    switch self {
    case .size: ["size", "l", "systemsize", "modulus", "taskmodulus", "p", "length"]
    case .fraction:
      [
        "fraction", "trainfraction", "trainingfraction", "datafraction", "datatrainfraction", "frac", "trainfrac", "r",
        "control", "temperature",
      ]
    case .seed: ["seed", "splitseed", "dataseed", "datasplitseed", "split", "run", "trial", "sample"]
    case .value:
      [
        "value", "order", "orderparameter", "m", "testaccuracy", "finaltestaccuracy", "accuracy", "testacc", "acc",
        "magnetization",
      ]
    }
  }

  /// The place of the column in a row of names; that of the name which is given for it, if one is.
  func place(in names: [String], given: String?) -> Int? {
    if let given { return names.firstIndex(of: given) }
    let plain = names.map(GrokkingColumn.plain)
    return synonyms.lazy.compactMap { plain.firstIndex(of: $0) }.first
  }

  /// Whether a table does without it: runs without seeds have a training set each.
  var isOptional: Bool { self == .seed }
}
