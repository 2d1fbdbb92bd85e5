// SPDX-License-Identifier: GPL-3.0-or-later

/// Adaptive integration of two functions at once by the 21-point rule of Gauss and Kronrod, halving where it is not yet good.
///
/// Nodes and weights, and the estimate of the error, are QUADPACK's (Piessens et al. 1983). A smooth integrand on a panel that
/// it does not vary wildly over takes 21 points, against a hundred of a doubly adaptive rule: in three nested
/// integrals that is a factor of a hundred.
enum KronrodRule {
  /// The nodes in [0, 1); the rule holds their mirror images too. Every second one is a node of Gauss's ten.
  private static let nodes: InlineArray<11, Double> = [
    0.995657163025808080735527280689003, 0.973906528517171720077964012084452, 0.930157491355708226001207180059508,
    0.865063366688984510732096688423493, 0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
    0.562757134668604683339000099272694, 0.433395394129247190799265943165784, 0.294392862701460198131126603103866,
    0.148874338981631210884826001129720, 0,
  ]
  private static let weights: InlineArray<11, Double> = [
    0.011694638867371874278064396062192, 0.032558162307964727478818972459390, 0.054755896574351996031381300244580,
    0.075039674810919952767043140916190, 0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
    0.123491976262065851077958109585166, 0.134709217311473325928054001771707, 0.142775938577060080797094273138717,
    0.147739104901338491374841515972068, 0.149445554002916905664936468389821,
  ]
  /// Zero at the nodes that Gauss's rule has not.
  private static let coarse: InlineArray<11, Double> = [
    0, 0.066671344308688137593568809893332, 0, 0.149451349150580593145863396957658, 0,
    0.219086362515982043995534934228163, 0, 0.269266719309996355091226921569469, 0,
    0.295524224714752870173815619188769, 0,
  ]

  /// ∫ₐᵇ g(x) dx of two functions and the larger of the estimates of their absolute errors.
  ///
  /// - Parameters:
  ///   - absolute: errors below this are good enough.
  ///   - relative: or below this share of the integral over the panel at hand.
  ///   - halvings: how often a panel may be halved; what is left then counts in the error.
  ///   - function: g.
  static func integral(
    from lower: Double, to upper: Double, absolute: Double, relative: Double, halvings: Int,
    of function: (Double) -> SIMD2<Double>
  ) -> (value: SIMD2<Double>, error: Double) {
    let center = (lower + upper) / 2
    let half = (upper - lower) / 2
    var fine = SIMD2<Double>.zero
    var rough = SIMD2<Double>.zero
    var size = SIMD2<Double>.zero
    for index in 0..<11 {
      let offset = half * nodes[index]
      var sum = function(center + offset)
      var magnitude = SIMD2(abs(sum.x), abs(sum.y))
      if index < 10 {
        let other = function(center - offset)
        sum += other
        magnitude += SIMD2(abs(other.x), abs(other.y))
      }
      fine += weights[index] * sum
      rough += coarse[index] * sum
      size += weights[index] * magnitude
    }
    fine *= half
    rough *= half
    size *= half
    let error = max(Self.error(fine.x, rough.x, size.x), Self.error(fine.y, rough.y, size.y))
    if halvings == 0 || error <= max(absolute, relative * max(size.x, size.y)) || !error.isFinite {
      return (fine, error)
    }
    let left = integral(
      from: lower, to: center, absolute: absolute / 2, relative: relative, halvings: halvings - 1, of: function)
    let right = integral(
      from: center, to: upper, absolute: absolute / 2, relative: relative, halvings: halvings - 1, of: function)
    return (left.value + right.value, left.error + right.error)
  }

  /// QUADPACK's: the difference of the two rules to the power 3/2 where it is small beside the integrand.
  private static func error(_ fine: Double, _ rough: Double, _ size: Double) -> Double {
    let difference = abs(fine - rough)
    guard size > 0 else { return difference }
    let scaled = 200 * difference / size
    return max(scaled < 1 ? size * scaled * scaled.squareRoot() : size, 4e-16 * size)
  }
}
