// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Randomness
import Runs
import Settings
import Statistics
import Thermodynamics

/// Thermodynamic integration of all of space, from the Gaussian law that holds the potential together.
struct WholeSpacePath {
  let point: EquilibriumPoint
  let place: EquilibriumPlace
  let task: StreamTask

  /// The walkers are dealt out to so many tasks.
  private static let mostParts = 4

  /// `nil` where all of space is not asked for.
  init?(of point: EquilibriumPoint, task: StreamTask) {
    guard let place = point.places.first(where: \.isWhole) else { return nil }
    (self.point, self.place, self.task) = (point, place, task)
  }

  private var choice: IntegrationChoice { IntegrationChoice(point.settings) }

  /// The Gaussian law.
  func prior() throws(NotApplicable) -> GaussianPrior {
    try GaussianPrior(of: point.potential, confinement: point.pathConfinement, temperature: point.temperature)
  }

  private func path() throws(NotApplicable) -> GaussianPath {
    try GaussianPath(from: try prior(), nodes: choice.nodes, seed: point.position.seed, task: task)
  }

  /// The names of the walkers of each part.
  private var shares: [Range<UInt32>] {
    let walkers = choice.walkers
    let size = (walkers + Self.mostParts - 1) / Self.mostParts
    // Walker 0 names the draws of the beginning.
    return stride(from: 1, through: walkers, by: size).map {
      UInt32($0)..<UInt32(min($0 + size, walkers + 1))
    }
  }

  /// One part for some walkers each.
  var parts: [MethodPart] {
    // Nodes for each factor e of λ, of which there may be some twenty; the stay at the end is longer.
    let nodes = Double(max(choice.nodes, 30) + 4)
    return shares.map { names in
      MethodPart(
        label: "\(place.name), walkers \(names.lowerBound) to \(names.upperBound - 1)",
        cost: Double(names.count * choice.steps) * 1.4 * nodes * point.potential.costPerStep)
    }
  }

  func perform(part: Int, in context: TaskContext) throws -> Dataset {
    let names = shares[part]
    let cost = parts[part].cost
    do {
      let path = try path()
      var walks: [PathWalk] = []
      for (index, walker) in names.enumerated() {
        let walk = path.walk(
          walker, steps: choice.steps, observing: point.observables, seed: point.position.seed, task: task
        ) { fraction in
          context.report(fraction: (Double(index) + fraction) / Double(names.count))
          return !context.isCancelled
        }
        guard let walk else { throw CancellationError() }
        walks.append(walk)
        context.report(work: Int(cost) / names.count, fraction: Double(index + 1) / Double(names.count))
      }
      return WalkFile.dataset(walks)
    } catch let reason as NotApplicable { return Dataset(failure: reason) }
  }

  /// What the walkers of all parts say.
  func result(from parts: [Dataset?]) throws(NotApplicable) -> PathFreeEnergy {
    let own = parts.compactMap { $0 }
    try own.checkForFailures()
    guard own.count == shares.count else { throw NotApplicable("not all walkers have taken the path yet") }
    return try PathFreeEnergy(try path(), combining: own.flatMap(WalkFile.walks))
  }

  /// F, E, S, ln Z/Z₀ and the means at the end.
  func findings(from parts: [Dataset?]) -> [Finding] {
    do throws(NotApplicable) {
      let result = try result(from: parts)
      var findings = result.thermodynamics.findings(at: place.record)
      findings.append(Finding(EvidenceGrowth.quantity, result.logEvidence, unit: "1", at: place.record))
      for (observable, mean) in zip(point.observables, result.observables) {
        findings.append(Finding(observable.meanName, mean, unit: "1", at: place.record(on: observable)))
      }
      return findings.map { finding in
        var finding = finding
        finding.rHat = result.rHat
        finding.samples = choice.walkers
        for doubt in result.doubts { finding.doubt(because: doubt) }
        return finding
      }
    } catch { return [.missing(of: place, because: error)] }
  }

  /// What is integrated, over λ.
  func figure(from parts: [Dataset?]) -> Figure? {
    guard let result = try? result(from: parts), result.integrand.count > 1 else { return nil }
    let x = result.integrand.map(\.share)
    let y = result.integrand.map(\.value)
    return Figure(
      name: "gaussian-path", title: "The loss switched on",
      caption:
        "λβ⟨L⟩ over λ, which integrated over ln λ is −ln Z/Z₀ but for the beginning; half the number of directions that the "
        + "loss has fixed. 95 % intervals.",
      x: Figure.Axis("share λ of the loss", isLogarithmic: true), y: Figure.Axis("λβ⟨L⟩"),
      series: [
        Figure.Series(
          place.name, .points, x: x, y: y.map(\.value), lower: y.map { $0.bounds.lowerBound },
          upper: y.map { $0.bounds.upperBound })
      ])
  }
}

/// What walkers saw on their way, as a task's result.
private enum WalkFile {
  static func dataset(_ walks: [PathWalk]) -> Dataset {
    var result = Dataset()
    let nodes = walks.first?.stays.count ?? 0
    let quantities = walks.first?.squares.count ?? 0
    result.add("walker", walks.map { Int($0.walker) }, over: ["walker": walks.count], longName: "names of the walkers")
    func perNode(_ name: String, _ meaning: String, _ value: (PathWalk.Stay) -> Double) {
      result.add(
        name, .numbers(walks.flatMap { $0.stays.map(value) }),
        shape: [(dimension: "walker", size: walks.count), (dimension: "node", size: nodes)], longName: meaning)
    }
    perNode("first", "mean loss of the first half of the stay") { $0.halves[0] }
    perNode("second", "mean loss of the second half of the stay") { $0.halves[1] }
    perNode("square", "mean square of the loss") { $0.square }
    perNode("accepted", "part of the trajectories that was accepted") { $0.accepted }
    func perQuantity(_ name: String, _ meaning: String, _ values: (PathWalk) -> [Double]) {
      result.add(
        name, .numbers(walks.flatMap(values)),
        shape: [(dimension: "walker", size: walks.count), (dimension: "quantity", size: quantities)],
        longName: meaning)
    }
    perQuantity("end_first", "means of f and of what is told over the first half of the end") { $0.ends[0] }
    perQuantity("end_second", "means over the second half of the end") { $0.ends[1] }
    perQuantity("end_square", "means of the squares") { $0.squares }
    return result
  }

  static func walks(in dataset: Dataset) -> [PathWalk] {
    let names = dataset.numbers("walker") ?? []
    func rows(_ name: String) -> [[Double]] {
      let values = dataset.numbers(name) ?? []
      let width = values.count / max(names.count, 1)
      return names.indices.map { Array(values[($0 * width)..<(($0 + 1) * width)]) }
    }
    let (first, second, square, accepted) = (rows("first"), rows("second"), rows("square"), rows("accepted"))
    let (one, two, squares) = (rows("end_first"), rows("end_second"), rows("end_square"))
    return names.indices.map { index in
      var walk = PathWalk(walker: UInt32(names[index]), observables: max(one[index].count - 1, 0))
      walk.stays = first[index].indices.map { node in
        PathWalk.Stay(
          first: first[index][node], second: second[index][node], square: square[index][node],
          accepted: accepted[index][node])
      }
      walk.ends = [one[index], two[index]]
      walk.squares = squares[index]
      return walk
    }
  }
}
