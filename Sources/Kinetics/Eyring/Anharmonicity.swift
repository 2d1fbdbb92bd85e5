// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

/// How far the integrals of a harmonic law are off at a stationary point, direction by direction.
///
/// r = ∫ e^{∓β(f(x + tv) − f(x))} dt ÷ √(2πθ/|λ|) along an eigenvector v, upwards from a minimum and across the stable directions
/// of a saddle, downwards along its unstable one; over five thermal lengths, or to where the slope turns. On a line that is the
/// whole difference between the Eyring–Kramers law and the quadrature; in more dimensions directions also couple.
struct Anharmonicity {
  /// ln r of the unstable direction of a saddle; zero at a minimum.
  private(set) var unstable = 0.0
  /// Σ ln r over the stable directions.
  private(set) var stable = 0.0

  private static let reach = 5.0
  private static let steps = 100
  /// Beyond so many coordinates the first ones, the softest, speak for all.
  private static let largestCount = 32

  init(at point: HessianSpectrum, of potential: any Potential, temperature: Double) {
    for (curvature, direction) in zip(point.eigenvalues, point.directions).prefix(Self.largestCount)
    where curvature != 0 {
      let length = (temperature / abs(curvature)).squareRoot()
      let sign: Double = curvature > 0 ? 1 : -1
      let sides = [-1.0, 1].map { side in
        Self.integral { z in
          let place = zip(point.position, direction).map { $0 + side * z * length * $1 }
          return sign * (potential.energy(at: place) - point.energy) / temperature
        }
      }
      let ratio = log((sides[0] + sides[1]) / (2 * .pi).squareRoot())
      if curvature > 0 { stable += ratio } else { unstable += ratio }
    }
  }

  /// ∫₀ e^{−height(z)} dz by the trapezoidal rule, to where the height falls again.
  private static func integral(_ height: (Double) -> Double) -> Double {
    let step = reach / Double(steps)
    var sum = 0.5
    var before = 0.0
    for index in 1...steps {
      let here = height(Double(index) * step)
      guard here.isFinite, here > before - 1e-9 else { break }
      sum += exp(-here)
      before = here
    }
    return sum * step
  }
}
