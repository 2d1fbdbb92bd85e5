// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Kinetics
import Potentials
import Randomness
import Settings

/// One point of the sweep of a `relaxation` scenario, decoded and checked.
struct RelaxationPoint: MethodicalPoint {
  let position: SweepPosition
  let walk: FreeWalk
  let temperature: Double
  /// The histogram's bins; `nil` in more than two dimensions.
  let bins: BinGrid?
  private(set) var methods: [any ExperimentMethod<RelaxationPoint>] = []
  private(set) var settings = Parameters()

  var generator: String { walk.noise.name }

  /// The histogram reaches to where the energy is so many θ above the lowest.
  private static let height = 10.0

  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext) {
    let before = reader.log.problems.count
    let walk = FreeWalk(reader, context, walkers: Relaxation.walkers, stepCheck: Relaxation.stepCheck)
    let bins = Int(reader.read(Relaxation.bins).asNumber ?? 0)
    guard let walk, reader.log.problems.count == before else { return nil }
    guard let temperature = walk.temperature else {
      reader.report(
        "the Gibbs law that is approached needs a constant temperature; give a number.", at: "temperature")
      return nil
    }
    let potential = walk.potential
    let lowest =
      walk.landscape.wells.map { potential.energy(at: $0.minimum) }.min()
      ?? walk.start.minimum.map { potential.energy(at: $0) } ?? 0
    guard let window = potential.window(above: lowest + Self.height * temperature) else {
      reader.report(
        "the potential does not confine, so there is no Gibbs law to approach; experiment: diffusion is for it.",
        at: "potential")
      return nil
    }
    if case .point(let point)? = walk.start.law {
      for (axis, boundary) in potential.boundaries.enumerated() {
        guard let range = Self.range(boundary), !range.contains(point[axis]) else { continue }
        reader.report(
          "the start has \(point[axis].shortest) as coordinate \(axis + 1), which runs from "
            + "\(range.lowerBound.shortest) to \(range.upperBound.shortest).", at: "from")
        return nil
      }
    }
    let count = bins > 0 ? bins : potential.dimension == 1 ? 60 : 20
    position = context.position
    self.walk = walk
    self.temperature = temperature
    self.bins =
      potential.dimension <= 2
      ? BinGrid(
        axes: window.enumerated().map { axis, range in
          var ends = range
          if case .point(let point)? = walk.start.law {
            ends = min(ends.lowerBound, point[axis])...max(ends.upperBound, point[axis])
          }
          return BinGrid.Axis(coordinate: axis, range: ends, count: count)
        }) : nil
    let catalogue = context.laboratory.methods(for: RelaxationPoint.self)
    methods = MethodChoice.read(reader, from: catalogue, for: self)
    settings = MethodChoice.settings(reader, of: methods, among: catalogue)
    guard reader.log.problems.count == before else { return nil }
  }

  private static func range(_ boundary: Boundary) -> ClosedRange<Double>? {
    switch boundary {
    case .free: nil
    case .periodic(let range): range
    case .reflecting(let lower, let upper): lower...upper
    }
  }

  var potential: any Potential { walk.potential }
  var wells: [Well] { walk.landscape.wells }
}
