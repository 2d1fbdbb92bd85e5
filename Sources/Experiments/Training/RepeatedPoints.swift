// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The points of a sweep whose seeds are repetitions and not conditions.
///
/// A sweep over `seed` or `data.split-seed` asks the same question again: what is said over the replicas is then said over all of
/// its values together.
struct RepeatedPoints: Sendable {
  /// The points without the axes that are seeds, in the order of the sweep.
  let conditions: [Condition]

  /// Axes that only repeat.
  static let seeds: Set<String> = ["seed", "data.split-seed"]

  /// All runs that differ by nothing but their seeds.
  struct Condition: Sendable {
    /// What is said over all of them.
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
      let place = Self.part(of: point.coordinates) { !Self.seeds.contains($0) }
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
    let name = part(of: point.coordinates) { seeds.contains($0) }
    guard name.keys.isEmpty else { return point.runs.isEmpty ? [] : [Group(name: name, runs: point.runs)] }
    return point.runs.map { Group(name: Record([("replica", .integer($0.replica))]), runs: [$0]) }
  }

  private static func part(of coordinates: Record, where belongs: (String) -> Bool) -> Record {
    Record(coordinates.entries.filter { belongs($0.key) }.map { ($0.key, $0.value) })
  }
}
