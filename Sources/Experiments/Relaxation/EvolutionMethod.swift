// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The Fokker–Planck equation in time, on a grid of one or two dimensions.
struct EvolutionMethod: ExperimentMethod {
  let name = "fokker-planck"
  let summary = "the whole law in time on two grids, its relative entropy to Gibbs, and the spectral gap"
  let formula = "∂u/∂t = θ div[e^{−βf} grad(u e^{βf})], D(u|π) = ∫ u ln(u/π)"

  private static let planeCells = 64
  private static let steps = (line: 32, plane: 12)

  func objection(to point: RelaxationPoint) -> String? {
    guard point.potential.dimension <= 2 else {
      return "is for one and two dimensions and the potential has \(point.potential.dimension)"
    }
    return point.walk.integrator.isOverdamped
      ? nil : "is for overdamped dynamics; with inertia the positions follow no equation of their own"
  }

  func parts(of point: RelaxationPoint) -> [MethodPart] {
    [
      MethodPart(
        label: "", cost: Double(point.walk.times.steps.count) * (point.potential.dimension == 1 ? 1e6 : 6e7), steps: 0)
    ]
  }

  func perform(part: Int, of point: RelaxationPoint, in context: TaskContext) throws -> Dataset {
    guard let bins = point.bins, let start = point.walk.start.law else { return Dataset() }
    let isPlane = point.potential.dimension == 2
    do {
      let equation = try FokkerPlanck(
        potential: point.potential, temperature: point.temperature,
        cells: point.gridCells ?? (isPlane ? Self.planeCells : nil))
      let (laws, stationary) = try equation.laws(
        bins: bins, regions: point.wells.map(\.region), from: start, at: point.walk.times.values,
        steps: isPlane ? Self.steps.plane : Self.steps.line)
      try context.checkCancellation()
      return EvolutionRecord(
        laws: laws, stationary: stationary, rates: (try? equation.relaxationRates(count: 2)) ?? [], objection: nil
      ).dataset
    } catch let reason as NotApplicable {
      return EvolutionRecord(laws: [], stationary: nil, rates: [], objection: reason.reason).dataset
    }
  }

  func quantities(from parts: [Dataset?], of point: RelaxationPoint) -> [Quantity] {
    guard let record = parts.first?.flatMap({ EvolutionRecord($0, point: point) }) else { return [] }
    return record.quantities(of: point)
  }
}

/// What the Fokker–Planck equation says, as a task writes it and the analysis reads it.
struct EvolutionRecord: Sendable {
  let laws: [EnsembleLaw]
  let stationary: EnsembleLaw?
  /// The slowest relaxation rates.
  let rates: [Estimate]
  /// Why there is nothing.
  let objection: String?

  init(laws: [EnsembleLaw], stationary: EnsembleLaw?, rates: [Estimate], objection: String?) {
    self.laws = laws
    self.stationary = stationary
    self.rates = rates
    self.objection = objection
  }

  private static func numbers(_ law: EnsembleLaw) -> [Estimate] {
    law.bins + law.regions + [law.relativeEntropy, law.energy]
  }

  var dataset: Dataset {
    var result = Dataset()
    let rows = (laws + [stationary].compactMap { $0 }).map(Self.numbers)
    if let first = rows.first {
      let shape: KeyValuePairs = ["law": rows.count, "number": first.count]
      result.add(
        "value", rows.flatMap { $0.map(\.value) }, over: shape,
        longName: "bins, outside, wells, relative entropy, energy; the last law is the stationary one")
      result.add("accuracy", rows.flatMap { $0.map { $0.accuracy ?? 0 } }, over: shape)
    }
    if !rates.isEmpty {
      result.add("rate", rates.map(\.value), over: ["rate": rates.count], units: "1/time")
      result.add("rate_accuracy", rates.map { $0.accuracy ?? 0 }, over: ["rate": rates.count])
    }
    result.add("objection", [objection ?? ""], over: ["objection": 1])
    return result
  }

  /// Reads what `dataset` wrote; `nil` if it is something else.
  init?(_ dataset: Dataset, point: RelaxationPoint) {
    let count = (point.bins?.count ?? 0) + 1
    let width = count + point.wells.count + 2
    let values = dataset.numbers("value") ?? []
    let accuracies = dataset.numbers("accuracy") ?? []
    guard values.count == accuracies.count, values.count % width == 0 else { return nil }
    let all = stride(from: 0, to: values.count, by: width).map { start in
      let row = (start..<start + width).map { Estimate.exact(values[$0], accuracy: accuracies[$0]) }
      return EnsembleLaw(
        bins: Array(row.prefix(count)), regions: Array(row[count..<width - 2]), relativeEntropy: row[width - 2],
        energy: row[width - 1])
    }
    laws = Array(all.dropLast())
    stationary = all.last
    rates = zip(dataset.numbers("rate") ?? [], dataset.numbers("rate_accuracy") ?? []).map {
      .exact($0, accuracy: $1)
    }
    let words = dataset.texts("objection")?.first ?? ""
    objection = words.isEmpty ? nil : words
  }

  func quantities(of point: RelaxationPoint) -> [Quantity] {
    if let objection {
      return [Quantity("relative-entropy", nil, unit: "1", notes: ["not applicable: \(objection)"])]
    }
    var result: [Quantity] = []
    for (time, law) in zip(point.walk.times.values, laws) {
      let place: [(String, Value)] = [("time", .number(time))]
      result.append(Quantity("relative-entropy", law.relativeEntropy, unit: "1", at: Record(place)))
      result.append(Quantity("energy", law.energy, unit: "energy", at: Record(place)))
      result += populations(law, of: point, place)
    }
    if let gap = rates.first { result.append(Quantity("spectral-gap", gap, unit: "1/time")) }
    if let rate = lateRate(point.walk.times.values) { result.append(Quantity("relaxation-rate", rate, unit: "1/time")) }
    return result
  }

  private func populations(_ law: EnsembleLaw, of point: RelaxationPoint, _ place: [(String, Value)]) -> [Quantity] {
    guard point.wells.count > 1 else { return [] }
    return zip(point.wells, law.regions).map { well, share in
      Quantity("population", share, unit: "1", at: Record([("well", .text(well.name))] + place))
    }
  }

  /// −½ d ln D/dt between the last two times at which D is well above its numerical error; its accuracy is the difference to the
  /// two times before.
  private func lateRate(_ times: [Double]) -> Estimate? {
    let points = zip(times, laws.map(\.relativeEntropy)).filter {
      $0.1.value > 1e-9 && ($0.1.accuracy ?? 1) < 1e-2
    }.suffix(3)
    guard points.count == 3 else { return nil }
    let slopes = zip(points, points.dropFirst()).map { earlier, later in
      0.5 * log(earlier.1.value / later.1.value) / (later.0 - earlier.0)
    }
    return .exact(slopes[1], accuracy: abs(slopes[1] - slopes[0]) / abs(slopes[1]) + 1e-6)
  }
}
