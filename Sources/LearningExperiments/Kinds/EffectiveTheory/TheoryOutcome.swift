// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// What is known at one point of the sweep: all draws put together, and the trained networks.
struct TheoryOutcome: Sendable {
  let point: EffectiveTheoryPoint
  let networks: [TrainedEmbedding]
  /// For each draw the first rows that force the structure, infinite where not even all do.
  let criticalSizes: [Double]
  let rankCriticalSizes: [Double]
  /// Draws whose lattice was too large for 64 bits where it had to decide.
  let unknown: Int
  /// For each size the nullities over the draws, and the rates λ·Z₀, sorted, as many quantiles are asked for.
  let nullities: [[Double]]
  let rates: [[Double]]

  init(point: EffectiveTheoryPoint, blocks: [Dataset], networks: [TrainedEmbedding]) {
    self.point = point
    self.networks = networks
    func all(_ name: String) -> [Double] { blocks.flatMap { $0.numbers(name) ?? [] } }
    func firsts(_ name: String) -> [Double] { all(name).map { $0.isNaN ? .infinity : $0 } }
    criticalSizes = firsts(DrawBlock.Name.criticalSize)
    rankCriticalSizes = firsts(DrawBlock.Name.rankCriticalSize)
    unknown = all(DrawBlock.Name.isKnown).count { $0 == 0 }
    let sizes = point.sizes.count
    func bySize(_ name: String) -> [[Double]] {
      let values = all(name)
      return (0..<sizes).map { size in stride(from: size, to: values.count, by: sizes).map { values[$0] } }
    }
    nullities = bySize(DrawBlock.Name.nullity)
    rates = bySize(DrawBlock.Name.rate).map { $0.sorted() }
  }

  var draws: Int { criticalSizes.count }

  var coordinates: Record { point.position.coordinates }

  /// `task.symbols = 10`; empty without a sweep.
  var place: String { coordinates.sentence }

  /// The part of the whole table that so many rows are.
  func fraction(_ size: Int) -> Double { Double(size) / Double(point.table.rows) }

  /// Why it is not known how often the structure is forced, if it is not.
  var reasonUnknown: String? {
    unknown == 0
      ? nil : "in \(unknown) of \(draws) draws the lattice of the relations has numbers beyond 64 bits"
  }

  /// How probable it is that a training set of a size forces the structure.
  func uniqueProbability(_ size: Int) -> Estimate? {
    guard unknown == 0 else { return nil }
    return proportion(of: criticalSizes.count { $0 <= Double(size) }, in: draws)
  }

  /// The number of rows at which that passes one half.
  var criticalSize: Result<Estimate, NotApplicable> {
    if let reasonUnknown { return .failure(NotApplicable(reasonUnknown)) }
    return Result { () throws(NotApplicable) in try halfPoint(of: criticalSizes) }
  }

  /// A quantile of λ, with Z₀ of the scenario, at a size.
  func rate(_ share: Double, at index: Int) -> Estimate? {
    quantile(share, of: rates[index])?.scaled(by: 1 / point.squaredNorm)
  }

  /// The rate for the whole table, at Z₀ of the scenario.
  var wholeRate: Double? {
    (try? EffectiveTheory(
      point.table, training: (0..<point.table.rows).map(Int32.init), definition: point.definition))
      .map { $0.slowestRate / point.squaredNorm }
  }
}
