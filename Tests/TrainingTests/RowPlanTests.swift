// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Training

/// Which rows there are, and that every list leads back to the example's own symbols.
@Suite struct RowPlanTests {
  private static let places: [SymbolPlace] = [.slot(0), .slot(1), .constant(5)]
  private static let kinds: [Rows] = [
    .examples, .symbols(places), .tokens(places), .beginnings(places, shared: true), .beginnings(places, shared: false),
  ]

  private func plan(_ sharing: RowSharing, lists: [IndexList] = []) -> RowPlan {
    RowPlan(
      spaces: Self.kinds, lists: lists, inputs: SmallNetworks.pairs(5).inputs, capacity: 25, sharing: sharing)
  }

  @Test func distinctRowsAreCountedOnce() {
    let shared = plan(.distinct)
    // (3, 1), (0, 3), (3, 1), (3, 4): symbols 3 1 0 4 and the sign; tokens 3 0 | 1 3 4 | =; beginnings likewise.
    shared.prepare([16, 3, 16, 19], count: 4)
    #expect(shared.spaces.map(\.count) == [4, 5, 2 + 3 + 1, 2 + 3 + 3, 12])
    // All pairs: 2p + 1 tokens, p + 2p² beginnings.
    shared.prepare(Array(0..<25), count: 25)
    #expect(shared.spaces.map(\.count) == [25, 6, 11, 5 + 25 + 25, 75])
    #expect(shared.spaces.map(\.count) == shared.spaces.map(\.capacity))
    let plain = plan(.none)
    plain.prepare([16, 3, 16, 19], count: 4)
    #expect(plain.spaces.map(\.count) == [4, 12, 12, 12, 12])
  }

  @Test func listsLeadBackToTheExamples() {
    let rows = Self.kinds[3]
    let lists = [
      IndexList(rows: rows, index: .symbol), IndexList(rows: rows, index: .place),
      IndexList(rows: rows, index: .row, table: .tokens(Self.places)),
      IndexList(rows: .tokens(Self.places), index: .symbol),
      IndexList(rows: .examples, index: .rowsUpTo, table: rows),
      IndexList(rows: rows, index: .rowsUpTo, table: .tokens(Self.places)),
    ]
    for sharing in [RowSharing.distinct, .none] {
      let plan = plan(sharing, lists: lists)
      let batch: [Int32] = [16, 3, 16, 19, 0, 24]
      #expect(plan.prepare(batch, count: 6))
      #expect(!plan.prepare(batch, count: 6))
      for (example, row) in batch.enumerated() {
        let symbols = [row / 5, row % 5, 5]
        for place in 0..<3 {
          let found = Int(plan.lists[4].entries[3 * example + place])
          #expect(plan.lists[0].entries[found] == symbols[place])
          #expect(plan.lists[1].entries[found] == Int32(place))
          let token = Int(plan.lists[2].entries[found])
          #expect(plan.lists[3].entries[token] == symbols[place])
          // The keys of a beginning are its own tokens.
          let runs = (0..<plan.lists[5].runCount).map { plan.lists[5].runs[$0] }
          let run = runs.first { ($0.first..<$0.end).contains(found) }
          #expect(run?.keys == place + 1)
          for earlier in 0...place {
            let entry = (run?.offset ?? 0) + (found - (run?.first ?? 0)) * (place + 1) + earlier
            #expect(plan.lists[3].entries[Int(plan.lists[5].entries[entry])] == symbols[earlier])
          }
        }
      }
    }
  }
}
