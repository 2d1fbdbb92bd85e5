// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// The findings of a finite-size analysis.
struct FiniteSizeFindings {
  let result: FiniteSizeResult

  /// The data collapse with one critical point.
  static let collapse = "collapse"
  /// The fit in which each size has a center of its own.
  static let centers = "free-centers"
  /// Read off the curves of the sizes.
  static let crossing = "crossing"
  static let methods = [collapse, centers, crossing]

  /// The verdict first, then exponents, then what each size shows.
  var all: [Finding] { [verdict] + scaling + crossings }

  private var verdict: Finding {
    var finding = Finding("transition-verdict", nil, method: Self.collapse)
    finding.text = (result.scaling?.verdict ?? .undecided).rawValue
    finding.samples = result.table.cells.reduce(0) { $0 + $1.splits }
    finding.notes = [result.scaling?.reason ?? result.refusal]
    if let doubt = result.doubt { finding.doubt(because: doubt) }
    return finding
  }

  private var scaling: [Finding] {
    guard let scaling = result.scaling else {
      return ["critical-fraction", "correlation-exponent"].map { name in
        Finding(name, nil, notes: ["not applicable: \(result.refusal)"], method: Self.collapse)
      }
    }
    return [critical(scaling), exponent(scaling)]
      + [
        finding("inverse-correlation-exponent", scaling.inverseExponent, Self.collapse),
        finding("beta-over-nu", scaling.amplitudeExponent, Self.collapse),
        finding("width-exponent", scaling.widthExponent, Self.centers),
        scaling.relativeWidthExponent.map { finding("relative-width-exponent", $0, Self.centers) },
        finding(
          "collapse-quality", .exact(scaling.chiSquared / Double(max(scaling.degreesOfFreedom, 1)), accuracy: 0),
          Self.collapse),
        finding("collapse-probability", .exact(scaling.collapseProbability, accuracy: 0), Self.collapse),
        finding("common-center-probability", .exact(scaling.commonCenterProbability, accuracy: 0), Self.centers),
        finding("crossover-disadvantage", .exact(scaling.crossoverDisadvantage, accuracy: 0), Self.collapse),
      ].compactMap { $0 }
  }

  /// r_c; where there is no transition there is none, or it is doubtful.
  private func critical(_ scaling: FiniteSizeScaling) -> Finding {
    let name = result.settings.control == .fraction ? "critical-fraction" : "critical-point"
    if scaling.verdict == .crossover {
      return Finding(name, nil, notes: ["not applicable: \(scaling.reason)"], method: Self.collapse)
    }
    var finding = finding(name, scaling.criticalPoint, Self.collapse)
    if scaling.verdict == .undecided { finding.doubt(because: "no transition is established: \(scaling.reason)") }
    return finding
  }

  /// ν, whose interval has no upper end where 1/ν may be zero.
  private func exponent(_ scaling: FiniteSizeScaling) -> Finding {
    if scaling.verdict == .crossover {
      var finding = Finding(
        "correlation-exponent", nil, notes: ["a rise that does not narrow has ν = ∞: \(scaling.reason)"],
        method: Self.collapse)
      finding.lowerBound = scaling.widthExponent.interval.flatMap { $0.upperBound > 0 ? 1 / $0.upperBound : nil }
      return finding
    }
    guard let interval = scaling.exponent.interval, interval.upperBound.isFinite else {
      var finding = Finding(
        "correlation-exponent", nil, notes: ["1/ν may be zero, so that nothing bounds ν above"], method: Self.collapse)
      if let lower = scaling.exponent.interval?.lowerBound, lower.isFinite { finding.lowerBound = lower }
      return finding
    }
    var finding = finding("correlation-exponent", scaling.exponent, Self.collapse)
    if scaling.verdict == .undecided { finding.doubt(because: "no transition is established: \(scaling.reason)") }
    return finding
  }

  private var crossings: [Finding] {
    let binder = result.crossings.binder.map { pair -> Finding in
      let place = Record([
        ("smaller", result.coordinate(pair.smaller)), ("larger", result.coordinate(pair.larger)),
      ])
      var finding = finding("binder-crossing", pair.control, Self.crossing, at: place)
      if pair.control == nil {
        let share =
          pair.share.isFinite ? ": only in \(NumberFormat.rounded(100 * pair.share, digits: 2)) % of the draws" : ""
        finding.notes.append("the cumulants of these sizes do not cross\(share)")
      }
      return finding
    }
    let centers = result.table.sizes.indices.map { size -> Finding in
      let place = Record([("system-size", result.coordinate(size))])
      var finding = finding("rise-center", result.crossings.centers[size], Self.crossing, at: place)
      if finding.estimate == nil { finding.notes.append("no place where the order parameter passes its middle") }
      return finding
    }
    return binder + centers
      + (result.crossings.centerExponent.map { [finding("center-exponent", $0, Self.crossing)] } ?? [])
  }

  private func finding(
    _ quantity: String, _ estimate: Estimate?, _ method: String, at place: Record = Record()
  ) -> Finding {
    var finding = Finding(quantity, estimate, at: place, method: method)
    if let doubt = result.doubt { finding.doubt(because: doubt) }
    return finding
  }
}
