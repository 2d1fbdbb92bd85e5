// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Statistics

/// Rates by the Eyring–Kramers law of each saddle; all else from the chain that they make.
struct HarmonicRateMatrixMethod: ExperimentMethod {
  let name = "eyring-kramers"
  let title = "Eyring–Kramers"
  let summary =
    "the harmonic law of each saddle between two wells, in any dimension; times and populations of that chain"
  let formula = "k_ij = Σ (μ(s)|λ₋|/2π) √(det H(i)/|det H(s)|) e^{−β(f(s) − f(i))}"
  let standing = MethodStanding.asymptotic(rank: 60)

  func objection(to point: RateMatrixPoint) -> String? { point.landscape.needsIsolatedMinima }

  func parts(of point: RateMatrixPoint) -> [MethodPart] { [MethodPart(cost: 1e5)] }

  func perform(part: Int, of point: RateMatrixPoint, in context: TaskContext) throws -> Dataset {
    do {
      let matrix = try RateMatrix.harmonic(
        point.potential, wells: point.wells, saddles: point.landscape.saddles, temperature: point.temperature)
      var result = RateMatrixFindings(names: point.names, matrix: matrix)
      let barriers = Self.barriers(of: point)
      if let lowest = barriers.min(by: { $0.height < $1.height }) {
        let height = lowest.height / point.temperature
        result.notes.append(
          "the law is asymptotic: it neglects terms of about \(NumberFormat.rounded(1 / height, digits: 2)) of the rate; its "
            + "stated accuracy is that of the arithmetic")
        if height < EyringKramers.lowestReliableBarrier {
          result.doubts.append(
            "the barrier between '\(lowest.wells[0])' and '\(lowest.wells[1])' is \(String(format: "%.2g", height)) θ, below the "
              + "5 θ from which the law is to be relied on")
        }
      }
      if let remark = point.landscape.remark { result.doubts.append(remark) }
      return Dataset(findings: result.findings)
    } catch { return Dataset(findings: RateMatrixFindings.none(because: error)) }
  }

  /// The height of each saddle over the shallower of its two wells.
  private static func barriers(of point: RateMatrixPoint) -> [(height: Double, wells: [String])] {
    point.landscape.saddles.compactMap { saddle in
      let ends = point.wells.filter { saddle.connects.contains($0.name) }
      guard ends.count == 2 else { return nil }
      let bottom = ends.map { point.potential.energy(at: $0.minimum) }.max() ?? 0
      return (point.potential.energy(at: saddle.position) - bottom, ends.map(\.name))
    }
  }

  /// How far it is from the most trustworthy rates.
  func remarks(on table: ResultTable<RateMatrixPoint>) -> [String] {
    guard let reference = table.reference(for: RateMatrixFindings.rate), reference.name != name else { return [] }
    let pairs = table.pairs(name, with: reference.name, quantity: RateMatrixFindings.rate)
      .filter { $0.own.value > 0 && $0.other.value > 0 }
    guard
      let worst = pairs.max(by: { abs(log($0.own.value / $0.other.value)) < abs(log($1.own.value / $1.other.value)) })
    else { return [] }
    let ratio = NumberFormat.rounded(worst.own.value / worst.other.value, digits: 3)
    return ["The Eyring–Kramers rates differ from those by \(reference.title) by a factor of \(ratio) at most."]
  }
}
