// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics
import Thermodynamics

/// Umbrella sampling along a coordinate, put together by MBAR.
struct UmbrellaMethod: EquilibriumMethod {
  static let word = "umbrella"
  let name = word
  let summary =
    "walkers held in windows along a coordinate or what the potential tells, put together by MBAR: whatever the barrier"
  let formula = "windows f + ½κ(x_c − s_k)²;  fᵢ = −ln Σₙ e^{−uᵢ(xₙ)}/Σⱼ Nⱼ e^{fⱼ − uⱼ(xₙ)}"
  let standing = MethodStanding.sampled(rank: 20)
  let takesTimeSteps = true
  let parameters = [
    Parameter.mapping(word, UmbrellaChoice.entries + UmbrellaChoice.jointEntries, "windows of umbrella sampling"),
    StepCheck.parameter,
  ]

  /// The number that its random streams go by.
  private static let drawing = 1
  /// The windows are dealt out to so many tasks.
  private static let parts = 4
  /// Along what the potential tells a plan costs as much as windows, so that one task makes it and samples them all.
  private func count(_ point: EquilibriumPoint) -> Int { point.umbrella.observable == nil ? Self.parts : 1 }
  private static let isRelative = NotApplicable(
    "no minimum makes a harmonic reference, so that F and S are known relative to all of space only")
  /// Regions whose members MBAR can tell apart.
  private static let mostRegions = 62

  func objection(to point: EquilibriumPoint) -> String? {
    if point.umbrella.observable == nil, let objection = point.needsSearch {
      let told = (point.potential as? any ObservablePotential)?.observables.last {
        $0.hasGradient && $0.place == "test"
      }
      return objection
        + (told.map { "; say \(Self.word): {observable: {\($0.quantity): \($0.place)}, from: …, to: …}" } ?? "")
    }
    if point.places.count > Self.mostRegions { return "tells at most \(Self.mostRegions) wells and regions apart" }
    if point.landscape.wells.isEmpty, point.umbrella.range == nil {
      return "needs wells to put its windows between, and the potential has none; say \(Self.word): {from: …, to: …}"
    }
    return point.streamObjection(drawing: Self.drawing, parts: 2)
  }

  /// Every share of the windows, once more at half the time step where the scheme has a discretization error.
  private func shares(of point: EquilibriumPoint) -> [(first: Int, halving: Int)] {
    (point.checksStep ? [0, 1] : [0]).flatMap { halving in
      (0..<count(point)).map { (first: $0, halving: halving) }
    }
  }

  func parts(of point: EquilibriumPoint) -> [MethodPart] {
    shares(of: point).map { share in
      // Some fifty steps between samples, twenty windows.
      let step = point.umbrella.observable == nil ? Double(point.potential.dimension) : point.potential.costPerStep
      let cost =
        1e3 * Double(point.umbrella.samples) * step / Double(count(point)) * Double(point.umbrella.hotter.count + 1)
      return MethodPart(
        label: "windows \(share.first + 1) of \(count(point))" + (share.halving > 0 ? ", h/2" : ""), cost: cost)
    }
  }

  private func sampling(_ point: EquilibriumPoint, plan: UmbrellaPlan? = nil, halving: Int) throws(NotApplicable)
    -> UmbrellaSampling
  {
    var settings = UmbrellaSampling.Settings()
    settings.range = point.umbrella.range
    settings.windows = point.umbrella.windows
    settings.stiffness = point.umbrella.stiffness
    settings.samples = point.umbrella.samples
    settings.walkers = point.umbrella.walkers
    settings.longestRunIn = point.umbrella.burnIn
    settings.observables = point.observables
    settings.hotter = point.umbrella.hotter
    settings.integrator = point.integrator
    // MALA has the right law at any time step, so that each window chooses the one that moves it best.
    if !point.integrator.hasExactStationaryLaw {
      settings.timeStep = point.timeStep / pow(2, Double(halving))
    }
    return try UmbrellaSampling(
      point.potential, temperature: point.temperature, coordinate: point.umbrellaCoordinate(), settings: settings,
      plan: plan, seed: point.position.seed)
  }

  func perform(part: Int, of point: EquilibriumPoint, in context: TaskContext) throws -> Dataset {
    let share = shares(of: point)[part]
    do {
      let sampling = try sampling(point, halving: share.halving)
      let windows = Array(stride(from: share.first, to: sampling.tasks, by: count(point)))
      var samples: [WindowSamples] = []
      for (count, window) in windows.enumerated() {
        try context.checkCancellation()
        samples += try sampling.sampleLadder(
          window, regions: point.places.map(\.region), seed: point.position.seed,
          task: try point.stream(drawing: Self.drawing, part: share.halving), threads: context.threads)
        context.report(
          work: Int(parts(of: point)[part].cost) / windows.count, fraction: Double(count + 1) / Double(windows.count))
      }
      return WindowFile.dataset(samples, plan: sampling.plan)
    } catch let reason as NotApplicable { return Dataset(failure: reason) }
  }

  /// What MBAR makes of the windows.
  private func analysis(_ parts: [Dataset?], of point: EquilibriumPoint, halving: Int = 0) throws(NotApplicable)
    -> UmbrellaAnalysis
  {
    let own = zip(parts, shares(of: point)).filter { $0.1.halving == halving }.compactMap(\.0)
    try own.checkForFailures()
    guard own.count == count(point), let plan = own.first.flatMap(WindowFile.plan) else {
      throw NotApplicable("not all windows are sampled yet")
    }
    let samples = own.flatMap(WindowFile.samples)
    return try sampling(point, plan: plan, halving: halving).analyze(samples, regions: point.places.map(\.name))
  }

  func findings(from parts: [Dataset?], of point: EquilibriumPoint) -> [Finding] {
    do throws(NotApplicable) {
      return findings(try analysis(parts, of: point), of: point).checked(at: point) { () throws(NotApplicable) in
        findings(try analysis(parts, of: point, halving: 1), of: point)
      }
    } catch { return point.places.map { .missing("free-energy-difference", of: $0, because: error) } }
  }

  private func findings(_ analysis: UmbrellaAnalysis, of point: EquilibriumPoint) -> [Finding] {
    var result: [Finding] = []
    for (place, member) in zip(point.places, analysis.members) {
      let worth = member.thermodynamics
      if analysis.freeEnergy != nil {
        result += [
          Finding("free-energy", worth.freeEnergy, unit: "energy", at: place.record),
          Finding("entropy", worth.entropy, unit: "1", at: place.record),
        ]
      }
      result += [
        Finding("energy", worth.energy, unit: "energy", at: place.record)
      ]
      // All of space holds everything.
      guard !place.isWhole else { continue }
      result += [
        Finding("population", member.population, unit: "1", at: place.record)
      ]
    }
    if let reference = point.places.firstIndex(of: point.reference) {
      for index in point.places.indices where index != reference {
        let difference = analysis.difference(of: index, relativeTo: reference)
        result += difference.thermodynamics.findings(
          ofDifferenceAt: point.places[index].record(relativeTo: point.reference), ratio: difference.populationRatio)
      }
    }
    result += means(analysis, of: point) + (EntropyLandscape(analysis, of: point)?.findings ?? [])
    let rHat = analysis.rHat.max()
    let notes = analysis.warnings.filter { !$0.hasPrefix("R̂") }
    result = result.map { finding in
      var finding = finding
      finding.rHat = rHat
      return finding
    }
    // Along what is told nothing that speaks against the windows is a mere note.
    result = point.umbrella.observable == nil ? result.noted(notes) : notes.reduce(result) { $0.doubted(because: $1) }
    guard analysis.freeEnergy == nil else { return result }
    return result + point.places.filter { !$0.isWhole }.map { .missing(of: $0, because: Self.isRelative) }
  }

  /// Means of what the potential tells, in each place.
  private func means(_ analysis: UmbrellaAnalysis, of point: EquilibriumPoint) -> [Finding] {
    point.places.enumerated().flatMap { index, place -> [Finding] in
      let members = analysis.samples.members(of: index)
      return zip(point.observables, analysis.samples.told).map { observable, values in
        .attempt("mean-\(observable.quantity)", unit: "1", at: place.record(on: observable)) {
          () throws(NotApplicable) in
          try analysis.samples.average(of: values, over: members)
        }
      }
    }
  }

  func addVariables(of table: EquilibriumTable, to results: inout Dataset) {
    guard let (parts, point) = table.lastParts(of: name), point.umbrella.observable != nil,
      let analysis = try? analysis(parts, of: point)
    else { return }
    UmbrellaFigures(point: point, analysis: analysis).addProfile(to: &results)
  }

  func figures(of table: EquilibriumTable) -> [Figure] {
    // Without numbers there is nothing to draw; the findings say why.
    guard let (parts, point) = table.lastParts(of: name), let analysis = try? analysis(parts, of: point) else {
      return []
    }
    return UmbrellaFigures(point: point, analysis: analysis).all
      + (EntropyLandscape(analysis, of: point)?.figures ?? [])
  }

  func remarks(on table: EquilibriumTable) -> [String] {
    guard let (parts, point) = table.lastParts(of: name), point.umbrella.observable != nil,
      let analysis = try? analysis(parts, of: point)
    else { return [] }
    return [EntropyLandscape(analysis, of: point)?.remark].compactMap(\.self)
  }
}
