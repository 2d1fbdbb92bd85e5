// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Grokking
import Settings

/// One cell of a phase diagram, decoded and checked.
struct PhaseDiagramPoint: ExperimentPoint {
  let sweep: SweepPoint
  let seeds: SweepSeeds
  let refinement: Refinement?

  /// The mapping `refine`: a coarse grid first, then the cells where phases meet.
  struct Refinement: Sendable, Equatable {
    var levels: Int
    var firstSeeds: Int
    var certainty: Double
  }

  /// Decodes one cell; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    let before = reader.log.problems.count
    Self.checkAxes(position, log: reader.log)
    Self.checkStop(reader)
    let point = SweepPoint(reader, at: position, defaults: .phaseDiagram, stopRule: \.settlesThePhase)
    seeds = SweepSeeds(reader, PhaseDiagram.seedParameters)
    refinement = Self.refinement(reader, dataSeeds: seeds.data)
    guard let point, reader.log.problems.count == before else { return nil }
    sweep = point
  }

  /// A diagram lies over a plane. Said once, at the first point.
  private static func checkAxes(_ position: SweepPosition, log: ProblemLog) {
    guard position.index == 0 else { return }
    let names = position.coordinates.keys
    let rule = "a phase diagram needs a sweep of exactly two axes"
    guard names.count == 2 else {
      let there = names.isEmpty ? "there is none" : "this one has \(names.count): \(names.joined(separator: ", "))"
      let cure =
        names.count > 2
        ? "Take axes out; a diagram for another value of them is another run, with --set."
        : "For instance optimizer.rate: {from: 1e-4, to: 1e-2, count: 10, spacing: log} and optimizer.decay: [0, 0.5, 1]."
      log.report("\(rule); \(there). \(cure)", at: names.isEmpty ? "experiment" : "sweep")
      return
    }
    guard position.shape.count == 2 else {
      log.report(
        "zip walks \(names[0]) and \(names[1]) together, along a line; a phase diagram needs the whole grid. Leave zip out.",
        at: SettingPath(["sweep", "zip"]))
      return
    }
    for (name, count) in zip(names, position.shape) where count < 2 {
      log.report(
        "\(name) has one value; an axis of a phase diagram needs at least two.", at: SettingPath(["sweep", name]))
    }
  }

  /// A run may end only when its phase is known.
  private static func checkStop(_ reader: Reader) {
    guard let stop = reader.raw("stop"), stop.asRecord != nil else { return }
    reader.report(
      "stop is \(stop.described); in a phase diagram a run ends when its phase is known ('grokked': both thresholds of "
        + "measure were reached) or at its last step ('none').", at: "stop")
  }

  private static func refinement(_ reader: Reader, dataSeeds: Int) -> Refinement? {
    guard let value = reader.raw("refine"), value != .text("none"), value != .null else {
      reader.resolve("refine", as: .text("none"))
      return nil
    }
    guard value.asRecord != nil else {
      reader.report(
        "refine is \(value.described); 'none' or a mapping such as {levels: 2} is expected.", at: "refine")
      return nil
    }
    let inner = reader.inner("refine")
    let parameters = PhaseDiagram.refineParameters
    let levels = Int(inner.read(parameters[0]).asNumber ?? 0)
    let first = inner.integer("first-seeds", default: dataSeeds, .atLeast(1), parameters[1].summary)
    let certainty = inner.read(parameters[2]).asNumber ?? 0
    inner.finish()
    reader.resolve("refine", as: .record(inner.resolved))
    if first > dataSeeds {
      inner.report("first-seeds is \(first); there are only \(dataSeeds) data-seeds.", at: "first-seeds")
    }
    return Refinement(levels: levels, firstSeeds: first, certainty: certainty)
  }
}
