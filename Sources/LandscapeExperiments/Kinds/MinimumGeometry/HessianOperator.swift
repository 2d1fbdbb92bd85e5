// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Training

/// The Hessian of a potential at a point as what a vector can be multiplied with: by exact products where the potential has
/// them, by the elements where it is small.
struct HessianOperator: SymmetricOperator {
  let dimension: Int
  private let curvature: (any PointCurvature)?
  private let dense: DenseOperator?

  /// - Throws: a sentence where second derivatives are not known.
  init(of potential: any Potential, at position: [Double]) throws {
    dimension = potential.dimension
    if let curved = potential as? any CurvedPotential {
      curvature = try curved.curvature(at: position)
      dense = nil
    } else {
      curvature = nil
      dense = DenseOperator(potential.hessian(at: position), dimension: potential.dimension)
    }
  }

  func multiply(_ x: Span<Double>, into y: inout MutableSpan<Double>) {
    if let curvature { curvature.multiply(x, into: &y) } else { dense?.multiply(x, into: &y) }
  }

  /// The rank of the derivatives of the potential's outputs, if it has any.
  func outputRank(isOver: () -> Bool) -> OutputRank? { curvature?.outputRank(isOver: isOver) }
}
