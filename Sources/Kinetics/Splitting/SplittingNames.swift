// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Statistics

/// Hands out the names of walkers: each repetition has its own, so that it does not depend on the others.
struct SplittingNames: Sendable {
  let repetitions: Range<Int>
  private var used: [UInt32]

  init(_ repetitions: Range<Int>, replicas: Int) throws(NotApplicable) {
    let most = AdaptiveMultilevelSplitting.mostRepetitions
    guard repetitions.lowerBound >= 0, repetitions.upperBound <= most else {
      throw NotApplicable("there are more than \(most) repetitions in a task")
    }
    // A thousand generations: e^{−100} with a tenth killed at a time.
    guard replicas <= Int(AdaptiveMultilevelSplitting.namesOfRepetition) / 1000 else {
      let most = Int(AdaptiveMultilevelSplitting.namesOfRepetition) / 1000
      throw NotApplicable("\(replicas) replicas are too many; with \(most) or less, add repetitions instead")
    }
    self.repetitions = repetitions
    used = Array(repeating: 0, count: repetitions.count)
  }

  /// New names for so many walkers of the repetition with this index among them.
  mutating func next(_ count: Int, of index: Int) -> Range<UInt32> {
    let first = UInt32(repetitions.lowerBound + index) * AdaptiveMultilevelSplitting.namesOfRepetition + used[index]
    // A walker that has used up a repetition's names begins anew: the paths in question ended long ago.
    let last = AdaptiveMultilevelSplitting.namesOfRepetition - UInt32(count)
    used[index] = used[index] + UInt32(count) <= last ? used[index] + UInt32(count) : 0
    return first..<(first + UInt32(count))
  }

  /// Walkers of all repetitions at their starting points, one repetition after the other.
  mutating func draw(
    _ count: Int, for excursions: Excursions, _ starts: (Range<UInt32>) -> [Double]
  ) -> Walkers {
    var walkers = excursions.walkers([], at: [])
    for index in 0..<repetitions.count {
      let names = next(count, of: index)
      walkers = walkers.appending(excursions.walkers(Array(names), at: starts(names)))
    }
    return walkers
  }

  /// The same states with new names.
  mutating func renaming(_ walkers: Walkers, replicas: Int) -> Walkers {
    var names: [UInt32] = []
    for index in 0..<repetitions.count { names += next(replicas, of: index) }
    return walkers.named(names)
  }
}
