// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// What sums over the spectrum of a Hessian say of a minimum, whichever way the sums were taken.
struct CurvatureFindings {
  let point: GeometryPoint
  let found: GeometryPlace.Found
  /// The largest |λ|.
  let size: Double

  /// Below it an eigenvalue cannot be told from 0: rounding of exact products, or the error of differences.
  var nothing: Double { (point.potential is any CurvedPotential ? 1e-11 : 1e-7) * size }

  /// Curvatures that are surely negative.
  var negative: ClosedRange<Double> { -Double.infinity...(-nothing) }
  /// Curvatures that cannot be told from 0.
  var around0: ClosedRange<Double> { -nothing...nothing }
  /// Curvatures along which the loss alone, without the confinement, is flat.
  var flat: ClosedRange<Double> {
    let width = max(point.flatBelow * size, nothing)
    return point.confinement - width...point.confinement + width
  }
  /// What the direction adds to the log-determinant.
  func logarithm(_ value: Double) -> Double { around0.contains(value) ? 0 : log(abs(value)) }

  /// Σ over all eigenvalues.
  struct Sums {
    var trace: Estimate?
    var logDeterminant: Estimate?
    var negative: Estimate?
    var nothing: Estimate?
    var flat: Estimate?
    /// Whether it is known that all eigenvalues are positive.
    var isPositive = false
    /// Why sums may be off by more than their errors.
    var doubts: [String: String] = [:]
  }

  /// Why what is meant for a minimum may be wrong here; `nil` at a stationary point.
  var slopeDoubt: String? {
    let weights = point.potential is any CurvedPotential
    let widths = weights ? [] : point.potential.window.map { $0.upperBound - $0.lowerBound }.filter(\.isFinite)
    let reach = weights ? Double(point.dimension).squareRoot() : widths.max() ?? 1
    let scale = max(found.position.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-3 * reach)
    let isSaddle = found.step.meetsNegativeCurvature && found.gradientNorm > 1e-8 * found.step.stiffness * scale
    let tooFar = found.step.length > 1e-3 * scale
    let tooHigh = point.temperature.map { found.step.decrease > 0.01 * $0 } ?? false
    guard isSaddle || tooFar || tooHigh else { return nil }
    let slope = NumberFormat.rounded(found.gradientNorm, digits: 3)
    let way =
      isSaddle
      ? "f is curved downward along the way down"
      : "Newton's method would go \(NumberFormat.rounded(found.step.length, digits: 2)) from there, f falling by "
        + NumberFormat.rounded(found.step.decrease, digits: 2)
    return "the point is no minimum: |∇f| = \(slope), and \(way); say descend: true for the minimum below it"
  }

  /// The findings of some sums.
  func findings(_ sums: Sums) -> [Finding] {
    var result = [Finding("trace", sums.trace, unit: "energy/length²")]
    var determinant = Finding("log-determinant", sums.logDeterminant, unit: "1")
    if let negative = sums.negative?.value, negative >= 0.5 {
      determinant.notes.append(
        "\(count(sums.negative)) eigenvalues are negative; it is the sum of ln |λ|, which belongs to no minimum")
    }
    if let nothing = sums.nothing?.value, nothing >= 0.5 {
      determinant.notes.append(
        "\(count(sums.nothing)) eigenvalues cannot be told from 0 and are left out; a confinement curves them")
    }
    result.append(determinant)
    result.append(Finding("negative-eigenvalues", sums.negative, unit: "1", notes: ["below \(number(-nothing))"]))
    result.append(Finding("zero-eigenvalues", sums.nothing, unit: "1", notes: ["below \(number(nothing)) either way"]))
    let alone = point.confinement > 0 ? ", without the confinement's \(number(point.confinement))" : ""
    result.append(
      Finding(
        "flat-directions", sums.flat, unit: "1",
        notes: ["curvature below \(number(max(point.flatBelow * size, nothing))) either way\(alone)"]))
    result += harmonic(sums)
    for index in result.indices {
      if let doubt = sums.doubts[result[index].quantity] { result[index].doubt(because: doubt) }
    }
    if let slopeDoubt {
      for index in result.indices
      where ["free-energy", "entropy", "log-determinant", "flat-directions", "zero-eigenvalues"].contains(
        result[index].quantity)
      {
        result[index].doubt(because: slopeDoubt)
      }
    }
    return result
  }

  /// F = f − (θ/2) ln((2πθ)^d/det H), S = (d/2)(1 + ln 2πθ) − ½ ln det H.
  private func harmonic(_ sums: Sums) -> [Finding] {
    guard let temperature = point.temperature else { return [] }
    func none(_ reason: String) -> [Finding] {
      [("free-energy", "energy"), ("entropy", "1")].map {
        Finding($0.0, nil, unit: $0.1, notes: ["not applicable: \(reason)"])
      }
    }
    guard sums.isPositive, let determinant = sums.logDeterminant else {
      let negative = sums.negative.map { $0.value >= 0.5 } ?? false
      return none(
        negative
          ? "the point is a saddle, \(count(sums.negative)) eigenvalues are negative"
          : "directions are flat, so that no parabola confines; confinement: γ would, and a symmetry keeps some flat")
    }
    let half = 0.5 * Double(point.dimension)
    let energy = point.potential.energy(at: found.position.span)
    let thermal = log(2 * Double.pi * temperature)
    func shifted(_ factor: Double, _ constant: Double) -> Estimate {
      var result = determinant.scaled(by: factor)
      result.value += constant
      result.interval = result.interval.map { ($0.lowerBound + constant)...($0.upperBound + constant) }
      if let accuracy = determinant.accuracy {
        result.accuracy = accuracy * abs(factor * determinant.value) / max(abs(result.value), 1e-300)
      }
      return result
    }
    var findings = [
      Finding("free-energy", shifted(temperature / 2, energy - temperature * half * thermal), unit: "energy"),
      Finding("entropy", shifted(-0.5, half * (1 + thermal)), unit: "1"),
    ]
    if let doubt = sums.doubts["log-determinant"] {
      for index in findings.indices { findings[index].doubt(because: doubt) }
    }
    return findings
  }

  private func count(_ estimate: Estimate?) -> String {
    estimate.map { NumberFormat.rounded($0.value, digits: 3) } ?? ""
  }
  private func number(_ value: Double) -> String { NumberFormat.rounded(value, digits: 2) }

  /// An eigenvalue by its rank, 1 for the largest.
  static func eigenvalue(_ rank: Int, _ value: Double, error: Double) -> Finding {
    Finding(
      "eigenvalue", .exact(value, accuracy: abs(error / (value == 0 ? 1 : value))), unit: "energy/length²",
      at: Record([("rank", .integer(rank))]))
  }
}

/// The density of eigenvalues, as a task writes it and a figure reads it.
struct SpectralDensity {
  var places: [Double]
  var values: [Double]
  var errors: [Double]

  /// Where a density is told, and how wide it is smoothed: a hundredth of the spectrum.
  static func grid(_ range: ClosedRange<Double>) -> (places: [Double], width: Double) {
    let span = range.upperBound - range.lowerBound
    let width = span > 0 ? span / 100 : max(abs(range.upperBound), 1) / 100
    let (first, last) = (range.lowerBound - 3 * width, range.upperBound + 3 * width)
    return ((0...240).map { first + (last - first) * Double($0) / 240 }, width)
  }

  init(places: [Double], values: [Double], errors: [Double]) {
    (self.places, self.values, self.errors) = (places, values, errors)
  }

  init?(_ dataset: Dataset?) {
    guard let dataset, let places = dataset.numbers("density_place"), let values = dataset.numbers("density"),
      let errors = dataset.numbers("density_error")
    else { return nil }
    self.init(places: places, values: values, errors: errors)
  }

  func add(to dataset: inout Dataset) {
    let shape: KeyValuePairs = ["place": places.count]
    dataset.add("density_place", places, over: shape, longName: "eigenvalue")
    dataset.add("density", values, over: shape, longName: "density of eigenvalues, normalized to 1")
    dataset.add("density_error", errors, over: shape, longName: "its standard error")
  }
}
