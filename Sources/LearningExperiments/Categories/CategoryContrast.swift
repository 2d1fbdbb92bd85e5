// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// Two words of one axis with the runs that differ in nothing else, in pairs of the same seeds.
struct CategoryContrast: Sendable {
  /// A pair of runs at the same place, with the same training set and the same initial weights.
  struct Pair: Sendable {
    let from: CategoryRun
    let to: CategoryRun
  }

  /// The axis.
  let axis: String
  /// What is compared with what.
  let from: Value
  let to: Value
  /// The other coordinates that all pairs share.
  let place: Record
  /// The pairs of each training set: what is independent of each other.
  let splits: [[Pair]]
  /// All runs of either word, whether they have a partner or not.
  let all: (from: [CategoryRun], to: [CategoryRun])

  /// Pairs runs of two words.
  init(axis: String, from: Value, to: Value, place: Record, _ first: [CategoryRun], _ second: [CategoryRun]) {
    self.axis = axis
    self.from = from
    self.to = to
    self.place = place
    all = (first, second)
    let partners = Dictionary(second.map { (Self.name($0), $0) }, uniquingKeysWith: { one, _ in one })
    var seen: Set<String> = []
    var pairs: [Int: [Pair]] = [:]
    for run in first {
      let name = Self.name(run)
      guard seen.insert(name).inserted, let partner = partners[name] else { continue }
      pairs[run.dataSeed, default: []].append(Pair(from: run, to: partner))
    }
    splits = pairs.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func name(_ run: CategoryRun) -> String {
    "\(run.place.exactName)\u{1e}\(run.dataSeed)\u{1e}\(run.modelSeed)"
  }

  /// How many pairs there are.
  var pairs: Int { splits.reduce(0) { $0 + $1.count } }

  /// How many runs have no partner.
  var alone: Int { all.from.count + all.to.count - 2 * pairs }

  /// Where its findings stand.
  var coordinates: Record {
    var coordinates = place
    coordinates["axis"] = .text(axis)
    coordinates["from"] = from
    coordinates["to"] = to
    return coordinates
  }
}

extension CategoryContrast {
  /// All pairs of words of each axis, over all places together and, where there are several, at each of them.
  ///
  /// Axes, words and places come in the order of the runs. With many words each is compared with the first alone.
  static func all(of runs: [CategoryRun]) -> [CategoryContrast] {
    let axes = runs.first?.words.keys ?? []
    return axes.flatMap { axis -> [CategoryContrast] in
      let strata = groups(runs) { run in
        var others = run.words
        others[axis] = nil
        return others
      }
      return strata.flatMap { others, runs -> [CategoryContrast] in
        let words = groups(runs) { Record([(axis, $0.words[axis] ?? .null)]) }.map { $0.runs }
        let places = groups(runs) { $0.place }.map(\.place)
        return pairs(words.count).flatMap { first, second -> [CategoryContrast] in
          guard let from = words[first].first?.words[axis], let to = words[second].first?.words[axis] else { return [] }
          let whole = CategoryContrast(axis: axis, from: from, to: to, place: others, words[first], words[second])
          guard places.count > 1 else { return [whole] }
          return [whole]
            + places.map { place in
              let isThere = { (run: CategoryRun) in run.place == place }
              return CategoryContrast(
                axis: axis, from: from, to: to,
                place: Record((others.entries + place.entries).map { ($0.key, $0.value) }),
                words[first].filter(isThere), words[second].filter(isThere))
            }
        }
      }
    }
  }

  /// Words beyond so many are not all compared with each other.
  private static let mutual = 6

  private static func pairs(_ count: Int) -> [(Int, Int)] {
    (0..<count).flatMap { first in
      (first + 1..<max(count, first + 1)).filter { _ in count <= mutual || first == 0 }.map { (first, $0) }
    }
  }

  private static func groups(
    _ runs: [CategoryRun], by key: (CategoryRun) -> Record
  ) -> [(place: Record, runs: [CategoryRun])] {
    var order: [String: Int] = [:]
    var groups: [(place: Record, runs: [CategoryRun])] = []
    for run in runs {
      let place = key(run)
      let name = place.exactName
      if let index = order[name] {
        groups[index].runs.append(run)
      } else {
        order[name] = groups.count
        groups.append((place, [run]))
      }
    }
    return groups
  }
}
