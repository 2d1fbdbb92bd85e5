// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// The entropy along a collective coordinate, S(q) = (⟨f⟩_q − F(q))/θ with F(q) = −θ ln ρ(q), and whether it has a barrier.
///
/// A barrier is a valley of S: on both of its sides S is higher. Its depth is how far S falls below the lower one of the highest
/// places to both sides. Errors are those of MBAR's samples, carried through the difference with their correlations.
package struct EntropyProfile: Sendable {
  /// What can be said of a barrier.
  package enum Verdict: String, Sendable {
    /// S has a valley deeper than `noticeable`, and by more than four standard errors.
    case barrier
    /// No valley deeper than `noticeable` is compatible with the samples.
    case none
    /// Neither.
    case open = "cannot be told"
  }

  /// The middle of each bin that holds samples.
  package let places: [Double]
  /// S there, relative to the first bin.
  package let entropies: [Estimate]
  /// The deepest valley, negative where S has none: then how far S stays from having one.
  package let depth: Estimate
  /// Where it is.
  package let valley: Double
  /// What follows.
  package let verdict: Verdict

  /// A depth that counts, in units of k_B: a factor e in numbers of states.
  package static let noticeable = 1.0
  /// Fewer effective samples in a bin tell nothing.
  private static let fewSamples = 8.0

  /// The profile over a range.
  ///
  /// - Parameter ends: two values of q that the way goes between: only what lies between them counts as a valley, below the
  ///   lower one of these two places themselves. By default any two places.
  /// - Throws: `NotApplicable` with fewer than five bins that hold samples.
  package init(
    _ samples: JointSamples, over range: ClosedRange<Double>, between ends: (Double, Double)? = nil,
    bins count: Int = 16
  ) throws(NotApplicable) {
    let width = (range.upperBound - range.lowerBound) / Double(count)
    var members = [[Int]](repeating: [], count: count)
    for (n, q) in samples.coordinates.enumerated() where samples.weights[n] > 0 {
      let place = (q - range.lowerBound) / width
      if place >= 0, place < Double(count) { members[Int(place)].append(n) }
    }
    let theta = samples.temperature
    var found: [(place: Double, members: [Int], entropy: Double, energy: Double)] = []
    for (index, own) in members.enumerated() {
      guard !own.isEmpty, let share = try? samples.logShare(of: own), (share.effectiveSamples ?? 0) >= Self.fewSamples
      else { continue }
      let energy = try samples.average(of: samples.energies, over: own).value
      found.append(
        (range.lowerBound + (Double(index) + 0.5) * width, own, energy / theta + share.value - log(width), energy))
    }
    guard found.count >= 5 else {
      throw NotApplicable(
        "only \(found.count) bins along the coordinate hold enough samples for an entropy; take more samples")
    }
    func difference(_ one: Int, _ other: Int) -> Estimate {
      let (a, b) = (found[one], found[other])
      let error =
        one == other
        ? 0
        : samples.relativeError(
          of: [(a.members, 1, a.energy / theta), (b.members, -1, -b.energy / theta)], values: samples.energies)
      return Estimate(a.entropy - b.entropy, standardError: error)
    }
    places = found.map(\.place)
    entropies = found.indices.map { difference($0, 0) }
    var deepest: (depth: Estimate, valley: Int)?
    var mostPossible = -Double.infinity
    func nearest(_ q: Double) -> Int {
      found.indices.min { abs(found[$0].place - q) < abs(found[$1].place - q) } ?? 0
    }
    let way = ends.map { [nearest($0.0), nearest($0.1)].sorted() }
    if let way, way[1] - way[0] < 2 {
      throw NotApplicable("no bin of the profile lies between the two places; take more windows and samples")
    }
    if let way,
      found.indices[way[0]...way[1]].contains(where: {
        $0 > way[0] && found[$0].place - found[$0 - 1].place > 1.5 * width
      })
    {
      throw NotApplicable("bins between the two places hold too few samples; take more of them")
    }
    for middle in way.map({ ($0[0] + 1)..<$0[1] }) ?? 1..<(found.count - 1) {
      let left = way?[0] ?? found[..<middle].indices.max { found[$0].entropy < found[$1].entropy } ?? 0
      let right = way?[1] ?? found[(middle + 1)...].indices.max { found[$0].entropy < found[$1].entropy } ?? 0
      let lower = found[left].entropy < found[right].entropy ? left : right
      let depth = difference(lower, middle)
      mostPossible = max(mostPossible, depth.value + 1.959964 * depth.standardError)
      if deepest.map({ $0.depth.value < depth.value }) ?? true { deepest = (depth, middle) }
    }
    guard let deepest else { throw NotApplicable("no bin lies between two others") }
    depth = deepest.depth
    valley = found[deepest.valley].place
    if depth.value > 4 * depth.standardError, depth.value > 0 {
      // A valley that is real but shallow is none to speak of.
      verdict =
        depth.bounds.upperBound < Self.noticeable ? .none : depth.bounds.lowerBound > Self.noticeable ? .barrier : .open
    } else {
      verdict = mostPossible < Self.noticeable ? .none : .open
    }
  }
}
