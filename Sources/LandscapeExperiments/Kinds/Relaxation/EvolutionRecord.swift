// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// What the Fokker–Planck equation says, as a task writes it and the analysis reads it.
struct EvolutionRecord: Sendable {
  var laws: [EnsembleLaw] = []
  var stationary: EnsembleLaw?
  /// The slowest relaxation rates.
  var rates: [Estimate] = []
  /// Why there are no rates, where there are laws.
  var rateObjection: String?
  /// Why there is nothing.
  var objection: String?

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
    if let rateObjection { result.add("rate_objection", [rateObjection], over: ["objection": 1]) }
    result.add("objection", [objection ?? ""], over: ["objection": 1])
    return result
  }

  func findings(of point: RelaxationPoint) -> [Finding] {
    if let objection {
      return [Finding("relative-entropy", nil, unit: "1", notes: ["not applicable: \(objection)"])]
    }
    var result: [Finding] = []
    for (time, law) in zip(point.walk.times.values, laws) {
      let place: [(String, Value)] = [("time", .number(time))]
      result.append(Finding("relative-entropy", law.relativeEntropy, unit: "1", at: Record(place)))
      result.append(Finding("energy", law.energy, unit: "energy", at: Record(place)))
      result += populations(law, of: point, place)
    }
    if let gap = rates.first {
      result.append(Finding("spectral-gap", gap, unit: "1/time"))
    } else if let rateObjection {
      result.append(Finding("spectral-gap", nil, unit: "1/time", notes: ["not applicable: \(rateObjection)"]))
    }
    if let rate = lateRate(point.walk.times.values) { result.append(Finding("relaxation-rate", rate, unit: "1/time")) }
    return result
  }

  private func populations(_ law: EnsembleLaw, of point: RelaxationPoint, _ place: [(String, Value)]) -> [Finding] {
    guard point.wells.count > 1 else { return [] }
    return zip(point.wells, law.regions).map { well, share in
      Finding("population", share, unit: "1", at: Record([("well", .text(well.name))] + place))
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

extension EvolutionRecord {
  /// Reads what `dataset` wrote in the only part; `nil` if it is something else.
  init?(_ parts: [Dataset?], of point: RelaxationPoint) {
    guard let dataset = parts.first ?? nil else { return nil }
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
    rateObjection = dataset.texts("rate_objection")?.first
    let words = dataset.texts("objection")?.first ?? ""
    objection = words.isEmpty ? nil : words
  }
}
