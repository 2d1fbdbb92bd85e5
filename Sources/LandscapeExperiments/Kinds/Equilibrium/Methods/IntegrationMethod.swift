// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Randomness
import Runs
import Settings
import Statistics
import Thermodynamics

/// Thermodynamic integration, well by well, and of all of space from its Gaussian law.
struct IntegrationMethod: EquilibriumMethod {
  let name = "thermodynamic-integration"
  let summary = "mean energies along a path from a harmonic well or a Gaussian law whose free energy is known"
  let formula =
    "βF = β₀F₀ + ∫ ⟨f⟩ dβ,  or  F = F₀ + ∫₀¹ ⟨f − φ⟩_λ dλ from the well's parabola φ; all of space: ln Z/Z₀ = −∫ λβ⟨L⟩_λ d ln λ from the Gaussian law"
  let standing = MethodStanding.sampled(rank: 30)
  let parameters = [IntegrationChoice.parameter]

  /// The number that its random streams go by.
  private static let drawing = 2

  func objection(to point: EquilibriumPoint) -> String? {
    let own = wells(of: point)
    if let whole = WholeSpacePath(of: point, task: 0), own.isEmpty {
      do throws(NotApplicable) { _ = try whole.prior() } catch {
        return "cannot begin: \(error), as in integration: {confinement: 1}"
      }
    }
    return (own.isEmpty && point.places.contains(where: \.isWhole) ? nil : HarmonicMethod().objection(to: point))
      ?? point.streamObjection(drawing: Self.drawing, parts: own.count + 1)
  }

  /// All of space as a place, if it is asked for.
  private func whole(_ point: EquilibriumPoint) -> WholeSpacePath? {
    (try? point.stream(drawing: Self.drawing, part: wells(of: point).count)).flatMap {
      WholeSpacePath(of: point, task: $0)
    }
  }

  /// A path starts at a minimum.
  private func wells(of point: EquilibriumPoint) -> [(place: EquilibriumPlace, minimum: [Double])] {
    point.wells.compactMap { place in place.well.map { (place, $0.minimum) } }
  }

  func parts(of point: EquilibriumPoint) -> [MethodPart] {
    let choice = IntegrationChoice(point.settings)
    let steps = 1.2 * Double(choice.steps * choice.walkers * (choice.nodes + 1))
    return wells(of: point).map { MethodPart(label: $0.place.name, cost: steps * Double(point.potential.dimension)) }
      + (whole(point)?.parts ?? [])
  }

  private func path(_ point: EquilibriumPoint, well: Int, task: StreamTask) throws(NotApplicable)
    -> ThermodynamicIntegration
  {
    let (place, minimum) = wells(of: point)[well]
    let choice = IntegrationChoice(point.settings)
    switch choice.path {
    case .temperature:
      return try .fromTheCold(
        point.potential, region: place.region, minimum: minimum, temperature: point.temperature,
        coldness: choice.coldness, nodes: choice.nodes, seed: point.position.seed, task: task)
    case .potential:
      return try .fromTheParabola(
        point.potential, region: place.region, minimum: minimum, temperature: point.temperature, nodes: choice.nodes,
        seed: point.position.seed, task: task)
    }
  }

  func perform(part: Int, of point: EquilibriumPoint, in context: TaskContext) throws -> Dataset {
    let own = wells(of: point)
    if part >= own.count, let whole = whole(point) { return try whole.perform(part: part - own.count, in: context) }
    let place = own[part].place
    let cost = parts(of: point)[part].cost
    let choice = IntegrationChoice(point.settings)
    do {
      let task = try point.stream(drawing: Self.drawing, part: part)
      let path = try path(point, well: part, task: task)
      var sums: [NodeSums] = []
      for node in path.nodes.indices {
        let done = try path.run(
          node: node, walkers: 0..<UInt32(choice.walkers), steps: choice.steps,
          seed: point.position.seed, task: task, threads: context.threads
        ) { _ in !context.isCancelled }
        guard let done else { throw CancellationError() }
        sums.append(done)
        let fraction = Double(node + 1) / Double(path.nodes.count)
        context.report(work: Int(cost) / path.nodes.count, fraction: fraction)
      }
      return dataset(try IntegratedFreeEnergy(path, combining: sums), of: place)
    } catch let reason as NotApplicable { return Dataset(findings: [.missing(of: place, because: reason)]) }
  }

  private func dataset(_ result: IntegratedFreeEnergy, of place: EquilibriumPlace) -> Dataset {
    let rHat = result.points.compactMap(\.rHat).max()
    let findings = result.thermodynamics.findings(at: place.record).map { finding in
      var finding = finding
      finding.rHat = rHat
      finding.notes = result.warnings.filter { !$0.hasPrefix("R̂") }
      return finding
    }
    var dataset = Dataset(findings: findings)
    let count = result.points.count
    dataset.add("parameter", result.points.map(\.parameter), over: ["node": count], longName: "β or λ of the node")
    dataset.add("mean", result.points.map(\.mean.value), over: ["node": count], units: "energy", longName: "integrand")
    dataset.add(
      "mean_standard_error", result.points.map(\.mean.standardError), over: ["node": count], units: "energy",
      longName: "standard error of the integrand")
    return dataset
  }

  /// F, E and S of each well; the rest follows, since the paths are independent.
  func findings(from parts: [Dataset?], of point: EquilibriumPoint) -> [Finding] {
    let count = wells(of: point).count
    let own =
      parts.prefix(count).compactMap { $0 }.flatMap(\.findings)
      + (whole(point)?.findings(from: Array(parts.dropFirst(count))) ?? [])
    var worth = WorthOfWells(point: point, places: [:])
    for place in point.places {
      func estimate(_ quantity: String) -> Estimate? {
        own.first { $0.quantity == quantity && $0.at.isSamePlace(as: place.record) }?.estimate
      }
      guard let free = estimate("free-energy"), let energy = estimate("energy"), let entropy = estimate("entropy")
      else { continue }
      worth.places[place.name] = WellThermodynamics(freeEnergy: free, energy: energy, entropy: entropy)
    }
    return own + worth.findings.filter { finding in !own.contains(where: finding.isTwin) }
  }

  func figures(of table: EquilibriumTable) -> [Figure] {
    guard let (parts, point) = table.lastParts(of: name) else { return [] }
    let ways = [whole(point)?.figure(from: Array(parts.dropFirst(wells(of: point).count)))].compactMap(\.self)
    let isHeating = IntegrationChoice(point.settings).path == .temperature
    let series = zip(wells(of: point), parts).compactMap { well, part -> Figure.Series? in
      guard let x = part?.numbers("parameter"), let y = part?.numbers("mean"),
        let errors = part?.numbers("mean_standard_error")
      else { return nil }
      return Figure.Series(
        well.place.name, .points, x: x, y: y, lower: zip(y, errors).map { $0 - 1.96 * $1 },
        upper: zip(y, errors).map { $0 + 1.96 * $1 })
    }
    guard !series.isEmpty else { return ways }
    let place = point.position.coordinates.sentence
    return ways + [
      Figure(
        name: "integrand", title: "What is integrated" + (place.isEmpty ? "" : ", \(place)"),
        caption: "The mean along the path at its nodes and at its end; bars are 95 % intervals.",
        x: Figure.Axis(isHeating ? "inverse temperature β" : "λ", isLogarithmic: isHeating),
        y: Figure.Axis(isHeating ? "⟨f⟩ (energy)" : "⟨f − φ⟩ (energy)"), series: series)
    ]
  }
}
