// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension SplitSettings {
  /// Reads the mapping `data` of a scenario and writes its defaults.
  ///
  /// - Parameter allowsWholeTable: whether all rows may be trained on, so that there is no test set.
  /// - Returns: `nil` if a problem was reported.
  package static func read(from reader: Reader, allowsWholeTable: Bool = false) -> SplitSettings? {
    let before = reader.log.problems.count
    let data = reader.inner("data")
    let size: TrainingSize
    if data.contains("train-count") {
      size = .count(data.integer("train-count", default: nil, .atLeast(1), "rows that are trained on"))
      if data.raw("train-fraction") != nil {
        data.report("train-fraction and train-count are both given; leave one out.", at: "train-fraction")
      }
    } else {
      _ = data.raw("train-count")
      let limits = Limits(lower: 0, upper: 1, excludesLower: true, excludesUpper: !allowsWholeTable)
      size = .fraction(data.number("train-fraction", default: 0.5, limits, "part of the table that is trained on"))
    }
    let seed = data.integer("split-seed", default: 0, .nonNegative, "seed of the split and of wrong labels")
    let noise = data.number("label-noise", default: 0, .between(0, 1), "part of the training labels that is replaced")
    let permutes = data.flag("permute-labels", default: false, "whether all answers are permuted over the rows")
    _ = data.contains("test-count") ? nil : data.raw("test-count")
    let testCount =
      data.contains("test-count") ? data.integer("test-count", default: nil, .atLeast(1), "rows of the test set") : nil
    let subsets = RowSubset.read(from: data)
    data.finish()
    reader.resolve("data", as: .record(data.resolved))
    guard reader.log.problems.count == before else { return nil }
    var settings = SplitSettings(
      size, seed: UInt64(seed), labelNoise: noise, permutesLabels: permutes, testCount: testCount,
      allowsWholeTable: allowsWholeTable)
    settings.subsets = subsets
    return settings
  }
}
