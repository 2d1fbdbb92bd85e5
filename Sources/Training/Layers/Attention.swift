// SPDX-License-Identifier: GPL-3.0-or-later

/// y[r] = Σₜ softmaxₜ(q[r]·k[t]/√headWidth) v[t] for each head, over the rows t that the list names (causal attention).
///
///     q: its rows or a table's × width    k, v: the table's rows × width    y: rows × width    width = heads·headWidth
struct Attention: Layer {
  var output: Node
  var queries: Node
  /// The row of `queries` of each row; `nil` if the rows are the same.
  var queryList: Int?
  var keys: Node
  var values: Node
  /// A list of `rowsUpTo`.
  var keyList: Int
  var heads: Int
  /// rows × heads × keys.
  var probabilities: Node

  var inputs: [Node] { queryList == nil ? [queries] : [] }
  var tables: [Node] { (queryList == nil ? [] : [queries]) + [keys, values] }
  var kept: [Node] { [probabilities] }
  var work: Int { 4 * output.width * probabilities.width / heads }

  private var headWidth: Int { output.width / heads }

  /// Rows of the block with equally many keys, one such group after the other.
  private func forEachRun<R: Real>(
    _ block: Block<R>, _ body: (_ first: Int, _ rows: Int, _ keys: Int, _ index: UnsafePointer<Int32>) -> Void
  ) {
    let list = block.lists[keyList]
    for number in 0..<list.runCount {
      let run = list.runs[number]
      let first = max(run.first, block.start)
      let end = min(run.end, block.start + block.rows)
      if first < end {
        body(first - block.start, end - first, run.keys, list.entries + run.offset + (first - run.first) * run.keys)
      }
    }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ block: Block<R>) {
    forEachRun(block) { first, rows, keyCount, index in
      R.attend(
        queries: queryList == nil ? block.values(queries) + first * output.width : block.table(queries),
        queryIndex: queryList.map { block.index($0) + first }, keys: block.table(keys), values: block.table(values),
        stride: output.width, index: index, rows: rows, keysPerRow: keyCount, heads: heads, headWidth: headWidth,
        into: block.values(output) + first * output.width,
        probabilities: block.values(probabilities) + first * probabilities.width)
    }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ block: Block<R>) {
    let queryGradient = queryList == nil ? block.gradientToAddTo(queries) : block.tableGradient(queries)
    forEachRun(block) { first, rows, keyCount, index in
      R.attendBackward(
        queries: queryList == nil ? block.values(queries) + first * output.width : block.table(queries),
        queryIndex: queryList.map { block.index($0) + first }, keys: block.table(keys), values: block.table(values),
        stride: output.width, index: index, rows: rows, keysPerRow: keyCount, heads: heads, headWidth: headWidth,
        headRange: 0..<heads, probabilities: block.values(probabilities) + first * probabilities.width,
        gradient: block.gradient(output) + first * output.width,
        queryGradient: queryList == nil ? queryGradient + first * output.width : queryGradient,
        keyGradient: block.tableGradient(keys), valueGradient: block.tableGradient(values))
    }
  }
}
