// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics
import Training

/// All eigenvalues, by a product with each unit vector and LAPACK.
struct DenseSpectrumMethod: ExperimentMethod {
  let name = "dense-spectrum"
  let title = "all eigenvalues"
  let summary = "all eigenvalues of the Hessian, by LAPACK, in at most 1500 dimensions"
  let formula = "H e₁, H e₂, …; λ by dsyevd; tr H = Σ λ, ln det H = Σ ln λ"
  let standing = MethodStanding.computed(rank: 10)

  /// Above it the matrix takes longer than Lanczos by far.
  private static let mostDimensions = 1500

  func objection(to point: GeometryPoint) -> String? {
    point.dimension <= Self.mostDimensions
      ? nil
      : "is for at most \(Self.mostDimensions) dimensions and the potential has \(point.dimension); Lanczos is for more"
  }

  func parts(of point: GeometryPoint) -> [MethodPart] {
    let d = Double(point.dimension)
    let megabytes = Int(d * d * 24e-6) + 1
    return [
      MethodPart(
        label: "\(point.dimension) × \(point.dimension), \(megabytes) MB",
        cost: 3 * d * point.potential.costPerStep + d * d * d, steps: 0)
    ]
  }

  func perform(part: Int, of point: GeometryPoint, in context: TaskContext) throws -> Dataset {
    let found = try point.place.find(of: point.potential, in: context)
    let hessian = try HessianOperator(of: point.potential, at: found.position)
    let matrix = hessian.matrix { context.isCancelled }
    try context.checkCancellation()
    guard let matrix, let values = DenseSpectrum.eigenvalues(matrix, dimension: point.dimension),
      let least = values.first, let largest = values.last
    else {
      return Dataset(findings: [
        Finding("largest-eigenvalue", nil, notes: ["not applicable: the Hessian is not finite at the point"])
      ])
    }
    let findings = CurvatureFindings(point: point, found: found, size: max(abs(least), abs(largest)))
    let error = 1e-2 * findings.nothing
    func counted(_ range: ClosedRange<Double>) -> Estimate {
      .exact(Double(values.count(where: range.contains)), accuracy: 0)
    }
    func sum(_ f: (Double) -> Double, error: Double) -> Estimate {
      let value = values.reduce(0) { $0 + f($1) }
      return .exact(value, accuracy: error / max(abs(value), 1e-300))
    }
    let blur = values.reduce(0) { $0 + (findings.around0.contains($1) ? 0 : error / abs($1)) }
    let sums = CurvatureFindings.Sums(
      trace: sum({ $0 }, error: error * Double(values.count).squareRoot()),
      logDeterminant: sum(findings.logarithm, error: blur),
      negative: counted(findings.negative), nothing: counted(findings.around0), flat: counted(findings.flat),
      isPositive: least > findings.nothing)
    var told: [Finding] = []
    for (rank, value) in values.reversed().enumerated() where rank < point.told || rank >= values.count - point.told {
      told.append(CurvatureFindings.eigenvalue(rank + 1, value, error: error))
    }
    var dataset = Dataset(
      findings: [
        Finding("largest-eigenvalue", .exact(largest, accuracy: error / max(abs(largest), 1e-300))),
        Finding("smallest-eigenvalue", .exact(least, accuracy: error / max(abs(least), 1e-300))),
      ] + findings.findings(sums) + told)
    dataset.add("eigenvalues", values, over: ["eigenvalue": values.count], longName: "of the Hessian, ascending")
    let (places, width) = SpectralDensity.grid(least...largest)
    let norm = 1 / (width * (2 * Double.pi).squareRoot() * Double(values.count))
    let density = places.map { place in
      values.reduce(0) { $0 + norm * exp(-pow(($1 - place) / width, 2) / 2) }
    }
    SpectralDensity(places: places, values: density, errors: places.map { _ in 0 }).add(to: &dataset)
    return dataset
  }
}
