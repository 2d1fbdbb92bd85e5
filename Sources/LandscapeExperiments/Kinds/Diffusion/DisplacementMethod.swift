// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Runs
import Settings

/// Direct simulation: let walkers move and measure how far they have come.
struct DisplacementMethod: ExperimentMethod {
  /// Its name, for those who hold its results against others'.
  static let word = "displacements"

  let name = Self.word
  let summary = "direct simulation: squared displacements of many walkers, fitted with the covariance between times"
  let formula = "⟨Δ²⟩ = 2Dt^α by generalized least squares, covariance over the walkers between the times"

  let standing = MethodStanding.sampled(rank: 20)
  let parameters = [Self.crossovers, Self.crossoverDirection]

  private static let crossovers = Parameter.integer(
    "crossovers", default: 0, .between(0, 4), "how many changes from one power law to another are fitted")
  private static let crossoverDirection = Parameter.word(
    "crossover-direction", default: "total", among: ["total", "x", "y", "z", "tangential", "normal"],
    "the direction in which they are fitted")

  /// How many changes from one power law to another are wanted, and in which direction.
  static func crossovers(_ settings: Parameters) -> (count: Int, direction: String) {
    (settings.integer(crossovers.name), settings.text(crossoverDirection.name))
  }

  func objection(to point: DiffusionPoint) -> String? { nil }

  func parts(of point: DiffusionPoint) -> [MethodPart] { point.walk.parts }

  func perform(part: Int, of point: DiffusionPoint, in context: TaskContext) throws -> Dataset {
    let walk = point.walk
    let share = walk.shares[part]
    let last = walk.times.steps.last ?? 1
    let isTraced = part == 0 && walk.potential.dimension <= 2
    var displacements: WalkerDisplacements?
    var traces = WalkerTraces(dimension: walk.potential.dimension)
    var final: Walkers?
    let extra = [
      stepsBetweenTurns(walk, share), isTraced ? WalkerTraces.spacing(until: last) : nil,
    ].compactMap { $0 }.min()
    let divergences = try walk.run(share, in: context, extra: extra) { walkers, time, place in
      if time == 0 { displacements = WalkerDisplacements(walk.potential, from: walkers) }
      if place == nil { displacements?.follow(walkers) } else { displacements?.record(walkers, at: time) }
      if place == walk.times.steps.count - 1 { final = walkers }
      if isTraced { traces.follow(walkers, at: time) }
    }
    guard let displacements, let final else { return Dataset() }
    var dataset = DisplacementRecord(
      displacements, wells: walk.landscape.wells, potential: walk.potential, final: final
    ).dataset
    walk.addLost(divergences, to: &dataset)
    traces.add(to: &dataset)
    return dataset
  }

  /// Steps between two observations that count turns; `nil` where nothing is closed.
  private func stepsBetweenTurns(_ walk: FreeWalk, _ share: WalkerShare) -> Int? {
    guard let period = WalkerDisplacements.shortestPeriod(of: walk.potential) else { return nil }
    // A walker takes the wrong turn if it goes half around between two observations: seven standard deviations.
    let reach = period / 14
    let temperature = walk.times.values.map { walk.schedule.temperature(at: $0) }.max() ?? 1
    let hottest = max(temperature, walk.schedule.temperature(at: 0), .leastNormalMagnitude)
    let time = walk.integrator.isOverdamped ? reach * reach / (2 * hottest) : reach / hottest.squareRoot()
    return max(1, Int(min(1e12, time / walk.timeStep)) * (1 << share.halving))
  }

  func findings(from parts: [Dataset?], of point: DiffusionPoint) -> [Finding] {
    point.walk.findings(from: parts) { halving in
      DisplacementRecord(parts, of: point, halving: halving).map {
        DiffusionEstimates(record: $0, point: point, halving: halving).findings
      } ?? []
    }
  }

  func warnings(on table: ResultTable<DiffusionPoint>) -> [String] {
    table.rows.flatMap { row -> [String] in
      let walk = row.point.walk
      let parts = row.parts[name] ?? []
      let counted = walk.shares.finished(parts).compactMap { $0.numbers("samples")?.first }
      guard !counted.isEmpty else { return [] }
      let lost = walk.divergenceNote(walk.walkers - Int(counted.reduce(0, +)), parts)
      return [lost.text].compactMap { $0 }.map(row.placed)
    }
  }

  /// The landscape with the ways of some walkers, in two dimensions.
  func figures(of table: ResultTable<DiffusionPoint>) -> [Figure] {
    guard let row = table.rows.first, row.point.potential.dimension == 2,
      let first = row.parts[name]?.first ?? nil, let traces = WalkerTraces(first, dimension: 2),
      var figure = LandscapeFigure(
        potential: row.point.potential, landscape: row.point.walk.landscape, temperature: row.point.walk.temperature
      ).figure
    else { return [] }
    figure.series = (0..<min(3, traces.count)).map { walker in
      Figure.Series(
        "walker \(walker)", .line, x: traces.coordinate(0, of: walker), y: traces.coordinate(1, of: walker))
    }
    figure.name = "traces"
    figure.title = "The ways of three walkers"
    figure.caption = "The landscape, cut off above, with the ways of three walkers."
    return [figure]
  }
}
