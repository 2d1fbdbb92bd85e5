// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Runs
import Settings
import Statistics
import Thermodynamics

/// What a method found of each place on its own, and what follows for populations and differences.
///
/// For methods whose numbers of different places have independent errors: quadrature, the harmonic approximation, nested
/// sampling run by run. Methods that see all places in the same samples know their differences better and state them
/// themselves.
struct WorthOfWells {
  let point: EquilibriumPoint
  /// F, E and S of each place that the method could say something of, by its name.
  var places: [String: WellThermodynamics]
  /// F of all of space: what populations are shares of. A potential that does not confine has none, and no populations.
  var space: Estimate?

  /// A part of space that lies in none of the wells or in two of them is told from this share on.
  private static let telling = 1e-6

  /// What the planes between wells leave out or count twice, where all wells of the landscape are asked for and integrated.
  var noteOfRest: String? {
    let wells = point.places.filter { $0.well != nil }
    guard let space, wells.count > 1, wells.count == point.landscape.wells.count else { return nil }
    var rest = 1.0
    for well in wells {
      guard let worth = places[well.name] else { return nil }
      rest -= exp((space.value - worth.freeEnergy.value) / point.temperature)
    }
    guard abs(rest) > Self.telling else { return nil }
    let share = NumberFormat.rounded(100 * abs(rest), digits: 2)
    return rest > 0
      ? "the wells end at planes through the saddles, which need not meet: \(share) % of the whole lies in none of them"
      : "the wells end at planes through the saddles, which need not meet: \(share) % of the whole lies in two of them"
  }

  /// All that follows.
  var findings: [Finding] {
    point.places.flatMap(own) + shares + point.compared.flatMap(differences)
  }

  private func own(_ place: EquilibriumPlace) -> [Finding] {
    guard let worth = places[place.name] else { return [] }
    let own = worth.findings(at: place.record)
    guard let space else { return own }
    return own + [Finding("population", ratio(worth.freeEnergy, to: space), unit: "1", at: place.record)]
  }

  /// The part of each well in what all listed wells hold together.
  private var shares: [Finding] {
    let wells = point.wells.compactMap { place in places[place.name].map { (place, $0.freeEnergy) } }
    guard wells.count > 1, wells.count == point.wells.count else { return [] }
    let lowest = wells.map(\.1.value).min() ?? 0
    let weights = wells.map { exp(-($0.1.value - lowest) / point.temperature) }
    let total = weights.reduce(0, +)
    return wells.indices.map { index in
      let share = weights[index] / total
      // ∂ ln p_i/∂F_j = (p_j − δ_ij)/θ.
      var variance = 0.0
      var numerical = 0.0
      for other in wells.indices {
        let slope = (weights[other] / total - (other == index ? 1 : 0)) / point.temperature
        let free = wells[other].1
        variance += slope * slope * free.standardError * free.standardError
        numerical += abs(slope * free.value) * (free.accuracy ?? 0)
      }
      return Finding(
        "well-share", .combined(share, error: share * variance.squareRoot(), numerical: share * numerical), unit: "1",
        at: wells[index].0.record)
    }
  }

  private func differences(_ place: EquilibriumPlace) -> [Finding] {
    guard let own = places[place.name], let other = places[point.reference.name] else { return [] }
    let difference = WellThermodynamics(
      freeEnergy: own.freeEnergy.minus(other.freeEnergy), energy: own.energy.minus(other.energy),
      entropy: own.entropy.minus(other.entropy))
    return difference.findings(
      ofDifferenceAt: place.record(relativeTo: point.reference),
      ratio: ratio(own.freeEnergy, to: other.freeEnergy))
  }

  /// e^{−β(F − F′)}.
  private func ratio(_ own: Estimate, to other: Estimate) -> Estimate {
    let difference = own.minus(other)
    let ratio = exp(-difference.value / point.temperature)
    let numerical = abs(difference.value) * (difference.accuracy ?? 0)
    return .combined(
      ratio, error: ratio * difference.standardError / point.temperature,
      numerical: ratio * numerical / point.temperature, effectiveSamples: difference.effectiveSamples)
  }
}

extension Estimate {
  /// A number with an absolute statistical and an absolute numerical error.
  static func combined(_ value: Double, error: Double, numerical: Double, effectiveSamples: Double? = nil) -> Estimate {
    Estimate(
      value, standardError: error,
      accuracy: error == 0 ? (value == 0 ? 1e-15 : max(numerical / abs(value), 1e-15)) : nil,
      effectiveSamples: effectiveSamples)
  }

  /// The difference of two independent estimates; computed ones add their accuracies.
  func minus(_ other: Estimate) -> Estimate {
    let variance = standardError * standardError + other.standardError * other.standardError
    let numerical = abs(value) * (accuracy ?? 0) + abs(other.value) * (other.accuracy ?? 0)
    return .combined(
      value - other.value, error: variance.squareRoot(), numerical: numerical,
      effectiveSamples: [effectiveSamples, other.effectiveSamples].compactMap { $0 }.min())
  }
}
