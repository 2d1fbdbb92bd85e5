// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

/// A potential of one coordinate whose slope is a polynomial, f′(x) = c₀ + c₁x + … + c_m xᵐ.
///
/// The slopes of a block come from a kernel, and walkers on a line may take many steps in it at a time.
public protocol PolynomialPotential: LinePotential {
  /// The coefficients c₀ … c_m of the slope, m ≥ 1.
  var slopeCoefficients: [Double] { get }
}

extension PolynomialPotential {
  /// f′(x) by Horner's scheme, in the order of operations of the kernels.
  public func slope<Lane: Lanes>(_ x: Lane) -> Lane {
    let c = slopeCoefficients
    var slope = Lane(repeating: c[c.count - 1])
    for k in stride(from: c.count - 2, through: 0, by: -1) { slope = slope * x + c[k] }
    return slope
  }

  /// The slopes of a block of walkers, from a kernel.
  public func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    positions.withUnsafeBufferPointer { x in
      gradients.withUnsafeMutableBufferPointer { slope in
        slopeCoefficients.withUnsafeBufferPointer { c in
          guard let x = x.baseAddress, let slope = slope.baseAddress, let start = c.baseAddress else { return }
          ravine_best_kernels().pointee.steps.pointee.polynomial(slope, x, start, Int32(c.count - 1), walkers)
        }
      }
    }
  }
}
