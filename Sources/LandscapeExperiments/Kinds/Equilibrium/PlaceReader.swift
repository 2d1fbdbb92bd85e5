// SPDX-License-Identifier: GPL-3.0-or-later
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
    let others = regions.filter { region in !wells.contains { $0.name == region.name } }
    guard reader.log.problems.count == before else { return nil }
    let places = wells + others
    guard !places.isEmpty else {
      reader.report("this potential has no named wells; name some regions under 'regions'.", at: "wells")
      return nil
    }
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
      wells: landscape.wells, dimension: potential.dimension, boundaries: potential.boundaries, part: .region,
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

  /// The listed wells; by default all named ones, or all regions where there are none.
  private func wells(_ regions: [EquilibriumPlace]) -> [EquilibriumPlace] {
    let named = landscape.wells.map { EquilibriumPlace(name: $0.name, region: $0.region, well: $0, isWell: true) }
    let known = named + regions.map { EquilibriumPlace(name: $0.name, region: $0.region, isWell: true) }
    func resolve(_ wells: [EquilibriumPlace]) -> [EquilibriumPlace] {
      reader.resolve("wells", as: .list(wells.map { .text($0.name) }))
      return wells
    }
    guard let value = reader.raw("wells"), value != .null else { return resolve(named.isEmpty ? known : named) }
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
          known.isEmpty
          ? "; this potential has no named wells, and 'regions' names none."
          : choice(entry.asText ?? "", among: known.map(\.name))
        reader.log.report("unknown well \(word)\(hint)", at: path.appending(index))
        continue
      }
      if wells.contains(well) { reader.log.report("the well '\(name)' stands twice.", at: path.appending(index)) }
      wells.append(well)
    }
    return resolve(wells)
  }

  private func check(wells: [EquilibriumPlace], others: [EquilibriumPlace]) {
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
