// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
package import Settings
import Statistics

/// Points of a sweep that only repeat: a sweep over the seed asks the same question again.
package enum RepeatedAxes {
  /// Axes whose values name repetitions and not conditions.
  package static let names: Set<String> = ["seed", "data.split-seed"]

  /// The coordinates without the axes that only repeat.
  package static func condition(of coordinates: Record) -> Record {
    Record(coordinates.entries.filter { !names.contains($0.key) }.map { ($0.key, $0.value) })
  }
}

extension ResultTable {
  /// What sampled methods say over all repetitions of a point together: the mean, its error from the spread of the repetitions
  /// with Student's quantile.
  ///
  /// Empty unless the sweep has an axis that repeats. Numbers that some repetition lacks are left out: a mean over those that
  /// succeeded would be biased.
  var pooledFindings: [Finding] {
    guard axes.contains(where: RepeatedAxes.names.contains) else { return [] }
    return groups(rows, without: RepeatedAxes.names).flatMap { coordinates, rows -> [Finding] in
      guard rows.count > 1, let first = rows.first else { return [] }
      return first.findings.compactMap { model in
        let twins = rows.compactMap { row in row.findings.first { $0.method == model.method && $0.isTwin(of: model) } }
        let estimates = twins.compactMap(\.estimate)
        guard estimates.count == rows.count, estimates.contains(where: { $0.standardError > 0 }),
          let pooled = mean(of: estimates.map(\.value))
        else { return nil }
        var finding = Finding(model.quantity, pooled, unit: model.unit, at: model.at)
        finding.samples = rows.count
        finding.notes = ["the mean of \(rows.count) repetitions; the error is their spread"]
        let doubtful = twins.count { $0.isDoubtful }
        if doubtful > 0 { finding.doubt(because: "\(doubtful) of the repetitions are doubtful, see their notes") }
        return finding.stated(by: model.method, at: coordinates)
      }
    }
  }
}
