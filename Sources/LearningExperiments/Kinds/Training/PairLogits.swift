// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings
import Training

/// The logits of a network for all ordered pairs of symbols, seen or not.
struct PairLogits<R: Real> {
  private let objective: NetworkObjective<R>
  private let rows: [Int32]
  private let modulus: Int

  /// - Parameter settings: of a run whose rule is measured.
  init(_ settings: RunSettings, rule: LinearRule) throws(Problem) {
    let problem = settings.problem
    modulus = rule.modulus
    let p = rule.modulus
    let pairs = (0..<p * p).map { (Int32($0 / p), Int32($0 % p)) }
    let all = Examples(
      inputs: .symbols(pairs.flatMap { [$0.0, $0.1] }, width: 2, vocabulary: p),
      targets: .labels(pairs.map { Int32(rule(Int($0.0), Int($0.1))) }, classes: p),
      algebra: problem.examples.algebra, symbolNames: problem.examples.symbolNames)
    rows = (0..<p * p).map(Int32.init)
    objective = try NetworkObjective<R>(
      model: problem.model, loss: problem.loss, examples: all, rowCapacity: min(rows.count, 4096),
      codeSeed: problem.seed)
  }

  /// The table at some weights; `nil` where a logit is not finite.
  func table(_ weights: [Double]) -> LogitTable? {
    let numbers = weights.map { R($0) }
    return try? LogitTable(
      objective.outputs(at: numbers.span, rows: rows.span), symbols: modulus, classes: modulus)
  }
}
