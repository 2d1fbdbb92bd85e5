// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Randomness
import Runs
import Settings
import Statistics
import Training

/// The ends of the spectrum by Lanczos, and sums over all of it by stochastic quadrature: products with vectors are all that is
/// needed, in any number of dimensions.
struct LanczosMethod: ExperimentMethod {
  let name = "lanczos"
  let title = "Lanczos"
  let summary = "ends of the spectrum by Lanczos, trace, log-determinant and density by stochastic quadrature"
  let formula = "tr f(H) ≈ Σ_known f(λ) + mean over random signs z of |z|² Σ τ² f(θ), Ritz values θ"
  let standing = MethodStanding.sampled(rank: 20)
  let parameters = [Self.steps, Self.probes]

  private static let steps = Parameter.integer(
    "lanczos-steps", default: 120, .between(2, 5000), "how many vectors a recurrence has at most")
  private static let probes = Parameter.integer(
    "probes", default: 24, .between(2, 10_000), "how many random vectors the sums are taken with")

  /// Beyond it memory is asked for that a task should not take.
  private static let mostBytes = 16_000_000_000

  func objection(to point: GeometryPoint) -> String? { nil }

  private func bytes(_ point: GeometryPoint) -> Int {
    ExtremeEigenvalues.bytes(
      dimension: point.dimension, count: point.told, steps: point.settings.integer(Self.steps.name))
  }

  func parts(of point: GeometryPoint) -> [MethodPart] {
    let steps = min(point.settings.integer(Self.steps.name), point.dimension)
    let products = Double(steps * (point.settings.integer(Self.probes.name) + 2))
    return [
      MethodPart(
        label: "\(steps) vectors of \(point.dimension) numbers, \(bytes(point) / 1_000_000 + 1) MB",
        cost: 3 * products * point.potential.costPerStep, steps: 0)
    ]
  }

  func perform(part: Int, of point: GeometryPoint, in context: TaskContext) throws -> Dataset {
    guard bytes(point) <= Self.mostBytes else {
      return none(
        "the vectors would take \(bytes(point) / 1_000_000_000) GB; fewer lanczos-steps or eigenvalues take less")
    }
    let found = try point.place.find(of: point.potential, in: context)
    let hessian = try HessianOperator(of: point.potential, at: found.position)
    let steps = point.settings.integer(Self.steps.name)
    let ends = ExtremeEigenvalues(of: hessian, count: point.told, steps: steps, stream: point.stream) {
      context.isCancelled
    }
    try context.checkCancellation()
    context.report(fraction: 0.1, note: "the ends of the spectrum took \(ends.products) products")
    guard let top = ends.top.first, let bottom = ends.bottom.first, top.value.isFinite, bottom.value.isFinite else {
      return none("the Hessian is not finite at the point")
    }
    let size = max(abs(top.value), abs(bottom.value))
    let known = Self.converged(ends, size: size)
    // The first walker names the start of the search for the ends; the signs have a stream of their own.
    let quadrature = StochasticQuadrature(
      of: hessian, probes: point.settings.integer(Self.probes.name), steps: steps, known: known,
      stream: StreamName(seed: point.stream.seed &+ 1, task: point.stream.task, purpose: .probes)
    ) { context.isCancelled }
    try context.checkCancellation()
    let findings = CurvatureFindings(point: point, found: found, size: size)
    let isPositive = bottom.value > findings.nothing && (quadrature.range?.lowerBound ?? -1) > findings.nothing
    var dataset = Dataset(
      findings: Self.ends(ends, dimension: point.dimension)
        + findings.findings(Self.sums(quadrature, findings, isPositive: isPositive)))
    if let range = quadrature.range {
      let (places, width) = SpectralDensity.grid(range)
      let density = quadrature.density(at: places, width: width)
      if density.count == places.count {
        SpectralDensity(places: places, values: density.map(\.value), errors: density.map(\.standardError))
          .add(to: &dataset)
      }
    }
    return dataset
  }

  private func none(_ reason: String) -> Dataset {
    Dataset(findings: [Finding("largest-eigenvalue", nil, notes: ["not applicable: \(reason)"])])
  }

  /// The eigenvectors that have converged, each once.
  private static func converged(_ ends: ExtremeEigenvalues, size: Double) -> [ExtremeEigenvalues.Pair] {
    var result: [ExtremeEigenvalues.Pair] = []
    for pair in ends.top + ends.bottom where pair.residual <= 1e-7 * size {
      let isNew = result.allSatisfy { other in abs(zip(other.vector, pair.vector).reduce(0) { $0 + $1.0 * $1.1 }) < 0.5
      }
      if isNew { result.append(pair) }
    }
    return result
  }

  private static func ends(_ ends: ExtremeEigenvalues, dimension: Int) -> [Finding] {
    func findings(_ pairs: [ExtremeEigenvalues.Pair], _ isComplete: Bool, rank: (Int) -> Int, _ name: String)
      -> [Finding]
    {
      var result: [Finding] = []
      for (number, pair) in pairs.enumerated() {
        result.append(CurvatureFindings.eigenvalue(rank(number), pair.value, error: pair.residual))
      }
      if var first = result.first {
        (first.quantity, first.at) = (name, Record())
        result.insert(first, at: 0)
      }
      guard !isComplete else { return result }
      let residual = pairs.map(\.residual).max() ?? 0
      for index in result.indices {
        result[index].doubt(
          because: "this end of the spectrum has not converged, residuals are up to "
            + "\(NumberFormat.rounded(residual, digits: 2)): eigenvalues may be missing; more lanczos-steps would help")
      }
      return result
    }
    let top = findings(ends.top, ends.topIsComplete, rank: { $0 + 1 }, "largest-eigenvalue")
    let bottom = findings(ends.bottom, ends.bottomIsComplete, rank: { dimension - $0 }, "smallest-eigenvalue")
    // In few dimensions both ends meet.
    return top + bottom.filter { finding in !top.contains { $0.isTwin(of: finding) } }
  }

  private static func sums(
    _ quadrature: StochasticQuadrature, _ findings: CurvatureFindings, isPositive: Bool
  ) -> CurvatureFindings.Sums {
    var result = CurvatureFindings.Sums(isPositive: isPositive)
    func take(_ quantity: String, _ sum: StochasticQuadrature.Sum?, size: Double, _ doubt: (String) -> String)
      -> Estimate?
    {
      guard let sum else { return nil }
      let rounding = 1e-10 * max(size, abs(sum.value))
      if sum.truncation > max(2 * sum.standardError, 10 * rounding) {
        result.doubts[quantity] =
          doubt(NumberFormat.rounded(sum.truncation, digits: 2)) + "; more lanczos-steps would help"
      }
      // Vectors that all say the same leave nothing to chance.
      if sum.standardError <= rounding {
        return .exact(sum.value, accuracy: max(rounding, sum.truncation) / max(abs(sum.value), 1e-300))
      }
      return mean(of: sum.values)
    }
    func sum(_ quantity: String, _ f: (Double) -> Double) -> Estimate? {
      take(quantity, quadrature.sum(f), size: quadrature.sum { abs(f($0)) }?.value ?? 0) {
        "the quadrature has not converged, the sum moves by \($0) when the recurrences lose their last quarter"
      }
    }
    func count(_ quantity: String, _ range: ClosedRange<Double>) -> Estimate? {
      take(quantity, quadrature.count(in: range), size: 1) {
        "the recurrences do not resolve the threshold, \($0) eigenvalues may lie on either side of it"
      }
    }
    result.trace = sum("trace") { $0 }
    result.logDeterminant = sum("log-determinant", findings.logarithm)
    result.negative = count("negative-eigenvalues", findings.negative)
    result.nothing = count("zero-eigenvalues", findings.around0)
    result.flat = count("flat-directions", findings.flat)
    return result
  }
}
