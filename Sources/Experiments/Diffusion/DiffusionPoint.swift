// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// One point of the sweep of a `diffusion` scenario, decoded and checked.
struct DiffusionPoint: MethodicalPoint {
  let position: SweepPosition
  let walk: FreeWalk
  /// The times that exponent and coefficient are fitted to.
  let fitRange: ClosedRange<Double>
  /// Whether the fitted line may miss the origin.
  let fitHasOffset: Bool
  let crossovers: Int
  let crossoverDirection: String
  let methods: [String]

  var noise: NoiseGenerator { walk.noise }

  var potential: any Potential { walk.potential }

  /// The direction that the question is about: along the valley where there is one.
  var principalDirection: String { potential is any ValleyPotential ? "tangential" : "total" }

  /// What the fits subtract from the times: free flights of this scheme are half a step behind.
  var delay: Double { walk.integrator is LeimkuhlerMatthews ? walk.timeStep / 2 : 0 }

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    let before = reader.log.problems.count
    let walk = FreeWalk(reader, at: position, walkers: Diffusion.walkers, stepCheck: Diffusion.stepCheck)
    let fit = reader.inner("fit")
    let from = fit.optionalNumber("from", .positive, "the first time of the fits")
    let to = fit.optionalNumber("to", .positive, "the last time of the fits")
    let hasOffset = fit.flag("offset", default: false, "whether the line may miss the origin")
    fit.finish()
    reader.resolve("fit", as: .record(fit.resolved))
    let crossovers = Int(reader.read(Diffusion.crossovers).asNumber ?? 0)
    let direction = reader.read(Diffusion.crossoverDirection).asText ?? ""
    guard let walk, reader.log.problems.count == before else { return nil }

    let range = ClosedRange.between(from ?? 0, to ?? .infinity)
    let fitted = walk.times.values.count { range?.contains($0) ?? false }
    if fitted < 3 {
      let path = reader.path.appending(fit.contains("from") || fit.contains("to") ? "fit" : "times")
      reader.log.report("the fits have \(fitted) times; an exponent needs three.", at: path)
    }
    if crossovers > 0, walk.times.values.count < 2 * crossovers + 4 {
      reader.report(
        "\(crossovers) crossover\(crossovers == 1 ? " needs" : "s need") \(2 * crossovers + 4) times at least; "
          + "there are \(walk.times.values.count).", at: "crossovers")
    }
    let directions = WalkerDisplacements.directions(of: walk.potential).map(\.name)
    if crossovers > 0, !directions.contains(direction) {
      reader.report(
        "the potential has no direction '\(direction)'; it has \(directions.joined(separator: ", ")).",
        at: "crossover-direction")
    }
    func point(methods: [String]) -> DiffusionPoint {
      DiffusionPoint(
        position: position, walk: walk, fitRange: range ?? 0...0, fitHasOffset: hasOffset, crossovers: crossovers,
        crossoverDirection: direction, methods: methods)
    }
    let methods = Diffusion.methods.chosen(for: point(methods: []), reader)
    guard reader.log.problems.count == before else { return nil }
    self = point(methods: methods)
  }

  private init(
    position: SweepPosition, walk: FreeWalk, fitRange: ClosedRange<Double>, fitHasOffset: Bool, crossovers: Int,
    crossoverDirection: String, methods: [String]
  ) {
    self.position = position
    self.walk = walk
    self.fitRange = fitRange
    self.fitHasOffset = fitHasOffset
    self.crossovers = crossovers
    self.crossoverDirection = crossoverDirection
    self.methods = methods
  }
}
