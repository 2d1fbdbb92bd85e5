// SPDX-License-Identifier: GPL-3.0-or-later

/// The rows and index lists of a network for one batch of examples, in buffers for a row capacity.
///
/// A row is known by an example that needs it and its place; what else it needs is found through that example.
final class RowPlan {
  /// The rows of one kind.
  struct Space {
    let rows: Rows
    /// The most there can be.
    let capacity: Int
    /// How many there are in this batch.
    var count = 0
    /// places × examples: the row of each.
    let map: UnsafeMutablePointer<Int32>
    /// An example that needs the row.
    let example: UnsafeMutablePointer<Int32>
    /// The place's number of each row.
    let place: UnsafeMutablePointer<Int32>
  }

  /// Rows with equally many entries in a list of `rowsUpTo`.
  struct Run: BitwiseCopyable {
    var first: Int
    var end: Int
    /// How many entries each row has.
    var keys: Int
    /// Where the first row's entries begin.
    var offset: Int
  }

  /// A filled list.
  struct List: BitwiseCopyable {
    let entries: UnsafeMutablePointer<Int32>
    /// Of a list of `rowsUpTo`.
    let runs: UnsafeMutablePointer<Run>
    var runCount = 0
  }

  private(set) var spaces: [Space] = []
  /// The lists, in the order in which they were asked for.
  let lists: UnsafeMutablePointer<List>
  private let wanted: [(list: IndexList, space: Int, table: Int)]
  /// The batch: the numbers of the examples.
  let batch: UnsafeMutablePointer<Int32>
  /// How many examples there are in the batch.
  private(set) var batchCount = 0
  private let capacity: Int
  private let sharing: RowSharing
  private let symbols: [Int32]
  private let width: Int
  private let vocabulary: Int
  private let exampleCount: Int
  private let distinct: DistinctKeys
  private let arena = Arena()

  init(spaces kinds: [Rows], lists wanted: [IndexList], inputs: ExampleInputs, capacity: Int, sharing: RowSharing) {
    self.capacity = capacity
    self.sharing = sharing
    (symbols, width, vocabulary) =
      if case .symbols(let symbols, let width, let vocabulary) = inputs { (symbols, width, vocabulary) } else {
        ([], 0, 1)
      }
    exampleCount = Examples(inputs: inputs, targets: .labels([], classes: 0)).count
    batch = arena.allocate(Int32.self, count: capacity)
    for rows in kinds {
      let most = RowPlan.most(rows, vocabulary: vocabulary, capacity: capacity, sharing: sharing)
      spaces.append(
        Space(
          rows: rows, capacity: most,
          map: arena.allocate(Int32.self, count: rows.places.count * capacity),
          example: arena.allocate(Int32.self, count: most), place: arena.allocate(Int32.self, count: most)))
    }
    distinct = DistinctKeys(capacity: spaces.map(\.capacity).max() ?? 1, in: arena)
    self.wanted = wanted.map { list in
      let space = kinds.firstIndex(of: list.rows) ?? 0
      return (list, space, list.table.flatMap { kinds.firstIndex(of: $0) } ?? space)
    }
    lists = arena.allocate(List.self, count: wanted.count)
    for (number, item) in self.wanted.enumerated() {
      let perRow = item.list.index == .rowsUpTo ? max(spaces[item.table].rows.places.count, 1) : 1
      lists[number] = List(
        entries: arena.allocate(Int32.self, count: spaces[item.space].capacity * perRow),
        runs: arena.allocate(Run.self, count: perRow))
    }
  }

  /// The most rows of a kind that a batch can have.
  private static func most(_ rows: Rows, vocabulary: Int, capacity: Int, sharing: RowSharing) -> Int {
    let plain = capacity * max(rows.places.count, 1)
    guard sharing == .distinct else { return plain }
    func variants(_ place: SymbolPlace) -> Int { place.isSlot ? vocabulary : 1 }
    switch rows {
    case .examples, .beginnings(_, shared: false): return plain
    case .symbols(let places):
      let signs = Set(places.filter { !$0.isSlot }).count
      return min(signs + (places.contains(where: \.isSlot) ? vocabulary : 0), plain)
    case .tokens(let places): return places.map { min(variants($0), capacity) }.reduce(0, +)
    case .beginnings(let places, shared: true):
      var sequences = 1
      return places.reduce(0) {
        sequences = min(sequences * variants($1), capacity)
        return $0 + sequences
      }
    }
  }

  /// Fills everything for a batch, unless it is the batch of the last time.
  ///
  /// - Returns: whether anything was done.
  @discardableResult
  func prepare(_ rows: UnsafePointer<Int32>, count: Int) -> Bool {
    if count == batchCount, (0..<count).allSatisfy({ rows[$0] == batch[$0] }) { return false }
    for row in 0..<count { precondition(rows[row] >= 0 && Int(rows[row]) < exampleCount, "there is no such example") }
    batch.update(from: rows, count: count)
    batchCount = count
    for space in spaces.indices { number(&spaces[space]) }
    for list in wanted.indices { fill(list) }
    return true
  }

  private func symbol(_ place: SymbolPlace, _ example: Int) -> Int {
    switch place {
    case .slot(let slot): Int(symbols[Int(batch[example]) * width + slot])
    case .constant(let symbol): symbol
    }
  }

  /// Finds the distinct rows of a kind.
  private func number(_ space: inout Space) {
    var next: Int32 = 0
    func add(_ example: Int, _ place: Int) {
      space.example[Int(next)] = Int32(example)
      space.place[Int(next)] = Int32(place)
      next += 1
    }
    let places = space.rows.places
    var shared = sharing == .distinct
    if case .beginnings(_, shared: false) = space.rows { shared = false }
    if case .examples = space.rows { for example in 0..<batchCount { add(example, 0) } }
    // Symbols of constant places lie beyond the vocabulary.
    let radix = vocabulary + places.count + 1
    distinct.reset()
    for (number, place) in places.enumerated() {
      let map = space.map + number * capacity
      if number > 0, case .symbols = space.rows {} else if number > 0 { distinct.reset() }
      for example in 0..<batchCount {
        guard shared else {
          map[example] = next
          add(example, number)
          continue
        }
        var key = symbol(place, example)
        if number > 0, case .beginnings = space.rows { key += radix * Int(map[example - capacity]) }
        map[example] = distinct.number(of: key, orElse: next)
        if map[example] == next { add(example, number) }
      }
    }
    space.count = Int(next)
  }

  private func fill(_ number: Int) {
    let item = wanted[number]
    let (rows, table) = (spaces[item.space], spaces[item.table])
    let entries = lists[number].entries
    let last = max(table.rows.places.count - 1, 0)
    let ofExamples = rows.rows == .examples
    let places = rows.rows.places
    var runs = 0
    var filled = 0
    for row in 0..<rows.count {
      let example = Int(rows.example[row])
      let place = ofExamples ? last : Int(rows.place[row])
      switch item.list.index {
      case .same: entries[row] = Int32(row)
      case .example: entries[row] = batch[example]
      case .symbol: entries[row] = Int32(symbol(places[place], example))
      case .symbolAt(let place): entries[row] = Int32(symbol(place, example))
      case .place: entries[row] = Int32(place)
      case .row: entries[row] = table.map[place * capacity + example]
      case .rowAt(let number): entries[row] = table.map[number * capacity + example]
      case .rowsUpTo:
        if runs == 0 || lists[number].runs[runs - 1].keys != place + 1 {
          lists[number].runs[runs] = Run(first: row, end: row, keys: place + 1, offset: filled)
          runs += 1
        }
        lists[number].runs[runs - 1].end = row + 1
        for earlier in 0...place {
          entries[filled] = table.map[earlier * capacity + example]
          filled += 1
        }
      }
    }
    lists[number].runCount = runs
  }
}
