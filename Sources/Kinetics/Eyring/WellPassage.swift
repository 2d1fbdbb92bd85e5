// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

/// The wells and saddles that lie between a start and a target: what a law for single barriers is to be put together from.
///
/// Walkers may visit every well that saddles lead to without passing the target. A well belongs to the target where its
/// minimum lies in it, or where the target begins so low in it that walkers find it before they leave: both times are as
/// e^{β·height}, so three θ of difference decide.
package struct WellPassage: Sendable {
  /// A saddle between wells that are visited, or from one to the target.
  package struct Way: Sendable {
    package var saddle: Saddle
    /// The curvatures there.
    package var spectrum: HessianSpectrum
    /// The places of the wells in `wells`; `nil` for one of the target.
    package var from: Int
    package var to: Int?
    /// f at the bottom of the shallower of the two wells.
    package var higherBottom: Double
    /// The part of the barrier that is crossed, Φ(z); 1 but for targets that begin near the saddle.
    package var share = 1.0
  }

  /// The wells that are visited, those of the start first.
  package private(set) var wells: [Well]
  /// How many of them walkers start in.
  package let startCount: Int
  /// The saddles, in the order of the landscape.
  package private(set) var ways: [Way] = []
  /// What a reader must know of the start and the target.
  package private(set) var notes: [String] = []

  /// Heights that differ by so much, in units of θ, are told apart for good.
  private static let margin = 3.0

  private let potential: any Potential
  private let landscape: Landscape
  private let target: Region
  private let temperature: Double

  /// Finds the wells between.
  ///
  /// - Parameters:
  ///   - potential: any dimension.
  ///   - landscape: its wells and saddles.
  ///   - starts: the wells that walkers start in, at least one.
  ///   - target: where they arrive.
  ///   - temperature: θ > 0.
  /// - Throws: `NotApplicable` if the target begins in the start's own well, begins neither low in a well nor behind a
  ///   saddle, or is not reached over known saddles; if a saddle on the way is singular.
  package init(
    potential: any Potential, landscape: Landscape, from starts: [Well], to target: Region, temperature: Double
  ) throws(NotApplicable) {
    guard temperature > 0 else { throw NotApplicable("the temperature is \(temperature); it must be positive") }
    guard !starts.isEmpty else { throw NotApplicable("the start belongs to no known well") }
    self.potential = potential
    self.landscape = landscape
    self.target = target
    self.temperature = temperature
    wells = starts
    startCount = starts.count
    for start in starts where target.contains(start.minimum, in: potential) {
      throw NotApplicable(
        "the target holds the minimum of the start's own well '\(start.name)'; no barrier has to be crossed to reach it"
      )
    }
    guard !saddles(of: starts[0]).isEmpty else {
      throw NotApplicable("no saddle is known that leads out of the well '\(starts[0].name)'")
    }
    var index = 0
    while index < wells.count {
      try visit(index)
      index += 1
    }
    guard ways.contains(where: { $0.to == nil }) else {
      throw NotApplicable(
        "no chain of known saddles leads from the well '\(starts[0].name)' to the target; "
          + "it must hold the bottom of a well that can be reached")
    }
  }

  /// Whether one well is left for the target and nothing else: then a law for one barrier is the whole answer.
  package var isSingleEscape: Bool { wells.count == 1 && ways.allSatisfy { $0.to == nil && $0.share == 1 } }

  /// f at the bottom of a visited well.
  package func bottom(of well: Int) -> Double { potential.energy(at: wells[well].minimum) }

  /// The height of a saddle over the shallower of the wells beside it.
  package func barrier(of way: Way) -> Double { way.spectrum.energy - way.higherBottom }

  /// The lowest saddle out of a well over its bottom.
  package func barrier(outOf well: Int) -> Double {
    ways.filter { $0.from == well || $0.to == well }.reduce(.infinity) { min($0, $1.spectrum.energy) }
      - bottom(of: well)
  }

  private func saddles(of well: Well) -> [Saddle] {
    landscape.saddles.filter { $0.connects.contains(well.name) && Set($0.connects).count == 2 }
  }

  /// Follows all saddles out of a well.
  private mutating func visit(_ index: Int) throws(NotApplicable) {
    let well = wells[index]
    for saddle in saddles(of: well) {
      guard let name = saddle.connects.first(where: { $0 != well.name }),
        let other = landscape.wells.first(where: { $0.name == name })
      else { continue }
      if let known = wells.firstIndex(where: { $0.name == name }), known < index { continue }
      guard let spectrum = HessianSpectrum(of: potential, at: saddle.position) else {
        throw NotApplicable(HessianSpectrum.absence(of: potential, at: "the saddle \(saddle.position.parenthesized)"))
      }
      let bottoms = [well, other].map { potential.energy(at: $0.minimum) }
      var way = Way(saddle: saddle, spectrum: spectrum, from: index, higherBottom: max(bottoms[0], bottoms[1]))
      if let known = wells.firstIndex(where: { $0.name == name }) {
        way.to = known
      } else if try isGoal(other) {
        let end = try BarrierEnd(
          of: target, behind: spectrum, towards: other, potential: potential, temperature: temperature)
        way.share = end.share
        if end.place.isFinite {
          notes.append(
            "the target begins \(String(format: "%.2g", end.place)) thermal lengths behind the saddle to '\(name)', where "
              + "\(String(format: "%.2g", end.share)) of the barrier is crossed; the law is divided by that")
        }
      } else {
        wells.append(other)
        way.to = wells.count - 1
      }
      ways.append(way)
    }
    try checkIntrusion(into: index)
  }

  /// Whether walkers in a well find the target before they leave it.
  private mutating func isGoal(_ well: Well) throws(NotApplicable) -> Bool {
    if target.contains(well.minimum, in: potential) { return true }
    let out = saddles(of: well)
    guard let entry = TargetEntry(potential: potential, target: target).lowestEnergy(in: well, saddles: out) else {
      return false
    }
    let bottom = potential.energy(at: well.minimum)
    let pass = out.reduce(Double.infinity) { min($0, potential.energy(at: $1.position)) }
    if entry >= pass + Self.margin * temperature { return false }
    guard entry <= pass - Self.margin * temperature || entry <= bottom + temperature else {
      throw NotApplicable(
        "the target begins in the well '\(well.name)' \(height(entry - bottom)) above its bottom, where its saddles are "
          + "\(height(pass - bottom)) high: walkers may leave it again before they arrive; "
          + "name a target that holds the bottom of the well")
    }
    notes.append(
      "the target does not hold the bottom of '\(well.name)'; it begins \(height(entry - bottom)) above it, and the time "
        + "to get there is left out")
    return true
  }

  /// A target that begins in a well that is to be left makes another question.
  private func checkIntrusion(into index: Int) throws(NotApplicable) {
    let well = wells[index]
    let own = ways.filter { $0.from == index || $0.to == index }
    guard
      let entry = TargetEntry(potential: potential, target: target).lowestEnergy(in: well, saddles: own.map(\.saddle))
    else { return }
    let pass = own.reduce(Double.infinity) { min($0, $1.spectrum.energy) }
    let isAtSaddle = own.contains {
      $0.to == nil && $0.share < 1 && entry >= $0.spectrum.energy - 0.7 * temperature
    }
    guard isAtSaddle || entry >= pass + Self.margin * temperature else {
      let bottom = bottom(of: index)
      throw NotApplicable(
        "the target begins in the well '\(well.name)' itself, \(height(entry - bottom)) above its bottom, where the lowest "
          + "saddle is \(height(pass - bottom)) high: it is reached without crossing a barrier; name a well as the target, "
          + "or a region that lies behind the saddles")
    }
  }

  private func height(_ energy: Double) -> String { String(format: "%.2g θ", energy / temperature) }
}

extension [Double] {
  /// `(1, 0.5)`.
  package var parenthesized: String {
    "(" + map { String(format: "%.6g", $0) }.joined(separator: ", ") + ")"
  }
}
