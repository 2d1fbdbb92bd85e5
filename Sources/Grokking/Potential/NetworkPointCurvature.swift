// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
import Settings
import Training

/// Exact products with the Hessian of f, the confinement included. They are computed in double precision whatever the
/// gradient's precision is: small curvatures beside large ones are what they are asked for.
extension NetworkPotential: CurvedPotential {
  /// Examples times outputs of each.
  package var outputCount: Int {
    guard let problem = setting?.problem else { return 0 }
    return train.count * ((try? problem.loss.outputWidth(for: problem.examples.targets)) ?? 0)
  }

  /// The second derivatives at some weights.
  package func curvature(at position: [Double]) throws -> any PointCurvature {
    guard let problem = setting?.problem else {
      throw Problem(
        "this network was not read from a scenario, so that its second derivatives are not known.", at: .root)
    }
    return NetworkPointCurvature(
      curvature: try NetworkCurvature(
        model: problem.model, loss: problem.loss, examples: problem.examples, rowCapacity: train.count,
        codeSeed: problem.seed),
      position: position, rows: train, confinement: confinement)
  }
}

/// ∇²f at some weights.
private struct NetworkPointCurvature: PointCurvature {
  let curvature: NetworkCurvature<Double>
  let position: [Double]
  let rows: [Int32]
  let confinement: Double

  func multiply(_ x: Span<Double>, into y: inout MutableSpan<Double>) {
    curvature.hessianProduct(at: position.span, rows: rows.span, times: x, into: &y)
    guard confinement != 0 else { return }
    for i in x.indices { y[i] += confinement * x[i] }
  }

  func outputRank(isOver: () -> Bool) -> OutputRank? {
    OutputJacobian(of: curvature, at: position.span, rows: rows, isOver: isOver).map {
      OutputRank(rank: $0.rank, threshold: $0.threshold, gap: $0.gap, largest: $0.singularValues.first ?? 0)
    }
  }
}
