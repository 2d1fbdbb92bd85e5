// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// In how many directions any output changes: what is left of the weights is flat wherever the outputs are fitted exactly.
struct OutputJacobianMethod: ExperimentMethod {
  let name = "output-jacobian"
  let title = "outputs' Jacobian"
  let summary = "the rank of the derivatives of a network's outputs with respect to its weights, by singular values"
  let formula = "rank of J = ∂(outputs)/∂(weights): singular values above max(rows, columns)·2⁻⁵²·σ₁"
  let standing = MethodStanding.computed(rank: 30)

  private static let mostElements = 40_000_000
  private static let leastGap = 1e3

  func objection(to point: GeometryPoint) -> String? {
    guard let curved = point.potential as? any CurvedPotential, curved.outputCount > 0 else {
      return "needs a network, whose outputs depend on its weights"
    }
    let elements = curved.outputCount * point.dimension
    return elements <= Self.mostElements
      ? nil
      : "makes a matrix of \(curved.outputCount) outputs by \(point.dimension) weights, \(elements / 1_000_000) million "
        + "numbers, and takes \(Self.mostElements / 1_000_000) million at most; fewer examples or a narrower network have fewer"
  }

  func parts(of point: GeometryPoint) -> [MethodPart] {
    let outputs = (point.potential as? any CurvedPotential)?.outputCount ?? 0
    let elements = Double(outputs * point.dimension)
    return [
      MethodPart(
        label: "\(outputs) outputs by \(point.dimension) weights, \(Int(elements * 16e-6) + 1) MB",
        cost: elements * Double(min(outputs, point.dimension)), steps: 0)
    ]
  }

  func perform(part: Int, of point: GeometryPoint, in context: TaskContext) throws -> Dataset {
    let found = try point.place.find(of: point.potential, in: context)
    let rank = try HessianOperator(of: point.potential, at: found.position).outputRank { context.isCancelled }
    try context.checkCancellation()
    guard let rank else {
      return Dataset(findings: [
        Finding("output-rank", nil, unit: "1", notes: ["not applicable: the derivatives of the outputs are not finite"])
      ])
    }
    var findings = [
      Finding("output-rank", .exact(Double(rank.rank), accuracy: 0), unit: "1"),
      Finding("silent-directions", .exact(Double(point.dimension - rank.rank), accuracy: 0), unit: "1"),
    ]
    func text(_ number: Double) -> String { NumberFormat.rounded(number, digits: 3) }
    for index in findings.indices {
      findings[index].notes.append(
        "singular values above \(text(rank.threshold)), the largest is \(text(rank.largest))")
      if rank.gap < Self.leastGap {
        findings[index].doubt(
          because: "the least singular value that counts is only \(text(rank.gap)) times the largest that does not"
        )
      }
    }
    return Dataset(findings: findings)
  }
}
