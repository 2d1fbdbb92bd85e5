// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// One point of the sweep of a `grokking-time` scenario, decoded and checked.
struct GrokkingTimePoint: ExperimentPoint {
  let sweep: SweepPoint
  let seeds: SweepSeeds
  let fit: FitSettings

  /// Axes of a sweep that are the size of the training set.
  static let sizeAxes = ["data.train-fraction", "data.train-count"]

  /// Decodes one point; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    let before = reader.log.problems.count
    let sweep = SweepPoint(reader, at: position, readsSizes: true)
    seeds = SweepSeeds(reader)
    fit = FitSettings(reader, seed: position.seed)
    guard let sweep, reader.log.problems.count == before else { return nil }
    self.sweep = sweep
  }

  /// The coordinates beside the size.
  var coordinates: Record {
    var coordinates = sweep.position.coordinates
    for axis in Self.sizeAxes { coordinates[axis] = nil }
    return coordinates
  }

  /// The coordinates that are numbers: the axes of fits.
  var numbers: [String: Double] {
    var numbers: [String: Double] = [:]
    for (name, value) in coordinates.entries { numbers[name] = value.asNumber }
    return numbers
  }

  /// The coordinates that are words: what they name is analyzed by itself.
  var words: Record { Record(coordinates.entries.filter { $0.value.asNumber == nil }.map { ($0.key, $0.value) }) }
}
