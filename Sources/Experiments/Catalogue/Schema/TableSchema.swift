// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings

extension SchemaDefinitions {
  /// What only experiments on grokking read: sizes, laws, columns, refinement.
  mutating func defineTables() {
    let range = ScenarioSweepSchema.range(of: .number(.positive), needed: ["from", "to"])
    let list = JSONSchema.list(of: .number(.positive), atLeast: 1)
    // 'all' is the whole table where the effective theory is asked.
    define(
      "sizes", for: "a list of sizes, or {from, to, count, spacing}",
      "all, a list of sizes, or {from, to, count, spacing}",
      as: .any([list, range, .constant("all"), .nothing]))
    state("fit, or a number", as: .any([.constant("fit"), .number(.between(-3, 3)), .nothing]))
    state("a number of rows", as: .number(.atLeast(1)))
    let names = JSONSchema.list(of: .text)
    state(
      "a mapping from meanings to names of columns",
      as: .mapping(
        [
          ("axes", names.described("columns that are axes of a sweep")),
          ("words", names.described("columns of words that are analyzed one by one and compared")),
          ("ignore", names.described("columns that are left out")),
        ], others: .text))
    let laws = GrokkingLaw.all
    state(
      "a list of laws",
      as: .list(of: .word(among: laws.map(\.name), descriptions: laws.map(\.summary)), atLeast: 1))
    state(
      "none, or a mapping with levels",
      as: .any([
        .constant("none"), .nothing,
        .mapping([
          (
            "levels",
            .integer(.between(0, 12)).described("how often the spacing of the grid is halved; 0 visits all cells")
          ),
          ("first-seeds", .integer(.atLeast(1)).described("training sets that a visited cell gets at once")),
          (
            "certainty",
            .number(.between(0, 1)).described(
              "a visited cell that is less certain gets all training sets", default: .number(0.8))
          ),
        ]),
      ]), requiring: .any([.types("string", "null"), .requiring("levels")]))
  }
}
