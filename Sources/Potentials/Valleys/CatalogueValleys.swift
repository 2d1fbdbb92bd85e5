// SPDX-License-Identifier: GPL-3.0-or-later
@preconcurrency import CGSL
import Foundation

extension ZeroRiskLine: ValleyPotential {
  /// That of the cosine; any length for constant walls; none for the exponential profile.
  public var valleyProfile: ValleyProfile? {
    guard profile != .exponential else { return nil }
    return ValleyProfile(period: period) { [self] s in stiffness(Dual(variable: s)) }
  }
}

extension ZeroRiskRing: ValleyPotential {
  /// Rφ with φ in (−π, π].
  public func valleyCoordinate(at position: Span<Double>) -> Double { radius * atan2(position[1], position[0]) }

  /// r − R.
  public func valleyOffset(at position: Span<Double>, into offset: inout MutableSpan<Double>) {
    offset[0] = (position[0] * position[0] + position[1] * position[1]).squareRoot() - radius
  }

  /// 2πR.
  public var valleyLength: Double? { 2 * .pi * radius }

  /// k₀·e^{−a·cos(s/R)}, once around.
  public var valleyProfile: ValleyProfile? {
    ValleyProfile(period: 2 * .pi * radius) { [self] s in
      let k = stiffness * Foundation.exp(-modulation * Foundation.cos(s / radius))
      return Dual(k, k * modulation * Foundation.sin(s / radius) / radius)
    }
  }
}

extension RiverValley: ValleyPotential {
  /// ∫₀ˣ √(1 + b² cos² t) dt = √(1 + b²)·E(x | b²/(1 + b²)): the length of the floor from the origin to abscissa x.
  public func valleyCoordinate(at position: Span<Double>) -> Double {
    let square = bend * bend
    return (1 + square).squareRoot()
      * gsl_sf_ellint_E(position[0], (square / (1 + square)).squareRoot(), gsl_mode_t(GSL_PREC_DOUBLE))
  }

  /// y − b·sin x, measured along y.
  public func valleyOffset(at position: Span<Double>, into offset: inout MutableSpan<Double>) {
    offset[0] = position[1] - bend * Foundation.sin(position[0])
  }
}
