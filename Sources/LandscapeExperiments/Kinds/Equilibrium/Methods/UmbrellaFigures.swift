// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Runs
import Statistics
import Thermodynamics

/// What only umbrella sampling can draw: the free energy along its coordinate, and how its windows overlap.
struct UmbrellaFigures {
  let point: EquilibriumPoint
  let analysis: UmbrellaAnalysis

  var all: [Figure] { [profile, overlap].compactMap { $0 } }

  private var place: String {
    let sentence = point.position.coordinates.sentence
    return sentence.isEmpty ? "" : ", \(sentence)"
  }

  private var coordinate: String {
    if let observable = point.umbrella.observable { return observable.description }
    return point.potential.dimension == 1 ? "x" : "coordinate \(point.umbrella.coordinate)"
  }

  /// The profile of the last point of the sweep as variables.
  func addProfile(to results: inout Dataset) {
    let points = analysis.profile
    func add(_ name: String, _ units: String, _ meaning: String, _ value: (UmbrellaAnalysis.ProfilePoint) -> Double) {
      results.add(name, points.map(value), over: ["profile": points.count], units: units, longName: meaning)
    }
    add("profile_coordinate", "1", "middle of the bin, \(coordinate)") { ($0.bin.lowerBound + $0.bin.upperBound) / 2 }
    add("profile_free_energy", "energy", "−θ ln of the stationary density of it") { $0.freeEnergy.value }
    add("profile_free_energy_standard_error", "energy", "standard error of the profile") {
      $0.freeEnergy.standardError
    }
  }

  private var profile: Figure? {
    let points = analysis.profile
    guard points.count > 1 else { return nil }
    let x = points.map { ($0.bin.lowerBound + $0.bin.upperBound) / 2 }
    let y = points.map(\.freeEnergy.value)
    var series = [
      Figure.Series(
        "95 % interval", .band, x: x, y: y, lower: points.map(\.freeEnergy.bounds.lowerBound),
        upper: points.map(\.freeEnergy.bounds.upperBound)),
      Figure.Series(UmbrellaMethod.word, .points, x: x, y: y),
    ]
    if let exact = exactProfile(points.map(\.bin)) {
      series.append(Figure.Series(QuadratureMethod.word, .line, x: x, y: exact))
    }
    return Figure(
      name: "profile", title: "Free energy along the umbrella's coordinate\(place)",
      caption: "−θ ln of the stationary density of the coordinate, mean over each bin.",
      x: Figure.Axis(coordinate),
      y: Figure.Axis("free energy −θ ln ρ (energy)"), series: series)
  }

  /// The same by quadrature of what depends on the coordinate alone: on a line, and along a channel.
  private func exactProfile(_ bins: [ClosedRange<Double>]) -> [Double]? {
    guard point.umbrella.observable == nil else { return nil }
    let line: any Potential
    if point.potential.dimension == 1 {
      line = point.potential
    } else if let channel = point.potential as? any ChannelPotential, point.umbrella.coordinate == 0 {
      line = marginal(channel)
    } else {
      return nil
    }
    func free(_ region: Region) -> Double? {
      try? FreeEnergy.quadrature(line, region: region, temperature: point.temperature).freeEnergy.value
    }
    guard let all = free(.everywhere(1)) else { return nil }
    return bins.map { bin in
      let width = bin.upperBound - bin.lowerBound
      let own = free(.box(lower: [bin.lowerBound], upper: [bin.upperBound])) ?? .nan
      return own - all + point.temperature * log(width)
    }
  }

  private func marginal(_ channel: some ChannelPotential) -> any Potential {
    ChannelMarginal(channel: channel, temperature: point.temperature)
  }

  private var overlap: Figure? {
    let states = analysis.overlap.count
    guard states > 1 else { return nil }
    let indices = (0..<states).map { Double($0 + 1) }
    // The reference, where there is one, comes first and lies beside no window in particular.
    let first = analysis.freeEnergy == nil ? 1 : 2
    let least = (min(first, states)..<states).map { analysis.overlap[$0][$0 - 1] }.min() ?? 0
    return Figure(
      name: "overlap", title: "How the umbrella's windows overlap\(place)",
      caption:
        "The probability that a sample of one state could be one of another; between neighboring windows it is at "
        + "least \(NumberFormat.rounded(least, digits: 2)). State 1 is \(analysis.states.first ?? "a window").",
      x: Figure.Axis("state"), y: Figure.Axis("state"), series: [],
      map: Figure.Map(x: indices, y: indices, z: analysis.overlap.flatMap { $0 }, label: "overlap"))
  }
}
