// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Randomness
import Runs

/// Some of the random training sets of a point, as one task.
struct DrawBlock: Sendable {
  let point: EffectiveTheoryPoint
  let draws: Range<Int>

  /// The names of the variables; one place for those who write and those who read.
  enum Name {
    static let draw = "draw"
    static let size = "size"
    static let criticalSize = "critical_size"
    static let rankCriticalSize = "rank_critical_size"
    static let isKnown = "lattice_is_known"
    static let nullity = "nullity"
    static let rate = "slowest_rate"
  }

  func perform(in context: TaskContext) throws -> Dataset {
    let theory = try TheoryDraws(point.table, sizes: point.sizes, definition: point.definition)
    var critical: [Double] = []
    var rankCritical: [Double] = []
    var isKnown: [Int] = []
    var nullities: [Int] = []
    var rates: [Double] = []
    for draw in draws {
      if draw % 64 == 0 {
        try context.checkCancellation()
        context.report(fraction: Double(draw - draws.lowerBound) / Double(draws.count))
      }
      // The order of the rows is that of the draw alone, whatever the sizes, so that they can be changed later.
      let name = StreamName(
        seed: point.position.seed, task: StreamTask(bits: UInt32(point.position.index)), purpose: .split)
      var stream = RandomStream(name, walker: UInt32(draw))
      let found = try theory.draw(stream.order(of: point.table.rows))
      critical.append(found.criticalSize.map(Double.init) ?? .nan)
      rankCritical.append(found.rankCriticalSize.map(Double.init) ?? .nan)
      isKnown.append(found.isKnown ? 1 : 0)
      nullities += point.sizes.map { found.nullities[$0] }
      rates += found.rates
    }
    context.report(work: draws.count * point.table.rows, fraction: 1)
    var result = Dataset()
    let (count, sizes) = (draws.count, point.sizes.count)
    result.add(Name.draw, Array(draws), over: [Name.draw: count], longName: "random order of the rows")
    result.add(Name.size, point.sizes, over: [Name.size: sizes], longName: "rows of the training set")
    result.add(
      Name.criticalSize, critical, over: [Name.draw: count],
      longName: "first rows that force the structure of the table")
    result.add(
      Name.rankCriticalSize, rankCritical, over: [Name.draw: count],
      longName: "first rows that leave no more numbers free than the table")
    result.add(Name.isKnown, isKnown, over: [Name.draw: count], longName: "whether the lattice stayed within 64 bits")
    result.add(
      Name.nullity, nullities, over: [Name.draw: count, Name.size: sizes], longName: "nullity of the relations")
    result.add(
      Name.rate, rates, over: [Name.draw: count, Name.size: sizes],
      longName: "rate of the slowest decaying part times the squared norm of the embeddings")
    return result
  }
}
