// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Thermodynamics

/// How far the integrals of a harmonic law are off at a stationary point.
///
/// On a line r = ∫ e^{∓β(f(x + t) − f(x))} dt ÷ √(2πθ/|λ|), upwards from a minimum and downwards from a top, over five thermal
/// lengths or to where the slope turns: the whole difference between the Eyring–Kramers law and the quadrature. In more
/// dimensions directions couple. Up to three it is ∫e^{−β(f − f₀)} over the region of a well, and over the ridge through a
/// saddle, against the harmonic integral; the directions of a well count by pairs, ln r = Σ ln rᵢ + Σ (ln rᵢⱼ − ln rᵢ − ln rⱼ).
/// Beyond, each direction counts alone.
struct Anharmonicity {
  /// ln r of the unstable direction of a saddle; zero at a minimum.
  private(set) var unstable = 0.0
  /// ln r over the stable directions.
  private(set) var stable = 0.0

  private static let reach = 5.0
  private static let steps = 100
  /// Beyond so many coordinates the first ones, the softest, speak for all.
  private static let largestCount = 32
  /// Up to so many dimensions directions couple.
  private static let coupledCount = 3
  /// How far a well is followed, in steps of so many thermal lengths.
  private static let extent = (steps: 20, length: 0.4)

  /// - Parameter region: of the well, at a minimum.
  init(at point: HessianSpectrum, of potential: any Potential, temperature: Double, within region: Region? = nil) {
    let isCoupled = (2...Self.coupledCount).contains(point.eigenvalues.count)
    for (curvature, direction) in zip(point.eigenvalues, point.directions).prefix(Self.largestCount)
    where curvature < 0 || (curvature > 0 && !isCoupled) {
      let ratio = Self.alongLine(point, curvature, direction, potential, temperature)
      if curvature > 0 { stable += ratio } else { unstable += ratio }
    }
    guard isCoupled else { return }
    if point.eigenvalues[0] < 0 {
      let surface = try? DividingSurface(potential: potential, saddle: point.position)
      stable = surface?.anharmonicity(temperature: temperature) ?? 0
    } else {
      stable = Self.ofWell(point, region ?? .everywhere(point.position.count), potential, temperature)
    }
  }

  /// ln r along an eigenvector.
  private static func alongLine(
    _ point: HessianSpectrum, _ curvature: Double, _ direction: [Double], _ potential: any Potential,
    _ temperature: Double
  ) -> Double {
    let length = (temperature / abs(curvature)).squareRoot()
    let sign: Double = curvature > 0 ? 1 : -1
    // Where walkers are slow the top of a barrier resists more.
    let mobility = curvature < 0 ? potential.mobility.flatMap { $0.varies ? $0 : nil } : nil
    let sides = [-1.0, 1].map { side in
      func place(_ z: Double) -> [Double] { zip(point.position, direction).map { $0 + side * z * length * $1 } }
      return Self.integral(
        { z in
          sign * (potential.energy(at: place(z)) - point.energy) / temperature
        },
        resistance: mobility.map { mobility in
          { mobility.value(at: point.position) / mobility.value(at: potential.wrapped(place($0))) }
        })
    }
    return log((sides[0] + sides[1]) / (2 * .pi).squareRoot())
  }

  /// ∫₀ r(z) e^{−height(z)} dz by the trapezoidal rule, to where the height falls again; r(0) = 1.
  private static func integral(_ height: (Double) -> Double, resistance: ((Double) -> Double)? = nil) -> Double {
    let step = reach / Double(steps)
    var sum = 0.5
    var before = 0.0
    for index in 1...steps {
      let here = height(Double(index) * step)
      guard here.isFinite, here > before - 1e-9 else { break }
      sum += exp(-here) * (resistance?(Double(index) * step) ?? 1)
      before = here
    }
    return sum * step
  }

  /// ln of ∫e^{−β(f − f₀)} over the region of a well, over its harmonic value, by pairs of directions.
  private static func ofWell(
    _ point: HessianSpectrum, _ region: Region, _ potential: any Potential, _ temperature: Double
  ) -> Double {
    let (half, step) = extent
    var modes: [[Double]] = []
    for (curvature, direction) in zip(point.eigenvalues, point.directions) where curvature > 0 {
      let length = (temperature / curvature).squareRoot() * step
      modes.append(direction.map { $0 * length })
    }
    let boundaries = potential.boundaries
    func weight(_ place: [Double]) -> Double {
      guard boundaries.allow(place, around: point.position) else { return 0 }
      let here = potential.wrapped(place)
      let height = (potential.energy(at: here) - point.energy) / temperature
      guard height < 45, region.contains(here, in: potential) else { return 0 }
      return exp(-height)
    }
    let scale = step / (2 * .pi).squareRoot()
    func along(_ mode: [Double], from origin: [Double]) -> Double {
      var sum = 0.0
      for index in -half...half { sum += weight(zip(origin, mode).map { $0 + Double(index) * $1 }) }
      return sum * scale
    }
    let singles = modes.map { log(along($0, from: point.position)) }
    var result = singles.reduce(0, +)
    for first in modes.indices {
      for second in 0..<first {
        var sum = 0.0
        for index in -half...half {
          sum += along(modes[first], from: zip(point.position, modes[second]).map { $0 + Double(index) * $1 })
        }
        result += log(sum * scale) - singles[first] - singles[second]
      }
    }
    return result.isFinite ? result : 0
  }
}
