// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Settings

/// The points of a sweep whose seeds are repetitions and not conditions.
///
/// A sweep over `seed` or `data.split-seed` asks the same question again: findings over the replicas are then findings over all
/// of its values together.
struct RepeatedPoints: Sendable {
  /// The points without the axes that are seeds, in the order of the sweep.
  let conditions: [Condition]

  /// All runs that differ by nothing but their seeds.
  struct Condition: Sendable {
    /// All of them as one point.
    let point: PointOutcome
    /// The runs in groups whose outcomes are independent of each other: one for each set of seeds where seeds are swept, for they share
    /// their split; else one for each replica.
    let groups: [Group]
  }

  /// Runs that stand for one repetition: at other conditions the same repetition has the same seeds.
  struct Group: Sendable {
    let name: Record
    let runs: [RunOutcome]
  }

  init(_ points: [PointOutcome]) {
    var order: [Record] = []
    var members: [[PointOutcome]] = []
    for point in points {
      let place = RepeatedAxes.condition(of: point.coordinates)
      if let index = order.firstIndex(of: place) {
        members[index].append(point)
      } else {
        order.append(place)
        members.append([point])
      }
    }
    conditions = zip(order, members).compactMap { place, points in
      points.first.map { first in
        Condition(
          point: PointOutcome(
            coordinates: place, runs: points.flatMap(\.runs), criteria: first.criteria, classes: first.classes,
            budget: points.map(\.budget).max() ?? first.budget),
          groups: points.flatMap(Self.groups))
      }
    }
  }

  private static func groups(of point: PointOutcome) -> [Group] {
    let seeds = point.coordinates.entries.filter { RepeatedAxes.names.contains($0.key) }
    let name = Record(seeds.map { ($0.key, $0.value) })
    guard name.keys.isEmpty else { return point.runs.isEmpty ? [] : [Group(name: name, runs: point.runs)] }
    return point.runs.map { Group(name: Record([("replica", .integer($0.replica))]), runs: [$0]) }
  }
  /// The runs as they are compared where an axis has words; those of one repetition share a training set.
  var categorized: [CategoryRun] {
    var repetitions: [String: Int] = [:]
    return conditions.flatMap { condition in
      let (place, words) = condition.point.coordinates.numbersAndWords
      return condition.groups.flatMap { group in
        let name = group.name.exactName
        let repetition = repetitions[name] ?? repetitions.count
        repetitions[name] = repetition
        return group.runs.compactMap { run in
          run.times.map {
            CategoryRun(
              words: words, place: place, dataSeed: repetition, modelSeed: run.replica, memorization: $0.memorization,
              grokking: $0.grokking)
          }
        }
      }
    }
  }
}
