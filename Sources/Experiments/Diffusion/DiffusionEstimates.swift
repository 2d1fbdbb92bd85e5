// SPDX-License-Identifier: GPL-3.0-or-later
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
  var quantities: [Quantity] {
    var result: [Quantity] = []
    for direction in record.directions.indices { result += laws(direction) + moments(direction) }
    return result + crossoverQuantities + populations
  }

  private func quantity(_ name: String, _ estimate: Estimate?, unit: String, _ place: [(String, Value)]) -> Quantity {
    var quantity = Quantity(name, estimate, unit: unit, at: Record(place))
    quantity.samples = record.squares.first?.samples
    return quantity
  }

  private func place(_ direction: Int, _ more: [(String, Value)] = []) -> [(String, Value)] {
    [("direction", .text(record.directions[direction].name))] + more
  }

  /// Exponent and coefficient, and the drift where displacements have a sign.
  private func laws(_ direction: Int) -> [Quantity] {
    var result: [Quantity] = []
    let fitted = squares(in: direction).within(point.fitRange)
    // Across a valley the displacement saturates; there is no law to fit.
    if record.directions[direction].name != "normal" {
      result.append(
        quantity("diffusion-exponent", unit: "1", place(direction)) {
          let law = try fitted.exponent()
          return (law.value, law.pValue)
        } doubt: {
          "not one power law at these times (p = \($0)); look at the local exponents"
        })
      result.append(
        quantity("diffusion-coefficient", unit: "length²/time", place(direction)) {
          let law = try fitted.coefficient(hasOffset: point.fitHasOffset)
          return (law.value, law.pValue)
        } doubt: {
          "⟨Δ²⟩ is not a straight line at these times (p = \($0))"
        })
    }
    if let line = record.lines[direction], let last = record.times.last {
      result.append(
        quantity(
          "drift", line.estimate(record.times.count - 1), unit: "length", place(direction, [("time", .number(last))])))
      let indices = record.times.indices.filter { point.fitRange.contains(record.times[$0]) }
      result.append(
        quantity("drift-velocity", unit: "length/time", place(direction)) {
          let drift = try driftVelocity(
            times: indices.map { record.times[$0] }, displacements: line.selecting(indices))
          return (drift.velocity, drift.pValue)
        } doubt: {
          "the drift is not steady at these times (p = \($0))"
        })
    }
    return result
  }

  private func quantity(
    _ name: String, unit: String, _ place: [(String, Value)],
    _ law: () throws -> (value: Estimate, pValue: Double?), doubt: (String) -> String
  ) -> Quantity {
    do {
      let law = try law()
      var result = quantity(name, law.value, unit: unit, place)
      if let chance = law.pValue, chance < Self.significance {
        result.notes.append(doubt(NumberFormat.rounded(chance, digits: 2)))
      }
      return result
    } catch {
      var result = quantity(name, nil, unit: unit, place)
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

  private func moments(_ direction: Int) -> [Quantity] {
    guard isShown(direction) else { return [] }
    return record.times.indices.map { index in
      quantity(
        "mean-squared-displacement", record.squares[direction].estimate(index), unit: "length²",
        place(direction, [("time", .number(record.times[index]))]))
    }
  }

  /// The changes from one power law to another.
  var crossovers: Result<Crossovers, NotApplicable>? {
    guard point.crossovers > 0, let direction = record.index(of: point.crossoverDirection) else { return nil }
    var stream = RandomStream(
      StreamName(
        seed: point.position.seed, task: StreamTask(bits: UInt32(2 * point.position.index + halving)),
        purpose: .bootstrap),
      walker: 0)
    do throws(NotApplicable) {
      return .success(try squares(in: direction).crossovers(point.crossovers, using: &stream))
    } catch { return .failure(error) }
  }

  private var crossoverQuantities: [Quantity] {
    guard let crossovers, let direction = record.index(of: point.crossoverDirection) else { return [] }
    switch crossovers {
    case .failure(let reason):
      var none = quantity("crossover-time", nil, unit: "time", place(direction))
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
        var result = quantity(
          "crossover-time", time, unit: "time", place(direction, [("crossover", .integer(index + 1))]))
        result.notes = notes
        return result
      }
      return times
        + found.exponents.enumerated().map { index, slope in
          quantity("regime-exponent", slope, unit: "1", place(direction, [("regime", .integer(index + 1))]))
        }
    }
  }

  /// Who ended where, if there are at least two wells.
  private var populations: [Quantity] {
    let wells = point.walk.landscape.wells
    let samples = record.squares.first?.samples ?? 0
    guard wells.count > 1, record.wellCounts.count == wells.count else { return [] }
    return zip(wells, record.wellCounts).map { well, count in
      quantity("final-population", proportion(of: count, in: samples), unit: "1", [("well", .text(well.name))])
    }
  }
}
