// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Potentials
import Settings

/// Reads `wells` and `regions` and checks that wells are disjoint and that each place has a part of the Gibbs law.
struct PlaceReader {
  let potential: any Potential
  let landscape: Landscape
  let reader: Reader

  /// Wells first, then the regions that are not among them; `nil` when a problem was reported.
  func read() -> [EquilibriumPlace]? {
    let before = reader.log.problems.count
    let regions = regions()
    let wells = wells(regions)
    var others = regions.filter { region in !wells.contains { $0.name == region.name } }
    guard reader.log.problems.count == before else { return nil }
    // What tells of itself everywhere is asked everywhere, too.
    let isAsked = reader.raw("wells").map { $0 == .null } ?? true
    if isAsked, regions.isEmpty, !wells.contains(where: \.isWhole), potential is any ObservablePotential {
      others.append(.whole(of: potential, isWell: false))
    }
    let places = wells + others
    check(wells: wells, others: others)
    return reader.log.problems.count == before ? places : nil
  }

  /// The user's own regions, in the order of the file.
  private func regions() -> [EquilibriumPlace] {
    guard let value = reader.raw("regions"), value != .null else {
      reader.resolve("regions", as: .record(Record()))
      return []
    }
    let path = reader.path.appending("regions")
    guard let record = value.asRecord else {
      reader.report("regions is \(value.described); a mapping from names to regions is expected.", at: "regions")
      return []
    }
    reader.resolve("regions", as: value)
    let regionReader = RegionReader(
      of: potential, wells: landscape.wells, part: .region, elsewhere: NetworkPotential.observedQuantities,
      log: reader.log)
    return record.entries.compactMap { name, value in
      if landscape.wells.contains(where: { $0.name == name }) {
        reader.log.report(
          "the name '\(name)' belongs to a well of the landscape; choose another one.", at: path.appending(name),
          spot: .key)
        return nil
      }
      return regionReader.read(value, at: path.appending(name)).map {
        EquilibriumPlace(name: name, region: $0, isWell: false)
      }
    }
  }

  /// Wells of what tells of itself are looked for by themselves in no more dimensions.
  private static let searchedDimensions = 3

  /// The listed wells; by default all named ones, or all regions where there are none.
  private func wells(_ regions: [EquilibriumPlace]) -> [EquilibriumPlace] {
    let isAsked = reader.raw("wells").map { $0 != .null } ?? false
    // In many dimensions what tells of itself is asked as a whole, without a search that nobody asked for.
    let isWhole = potential is any ObservablePotential && potential.dimension > Self.searchedDimensions && !isAsked
    let named = (isWhole ? [] : landscape.wells).map {
      EquilibriumPlace(name: $0.name, region: $0.region, well: $0, isWell: true)
    }
    let own = named + regions.map { EquilibriumPlace(name: $0.name, region: $0.region, isWell: true) }
    let isTaken = own.contains { $0.name == EquilibriumPlace.everything }
    let known = own + (isTaken ? [] : [.whole(of: potential)])
    func resolve(_ wells: [EquilibriumPlace]) -> [EquilibriumPlace] {
      reader.resolve("wells", as: .list(wells.map { .text($0.name) }))
      return wells
    }
    guard let value = reader.raw("wells"), value != .null else {
      return resolve(!named.isEmpty ? named : !own.isEmpty ? own : known)
    }
    let path = reader.path.appending("wells")
    guard let list = value.asList, !list.isEmpty else {
      reader.report("wells is \(value.described); a list of names is expected.", at: "wells")
      return []
    }
    var wells: [EquilibriumPlace] = []
    for (index, entry) in list.enumerated() {
      guard let name = entry.asText, let well = known.first(where: { $0.name == name }) else {
        let word = entry.asText.map { "'\($0)'" } ?? entry.described
        let hint =
          own.isEmpty
          ? "; \(potential.absenceOfWells), and 'regions' names none; say \(EquilibriumPlace.everything) for all of space."
          : choice(entry.asText ?? "", among: own.map(\.name))
        reader.log.report("unknown well \(word)\(hint)", at: path.appending(index))
        continue
      }
      if wells.contains(well) { reader.log.report("the well '\(name)' stands twice.", at: path.appending(index)) }
      wells.append(well)
    }
    return resolve(wells)
  }

  private func check(wells: [EquilibriumPlace], others given: [EquilibriumPlace]) {
    // All of space is never empty.
    let others = given.filter { !$0.isWhole }
    let probes = RegionProbes(potential: potential, landscape: landscape)
    let written = reader.contains("wells")
    for (index, place) in wells.enumerated() {
      let isRegion = place.well == nil
      let path =
        isRegion && reader.contains("regions")
        ? reader.path.appending("regions").appending(place.name)
        : written ? reader.path.appending("wells").appending(index) : reader.path.appending("potential")
      if let problem = probes.emptiness(of: place) { reader.log.report(problem, at: path) }
    }
    for place in others {
      guard let problem = probes.emptiness(of: place) else { continue }
      reader.log.report(problem, at: reader.path.appending("regions").appending(place.name))
    }
    for (index, place) in wells.enumerated() {
      for earlier in wells[..<index] {
        guard let point = probes.common(to: earlier, and: place) else { continue }
        let path = written ? reader.path.appending("wells").appending(index) : reader.path.appending("regions")
        reader.log.report(
          "the wells '\(earlier.name)' and '\(place.name)' overlap, for instance at \(point); what is listed under "
            + "'wells' must be disjoint.", at: path)
      }
    }
  }
}
