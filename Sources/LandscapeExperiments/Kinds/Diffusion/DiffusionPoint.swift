// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Randomness
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
  private(set) var methods: [any ExperimentMethod<DiffusionPoint>] = []
  private(set) var settings = Parameters()

  var generator: String { walk.noise.name }

  var potential: any Potential { walk.potential }

  /// The direction that the question is about: along the valley where there is one.
  var principalDirection: String { followsValley ? "tangential" : "total" }

  /// The direction in which a drift is reported.
  var driftDirection: String { followsValley ? "tangential" : "x" }

  /// Whether there is a valley that displacements can be split along.
  var followsValley: Bool { potential is any ValleyPotential }

  /// What the fits subtract from the times: free flights of this scheme are half a step behind.
  var delay: Double { walk.integrator.freeFlightDelay * walk.timeStep }

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext) {
    let before = reader.log.problems.count
    let walk = FreeWalk(reader, context, walkers: Diffusion.walkers, stepCheck: Diffusion.stepCheck)
    let fit = reader.inner("fit")
    let from = fit.optionalNumber("from", .positive, "the first time of the fits")
    let to = fit.optionalNumber("to", .positive, "the last time of the fits")
    let hasOffset = fit.flag("offset", default: false, "whether the line may miss the origin")
    fit.finish()
    reader.resolve("fit", as: .record(fit.resolved))
    guard let walk, reader.log.problems.count == before else { return nil }

    let range = ClosedRange.between(from ?? 0, to ?? .infinity)
    let fitted = walk.times.values.count { range?.contains($0) ?? false }
    if fitted < 3 {
      let path = reader.path.appending(fit.contains("from") || fit.contains("to") ? "fit" : "times")
      reader.log.report("the fits have \(fitted) times; an exponent needs three.", at: path)
    }
    position = context.position
    self.walk = walk
    fitRange = range ?? 0...0
    fitHasOffset = hasOffset
    let catalogue = context.laboratory.methods(for: DiffusionPoint.self)
    methods = MethodChoice.read(reader, from: catalogue, for: self)
    settings = MethodChoice.settings(reader, of: methods, among: catalogue)
    checkCrossovers(reader)
    guard reader.log.problems.count == before else { return nil }
  }

  private func checkCrossovers(_ reader: Reader) {
    let (crossovers, direction) = DisplacementMethod.crossovers(settings)
    guard crossovers > 0 else { return }
    if walk.times.values.count < 2 * crossovers + 4 {
      reader.report(
        "\(crossovers) crossover\(crossovers == 1 ? " needs" : "s need") \(2 * crossovers + 4) times at least; "
          + "there are \(walk.times.values.count).", at: "crossovers")
    }
    let directions = WalkerDisplacements.directions(of: walk.potential).map(\.name)
    if !directions.contains(direction) {
      reader.report(
        "the potential has no direction '\(direction)'; it has \(directions.joined(separator: ", ")).",
        at: "crossover-direction")
    }
  }
}
