// SPDX-License-Identifier: GPL-3.0-or-later

/// A potential that was measured: its energies at some places have errors, which what is computed from it has too.
package protocol MeasuredPotential: Potential {
  /// The standard errors of the energies that it is made of, independent of each other; empty where they are not known.
  var standardErrors: [Double] { get }

  /// The potential with one of these energies changed.
  func shifted(_ index: Int, by change: Double) -> any Potential
}

/// A potential of one coordinate in pieces, smooth between knots.
///
/// Quadrature that ends its panels at the knots converges as it does on a smooth function. Where curvatures differ on the two
/// sides of a knot, the Hessian there is the one that makes Gaussian integrals right.
package protocol PiecewisePotential: Potential {
  /// Where pieces meet, ascending.
  var knots: [Double] { get }
}
