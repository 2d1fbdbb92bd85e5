// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation
public import Potentials
public import Statistics

/// Student's law in several dimensions: heavier tails than a harmonic well's, so that the weights stay bounded.
struct StudentLaw {
  let dimension: Int
  /// Heavy enough for walls that widen, light enough for a useful overlap in ten dimensions.
  static let freedom = 6

  /// A sample, and −ln of the density at it.
  func sample(using generator: inout some RandomNumberGenerator) -> (point: [Double], logInverseDensity: Double) {
    let normals = (0..<dimension).map { _ in Self.normal(using: &generator) }
    var chiSquare = 0.0
    for _ in 0..<Self.freedom {
      let z = Self.normal(using: &generator)
      chiSquare += z * z
    }
    let freedom = Double(Self.freedom)
    let point = normals.map { $0 * (freedom / chiSquare).squareRoot() }
    let square = point.reduce(0) { $0 + $1 * $1 }
    let d = Double(dimension)
    let constant: Double = gsl_sf_lngamma((freedom + d) / 2) - gsl_sf_lngamma(freedom / 2)
    let logDensity: Double = constant - d / 2 * log(freedom * .pi) - (freedom + d) / 2 * log1p(square / freedom)
    return (point, -logDensity)
  }

  /// A standard normal deviate by Box and Muller.
  private static func normal(using generator: inout some RandomNumberGenerator) -> Double {
    let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
    return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
  }
}

extension FreeEnergy {
  /// Free energy, energy and entropy of a well in any dimension, by importance sampling around its minimum.
  ///
  /// Points come from Student's law with six degrees of freedom and the harmonic well's covariance; Z is the mean of
  /// e^{−βf}/density over those in the region. `effectiveSamples` is (Σw)²/Σw²: distrust an estimate with few of them.
  ///
  /// - Parameters:
  ///   - potential: any dimension.
  ///   - region: the well.
  ///   - minimum: its minimum, with a positive Hessian.
  ///   - temperature: θ > 0.
  ///   - samples: how many points.
  ///   - generator: where they come from.
  /// - Throws: `NotApplicable` if the Hessian is not positive or hardly any point falls into the region.
  public static func sampled(
    _ potential: any Potential, region: Region, minimum: [Double], temperature: Double, samples: Int,
    using generator: inout some RandomNumberGenerator
  ) throws(NotApplicable) -> WellThermodynamics {
    guard let spectrum = HessianSpectrum(of: potential, at: minimum), !spectrum.isSingular, spectrum.index == 0 else {
      throw NotApplicable("the Hessian is not positive at the minimum")
    }
    let law = StudentLaw(dimension: potential.dimension)
    let boundaries = potential.boundaries
    let hasCircles = boundaries.holdCircle
    var weights = [Double](repeating: 0, count: samples)
    var heights = weights
    for index in 0..<samples {
      let (offset, inverse) = law.sample(using: &generator)
      var point = minimum
      for (mode, vector) in spectrum.directions.enumerated() {
        let length = (temperature / spectrum.eigenvalues[mode]).squareRoot() * offset[mode]
        for axis in point.indices { point[axis] += length * vector[axis] }
      }
      guard boundaries.allow(point, around: minimum) else { continue }
      if hasCircles { point = boundaries.wrapped(point) }
      guard region.contains(point, in: potential) else { continue }
      heights[index] = (potential.energy(at: point.span) - spectrum.energy) / temperature
      weights[index] = exp(inverse - heights[index])
    }
    let weighing = Weighing(weights)
    guard weighing.effectiveSamples >= 10 else {
      throw NotApplicable(
        "only \(Int(weighing.effectiveSamples)) of \(samples) samples count; the well is far from harmonic")
    }
    let count = Double(samples)
    let volume = spectrum.eigenvalues.reduce(0) { $0 + log(temperature / $1) / 2 }
    let height = zip(weights, heights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    let energy = spectrum.energy + temperature * height
    let free = spectrum.energy - temperature * (log(weighing.mean) + volume)
    // To first order each sample moves F by −θ(ψ − 1), E by θψ(h − ⟨h⟩) and S by their difference over θ; ψ = w/⟨w⟩.
    var energySquares = 0.0
    var entropySquares = 0.0
    for (weight, own) in zip(weights, heights) {
      let relative = weight / weighing.mean
      let energyPart = relative * (own - height)
      energySquares += energyPart * energyPart
      entropySquares += (energyPart + relative - 1) * (energyPart + relative - 1)
    }
    func estimate(_ value: Double, _ error: Double) -> Estimate {
      Estimate(value, standardError: error, effectiveSamples: weighing.effectiveSamples)
    }
    return WellThermodynamics(
      freeEnergy: estimate(free, temperature * weighing.relativeError),
      energy: estimate(energy, temperature * energySquares.squareRoot() / count),
      entropy: estimate((energy - free) / temperature, entropySquares.squareRoot() / count))
  }
}

extension DividingSurface {
  /// F₁ in any dimension, by importance sampling on the hyperplane with Student's law around the saddle.
  ///
  /// - Parameters:
  ///   - temperature: θ > 0.
  ///   - samples: how many points.
  ///   - generator: where they come from.
  /// - Throws: `NotApplicable` if hardly any point counts.
  package func sampledFreeEnergy(
    temperature: Double, samples: Int, using generator: inout some RandomNumberGenerator
  ) throws(NotApplicable) -> Estimate {
    guard potential.dimension > 1 else { return .exact(spectrum.energy, accuracy: 1e-15) }
    let law = StudentLaw(dimension: potential.dimension - 1)
    var weights = [Double](repeating: 0, count: samples)
    for index in 0..<samples {
      let (offset, inverse) = law.sample(using: &generator)
      let ray = ray(offset, temperature: temperature)
      if let end = ray.end(temperature: temperature, before: 1), end < 1 { continue }
      weights[index] = exp(inverse - ray.height(1, temperature))
    }
    let weighing = Weighing(weights)
    guard weighing.effectiveSamples >= 10 else {
      throw NotApplicable("only \(Int(weighing.effectiveSamples)) of \(samples) samples on the dividing surface count")
    }
    let volume = lengths(temperature: temperature).reduce(0) { $0 + log($1) }
    return Estimate(
      spectrum.energy - temperature * (log(weighing.mean) + volume),
      standardError: temperature * weighing.relativeError, effectiveSamples: weighing.effectiveSamples)
  }
}

/// The mean of importance weights and what it is worth.
private struct Weighing {
  var mean: Double
  var relativeError: Double
  var effectiveSamples: Double

  init(_ weights: [Double]) {
    let count = Double(weights.count)
    let sum = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    mean = sum / count
    effectiveSamples = squares > 0 ? sum * sum / squares : 0
    relativeError = max(0, squares / (sum * sum) - 1 / count).squareRoot()
  }
}
