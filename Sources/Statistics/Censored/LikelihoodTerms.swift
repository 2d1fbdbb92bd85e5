// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The logarithm of one run's likelihood and its derivatives by μ and s = ln σ.
struct LikelihoodTerms {
  var value = 0.0
  /// ∂/∂μ.
  var location = 0.0
  /// ∂/∂s.
  var scale = 0.0
  /// ∂²/∂μ², never positive: both laws are log-concave.
  var locationLocation = 0.0
  var locationScale = 0.0
  var scaleScale = 0.0

  /// What never happens.
  static let impossible = LikelihoodTerms(value: -.infinity)

  /// Adds a term so many times.
  @inline(__always)
  mutating func add(_ other: LikelihoodTerms, weight: Double) {
    value += weight * other.value
    location += weight * other.location
    scale += weight * other.scale
    locationLocation += weight * other.locationLocation
    locationScale += weight * other.locationScale
    scaleScale += weight * other.scaleScale
  }
}

extension TimeDistribution {
  /// Widths in units of σ below which an interval counts as its density times its width; the error is of order width²/24.
  private static let narrow = 1e-4
  /// How far out probabilities are taken from their logarithms.
  private static let tail = 7.0

  /// The terms of a time between two logarithms, which may be equal, −∞ or ∞.
  ///
  /// With z = (ln t − μ)/σ, density f and D = F(z₂) − F(z₁): ℓ = ln D for an interval, ln f(z) − ln σ − ln t for a time.
  func terms(from lower: Double, to upper: Double, location: Double, scale sigma: Double) -> LikelihoodTerms {
    if location == .infinity {
      // What never happens has not happened yet.
      return upper == .infinity ? LikelihoodTerms() : .impossible
    }
    let (z1, z2) = ((lower - location) / sigma, (upper - location) / sigma)
    if z2 - z1 < Self.narrow {
      let z = (z1 + z2) / 2
      let density = logarithmicDensity(z)
      // A narrow interval has no Jacobian: its probability is f(z)·(z₂ − z₁), with z₂ − z₁ ∝ 1/σ.
      let measure = upper > lower ? log(upper - lower) : -(lower + upper) / 2
      return LikelihoodTerms(
        value: density.value - log(sigma) + measure, location: -density.slope / sigma, scale: -z * density.slope - 1,
        locationLocation: density.curvature / (sigma * sigma),
        locationScale: (density.slope + z * density.curvature) / sigma,
        scaleScale: z * density.slope + z * z * density.curvature)
    }
    let probability = interval(z1, z2)
    guard probability.value > -.infinity else { return .impossible }
    let (g1, g2) = (probability.first, probability.second)
    // f′ = f·(ln f)′; infinite ends carry no density.
    let slope1 = g1 > 0 ? g1 * logarithmicDensity(z1).slope : 0
    let slope2 = g2 > 0 ? g2 * logarithmicDensity(z2).slope : 0
    let (w1, w2) = (g1 > 0 ? z1 : 0, g2 > 0 ? z2 : 0)
    let first = g1 - g2
    let second = w1 * g1 - w2 * g2
    return LikelihoodTerms(
      value: probability.value, location: first / sigma, scale: second,
      locationLocation: min(0, slope2 - slope1 - first * first) / (sigma * sigma),
      locationScale: (w2 * slope2 - w1 * slope1 - first - first * second) / sigma,
      scaleScale: w2 * g2 - w1 * g1 + w2 * w2 * slope2 - w1 * w1 * slope1 - second * second)
  }

  /// ln D, f(z₁)/D and f(z₂)/D.
  private func interval(_ z1: Double, _ z2: Double) -> (value: Double, first: Double, second: Double) {
    if case .weibull = self, z2 == .infinity {
      let hazard = exp(z1 + Self.extremeMedian)
      return (-hazard, hazard, 0)
    }
    let isFarOut = z1 > Self.tail || z2 < -Self.tail
    if isFarOut {
      let value = logarithmicProbability(from: z1, to: z2)
      func ratio(_ z: Double) -> Double { z.isFinite ? exp(logarithmicDensity(z).value - value) : 0 }
      return (value, ratio(z1), ratio(z2))
    }
    let (below, above) = z1 > 0 ? (survival(z2), survival(z1)) : (probability(z1), probability(z2))
    let share = above - below
    func ratio(_ z: Double) -> Double { z.isFinite ? exp(logarithmicDensity(z).value) / share : 0 }
    return (log(share), ratio(z1), ratio(z2))
  }

  /// P(ε ≤ z) without cancellation in the lower tail.
  private func probability(_ z: Double) -> Double {
    switch self {
    case .logNormal: 0.5 * erfc(-z * 0.5.squareRoot())
    case .weibull: -expm1(-exp(z + Self.extremeMedian))
    }
  }
}
