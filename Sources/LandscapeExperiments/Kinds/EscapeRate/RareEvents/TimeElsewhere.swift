// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Potentials
import Statistics

/// The time that walkers from home spend in wells beside the path, and between home and target: what is known of it before the run.
extension EscapeRatePoint {
  /// Shares of the time from which on a reader is told, and from which on a rate without them is doubtful.
  private static let telling = 0.02
  private static let doubtful = 0.02
  /// A well with a smaller chance of the target before home lies beside the path: climbs towards the target do not find it.
  private static let beside = 0.01
  /// Wells behind barriers of up to so many θ are visited often enough in the loops.
  private static let visited = 6.0

  /// What the time elsewhere does to a rate whose clock runs near home, the rest of it from the grid; `nil` where there is little.
  var noteOfTimeElsewhere: String? {
    guard let law = reactantLaw, law.hasFarTime, law.farTime.value > Self.telling else { return nil }
    let factor = NumberFormat.rounded(1 + law.farTime.value, digits: 3)
    let names = law.wells.filter { $0.time > Self.telling }.map { name(of: $0.bottom, in: law) }
    let places = names.isEmpty ? "elsewhere" : "in " + names.joined(separator: ", ")
    return
      "walkers from home spend \(factor) times as long on their way as near home alone, the rest \(places); how long, "
      + "the grid of the committor says"
  }

  /// Why a rate is doubtful that knows of other wells only what its own walkers happen to see; `nil` where no well is known that
  /// would matter, or a grid tells all.
  ///
  /// - Parameter climbs: whether wells between home and target are found on the way.
  func doubtAboutTimeElsewhere(climbs: Bool) -> String? {
    guard reactantLaw == nil, let temperature else { return nil }
    let found = potential.dimension <= 2 ? besidePath(temperature, climbs: climbs) : unseenWells(temperature)
    guard let (name, time) = found.max(by: { $0.time < $1.time }), time > Self.doubtful else { return nil }
    let factor = NumberFormat.rounded(1 + time, digits: 2)
    let reason = integrator.isOverdamped ? "in more than two dimensions" : "for underdamped dynamics"
    return
      "walkers may spend time in the well \(name) that no simulation of this length sees, so that the rate may be too large by "
      + "up to a factor of \(factor); \(reason) this is not corrected: take a home that holds that well too, or direct simulation"
  }

  /// Far wells by the grid of the overdamped equation, which has the same stationary law of positions.
  private func besidePath(_ temperature: Double, climbs: Bool) -> [(name: String, time: Double)] {
    guard let rare, let law = try? rare.grid.law(of: self, home: rare.home, temperature: temperature) else { return [] }
    return law.wells.filter { !climbs || $0.committor < Self.beside }.map { (name(of: $0.bottom, in: law), $0.time) }
  }

  /// Known wells that are neither home nor target, with their harmonic weights beside that of the well at home.
  private func unseenWells(_ temperature: Double) -> [(name: String, time: Double)] {
    guard let rare, let home = start.minimum, landscape.wells.count > 2 else { return [] }
    guard let bottom = HessianSpectrum(of: potential, at: home) else { return [] }
    func weight(_ point: [Double]) -> Double? {
      guard let other = HessianSpectrum(of: potential, at: point) else { return nil }
      let energy = potential.energy(at: point) - potential.energy(at: home)
      return exp(-energy / temperature - (other.logDeterminant - bottom.logDeterminant) / 2)
    }
    let others = landscape.wells.filter {
      !rare.home.contains($0.minimum, in: potential) && !target.contains($0.minimum, in: potential)
        && $0.name != start.well?.name
    }
    return others.compactMap { well in
      let passes = saddles.filter { $0.connects.contains(well.name) }.map { potential.energy(at: $0.position) }
      if let pass = passes.min(), pass - potential.energy(at: home) < Self.visited * temperature { return nil }
      return weight(well.minimum).flatMap { $0.isFinite ? (well.name, $0) : nil }
    }
  }

  /// The name of the well at the bottom of a part of the grid; its place where the landscape knows of none.
  private func name(of bottom: [Double], in law: ReactantLaw) -> String {
    let part = law.farWells(of: bottom, count: 1)
    let known = landscape.wells.first { law.farWells(of: $0.minimum, count: 1) == part }
    return known?.name ?? "(" + bottom.map { NumberFormat.rounded($0, digits: 3) }.joined(separator: ", ") + ")"
  }
}
