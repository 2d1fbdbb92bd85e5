// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Randomness
import Runs
import Settings
import Statistics
import Thermodynamics

/// The harmonic approximation around each minimum.
struct HarmonicMethod: EquilibriumMethod {
  let name = "harmonic"
  let summary = "the harmonic approximation around each well's minimum, exact as θ → 0"
  let formula =
    "F ≈ f(a) − (θ/2) ln((2πθ)^d/det H),  E ≈ f(a) + dθ/2,  S ≈ (d/2)(1 + ln 2πθ) − ½ ln det H"
  let standing = MethodStanding.asymptotic(rank: 60)

  func objection(to point: EquilibriumPoint) -> String? {
    if point.isUnsearched, point.places.contains(where: \.isWhole) {
      let most = HarmonicBasin.mostDimensions
      return point.potential.dimension <= most
        ? nil : "makes a Hessian of at most \(most) coordinates, and the potential has \(point.potential.dimension)"
    }
    if let objection = point.needsSearch ?? point.landscape.needsIsolatedMinima { return objection }
    let wells = point.wells.compactMap { place in place.well.map { (place.name, $0.minimum) } }
    guard !wells.isEmpty || (point.places.contains(where: \.isWhole) && !point.landscape.wells.isEmpty) else {
      return "needs wells with minima, and none stands under 'wells'"
    }
    for (name, minimum) in wells {
      guard let spectrum = HessianSpectrum(of: point.potential, at: minimum), !spectrum.isSingular,
        spectrum.index == 0
      else { return "needs curved wells, and the Hessian is singular at the minimum of '\(name)'" }
    }
    return nil
  }

  func parts(of point: EquilibriumPoint) -> [MethodPart] { [MethodPart(cost: 1e4)] }

  func perform(part: Int, of point: EquilibriumPoint, in context: TaskContext) throws -> Dataset {
    var worth = WorthOfWells(point: point, places: [:])
    var failures: [Finding] = []
    for place in point.wells {
      guard let well = place.well else { continue }
      do throws(NotApplicable) { worth.places[place.name] = try thermodynamics(of: well, at: point) } catch {
        failures.append(.missing(of: place, because: error))
      }
    }
    worth.space = space(of: point)
    if let place = point.places.first(where: \.isWhole) {
      if point.isUnsearched { return Dataset(findings: basin(of: point, place)) }
      worth.places[place.name] = whole(of: point)
    }
    let volumes = point.energiesBelow.map { energy in
      LogVolume.finding(at: energy) { () throws(NotApplicable) in try volume(below: energy, of: point) }
    }
    let evidences = point.places.filter(\.isWhole).flatMap { place in
      worth.places[place.name].map { evidence($0.freeEnergy, of: point, place) } ?? []
    }
    return Dataset(findings: worth.findings + evidences + failures + volumes)
  }

  /// ln Z/Z₀ = −β(F − F₀) where the potential has a Gaussian law.
  private func evidence(_ free: Estimate, of point: EquilibriumPoint, _ place: EquilibriumPlace) -> [Finding] {
    guard let prior = try? GaussianPrior(of: point.potential, temperature: point.temperature) else { return [] }
    let value = -(free.value - prior.freeEnergy) / point.temperature
    let numerical = abs(free.value) * (free.accuracy ?? 0) / point.temperature
    return [
      Finding(
        EvidenceGrowth.quantity, .combined(value, error: 0, numerical: numerical), unit: "1", at: place.record)
    ]
  }

  private func thermodynamics(of well: Well, at point: EquilibriumPoint) throws(NotApplicable) -> WellThermodynamics {
    try FreeEnergy.harmonic(point.potential, minimum: well.minimum, temperature: point.temperature)
  }

  /// All of space as the one basin that a descent from the initial position or the middle reaches.
  private func basin(of point: EquilibriumPoint, _ place: EquilibriumPlace) -> [Finding] {
    do throws(NotApplicable) {
      let start =
        (point.potential as? any InitializedPotential)?.initialPosition(of: 0)
        ?? point.potential.window.map { ($0.lowerBound + $0.upperBound) / 2 }
      let basin = try HarmonicBasin(
        of: point.potential, from: start, temperature: point.temperature, seed: point.position.seed,
        task: StreamTask(bits: UInt32(point.position.index)))
      var findings = basin.thermodynamics.findings(at: place.record)
      findings += evidence(basin.thermodynamics.freeEnergy, of: point, place)
      guard basin.misfit > 1e-3 else { return findings }
      return findings.doubted(
        because:
          "f is off the parabola by up to \(NumberFormat.rounded(basin.misfit, digits: 2)) θ within the basin that was "
          + "reached, and further basins are not counted")
    } catch { return [.missing(of: place, because: error)] }
  }

  /// F, E and S of all wells of the landscape together.
  private func whole(of point: EquilibriumPoint) -> WellThermodynamics? {
    let worths = point.landscape.wells.compactMap { try? thermodynamics(of: $0, at: point) }
    guard !worths.isEmpty, worths.count == point.landscape.wells.count, let space = space(of: point) else { return nil }
    let shares = worths.map { exp(-($0.freeEnergy.value - space.value) / point.temperature) }
    let energy = zip(shares, worths).reduce(0) { $0 + $1.0 * $1.1.energy.value }
    let numerical = abs(space.value) * (space.accuracy ?? 0) + 1e-9 * abs(energy)
    return WellThermodynamics(
      freeEnergy: space, energy: .combined(energy, error: 0, numerical: 1e-9 * abs(energy)),
      entropy: .combined(
        (energy - space.value) / point.temperature, error: 0, numerical: numerical / point.temperature))
  }

  /// All of space is what the wells of the landscape hold, if each of them is curved.
  private func space(of point: EquilibriumPoint) -> Estimate? {
    let wells = point.landscape.wells.map { try? thermodynamics(of: $0, at: point).freeEnergy }
    guard !wells.isEmpty, !wells.contains(where: { $0 == nil }) else { return nil }
    let energies = wells.compactMap { $0 }
    let lowest = energies.map(\.value).min() ?? 0
    let sum = energies.reduce(0) { $0 + exp(-($1.value - lowest) / point.temperature) }
    let numerical = energies.reduce(0) { max($0, abs($1.value) * ($1.accuracy ?? 0)) }
    return .combined(lowest - point.temperature * log(sum), error: 0, numerical: numerical)
  }

  /// ln Σ of the ellipsoids ½(x − a)·H(x − a) < ε − f(a), of volume (2π(ε − f))^{d/2}/(Γ(d/2 + 1) √det H).
  private func volume(below energy: Double, of point: EquilibriumPoint) throws(NotApplicable) -> Estimate {
    let half = Double(point.potential.dimension) / 2
    let logs = point.landscape.wells.compactMap { well -> Double? in
      guard let spectrum = HessianSpectrum(of: point.potential, at: well.minimum), spectrum.energy < energy else {
        return nil
      }
      return half * log(2 * .pi * (energy - spectrum.energy)) - lgamma(half + 1) - spectrum.logDeterminant / 2
    }
    guard let largest = logs.max() else {
      throw NotApplicable("no minimum lies below f = \(NumberFormat.rounded(energy, digits: 4))")
    }
    return .combined(largest + log(logs.reduce(0) { $0 + exp($1 - largest) }), error: 0, numerical: 1e-9)
  }
  /// How far the approximation holds.
  func remarks(on table: EquilibriumTable) -> [String] {
    guard let reference = table.narrator, reference.name != name else { return [] }
    let pairs = table.pairs(name, with: reference.name, quantity: "free-energy-difference")
    let errors = pairs.map { (temperature: $0.row.point.temperature, error: $0.own.value - $0.other.value) }
    /// The largest error at one end of the temperatures.
    func worst(at temperature: Double) -> (temperature: Double, error: Double)? {
      errors.filter { $0.temperature == temperature }.max { abs($0.error) < abs($1.error) }
    }
    let temperatures = errors.map(\.temperature)
    guard let hot = temperatures.max().flatMap(worst), let cold = temperatures.min().flatMap(worst),
      // Wells that are the same by symmetry differ in no approximation.
      [hot, cold].contains(where: { abs($0.error) > 1e-9 * $0.temperature })
    else { return [] }
    func told(_ entry: (temperature: Double, error: Double)) -> String {
      "\(NumberFormat.rounded(entry.error, digits: 2)) at θ = \(NumberFormat.rounded(entry.temperature, digits: 3))"
    }
    let reach = hot.temperature > cold.temperature ? "\(told(hot)) and \(told(cold))" : told(cold)
    return ["The harmonic approximation misses ΔF by at most \(reach)."]
  }
}
