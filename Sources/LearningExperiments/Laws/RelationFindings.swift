// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics

extension TableComparison {
  /// The ratio of the longest memorization time to the shortest below which nothing is said of a power of it.
  private static let leastRange = 1.5

  /// Why a relation between both times says nothing: the memorization time hardly varies; `nil` where it does, and for other laws.
  var constancy: String? {
    guard result.family == .relation else { return nil }
    let times = result.runs.filter { !$0.grokking.isCensored }.compactMap { $0.memorization?.upper }
    guard let least = times.min(), let most = times.max(), most < Self.leastRange * least else { return nil }
    return
      "t_mem lies between \(NumberFormat.rounded(least)) and \(NumberFormat.rounded(most)): too narrow a range to tell how t_grok goes with it"
  }
}

/// Exponents of t_grok against t_mem that allow for the scatter of both.
struct RelationFindings {
  let comparison: TableComparison

  /// The line through the means of the sizes.
  static let betweenSizes = "between-sizes"
  /// The line of least distances.
  static let orthogonal = "orthogonal"

  /// The exponents; none for laws of another family.
  var all: [Finding] {
    guard comparison.result.family == .relation, let slope else { return [] }
    var place = comparison.coordinates
    place["law"] = .text(GrokkingLaw.timePower.name)
    return [
      (
        Self.betweenSizes, slope.betweenGroups,
        "from the mean logarithms at each size: the scatter of t_mem at a size has no part in it"
      ),
      (Self.orthogonal, slope.orthogonal, "both times scatter alike"),
    ].compactMap { method, estimate, note in
      estimate.map { estimate in
        var finding = Finding("time-exponent", estimate, at: place, method: method)
        finding.notes = [note]
        if let reason = comparison.constancy { finding.doubt(because: reason) }
        return finding
      }
    }
  }

  private var slope: StructuralSlope? {
    let runs = comparison.result.runs.filter { !$0.grokking.isCensored }
    // Runs that were not seen would bend the line: where there are some, only the likelihood knows what to do with them.
    guard runs.count == comparison.result.runs.count else { return nil }
    let times = runs.map { ($0.memorization.map(Self.logarithm) ?? .nan, Self.logarithm($0.grokking)) }
    return try? StructuralSlope(times.map(\.0), times.map(\.1), groups: runs.map(\.size))
  }

  private static func logarithm(_ time: BracketedTime) -> Double {
    CensoredTime(lower: time.lower, upper: time.upper).logarithm
  }
}
