// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Statistics

/// The Eyring–Kramers law for the escape from a well over its saddles.
///
///     k = Σ_s (|λ₋(s)|/2π) e^{−βf(s)}/√|det H(s)|  ÷  Σ_a e^{−βf(a)}/√det H(a)
///
/// with the negative eigenvalue λ₋ of the Hessian at each saddle s and one term for each minimum a that the well
/// contains. One minimum and one saddle give (|λ₋|/2π) √(det H(a)/|det H(s)|) e^{−β(f(s) − f(a))}. The law is asymptotic:
/// its relative error vanishes in proportion to θ. With a mobility each saddle counts μ(s) times.
public struct EyringKramers: Sendable {
  /// k. Its accuracy is that of the arithmetic; how far the law itself holds is for the notes.
  public let rate: Estimate
  /// f(s) − f(a), lowest saddle over deepest minimum.
  public let barrier: Double
  /// |λ₋| at the lowest saddle.
  public let unstableCurvature: Double
  /// The unit vector of the unstable direction at the lowest saddle.
  public let unstableDirection: [Double]
  /// The position of the lowest saddle.
  public let saddle: [Double]
  /// The curvatures at the deepest minimum.
  package let bottom: HessianSpectrum
  /// What a reader must know to trust or distrust the number.
  public let notes: [String]

  /// The barrier below which the law is not to be relied on, in units of θ.
  public static let lowestReliableBarrier = 5.0

  /// Evaluates the law.
  ///
  /// - Parameters:
  ///   - potential: any dimension; its Hessian is diagonalized.
  ///   - minima: the minima of the well that is left, at least one.
  ///   - saddles: the saddles that lead out of it, at least one; their rates add.
  ///   - temperature: θ > 0.
  /// - Throws: `NotApplicable` if a Hessian is singular, or a point is not the minimum or the saddle of index one that
  ///   it is said to be.
  public init(potential: any Potential, minima: [[Double]], saddles: [[Double]], temperature: Double)
    throws(NotApplicable)
  {
    guard temperature > 0 else { throw NotApplicable("the temperature is \(temperature); it must be positive") }
    guard !minima.isEmpty else { throw NotApplicable("the well has no known minimum") }
    guard !saddles.isEmpty else { throw NotApplicable("no saddle is known that leads out of the well") }
    let beta = 1 / temperature
    var bottoms: [HessianSpectrum] = []
    for minimum in minima {
      let spectrum = try Self.spectrum(of: potential, at: minimum)
      guard !spectrum.isSingular else {
        throw NotApplicable("the Hessian is singular at the minimum \(minimum.parenthesized); its well is not harmonic")
      }
      guard spectrum.index == 0 else {
        throw NotApplicable(
          "\(minimum.parenthesized) is no minimum: its Hessian has \(spectrum.index) negative eigenvalues")
      }
      bottoms.append(spectrum)
    }
    var tops: [HessianSpectrum] = []
    for saddle in saddles {
      let spectrum = try Self.spectrum(of: potential, at: saddle)
      guard !spectrum.isSingular else {
        throw NotApplicable(
          "the Hessian is singular at the saddle \(saddle.parenthesized); the barrier is not harmonic")
      }
      guard spectrum.index == 1 else {
        throw NotApplicable(
          "\(saddle.parenthesized) is no saddle of index one: its Hessian has \(spectrum.index) negative eigenvalues")
      }
      tops.append(spectrum)
    }
    let low = bottoms.reduce(Double.infinity) { min($0, $1.energy) }
    let pass = tops.reduce(Double.infinity) { min($0, $1.energy) }
    guard pass > low else { throw NotApplicable("the lowest saddle does not lie above the deepest minimum") }
    let well = bottoms.reduce(0.0) { $0 + exp(-beta * ($1.energy - low) - $1.logDeterminant / 2) }
    let mobilities = potential.mobility.map { mobility in saddles.map { mobility.value(at: $0) } }
    let flux = tops.indices.reduce(0.0) { sum, s in
      let top = tops[s]
      let own = abs(top.eigenvalues[0]) / (2 * .pi) * exp(-beta * (top.energy - pass) - top.logDeterminant / 2)
      return sum + (mobilities.map { $0[s] * own } ?? own)
    }
    rate = .exact(flux / well * exp(-beta * (pass - low)), accuracy: 1e-8)
    barrier = pass - low
    bottom = bottoms[bottoms.firstIndex { $0.energy == low } ?? 0]
    let lowest = tops.firstIndex { $0.energy == pass } ?? 0
    unstableCurvature = abs(tops[lowest].eigenvalues[0])
    unstableDirection = tops[lowest].directions[0]
    saddle = saddles[lowest]
    notes = Self.remarks(bottoms: bottoms, tops: tops, barrier: pass - low, temperature: temperature)
  }

  /// The spectrum at a stationary point.
  private static func spectrum(of potential: any Potential, at point: [Double]) throws(NotApplicable) -> HessianSpectrum
  {
    guard let spectrum = HessianSpectrum(of: potential, at: point) else {
      throw NotApplicable("the energy or its Hessian is not finite at \(point.parenthesized)")
    }
    // A position with four digits is near enough: its Hessian differs little, its energy by the square.
    guard spectrum.slope <= 1e-3 * spectrum.stiffness else {
      throw NotApplicable("the gradient does not vanish at \(point.parenthesized); it is \(spectrum.slope) long")
    }
    return spectrum
  }

  private static func remarks(
    bottoms: [HessianSpectrum], tops: [HessianSpectrum], barrier: Double, temperature: Double
  ) -> [String] {
    var notes: [String] = []
    let height = String(format: "%.2g", barrier / temperature)
    if barrier < lowestReliableBarrier * temperature {
      notes.append("the barrier is \(height) θ, below the 5 θ from which the law is to be relied on")
    }
    if tops.count > 1 { notes.append("the rates over \(tops.count) saddles are added") }
    let copies = bottoms.count { abs($0.energy - (bottoms.map(\.energy).min() ?? 0)) < 1e-6 * barrier }
    if copies > 1 {
      notes.append("the well holds \(copies) equally deep minima")
    } else if bottoms.count > 1 {
      notes.append("the well holds \(bottoms.count) minima, all counted")
    }
    return notes
  }
}
