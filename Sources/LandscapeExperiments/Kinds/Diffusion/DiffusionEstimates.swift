// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Kinetics
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// What the displacements of one point of the sweep say.
struct DiffusionEstimates {
  let record: DisplacementRecord
  let point: DiffusionPoint
  /// How often the time step was halved.
  var halving = 0

  /// Successive times of a local exponent.
  static let window = 5
  /// Below this the data do not follow the law.
  private static let significance = 0.01

  /// ⟨Δ²⟩ in a direction; the delay of the scheme is not seen across the valley, where nothing flies freely.
  func squares(in direction: Int) -> MeanSquaredDisplacement {
    let isNormal = record.directions[direction].name == "normal"
    return MeanSquaredDisplacement(
      times: record.times, squares: record.squares[direction],
      delay: isNormal ? 0 : point.delay / Double(1 << halving))
  }

  /// All numbers.
  var findings: [Finding] {
    var result: [Finding] = []
    for direction in record.directions.indices { result += laws(direction) + moments(direction) }
    return result + crossoverFindings + populations
  }

  private func finding(_ name: String, _ estimate: Estimate?, unit: String, _ place: [(String, Value)]) -> Finding {
    var finding = Finding(name, estimate, unit: unit, at: Record(place))
    finding.samples = record.squares.first?.samples
    return finding
  }

  private func place(_ direction: Int, _ more: [(String, Value)] = []) -> [(String, Value)] {
    [("direction", .text(record.directions[direction].name))] + more
  }

  /// Exponent and coefficient, and the drift where displacements have a sign.
  private func laws(_ direction: Int) -> [Finding] {
    var result: [Finding] = []
    let fitted = squares(in: direction).within(point.fitRange)
    // Across a valley the displacement saturates; there is no law to fit.
    if record.directions[direction].name != "normal" {
      result.append(
        finding("diffusion-exponent", unit: "1", place(direction)) {
          let law = try fitted.exponent()
          return (law.value, law.pValue)
        } doubt: {
          "not one power law at these times (p = \($0)); look at the local exponents"
        })
      result.append(
        finding("diffusion-coefficient", unit: "length²/time", place(direction)) {
          let law = try fitted.coefficient(hasOffset: point.fitHasOffset)
          return (law.value, law.pValue)
        } doubt: {
          "⟨Δ²⟩ is not a straight line at these times (p = \($0))"
        })
    }
    if let line = record.lines[direction], let last = record.times.last {
      result.append(
        finding(
          "drift", line.estimate(record.times.count - 1), unit: "length", place(direction, [("time", .number(last))])))
      let indices = record.times.indices.filter { point.fitRange.contains(record.times[$0]) }
      result.append(
        finding("drift-velocity", unit: "length/time", place(direction)) {
          let drift = try driftVelocity(
            times: indices.map { record.times[$0] }, displacements: line.selecting(indices))
          return (drift.velocity, drift.pValue)
        } doubt: {
          "the drift is not steady at these times (p = \($0))"
        })
    }
    return result
  }

  private func finding(
    _ name: String, unit: String, _ place: [(String, Value)],
    _ law: () throws -> (value: Estimate, pValue: Double?), doubt: (String) -> String
  ) -> Finding {
    do {
      let law = try law()
      var result = finding(name, law.value, unit: unit, place)
      if let chance = law.pValue, chance < Self.significance {
        result.notes.append(doubt(NumberFormat.rounded(chance, digits: 2)))
      }
      return result
    } catch {
      var result = finding(name, nil, unit: unit, place)
      result.notes.append("not applicable: \(error)")
      return result
    }
  }

  /// Whether a direction's numbers are stated time by time: those that the figures show.
  private func isShown(_ direction: Int) -> Bool {
    let name = record.directions[direction].name
    return !record.directions[direction].isLine || name == point.principalDirection
      || (point.principalDirection == "total" && record.directions.count > 2)
  }

  private func moments(_ direction: Int) -> [Finding] {
    guard isShown(direction) else { return [] }
    return record.times.indices.map { index in
      finding(
        "mean-squared-displacement", record.squares[direction].estimate(index, isPositive: true), unit: "length²",
        place(direction, [("time", .number(record.times[index]))]))
    }
  }

  /// The changes from one power law to another.
  var crossovers: Result<Crossovers, NotApplicable>? {
    let (count, name) = DisplacementMethod.crossovers(point.settings)
    guard count > 0, let direction = record.index(of: name) else { return nil }
    var stream = RandomStream(
      StreamName(
        seed: point.position.seed, task: StreamTask(bits: UInt32(2 * point.position.index + halving)),
        purpose: .bootstrap),
      walker: 0)
    do throws(NotApplicable) {
      return .success(try squares(in: direction).crossovers(count, using: &stream))
    } catch { return .failure(error) }
  }

  private var crossoverFindings: [Finding] {
    guard let crossovers,
      let direction = record.index(of: DisplacementMethod.crossovers(point.settings).direction)
    else { return [] }
    switch crossovers {
    case .failure(let reason):
      var none = finding("crossover-time", nil, unit: "time", place(direction))
      none.notes.append("not applicable: \(reason)")
      return [none]
    case .success(let found):
      var notes: [String] = []
      if let chance = found.fit.pValue, chance < Self.significance {
        notes.append(
          "the laws pass into each other in another way than fitted (p = \(NumberFormat.rounded(chance, digits: 2))): "
            + "the error is statistical only")
      }
      let times = found.times.enumerated().map { index, time in
        var result = finding(
          "crossover-time", time, unit: "time", place(direction, [("crossover", .integer(index + 1))]))
        result.notes = notes
        return result
      }
      return times
        + found.exponents.enumerated().map { index, slope in
          finding("regime-exponent", slope, unit: "1", place(direction, [("regime", .integer(index + 1))]))
        }
    }
  }

  /// How many ended where, if there are at least two wells.
  private var populations: [Finding] {
    let wells = point.walk.landscape.wells
    let samples = record.squares.first?.samples ?? 0
    guard wells.count > 1, record.wellCounts.count == wells.count else { return [] }
    return zip(wells, record.wellCounts).map { well, count in
      finding("final-population", proportion(of: count, in: samples), unit: "1", [("well", .text(well.name))])
    }
  }
}

extension Record {
  /// The place of a finding in a direction.
  static func direction(_ name: String) -> Record { Record([("direction", .text(name))]) }
}
