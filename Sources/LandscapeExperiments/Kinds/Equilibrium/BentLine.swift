// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// A line through points with errors, a line with one bend, and what the points say for either.
///
/// χ² of the line tests it; where it fails, the bend is where two lines that meet leave the least χ², with all places that
/// leave at most 3.84 more as its 95 % interval. Where the line passes, the slopes of the first and the second half are
/// compared: points that would not notice a slope that changes by half cannot decide.
struct BentLine {
  /// What the points say.
  enum Verdict: String {
    /// A line passes, and a noticeable change of slope is excluded.
    case linear
    /// No line passes.
    case bends
    /// A line passes, but so would much else.
    case open = "cannot be told"
  }

  /// The slope of the line.
  let slope: Estimate
  /// Where two lines meet best.
  let bend: Estimate?
  let verdict: Verdict
  /// The numbers behind the verdict.
  let reason: String
  private let coefficients: [Double]
  private let bentCoefficients: [Double]

  /// Below this probability a line is refused.
  private static let refusal = 0.01
  /// A part of the slope by which it may change unnoticed.
  private static let noticeable = 0.5
  private static let places = 200

  /// `nil` with fewer than three points or errors of zero.
  init?(_ points: [(x: Double, estimate: Estimate)]) {
    let xs = points.map(\.x)
    let values = points.map(\.estimate.value)
    let errors = points.map(\.estimate.standardError)
    guard points.count >= 3, let low = xs.min(), let high = xs.max(), low < high,
      let line = try? LinearFit(design: xs.map { [1, $0] }, values: values, standardErrors: errors)
    else { return nil }
    coefficients = line.coefficients
    slope = line.combination([0, 1])
    let p = line.pValue ?? 1
    func told(_ number: Double, _ digits: Int = 2) -> String { NumberFormat.rounded(number, digits: digits) }
    func design(_ bend: Double) -> [[Double]] { xs.map { [1, $0, max(0, $0 - bend)] } }
    var fits: [(bend: Double, fit: LinearFit)] = []
    if points.count >= 4 {
      for index in 1..<Self.places {
        let bend = low + (high - low) * Double(index) / Double(Self.places)
        // Both lines need a point of their own besides the one where they meet.
        guard xs.count(where: { $0 < bend }) >= 2, xs.count(where: { $0 > bend }) >= 1,
          let fit = try? LinearFit(design: design(bend), values: values, standardErrors: errors)
        else { continue }
        fits.append((bend, fit))
      }
    }
    let best = fits.min { $0.fit.chiSquare < $1.fit.chiSquare }
    bentCoefficients = best.map { $0.fit.coefficients + [$0.bend] } ?? []
    bend = best.flatMap { best in
      let inside = fits.filter { $0.fit.chiSquare < best.fit.chiSquare + 3.84 }.map(\.bend)
      guard let first = inside.min(), let last = inside.max() else { return nil }
      // Half the spacing of the places that were tried on both sides.
      let half = (high - low) / Double(Self.places) / 2
      return Estimate(
        best.bend, standardError: (last - first + 2 * half) / (2 * 1.959964),
        interval: .between(first - half, last + half))
    }
    let test = "χ² = \(told(line.chiSquare)) of \(line.degreesOfFreedom) degrees of freedom, p = \(told(p))"
    if p < Self.refusal {
      guard let best, let bend, let ends = bend.interval else {
        (verdict, reason) = (.bends, "\(test); \(points.count) points are too few to say where it bends")
        return
      }
      let (before, after) = (best.fit.combination([0, 1, 0]), best.fit.combination([0, 1, 1]))
      let rest = best.fit.pValue.map { $0 < Self.refusal ? "; one bend is not enough, p = \(told($0))" : "" } ?? ""
      verdict = .bends
      reason =
        "\(test); it bends at \(told(bend.value, 3)) (\(told(ends.lowerBound, 3)) to \(told(ends.upperBound, 3))) from "
        + "\(before.formatted) to \(after.formatted) per unit\(rest)"
      return
    }
    let middle = (low + high) / 2
    guard points.count >= 4,
      let halves = try? LinearFit(design: design(middle), values: values, standardErrors: errors)
    else {
      (verdict, reason) = (.open, "\(test), but \(points.count) points are too few to tell a line from a bend")
      return
    }
    let change = halves.combination([0, 0, 1])
    let most = max(abs(change.bounds.lowerBound), abs(change.bounds.upperBound))
    let part = most / max(abs(slope.value), .leastNormalMagnitude)
    verdict = part < Self.noticeable ? .linear : .open
    reason =
      "\(test); the slopes of both halves differ by \(change.formatted), at most \(told(100 * part)) % of the slope "
      + "within 95 %"
  }

  /// The line at a place.
  func line(_ x: Double) -> Double { coefficients[0] + coefficients[1] * x }

  /// The bent line at a place.
  func bent(_ x: Double) -> Double {
    guard bentCoefficients.count == 4 else { return line(x) }
    return bentCoefficients[0] + bentCoefficients[1] * x + bentCoefficients[2] * max(0, x - bentCoefficients[3])
  }
}
