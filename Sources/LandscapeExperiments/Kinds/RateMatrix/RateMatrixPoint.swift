// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Randomness
import Settings

/// One point of the sweep of a `rate-matrix` scenario, decoded and checked.
struct RateMatrixPoint: MethodicalPoint {
  let position: SweepPosition
  let potential: any Potential
  let landscape: Landscape
  let temperature: Double
  /// The states, in the order of the scenario or of the landscape.
  let wells: [Well]
  private(set) var methods: [any ExperimentMethod<RateMatrixPoint>] = []
  private(set) var settings = Parameters()

  /// Nothing is drawn.
  var generator: String { NoiseGenerator.philox.name }

  /// The names of the states.
  var names: [String] { wells.map(\.name) }

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext) {
    let before = reader.log.problems.count
    let potential = context.laboratory.potential(in: reader, at: context.position)
    let temperature = reader.read(RateMatrixKind.temperature).asNumber ?? .nan
    let choice = MobilityChoice(
      reader, potential: temperature > 0 ? potential : nil, temperature: temperature)
    choice.demand(reader)
    let written = reader.raw(RateMatrixKind.wells.name)
    if let written, written != .null { reader.read(RateMatrixKind.wells) }
    guard let potential, reader.log.problems.count == before else { return nil }
    if let objection = potential.searchObjection {
      reader.report("rates are between wells: \(objection).", at: "potential")
      return nil
    }
    let landscape = Landscape(of: potential)
    let names = written?.asList?.compactMap(\.asText)
    guard let wells = Self.wells(names, of: landscape, reader) else { return nil }
    reader.resolve(RateMatrixKind.wells.name, as: .list(wells.map { .text($0.name) }))
    guard wells.count >= 2 else {
      reader.report(
        wells.isEmpty
          ? "rates are between wells, and \(potential.absenceOfWells)."
          : "rates are between wells, and here is only '\(wells[0].name)'; two are needed.",
        at: names == nil ? "potential" : RateMatrixKind.wells.name)
      return nil
    }
    position = context.position
    self.potential = choice.applied(to: potential)
    self.landscape = landscape
    self.temperature = temperature
    self.wells = wells
    let catalogue = context.laboratory.methods(for: RateMatrixPoint.self)
    methods = MethodChoice.read(reader, from: catalogue, for: self)
    settings = MethodChoice.settings(reader, of: methods, among: catalogue)
    guard reader.log.problems.count == before else { return nil }
  }

  private static func wells(_ names: [String]?, of landscape: Landscape, _ reader: Reader) -> [Well]? {
    guard let names else { return landscape.wells }
    let known = landscape.wells.map(\.name)
    var chosen: [Well] = []
    for (index, name) in names.enumerated() {
      let path = reader.path.appending(RateMatrixKind.wells.name).appending(index)
      guard let well = landscape.wells.first(where: { $0.name == name }) else {
        reader.log.report("unknown well '\(name)'\(choice(name, among: known))", at: path)
        continue
      }
      if chosen.contains(where: { $0.name == name }) { reader.log.report("well '\(name)' stands twice.", at: path) }
      chosen.append(well)
    }
    return chosen.count == names.count ? chosen : nil
  }
}
