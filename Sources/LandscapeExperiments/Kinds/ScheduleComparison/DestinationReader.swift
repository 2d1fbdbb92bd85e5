// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Potentials
import Randomness
import Settings

/// Reads `wells` and `target`.
struct DestinationReader {
  let potential: any Potential
  let landscape: Landscape
  let reader: Reader

  /// The places and the target; `nil` when a problem was reported.
  var destinations: Destinations? {
    guard let places, let target = target(among: places) else { return nil }
    return Destinations(places: places, target: target)
  }

  private var ofWells: [Destinations.Place] {
    landscape.wells.map { Destinations.Place(name: $0.name, region: $0.region, minimum: $0.minimum) }
  }

  /// All wells, those of a list, or regions under names of their own.
  private var places: [Destinations.Place]? {
    let written = reader.raw("wells")
    switch written {
    case nil, .null?:
      return ofWells
    case .list(let list)?:
      reader.resolve("wells", as: .list(list))
      let before = reader.log.problems.count
      let path = reader.path.appending("wells")
      var found: [Destinations.Place] = []
      for (index, value) in list.enumerated() {
        let name = value.asText ?? value.described
        guard let well = ofWells.first(where: { $0.name == name }) else {
          let hint =
            ofWells.isEmpty
            ? "; \(potential.absenceOfWells)."
            : choice(name, among: ofWells.map(\.name))
          reader.log.report("unknown well '\(name)'\(hint)", at: path.appending(index))
          continue
        }
        if found.contains(well) { reader.log.report("well '\(name)' stands twice.", at: path.appending(index)) }
        found.append(well)
      }
      return reader.log.problems.count == before ? found : nil
    case .record(let record)?:
      reader.resolve("wells", as: .record(record))
      return regions(record)
    case let other?:
      reader.report(
        "wells is \(other.described); a list of wells or a mapping from names to regions is expected.", at: "wells")
      return nil
    }
  }

  private func regions(_ record: Record) -> [Destinations.Place]? {
    let before = reader.log.problems.count
    let path = reader.path.appending("wells")
    let found = record.entries.compactMap { entry in
      regionReader(.region).read(entry.value, at: path.appending(entry.key)).map {
        Destinations.Place(name: entry.key, region: $0)
      }
    }
    guard reader.log.problems.count == before else { return nil }
    checkOverlap(found)
    return reader.log.problems.count == before ? found : nil
  }

  private func regionReader(_ part: WellPart) -> RegionReader {
    RegionReader(
      of: potential, wells: landscape.wells, part: part, elsewhere: NetworkPotential.observedQuantities,
      log: reader.log)
  }

  /// Points of the window that are probed for regions that overlap.
  private static let probes = 4096

  /// A walker must not count twice.
  private func checkOverlap(_ places: [Destinations.Place]) {
    // Points of ten thousand coordinates would probe nothing.
    guard potential.isSearchable else { return }
    var stream = RandomStream(StreamName(seed: 0, task: 0, purpose: .search), walker: 0)
    var points = places.compactMap { place -> [Double]? in
      if case .ball(let center, _) = place.region { center } else { nil }
    }
    for _ in 0..<Self.probes {
      points.append(potential.window.map { $0.lowerBound + stream.uniform() * ($0.upperBound - $0.lowerBound) })
    }
    var reported: [[String]] = []
    for point in points {
      let inside = places.filter { $0.region.signedDistance(at: point, in: potential) < 0 }.map(\.name)
      guard inside.count > 1, !reported.contains(inside) else { continue }
      reported.append(inside)
      let place = point.map { (($0 * 100).rounded() / 100).shortest }.joined(separator: ", ")
      reader.report(
        "wells '\(inside[0])' and '\(inside[1])' overlap, for instance at (\(place)); a walker there would count twice.",
        at: "wells")
      return
    }
  }

  private func target(among places: [Destinations.Place]) -> Destinations.Target? {
    guard let written = reader.raw("target"), written != .null else { return lowest(among: places) }
    reader.resolve("target", as: written)
    if let name = written.asText, let index = places.firstIndex(where: { $0.name == name }) {
      let core = landscape.wells.first { $0.name == name && $0.region == places[index].region }?.core
      return Destinations.Target(name: name, arrival: core ?? places[index].region, place: index)
    }
    guard let region = regionReader(.core).read(written, at: reader.path.appending("target")) else { return nil }
    let name = written.asText ?? (region.isObserved ? "\(region)" : "the target")
    return Destinations.Target(name: name, arrival: region)
  }

  /// Energies closer than this part of the barrier count as equal.
  private static let sameEnergy = 1e-9

  /// The lowest well; of several equally low ones the widest, ½ ln det H being the smallest. Not written into the resolved
  /// scenario: it may differ from point to point of a sweep.
  private func lowest(among places: [Destinations.Place]) -> Destinations.Target? {
    let bottoms = places.compactMap { place in place.minimum.map { (place.name, $0, potential.energy(at: $0.span)) } }
    guard let least = bottoms.map(\.2).min(), bottoms.count == places.count else {
      reader.log.report("'target' is missing: the well or region where walkers should end.", at: reader.path)
      return nil
    }
    let scale = max(1, bottoms.map { abs($0.2) }.max() ?? 1)
    let low = bottoms.filter { $0.2 - least <= Self.sameEnergy * scale }
    let widths = low.map { HessianSpectrum(of: potential, at: $0.1)?.logDeterminant ?? .nan }
    let order = low.indices.sorted { widths[$0] < widths[$1] }
    let isClear = order.count < 2 || widths[order[1]] - widths[order[0]] > 1e-6
    guard isClear, let best = order.first else {
      let names = low.map { "'\($0.0)'" }.joined(separator: " and ")
      reader.log.report(
        "'target' is missing: wells \(names) are equally deep and equally wide, say where walkers should end.",
        at: reader.path)
      return nil
    }
    let index = places.firstIndex { $0.name == low[best].0 }
    let core = landscape.wells.first { $0.name == low[best].0 }?.core
    return core.map { Destinations.Target(name: low[best].0, arrival: $0, place: index) }
  }
}
