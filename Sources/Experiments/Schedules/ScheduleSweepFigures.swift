// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// The figures over a sweep: success, energy and time over each axis of numbers.
struct ScheduleSweepFigures {
  let comparisons: [ComparedSchedules]

  var all: [Figure] {
    let axes = comparisons.first?.coordinates.keys ?? []
    return axes.flatMap { axis in
      [
        over(axis, "success", "Success", "P(\(comparisons.first?.target ?? ""))", logarithmic: false) { $0.success },
        over(axis, "final-energy", "Final energy", "energy after the quench", logarithmic: false) { $0.finalEnergy },
      ].compactMap { $0 }
    }
  }

  private func over(
    _ axis: String, _ name: String, _ title: String, _ label: String, logarithmic: Bool,
    _ value: (ScheduleRecord) -> Estimate?
  ) -> Figure? {
    var series: [Figure.Series] = []
    for others in groups(axis) {
      let points = others.points
      guard let first = points.first else { continue }
      for (index, contender) in first.point.contenders.enumerated() {
        let found = points.compactMap { compared -> (Double, Estimate)? in
          guard let x = compared.coordinates[axis]?.asNumber, index < compared.records.count,
            let estimate = value(compared.records[index])
          else { return nil }
          return (x, estimate)
        }.sorted { $0.0 < $1.0 }
        guard found.count > 1 else { continue }
        let words = others.label.isEmpty ? contender.name : "\(contender.name), \(others.label)"
        series.append(
          Figure.Series(
            words, .points, x: found.map(\.0), y: found.map(\.1.value),
            lower: found.map(\.1.bounds.lowerBound), upper: found.map(\.1.bounds.upperBound)))
        series.append(Figure.Series("", .thinLine, x: found.map(\.0), y: found.map(\.1.value)))
      }
    }
    let x = series.flatMap(\.x)
    guard let least = x.min(), let most = x.max(), most > least else { return nil }
    return Figure(
      name: "\(name)-over-\(axis.replacingOccurrences(of: ".", with: "-"))", title: "\(title) against \(axis)",
      caption: "Bars are 95 % intervals.",
      x: Figure.Axis(axis == "budget" ? "budget (time)" : axis, isLogarithmic: least > 0 && most > 8 * least),
      y: Figure.Axis(label), series: series)
  }

  /// Points that differ along one axis only.
  private func groups(_ axis: String) -> [(label: String, points: [ComparedSchedules])] {
    var groups: [(label: String, points: [ComparedSchedules])] = []
    for compared in comparisons {
      var others = compared.coordinates
      others[axis] = nil
      if let index = groups.firstIndex(where: { $0.label == others.sentence }) {
        groups[index].points.append(compared)
      } else {
        groups.append((others.sentence, [compared]))
      }
    }
    return groups
  }
}
