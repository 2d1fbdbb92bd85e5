// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The tasks that a scenario can name.
package enum TaskCatalogue {
  /// All of them, in the order in which they are listed.
  package static let entries: [CatalogueEntry<any LearningTask>] = [
    ModularArithmetic.entry, Addition.entry, GroupMultiplication.entry, TeacherStudent.entry,
    ReducedRankRegression.entry, ImageClassification.entry, TableClassification.entry, HandwrittenDigits.entry,
  ]
}

extension Parameter {
  /// Whether a table of pairs holds both orders.
  static func pairs(default order: PairOrder) -> Parameter {
    .word(
      "pairs", default: order.rawValue, among: PairOrder.allCases.map(\.rawValue),
      "ordered: (i, j) and (j, i) are two rows; unordered: only i ≤ j")
  }
}

extension Parameters {
  /// Whether a table of pairs holds both orders.
  var pairs: PairOrder { PairOrder(rawValue: text("pairs")) ?? .ordered }
}
