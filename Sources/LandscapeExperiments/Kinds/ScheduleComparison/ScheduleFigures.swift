// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// The figures of one point of a comparison: what was tried, and where it went.
struct ScheduleFigures {
  let compared: ComparedSchedules

  private var records: [ScheduleRecord] { compared.records }
  private var isLogarithmic: Bool { compared.point.observationsAreLogarithmic }
  private var names: [String] { compared.point.contenders.map(\.name) }
  private var budgetAxis: Figure.Axis { Figure.Axis("time spent", isLogarithmic: isLogarithmic) }

  /// There are eight colors; contenders beyond them are dashed.
  private func style(_ index: Int) -> Figure.Style { index < 8 ? .line : .dashedLine }

  /// All figures, first who wins and where the walkers end.
  var all: [Figure] {
    [differences, populations, temperatures, energies, spreads].compactMap { $0 } + recorded
      + [survival, landscape].compactMap { $0 }
  }

  /// One figure for each observable that is recorded.
  private var recorded: [Figure] {
    compared.point.recorded.enumerated().compactMap { row, observable in
      let series = records.enumerated().filter { !$0.element.recordedMeans.isEmpty }.map { index, record in
        Figure.Series(record.contender.name, style(index), x: shown(record), y: record.recordedMeans[row])
      }
      let values = series.flatMap(\.y).filter(\.isFinite)
      guard let least = values.min(), let most = values.max() else { return nil }
      return Figure(
        name: "recorded-\(observable.quantity)-\(observable.place)",
        title: "\(observable.quantity) on \(observable.place)",
        caption: "The mean of \(observable) over the walkers that are left. With replicas, that of the coldest.",
        x: budgetAxis, y: Figure.Axis("\(observable)", isLogarithmic: least > 0 && most > 20 * least), series: series)
    }
  }

  /// Of the highest temperature, what is taken for zero.
  private static let coldest = 1e-4

  /// θ over the budget; of a ladder the coldest and the hottest rung.
  private var temperatures: Figure? {
    let budget = compared.point.budget
    let first = isLogarithmic ? max(compared.point.timeStep, budget / 1e4) : 0
    let count = 600
    var times = (0...count).map { index in
      let part = Double(index) / Double(count)
      return isLogarithmic ? first * pow(budget / first, part) : budget * part
    }
    // The last step begins before the end, where a cyclic schedule begins anew.
    times[count] = budget * (1 - 1e-9)
    var series: [Figure.Series] = []
    for (index, contender) in compared.point.contenders.enumerated() {
      series.append(
        Figure.Series(contender.name, style(index), x: times, y: times.map { contender.temperature(at: $0) }))
      if case .exchange(let rungs, _) = contender.motion {
        for rung in rungs.dropFirst() {
          series.append(Figure.Series("", .thinLine, x: [times[0], budget], y: [rung, rung]))
        }
      }
    }
    let values = series.flatMap(\.y)
    guard let least = values.min(), let most = values.max() else { return nil }
    // A schedule that ends at zero comes as close as it likes: no axis of decades shows the others then.
    let isDecades = least > Self.coldest * most && most > 20 * least
    return Figure(
      name: "schedules", title: "The schedules",
      caption: "The temperature over the budget. Replica exchange: the coldest rung, the others as thin lines.",
      x: budgetAxis,
      y: Figure.Axis("temperature θ (energy)", isLogarithmic: isDecades), series: series)
  }

  /// Bands of more contenders than this hide each other.
  private static let bandsShown = 4

  /// Median energies, with bands where they can be told apart.
  private var energies: Figure? {
    var series: [Figure.Series] = []
    let banded = records.count <= Self.bandsShown
    for (index, record) in records.enumerated() where !record.trackedEnergies.isEmpty {
      let band = record.band
      series.append(Figure.Series(record.contender.name, style(index), x: shown(record), y: band.quantile(0.5)))
      // In the color of the line before it.
      if banded {
        series.append(
          Figure.Series(
            "", .band, x: shown(record), y: band.quantile(0.5), lower: band.quantile(0.1), upper: band.quantile(0.9)))
      }
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "energies", title: "Energy on the way",
      caption: "The median energy of the walkers over the budget"
        + (banded ? ", with the band from the 10 % to the 90 % quantile." : ".")
        + " With replicas, that of the coldest.",
      x: budgetAxis, y: Figure.Axis("energy f"), series: series)
  }

  /// The width of the bands: its area is the area of uncertainty.
  private var spreads: Figure? {
    let series = records.enumerated().filter { !$0.element.trackedEnergies.isEmpty }.map { index, record in
      let band = record.band
      return Figure.Series(
        record.contender.name, style(index), x: shown(record),
        y: zip(band.quantile(0.9), band.quantile(0.1)).map { $0 - $1 })
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "spread", title: "Uncertainty of the energy",
      caption:
        "The 90 % quantile of the energy less the 10 % quantile; the area below a curve is its area of uncertainty.",
      x: budgetAxis, y: Figure.Axis("width of the band (energy)"), series: series)
  }

  /// The observation times; on a logarithmic axis that at zero stands at the first step.
  private func shown(_ record: ScheduleRecord) -> [Double] {
    isLogarithmic ? record.observationTimes.map { max($0, compared.point.timeStep) } : record.observationTimes
  }

  private var populations: Figure? {
    let places = compared.point.destinations.places
    let series = places.indices.map { place in
      let shares = records.map { $0.population(place) }
      // Beside each other, so that bars do not cover bars.
      let shift = places.count > 1 ? (Double(place) / Double(places.count - 1) - 0.5) * 0.3 : 0
      return Figure.Series(
        places[place].name, .points, x: records.indices.map { Double($0) + shift },
        y: shares.map { $0?.value ?? .nan }, lower: shares.map { $0?.bounds.lowerBound ?? .nan },
        upper: shares.map { $0?.bounds.upperBound ?? .nan })
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "populations", title: "Where the walkers end",
      caption: "Parts of the walkers in each place after a quench; bars are 95 % intervals.",
      x: Figure.Axis(
        "schedule", range: -0.5 - 0.12 * Double(records.count)...Double(records.count) - 0.5, categories: names),
      y: Figure.Axis("final population", range: -0.03...1.03), series: series)
  }

  /// Every contender against the best, with simultaneous intervals.
  private var differences: Figure? {
    guard let comparison = compared.success, let ranking = compared.ranking, let best = ranking.order.first else {
      return nil
    }
    let others = ranking.order.dropFirst()
    let found = others.compactMap { comparison.difference($0, best) }
    guard !found.isEmpty else { return nil }
    let places = found.indices.map(Double.init)
    func series(_ label: String, _ isDecided: Bool) -> Figure.Series? {
      let mine = found.indices.filter { found[$0].isDecided == isDecided }
      guard !mine.isEmpty else { return nil }
      return Figure.Series(
        label, .points, x: mine.map { places[$0] }, y: mine.map { found[$0].estimate.value },
        lower: mine.map { found[$0].estimate.bounds.lowerBound },
        upper: mine.map { found[$0].estimate.bounds.upperBound })
    }
    let ends = [-0.5, Double(found.count) - 0.5]
    return Figure(
      name: "differences", title: "Difference from the best, \(compared.name(best))",
      caption:
        "Probability to end in \(compared.target) less that of '\(compared.name(best))', walker by walker; simultaneous 95 % intervals. Where a bar "
        + "crosses zero the two cannot be told apart.",
      x: Figure.Axis("schedule", range: ends[0]...ends[1], categories: others.map { compared.name($0) }),
      y: Figure.Axis("difference of success"),
      series: [
        series("told apart", true), series("cannot be told apart", false),
        Figure.Series("", .dashedLine, x: ends, y: [0, 0]),
      ].compactMap { $0 })
  }

  /// Points of a survival curve, at most.
  private static let survivalPoints = 400

  private var survival: Figure? {
    let series = records.enumerated().map { index, record in
      let curve = record.passageTimes.survivalCurve()
      let stride = max(1, curve.times.count / Self.survivalPoints)
      let kept = curve.times.indices.filter { $0 % stride == 0 || $0 == curve.times.count - 1 }
      let first = isLogarithmic ? compared.point.timeStep : 0
      let inner = kept.filter { curve.times[$0] > first }
      let before = curve.times.indices.last { curve.times[$0] <= first }.map { curve.survival[$0] } ?? 1
      let x = [first] + inner.map { curve.times[$0] } + [compared.point.budget]
      let y = [before] + inner.map { curve.survival[$0] } + [curve.survival.last ?? 1]
      let name = record.contender.name
      guard style(index) == .dashedLine else { return Figure.Series(name, .steps, x: x, y: y) }
      // Steps are drawn in full lines only: the corners of dashed ones are points of their own.
      let corners = x.indices.dropFirst().flatMap { [(x[$0], y[$0 - 1]), (x[$0], y[$0])] }
      return Figure.Series(name, .dashedLine, x: [x[0]] + corners.map(\.0), y: [y[0]] + corners.map(\.1))
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "time-to-target", title: "Time to \(compared.target)",
      caption: "The part of the walkers that have not been seen in the target (Kaplan–Meier) over the budget.",
      x: budgetAxis, y: Figure.Axis("fraction not yet there", range: -0.03...1.03), series: series)
  }

  private var landscape: Figure? {
    let start = compared.point.start.region.map { [("start", $0)] } ?? []
    return LandscapeFigure(
      potential: compared.point.potential, landscape: compared.point.landscape,
      temperature: compared.point.startTemperature,
      regions: start + [("target", compared.point.destinations.target.arrival)]
    ).figure
  }
}
