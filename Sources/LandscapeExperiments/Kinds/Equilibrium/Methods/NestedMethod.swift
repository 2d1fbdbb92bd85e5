// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics
import Thermodynamics

/// Nested sampling of all of space and of each place: volumes, and with them Z at any temperature.
struct NestedMethod: EquilibriumMethod {
  static let word = "nested-sampling"
  let name = word
  let summary = "volumes {f < ε}, or parts of the prior {L < ε}, from points that sink together, and F, E and S"
  let formula = "Z = ∫ e^{−βε} dV(ε),  ⟨ln V_{k+1}/V_k⟩ = −1/n of n live points"
  let standing = MethodStanding.sampled(rank: 40)
  let parameters: [Parameter] = [
    .mapping(
      key,
      [
        .integer("live-points", default: 500, .between(20, 1e6), "points that are alive at a time"),
        .integer("repetitions", default: 4, .between(1, 32), "independent runs, whose spread checks their error"),
      ], "nested sampling")
  ]

  private static let key = "nested"
  /// The number that its random streams go by.
  private static let drawing = 3
  /// Energies up to so many times ε lie within the box that the points start in.
  private static let headroom = 10.0

  func objection(to point: EquilibriumPoint) -> String? {
    if point.isUnsearched {
      do throws(NotApplicable) { _ = try prior(of: point) } catch { return "cannot begin: \(error)" }
    }
    return point.streamObjection(drawing: Self.drawing, parts: point.places.count + 1)
  }

  private func livePoints(of point: EquilibriumPoint) -> Int { point.settings.mapping(Self.key).integer("live-points") }

  private func repetitions(of point: EquilibriumPoint) -> Int {
    point.settings.mapping(Self.key).integer("repetitions")
  }

  /// A run of nested sampling: of a place, or of all of space.
  private func runs(of point: EquilibriumPoint) -> [(place: EquilibriumPlace?, repetition: Int)] {
    // No box holds what is not searched; its whole space is met under the Gaussian law.
    let places = point.places.filter { $0.isWhole || !point.isUnsearched }.map(Optional.some)
    return ((!point.isUnsearched ? [nil] : []) + places).flatMap { place in
      (0..<repetitions(of: point)).map { (place, $0) }
    }
  }

  func parts(of point: EquilibriumPoint) -> [MethodPart] {
    let d = Double(point.potential.dimension)
    guard !point.isUnsearched else {
      // A factor of e for every two coordinates, two moves a coordinate, some three losses in each.
      let cost = d / 2 * Double(livePoints(of: point)) * max(20, 2 * d) * 3 * point.potential.costPerStep
      return runs(of: point).map { MethodPart(label: "the prior, repetition \($0.repetition + 1)", cost: cost) }
    }
    // Ten factors of e a dimension, and some five evaluations of the energy in each slice.
    let cost = 10 * d * Double(livePoints(of: point)) * max(20, 4 * d) * 5 * d
    return runs(of: point).map { run in
      MethodPart(label: "\(run.place?.name ?? "all of space"), repetition \(run.repetition + 1)", cost: cost)
    }
  }

  private func sampling(_ place: EquilibriumPlace?, of point: EquilibriumPoint) throws(NotApplicable) -> NestedSampling
  {
    let highest = place == nil ? point.energiesBelow.max() ?? 0 : 0
    guard
      let box = NestedSampling.box(of: point.potential, hottest: max(point.temperature, highest / Self.headroom))
    else { throw NotApplicable("the potential does not confine, so that no box holds all that counts") }
    return try NestedSampling(
      point.potential, region: place?.region, box: box, livePoints: livePoints(of: point),
      coldest: point.temperature, lowestEnergy: place == nil ? point.energiesBelow.min() : nil)
  }

  /// The Gaussian law of a potential that has one and is asked for all of space.
  private func prior(of point: EquilibriumPoint) throws(NotApplicable) -> GaussianPrior {
    try GaussianPrior(of: point.potential, temperature: point.temperature)
  }

  /// Whether a place is met under the Gaussian law.
  private func isPrior(_ place: EquilibriumPlace?, of point: EquilibriumPoint) -> Bool {
    (place?.isWhole ?? false) && (try? prior(of: point)) != nil
  }

  func perform(part: Int, of point: EquilibriumPoint, in context: TaskContext) throws -> Dataset {
    let run = runs(of: point)[part]
    let cost = parts(of: point)[part].cost
    do {
      // How far the volume has to shrink is not known before.
      let task = try point.stream(drawing: Self.drawing, part: part / repetitions(of: point))
      let found: NestedRun?
      if isPrior(run.place, of: point) {
        found = PriorVolumes(
          of: try prior(of: point), livePoints: livePoints(of: point), lowestLoss: point.energiesBelow.min()
        ).run(repetition: UInt32(run.repetition), seed: point.position.seed, task: task) { _ in !context.isCancelled }
      } else {
        found = try sampling(run.place, of: point).run(
          repetition: UInt32(run.repetition), seed: point.position.seed, task: task
        ) { _ in !context.isCancelled }
      }
      guard let found else { throw CancellationError() }
      context.report(work: Int(cost), fraction: 1)
      return NestedFile.dataset(found)
    } catch let reason as NotApplicable { return Dataset(failure: reason) }
  }

  /// The repetitions of a place, or of all of space, put together.
  private func samples(_ place: EquilibriumPlace?, _ parts: [Dataset?], of point: EquilibriumPoint)
    throws(NotApplicable) -> NestedSamples
  {
    let own = zip(parts, runs(of: point)).filter { $0.1.place == place }.compactMap(\.0)
    try own.checkForFailures()
    return try NestedSamples(combining: own.map(NestedFile.run))
  }

  func findings(from parts: [Dataset?], of point: EquilibriumPoint) -> [Finding] {
    var worth = WorthOfWells(point: point, places: [:])
    var failures: [Finding] = []
    var notes: [String] = []
    var volumesOfPrior: [Finding] = []
    for place in point.places where place.isWhole || !point.isUnsearched {
      if isPrior(place, of: point) {
        volumesOfPrior += priorFindings(place, parts, of: point)
        continue
      }
      do throws(NotApplicable) {
        let samples = try samples(place, parts, of: point)
        worth.places[place.name] = try samples.thermodynamics(temperature: point.temperature)
        notes += samples.warnings(temperature: point.temperature)
      } catch { failures.append(.missing(of: place, because: error)) }
    }
    worth.space = try? samples(nil, parts, of: point).thermodynamics(temperature: point.temperature).freeEnergy
    let volumes = (!point.isUnsearched ? point.energiesBelow : []).map { energy in
      LogVolume.finding(at: energy) { () throws(NotApplicable) in
        try samples(nil, parts, of: point).logVolume(below: energy)
      }
    }
    return (worth.findings + volumes).noted(notes.distinct) + failures + volumesOfPrior
  }

  /// ln of the parts of the prior where L < ε, and ln⟨e^{−βL}⟩ with the F that follows.
  private func priorFindings(_ place: EquilibriumPlace, _ parts: [Dataset?], of point: EquilibriumPoint) -> [Finding] {
    do throws(NotApplicable) {
      let samples = try samples(place, parts, of: point)
      let origin = try prior(of: point).freeEnergy
      var findings = point.energiesBelow.map { loss in
        Finding.attempt("log-prior-volume", unit: "1", at: Record([("loss-below", .number(loss))])) {
          () throws(NotApplicable) in try samples.logVolume(below: loss)
        }
      }
      let evidence = try samples.logPartition(temperature: point.temperature)
      var free = evidence.scaled(by: -point.temperature)
      free.value += origin
      findings += [
        Finding(EvidenceGrowth.quantity, evidence, unit: "1", at: place.record),
        Finding("free-energy", free, unit: "energy", at: place.record),
      ]
      // Repetitions that differ too much are no mere note: chains that cannot move keep all of them too high.
      return samples.warnings(temperature: point.temperature).reduce(findings) { $0.doubted(because: $1) }
    } catch { return [.missing(of: place, because: error)] }
  }

  func figures(of table: EquilibriumTable) -> [Figure] {
    guard let (parts, point) = table.lastParts(of: name), let low = point.energiesBelow.min(),
      let high = point.energiesBelow.max(), low > 0, high > low,
      let samples = try? samples(nil, parts, of: point)
    else { return [] }
    let stations = 60
    let found = (0...stations).compactMap { index -> (energy: Double, volume: Estimate)? in
      let energy = low * pow(high / low, Double(index) / Double(stations))
      return (try? samples.logVolume(below: energy)).map { (energy, $0) }
    }
    guard found.count > 1 else { return [] }
    let x = found.map(\.energy)
    let y = found.map(\.volume.value)
    return [
      Figure(
        name: "nested-volume", title: "The volume that nested sampling sees sink",
        caption: "ln of the volume where f < ε with its 95 % interval.",
        x: Figure.Axis("energy ε", isLogarithmic: true), y: Figure.Axis("ln volume"),
        series: [
          Figure.Series(
            "95 % interval", .band, x: x, y: y, lower: found.map(\.volume.bounds.lowerBound),
            upper: found.map(\.volume.bounds.upperBound)),
          Figure.Series(name, .line, x: x, y: y),
        ])
    ]
  }
}

/// A run of nested sampling as a task's result.
private enum NestedFile {
  static func dataset(_ run: NestedRun) -> Dataset {
    var result = Dataset()
    let count = run.energies.count
    result.add("log_volume", [run.logVolume], longName: "ln of the volume of the box")
    result.add("outside", run.outside, over: ["point": count], units: "length", longName: "distance from the region")
    result.add("energy", run.energies, over: ["point": count], units: "energy", longName: "f of the points, falling")
    result.add("count", run.counts, over: ["point": count], longName: "live points when it was taken out")
    result.add(
      "end", [run.finalPoints, run.endsOnPlateau ? 1 : 0, run.isComplete ? 1 : 0, run.evaluations], over: ["fact": 4],
      longName: "last live points; whether they lie on a plateau; whether the goal was reached; energies computed")
    return result
  }

  static func run(in dataset: Dataset) -> NestedRun {
    var run = NestedRun(logVolume: dataset.numbers("log_volume")?.first ?? 0)
    run.outside = dataset.numbers("outside") ?? []
    run.energies = dataset.numbers("energy") ?? []
    run.counts = dataset.numbers("count") ?? []
    let end = dataset.numbers("end") ?? []
    guard end.count == 4 else { return run }
    run.finalPoints = Int(end[0])
    run.endsOnPlateau = end[1] == 1
    run.isComplete = end[2] == 1
    run.evaluations = Int(end[3])
    return run
  }
}
