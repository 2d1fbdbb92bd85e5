// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

/// Splits and merges the walkers of each bin into a fixed number of equal weights.
///
/// The children of a bin are taken at equal steps along the running sum of its weights, from a random beginning: a walker of
/// weight w in a bin of weight W has M·w/W children on the average, each of weight W/M, so that the mean of every function
/// of the walkers stays what it was, and the bin's weight does exactly. Heavy walkers are split, light ones merged; nothing
/// is drawn that need not be (systematic resampling; R. Douc and O. Cappé, ISPA 2005).
struct Resampling {
  let bins: ScoreBins
  /// M, the children of an occupied bin.
  let walkersPerBin: Int

  /// The parent of each walker, and what each weighs.
  struct Children {
    var parents: [Int32] = []
    var weights: [Double] = []
  }

  /// The children, bin after bin.
  ///
  /// - Parameters:
  ///   - scores: of the walkers.
  ///   - weights: of the walkers; nonnegative.
  ///   - stream: gives one number an occupied bin.
  func children(scores: [Double], weights: [Double], using stream: inout RandomStream) -> Children {
    let (order, starts) = sorted(scores)
    var result = Children()
    result.parents.reserveCapacity(bins.count * walkersPerBin)
    result.weights.reserveCapacity(bins.count * walkersPerBin)
    for bin in 0..<bins.count where starts[bin] < starts[bin + 1] {
      var total = 0.0
      for place in starts[bin]..<starts[bin + 1] { total += weights[Int(order[place])] }
      guard total > 0 else { continue }
      let share = total / Double(walkersPerBin)
      var mark = stream.uniform() * share
      var sum = 0.0
      var left = walkersPerBin
      for place in starts[bin]..<starts[bin + 1] {
        let member = order[place]
        sum += weights[Int(member)]
        while mark <= sum, left > 0 {
          result.parents.append(member)
          left -= 1
          mark += share
        }
      }
      // Rounding may leave the last mark a little beyond the sum.
      for _ in 0..<left { result.parents.append(order[starts[bin + 1] - 1]) }
      result.weights.append(contentsOf: repeatElement(share, count: walkersPerBin))
    }
    return result
  }

  /// The children of walkers in several parts of space, each of which has all the bins for itself.
  ///
  /// - Parameter parts: the number of each walker's part.
  func children(
    scores: [Double], weights: [Double], parts: [Int], using stream: inout RandomStream
  ) -> Children {
    guard parts.contains(where: { $0 != 0 }) else { return children(scores: scores, weights: weights, using: &stream) }
    var result = Children()
    let groups = Dictionary(grouping: parts.indices) { parts[$0] }
    for part in groups.keys.sorted() {
      let members = groups[part] ?? []
      let found = children(scores: members.map { scores[$0] }, weights: members.map { weights[$0] }, using: &stream)
      result.parents += found.parents.map { Int32(members[Int($0)]) }
      result.weights += found.weights
    }
    return result
  }

  /// The walkers bin by bin, and where each bin begins.
  private func sorted(_ scores: [Double]) -> (order: [Int32], starts: [Int]) {
    var starts = [Int](repeating: 0, count: bins.count + 1)
    var order = [Int32](repeating: 0, count: scores.count)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: scores.count) { own in
      if bins.edges.count <= Self.fewEdges {
        countEdges(scores, into: own)
      } else {
        for walker in scores.indices { own[walker] = Int32(bins.bin(of: scores[walker])) }
      }
      starts.withUnsafeMutableBufferPointer { starts in
        for walker in own.indices { starts[Int(own[walker]) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
      }
      var next = starts
      next.withUnsafeMutableBufferPointer { next in
        order.withUnsafeMutableBufferPointer { order in
          for walker in own.indices {
            let bin = Int(own[walker])
            order[next[bin]] = Int32(walker)
            next[bin] += 1
          }
        }
      }
    }
    return (order, starts)
  }

  /// Up to so many edges it is quicker to compare with all of them, many walkers at a time, than to search.
  private static let fewEdges = 40

  /// The bin of each walker: how many edges are not above its score.
  private func countEdges(_ scores: [Double], into own: UnsafeMutableBufferPointer<Int32>) {
    let stretch = 64
    scores.withUnsafeBufferPointer { scores in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: stretch) { counts in
        guard let counts = counts.baseAddress, let scores = scores.baseAddress else { return }
        for first in stride(from: 0, to: own.count, by: stretch) {
          let count = min(stretch, own.count - first)
          counts.initialize(repeating: 0, count: count)
          for edge in bins.edges {
            // Numbers of one kind, so that this becomes vectors.
            for walker in 0..<count { counts[walker] += scores[first &+ walker] >= edge ? 1 : 0 }
          }
          for walker in 0..<count { own[first + walker] = Int32(counts[walker]) }
        }
      }
    }
  }
}
