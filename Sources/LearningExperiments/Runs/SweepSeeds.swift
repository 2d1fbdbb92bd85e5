// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// How often each point of a sweep is trained.
struct SweepSeeds: Sendable, Equatable {
  /// Training sets of each size.
  let data: Int
  /// Initial weights for each of them.
  let model: Int

  static let dataSeeds = Parameter.integer(
    "data-seeds", default: 4, .between(1, Double(SweepRun.seedLimit)),
    "training sets of each size, drawn with the seeds split-seed, split-seed + 1, …")
  static let modelSeeds = Parameter.integer(
    "model-seeds", default: 2, .between(1, Double(SweepRun.seedLimit)),
    "initial weights for each training set, all independent")
  static let parameters = [dataSeeds, modelSeeds]

  /// Reads both keys.
  ///
  /// - Parameter parameters: the keys with their defaults, training sets first.
  init(_ reader: Reader, _ parameters: [Parameter] = Self.parameters) {
    let numbers = parameters.map { Int(reader.read($0).asNumber ?? 1) }
    data = numbers.first ?? 1
    model = numbers.last ?? 1
  }

  /// How many runs a size has.
  var count: Int { data * model }

  /// All runs of a point: size by size, for each training set all initial weights.
  func runs(of point: SweepPoint) -> [SweepRun] {
    point.sizes.rows.flatMap { size in
      (0..<data).flatMap { dataSeed in
        (0..<model).map { SweepRun(point: point, size: size, dataSeed: dataSeed, modelSeed: $0) }
      }
    }
  }
}
