// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics
import Thermodynamics

/// Direct sampling: long runs of many walkers, and where they are.
struct SamplingMethod: EquilibriumMethod {
  static let word = "sampling"
  let name = word
  let summary = "direct sampling: long chains of many walkers that cross between the wells by themselves"
  let formula = "p(U) = ⟨1_U⟩,  E(U) = ⟨f·1_U⟩/⟨1_U⟩,  ΔF = −θ ln(p/p′)"
  let standing = MethodStanding.sampled(rank: 50)
  let takesTimeSteps = true
  let parameters = [walkers, steps, StepCheck.parameter]

  private static let walkers = Parameter.integer(
    "walkers", default: 256, .between(4, 1e6),
    "how many chains direct sampling runs; they start in the wells by their harmonic populations")
  private static let steps = Parameter.integer(
    "steps", default: 100000, .between(100, 1e9), "steps of each chain after its warm-up of a tenth of them")

  /// The number that its random streams go by.
  private static let drawing = 0
  /// Parts of fewer walkers would leave the vector instructions idle.
  private static let walkersOfPart = 32
  private static let mostParts = 16
  /// In more dimensions than this a walker hardly ever meets a small ball.
  private static let ballDimension = 3

  func objection(to point: EquilibriumPoint) -> String? {
    point.streamObjection(drawing: Self.drawing, parts: 2)
  }

  private func steps(of point: EquilibriumPoint) -> Int { point.settings.integer(Self.steps.name) }

  private func shares(of point: EquilibriumPoint) -> [WalkerShare] {
    let walkers = point.settings.integer(Self.walkers.name)
    let size = max(Self.walkersOfPart, (walkers + Self.mostParts - 1) / Self.mostParts)
    return WalkerShare.shares(of: walkers, size: size, checksStep: point.checksStep)
  }

  func parts(of point: EquilibriumPoint) -> [MethodPart] {
    shares(of: point).map { share in
      let steps = 1.1 * Double(steps(of: point)) * pow(2, Double(share.halving))
      return MethodPart(
        label: share.label, cost: Double(share.walkers.count) * point.potential.costPerStep * steps)
    }
  }

  private func sampling(_ point: EquilibriumPoint, halving: Int) throws(NotApplicable) -> DirectSampling {
    try DirectSampling(
      point.potential, temperature: point.temperature, regions: point.places.map(\.region),
      cores: point.places.map { core(of: $0, in: point.potential.dimension) }, starts: starts(of: point),
      integrator: point.integrator, timeStep: point.timeStep / pow(2, Double(halving)),
      steps: steps(of: point) << halving, observables: point.observables, isWatching: isWatching(point),
      startsByItself: point.isUnsearched)
  }

  /// Whether means of what the potential tells are kept, and the fluctuations of f: everywhere, where all of space is asked for.
  private func isWatching(_ point: EquilibriumPoint) -> Bool {
    !point.observables.isEmpty || point.places.contains(where: \.isWhole)
  }

  /// Where a walker counts as having changed its well; nowhere in regions that overlap with wells.
  private func core(of place: EquilibriumPlace, in dimension: Int) -> Region {
    guard place.isWell, !place.isWhole else { return .not(.everywhere(dimension)) }
    guard let core = place.well?.core else { return place.region }
    if case .ball = core, dimension > Self.ballDimension { return place.region }
    return core
  }

  /// The wells of the landscape, in the shares of the harmonic approximation where that has any for all of them.
  private func starts(of point: EquilibriumPoint) -> [DirectSampling.StartingWell] {
    var wells = point.isUnsearched ? [] : point.landscape.wells
    if wells.isEmpty {
      let middle = point.potential.window.map { ($0.lowerBound + $0.upperBound) / 2 }
      wells = [Well(name: "", minimum: middle, region: .everywhere(point.potential.dimension))]
    }
    let free = wells.compactMap {
      try? FreeEnergy.harmonic(point.potential, minimum: $0.minimum, temperature: point.temperature).freeEnergy.value
    }
    let lowest = free.min() ?? 0
    return wells.enumerated().map { index, well in
      DirectSampling.StartingWell(
        minimum: well.minimum, region: well.region,
        share: free.count == wells.count ? exp(-(free[index] - lowest) / point.temperature) : 1)
    }
  }

  func perform(part: Int, of point: EquilibriumPoint, in context: TaskContext) throws -> Dataset {
    let share = shares(of: point)[part]
    let cost = parts(of: point)[part].cost
    var reported = 0.0
    do {
      let sums = try sampling(point, halving: share.halving).run(
        walkers: share.walkers, seed: point.position.seed,
        task: try point.stream(drawing: Self.drawing, part: share.halving), threads: context.threads
      ) { fraction in
        context.report(work: Int(cost * (fraction - reported)), fraction: fraction)
        reported = fraction
        return !context.isCancelled
      }
      guard let sums else { throw CancellationError() }
      return SumsFile.dataset(sums)
    } catch let reason as NotApplicable { return Dataset(failure: reason) }
  }

  private func samples(_ parts: [Dataset?], of point: EquilibriumPoint, halving: Int = 0) throws(NotApplicable)
    -> DirectSamples
  {
    let own = shares(of: point).finished(parts, halving: halving)
    try own.checkForFailures()
    return try DirectSamples(
      combining: own.map { SumsFile.sums(in: $0, regions: point.places.count) }, temperature: point.temperature)
  }

  /// Means and fluctuations of f and of what the potential tells.
  private func told(_ parts: [Dataset?], of point: EquilibriumPoint) -> [Finding] {
    let sums = shares(of: point).finished(parts, halving: 0).filter { $0.failure == nil }
      .map { SumsFile.sums(in: $0, regions: point.places.count) }
    let averages = ToldAverages(combining: sums)
    guard !averages.isEmpty else { return [] }
    return FluctuationFindings(averages: averages, point: point).all
  }

  func findings(from parts: [Dataset?], of point: EquilibriumPoint) -> [Finding] {
    do throws(NotApplicable) {
      let own = findings(try samples(parts, of: point), of: point).checked(at: point) { () throws(NotApplicable) in
        findings(try samples(parts, of: point, halving: 1), of: point)
      }
      let told = told(parts, of: point)
      // The energy of all of space is told with its halves compared.
      return own.filter { finding in !told.contains(where: finding.isTwin) } + told
    } catch { return point.places.map { .missing("population", of: $0, because: error) } }
  }

  private func findings(_ samples: DirectSamples, of point: EquilibriumPoint) -> [Finding] {
    var result: [Finding] = []
    let lost = DivergenceNote(
      diverged: samples.diverged, of: samples.walkers + samples.diverged, consequence: " and were left out")
    let reference = point.places.firstIndex(of: point.reference) ?? 0
    for (index, place) in point.places.enumerated() {
      if place.isWhole, index == reference { continue }
      var own = [Finding("population", samples.populations[index], unit: "1", at: place.record)]
      own.append(
        .attempt("energy", unit: "energy", at: place.record) { () throws(NotApplicable) in
          try samples.energy(of: index)
        })
      if index != reference {
        let at = place.record(relativeTo: point.reference)
        own += [
          .attempt("free-energy-difference", unit: "energy", at: at) { () throws(NotApplicable) in
            try samples.freeEnergyDifference(of: index, relativeTo: reference)
          },
          .attempt("energy-difference", unit: "energy", at: at) { () throws(NotApplicable) in
            try samples.energyDifference(of: index, relativeTo: reference)
          },
          .attempt("entropy-difference", unit: "1", at: at) { () throws(NotApplicable) in
            try samples.entropyDifference(of: index, relativeTo: reference)
          },
          .attempt("population-ratio", unit: "1", at: at) { () throws(NotApplicable) in
            try samples.populationRatio(of: index, to: reference)
          },
        ]
      }
      let wells = point.wells.filter { !$0.isWhole }.count
      // Infinite where no walker crossed, which is said in words.
      let rHat = [samples.rHats[index], samples.rHats[reference]].filter(\.isFinite).max()
      result += own.map { finding in
        var finding = finding
        finding.rHat = rHat
        finding.samples = samples.walkers
        return lost.applied(to: finding)
      }.noted(samples.warnings(amongWells: wells).filter { !$0.hasPrefix("R̂") })
    }
    return result
  }
}

/// The sums of some walkers as a task's result.
private enum SumsFile {
  static func dataset(_ sums: DirectSums) -> Dataset {
    var result = Dataset()
    let count = sums.walkers.count
    result.add("start", sums.starts, over: ["walker": count], longName: "index of the well that it started in")
    result.add("walker", sums.walkers.map { Int($0) }, over: ["walker": count], longName: "names of the walkers")
    result.add("observations", [sums.observations], longName: "observations of a walker in each part of its run")
    result.add(
      "visits", sums.visits, over: ["region": sums.regions, "walker": count, "batch": sums.batches],
      longName: "observations that found the walker in the region")
    result.add(
      "energies", sums.energies, over: ["region": sums.regions, "walker": count, "batch": sums.batches],
      units: "energy", longName: "sum of f over these observations")
    result.add(
      "transitions", sums.transitions, over: ["walker": count], longName: "how often the walker changed its well")
    if sums.told.quantities > 0 {
      result.add("quantities", [sums.told.quantities], longName: "f and what the potential tells")
      let shape = [
        (dimension: "region", size: sums.regions), (dimension: "quantity", size: sums.told.quantities),
        (dimension: "walker", size: count), (dimension: "half", size: 2),
      ]
      result.add(
        "told_visits", sums.told.visits, over: ["region": sums.regions, "walker": count, "half": 2],
        longName: "observations in the region")
      result.add("told", .numbers(sums.told.values), shape: shape, longName: "sum of what was told over them")
      result.add("told_squares", .numbers(sums.told.squares), shape: shape, longName: "sum of its squares")
    }
    result.add("lost", sums.walkers.map { sums.diverged.contains($0) ? 1 : 0 }, over: ["walker": count])
    return result
  }

  static func sums(in dataset: Dataset, regions: Int) -> DirectSums {
    let walkers = (dataset.numbers("walker") ?? []).map { UInt32($0) }
    let visits = dataset.numbers("visits") ?? []
    let observations = dataset.numbers("observations")?.first ?? 1
    var sums = DirectSums(
      regions: regions, walkers: walkers, starts: (dataset.numbers("start") ?? []).map { Int($0) },
      batches: visits.count / max(1, regions * walkers.count), observations: Int(observations))
    sums.visits = visits
    sums.energies = dataset.numbers("energies") ?? []
    sums.transitions = dataset.numbers("transitions") ?? []
    sums.told.quantities = Int(dataset.numbers("quantities")?.first ?? 0)
    sums.told.visits = dataset.numbers("told_visits") ?? []
    sums.told.values = dataset.numbers("told") ?? []
    sums.told.squares = dataset.numbers("told_squares") ?? []
    sums.diverged = zip(walkers, dataset.numbers("lost") ?? []).filter { $0.1 == 1 }.map(\.0)
    return sums
  }
}
