// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Randomness
import Statistics
import Thermodynamics

/// The free energies of the wells of a passage and of the dividing surfaces between them, with the rates that they make.
///
/// k(i → j) = Σ_s μ(s) √(θ|λ₋|/2π) e^{−β(F_s − F_i)}; to the target as the chain of these rates says.
struct PassageFreeEnergies {
  /// A dividing surface.
  struct Surface {
    var freeEnergy: Estimate
    /// |λ₋|.
    var curvature: Double
    /// μ at the saddle.
    var mobility: Double
  }

  let passage: WellPassage
  let potential: any Potential
  let temperature: Double
  /// F of each well.
  let wells: [Estimate]
  /// F and |λ₋| of each saddle.
  let surfaces: [Surface]

  /// Above this dimension nested quadrature gives way to importance sampling with so many points.
  private static let quadratureDimension = 3
  private static let samples = 200_000

  /// Integrates or samples them all.
  init(of passage: WellPassage, at point: EscapeRatePoint, temperature: Double) throws(NotApplicable) {
    let potential = point.potential
    let isIntegrated = potential.dimension <= Self.quadratureDimension
    var stream = RandomStream(
      StreamName(seed: point.position.seed, task: StreamTask(bits: UInt32(point.position.index)), purpose: .bootstrap),
      walker: 0)
    var wells: [Estimate] = []
    for well in passage.wells {
      let free =
        isIntegrated
        ? try FreeEnergy.quadrature(potential, region: well.region, temperature: temperature)
        : try FreeEnergy.sampled(
          potential, region: well.region, minimum: well.minimum, temperature: temperature, samples: Self.samples,
          using: &stream)
      wells.append(free.freeEnergy)
    }
    var surfaces: [Surface] = []
    for way in passage.ways {
      let surface = try DividingSurface(potential: potential, saddle: way.saddle.position)
      let freeEnergy =
        isIntegrated
        ? try surface.freeEnergyByQuadrature(temperature: temperature)
        : try surface.sampledFreeEnergy(temperature: temperature, samples: Self.samples, using: &stream)
      surfaces.append(
        Surface(
          freeEnergy: freeEnergy, curvature: surface.unstableCurvature,
          mobility: potential.mobility(at: way.saddle.position)))
    }
    self.passage = passage
    self.potential = potential
    self.temperature = temperature
    self.wells = wells
    self.surfaces = surfaces
  }

  /// The surface of the lowest free energy out of the start's well.
  var lowestSurface: Surface {
    let own = passage.ways.indices.filter { passage.ways[$0].from == 0 || passage.ways[$0].to == 0 }
    let lowest = own.min { surfaces[$0].freeEnergy.value < surfaces[$1].freeEnergy.value }
    return surfaces[lowest ?? 0]
  }

  /// The chain of these rates.
  var chain: WellNetwork {
    let ways = zip(passage.ways, surfaces).map { way, surface in
      let flux = log(temperature * surface.curvature / (2 * .pi)) / 2
      let height = surface.freeEnergy.value / temperature
      return WellNetwork.Way(
        from: way.from, to: way.to, logFlux: flux - height - log(way.share) + log(surface.mobility))
    }
    return WellNetwork(
      ways: ways, logWeights: wells.map { -$0.value / temperature }, starts: Array(0..<passage.startCount))
  }

  /// The rate out of a well over all of its saddles.
  func rate(outOf well: Int) throws(NotApplicable) -> Estimate {
    var total: Estimate?
    for (way, surface) in zip(passage.ways, surfaces) where way.from == well || way.to == well {
      let law = try EyringFreeEnergy(
        well: wells[well], surface: surface.freeEnergy, unstableCurvature: surface.curvature, temperature: temperature)
      let rate = surface.mobility == 1 ? law.rate : law.rate.scaled(by: surface.mobility)
      total = total.map { $0.adding(rate) } ?? rate
    }
    guard let total else { throw NotApplicable("no saddle is known that leads out of the well") }
    return total
  }

  /// The rate to the target along the chain; errors of free energies count by how much the rate depends on them.
  func rate(sensitivities: (ways: [Double], wells: [Double])) -> Estimate {
    let energies = wells + surfaces.map(\.freeEnergy)
    let slopes = sensitivities.wells + sensitivities.ways
    let value = exp(chain.logRate)
    var squares = 0.0
    var numerical = 1e-13
    for (energy, slope) in zip(energies, slopes) {
      squares += pow(energy.standardError * slope / temperature, 2)
      numerical += abs(energy.value * (energy.accuracy ?? 0) * slope) / temperature
    }
    guard squares > 0 else { return .exact(value, accuracy: numerical) }
    let spread = squares.squareRoot()
    return Estimate(
      value, standardError: value * spread,
      interval: .between(value * exp(-1.959964 * spread), value * exp(1.959964 * spread)))
  }
}

extension Estimate {
  /// The sum of two rates; the errors, which share the well's, are added and not squared.
  fileprivate func adding(_ other: Estimate) -> Estimate {
    let sum = value + other.value
    let numerical = accuracy.map { ($0 * abs(value) + (other.accuracy ?? 0) * abs(other.value)) / abs(sum) }
    return Estimate(sum, standardError: standardError + other.standardError, accuracy: numerical)
  }
}
