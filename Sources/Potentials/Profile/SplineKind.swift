// SPDX-License-Identifier: GPL-3.0-or-later
@preconcurrency import CGSL

/// How the energies of a profile are joined: piecewise polynomials of degree three, by GSL.
package enum SplineKind: String, Sendable, CaseIterable {
  /// Steffen (1990): never above or below the neighboring points, slopes continuous.
  case steffen
  /// Akima (1970): close to the eye's choice, slopes continuous, little overshoot.
  case akima
  /// The natural or periodic cubic spline: curvatures continuous, may overshoot.
  case cubic

  /// What it is called in a sentence.
  package var words: String {
    switch self {
    case .steffen: "Steffen's spline, which does not overshoot"
    case .akima: "Akima's spline"
    case .cubic: "the cubic spline, which may overshoot"
    }
  }

  /// How many points on either side decide on a piece; `nil` where all do.
  var reach: Int? {
    switch self {
    case .steffen: 2
    case .akima: 3
    case .cubic: nil
    }
  }

  /// The coefficients a, b, c, d of each piece, a + bt + ct² + dt³ with t = x − xᵢ.
  ///
  /// - Parameters:
  ///   - x: ascending, at least five.
  ///   - y: one an abscissa.
  ///   - isPeriodic: whether the last point is the first one again, whose energy it has.
  /// - Returns: four numbers a piece; empty where GSL refuses.
  func coefficients(_ x: [Double], _ y: [Double], isPeriodic: Bool) -> [Double] {
    guard isPeriodic, let reach else { return Self.pieces(x, y, of: type(isPeriodic: isPeriodic)) }
    // These know their neighbors only: a circle is a line that goes on a little at both ends.
    let last = x.count - 1
    let period = x[last] - x[0]
    let before = ((last - reach)..<last).map { (x[$0] - period, y[$0]) }
    let after = (1...reach).map { (x[$0] + period, y[$0]) }
    let all = before + zip(x, y) + after
    let pieces = Self.pieces(all.map(\.0), all.map(\.1), of: type(isPeriodic: false))
    return pieces.isEmpty ? [] : Array(pieces[(4 * reach)..<(4 * (reach + last))])
  }

  private func type(isPeriodic: Bool) -> UnsafePointer<gsl_interp_type>? {
    switch self {
    case .steffen: gsl_interp_steffen
    case .akima: gsl_interp_akima
    case .cubic: isPeriodic ? gsl_interp_cspline_periodic : gsl_interp_cspline
    }
  }

  private static func pieces(_ x: [Double], _ y: [Double], of type: UnsafePointer<gsl_interp_type>?) -> [Double] {
    _ = gsl_set_error_handler_off()
    guard let type, let interpolation = gsl_interp_alloc(type, x.count) else { return [] }
    defer { gsl_interp_free(interpolation) }
    guard gsl_interp_init(interpolation, x, y, x.count) == 0 else { return [] }
    var result: [Double] = []
    result.reserveCapacity(4 * (x.count - 1))
    for i in 0..<(x.count - 1) {
      // A polynomial of degree three is known by its value, slope and curvature at the left end and its value at the right.
      let width = x[i + 1] - x[i]
      let slope = gsl_interp_eval_deriv(interpolation, x, y, x[i], nil)
      let curvature = gsl_interp_eval_deriv2(interpolation, x, y, x[i], nil) / 2
      let third = (((y[i + 1] - y[i]) / width - slope) / width - curvature) / width
      result += [y[i], slope, curvature, third]
    }
    return result
  }
}
