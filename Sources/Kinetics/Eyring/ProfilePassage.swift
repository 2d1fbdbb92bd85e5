// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics
package import Thermodynamics

/// The passage time of the one-dimensional process that a collective coordinate q makes of the dynamics:
///
///     ρ(q) = e^{−βF(q)},   D(q) = θ⟨|∇q|²⟩_q,   τ = ∫ dy/(D ρ) ∫ ρ dz,
///
/// from the Gibbs law on the near side of `start` to `target`. F and D come from the weighted samples of umbrella windows. It is
/// the truth where the motion across q is fast, and a bound of unknown side where it is not: the committor says which.
/// Errors are those of MBAR's samples, carried through τ to first order, correlations of bins included, and the difference that
/// bins of twice the width make. Source: F. Legoll, T. Lelièvre, Nonlinearity 23 (2010) 2131.
package struct ProfilePassage: Sendable {
  /// 1/τ.
  package let rate: Estimate
  /// F₀ = −θ ln of the part of the stationary law on the near side of the top.
  package let wellFreeEnergy: Estimate
  /// F₁ = −θ ln ρ at the top, a unit of q taken as one.
  package let surfaceFreeEnergy: Estimate
  /// F₁ − F₀.
  package let activationFreeEnergy: Estimate
  /// Where ρ is least between start and target.
  package let top: Double
  /// q of the middle of each bin, F and D there.
  package let profile: [(place: Double, freeEnergy: Double, diffusion: Double)]
  /// The standard error of F in each bin, beside that of all of space.
  package let profileErrors: [Double]
  /// Why the rate may be off by more than its error bar says.
  package let doubts: [String]

  /// A bin with fewer effective samples makes τ doubtful.
  private static let fewSamples = 10.0

  /// A larger part of the law beyond the far end, seen from the start's side, makes τ doubtful.
  private static let mostBeyond = 0.02

  /// A bin matters if doubling its share changes the time by more than about this part.
  private static let leastWeight = 0.01

  /// Integrates over bins of a range; what lies outside of it is taken to be reflected at its far end.
  ///
  /// - Parameters:
  ///   - range: from the far end of the near side to the target or beyond.
  ///   - start: walkers start from the Gibbs law on its near side.
  ///   - target: where they arrive; on the other side of `start` than the far end.
  ///   - bins: of the range.
  /// - Throws: `NotApplicable` if slopes were not written down, start and target lie outside, or a bin between is empty.
  package init(
    _ samples: JointSamples, over range: ClosedRange<Double>, from start: Double, to target: Double,
    bins count: Int = 60
  ) throws(NotApplicable) {
    guard samples.squaredSlopes.count == samples.coordinates.count else {
      throw NotApplicable("the windows did not write down how steep the coordinate is")
    }
    guard range.contains(start), range.contains(target), start != target else {
      throw NotApplicable(
        "the windows reach from \(range.lowerBound) to \(range.upperBound); start \(start) and target \(target) must lie within"
      )
    }
    let fine = try Self.bins(samples, range, start, target, count)
    let coarse = try Self.bins(samples, range, start, target, max(4, count / 2))
    let theta = samples.temperature
    let (time, gradient) = Self.time(fine)
    let rough = Self.time(coarse).time
    let statistical = samples.relativeError(
      of: fine.indices.map { (fine[$0].members, gradient[$0].share / time, gradient[$0].diffusion / time) },
      values: samples.squaredSlopes)
    // Second order: bins of twice the width are off four times as much.
    let discretization = abs(rough / time - 1) / 3
    let spread = (statistical * statistical + discretization * discretization).squareRoot()
    // Bins that hardly matter for the time may be known as badly as they like.
    let weighty = fine.indices.filter { abs(gradient[$0].share) > Self.leastWeight * time }
    let least = weighty.map { fine[$0].samples }.min() ?? 0
    rate = Estimate(
      1 / time, standardError: spread / time,
      interval: .between(exp(-1.959964 * spread) / time, exp(1.959964 * spread) / time), effectiveSamples: least)
    let between = fine.indices.filter { fine[$0].isBetween }
    guard let highest = between.min(by: { fine[$0].density < fine[$1].density }) else {
      throw NotApplicable("no bin lies between start and target")
    }
    top = fine[highest].place
    let near = fine[..<highest].flatMap(\.members)
    let width = fine[highest].width
    let well = try samples.logShare(of: near)
    let surface = try samples.logShare(of: fine[highest].members)
    let difference = try samples.logRatio(of: fine[highest].members, to: near)
    wellFreeEnergy = well.scaled(by: -theta)
    var raised = surface.scaled(by: -theta)
    raised.value += theta * log(width)
    surfaceFreeEnergy = raised
    var activation = difference.scaled(by: -theta)
    activation.value += theta * log(width)
    activationFreeEnergy = activation
    profile = fine.map { ($0.place, -theta * log($0.density), theta * $0.slope) }
    var errors: [Double] = []
    for bin in fine { errors.append(theta * (try samples.logShare(of: bin.members).standardError)) }
    profileErrors = errors
    var doubts: [String] = []
    let beyond = samples.coordinates.indices.reduce(0) { sum, n in
      let isBeyond =
        target < start ? samples.coordinates[n] > range.upperBound : samples.coordinates[n] < range.lowerBound
      return isBeyond ? sum + samples.weights[n] : sum
    }
    let part = beyond / (beyond + fine.filter(\.isStart).reduce(0) { $0 + $1.share })
    if part > Self.mostBeyond {
      doubts.append(
        "\(Int((100 * part).rounded())) % of the law on the start's side, or more, lies beyond the far end of the windows, "
          + "\(target < start ? range.upperBound : range.lowerBound), and is left out; let them reach further")
    }
    if least < Self.fewSamples {
      doubts.append(
        "a bin of the profile is worth only \(Int(least)) samples; take more samples or fewer bins")
    }
    if discretization > 2 * statistical, discretization > 0.02 {
      doubts.append(
        "the width of the bins changes the time by \(Int((100 * discretization).rounded())) %; take more bins")
    }
    if highest == between.first || highest == between.last {
      doubts.append("F has no top between start and target: nothing is to be crossed along this coordinate")
    }
    self.doubts = doubts
  }

  /// A bin, in the order from the far end to the target.
  private struct Bin {
    var place: Double
    var width: Double
    var members: [Int]
    /// Its part of the stationary law.
    var share: Double
    /// ⟨|∇q|²⟩.
    var slope: Double
    var samples: Double
    var isStart: Bool
    var isBetween: Bool
    var theta: Double
    var density: Double { share / width }
  }

  private static func bins(
    _ samples: JointSamples, _ range: ClosedRange<Double>, _ start: Double, _ target: Double, _ count: Int
  ) throws(NotApplicable) -> [Bin] {
    let isDescending = target < start
    // The target is an edge.
    let far = isDescending ? range.upperBound : range.lowerBound
    let width = abs(target - far) / Double(count)
    var members = [[Int]](repeating: [], count: count)
    for (n, q) in samples.coordinates.enumerated() where samples.weights[n] > 0 {
      let place = (isDescending ? far - q : q - far) / width
      if place >= 0, place < Double(count) { members[Int(place)].append(n) }
    }
    let way = abs(start - far)
    var result: [Bin] = []
    for (index, own) in members.enumerated() {
      let middle = (Double(index) + 0.5) * width
      guard !own.isEmpty else {
        // Far from everything nothing need be known.
        if result.isEmpty { continue }
        throw NotApplicable("no sample lies in a bin of the profile; take more windows or samples")
      }
      let share = own.reduce(0) { $0 + samples.weights[$1] }
      let slope = own.reduce(0) { $0 + samples.weights[$1] * samples.squaredSlopes[$1] } / share
      let worth = try samples.logShare(of: own).effectiveSamples ?? 0
      result.append(
        Bin(
          place: isDescending ? far - middle : far + middle, width: width, members: own, share: share, slope: slope,
          samples: worth, isStart: middle <= way, isBetween: middle > way, theta: samples.temperature))
    }
    guard result.contains(where: \.isStart) else { throw NotApplicable("no sample lies where walkers start") }
    return result
  }

  /// τ from the law on the start's side, and how it changes with ln of each share and with ln of each slope.
  private static func time(_ bins: [Bin]) -> (time: Double, gradient: [(share: Double, diffusion: Double)]) {
    let started = bins.filter(\.isStart).reduce(0) { $0 + $1.share }
    func evaluate(_ shares: [Double], _ slopes: [Double]) -> Double {
      var (below, startedBelow, time) = (0.0, 0.0, 0.0)
      let whole = bins.indices.reduce(0) { bins[$1].isStart ? $0 + shares[$1] : $0 }
      for index in bins.indices {
        let bin = bins[index]
        // The part of the walkers that have to cross the bin; half of those that start within it.
        let own = bin.isStart ? shares[index] / whole : 0
        let crossing = startedBelow + own / 2
        time +=
          crossing * bin.width * bin.width / (bin.theta * slopes[index] * shares[index]) * (below + shares[index] / 2)
        below += shares[index]
        startedBelow += own
      }
      return time
    }
    guard started > 0 else { return (.infinity, bins.map { _ in (0, 0) }) }
    let (shares, slopes) = (bins.map(\.share), bins.map(\.slope))
    let time = evaluate(shares, slopes)
    let step = 1e-5
    let gradient = bins.indices.map { index in
      var (up, down) = (shares, shares)
      up[index] *= exp(step)
      down[index] *= exp(-step)
      var (steep, flat) = (slopes, slopes)
      steep[index] *= exp(step)
      flat[index] *= exp(-step)
      return (
        (evaluate(up, slopes) - evaluate(down, slopes)) / (2 * step),
        (evaluate(shares, steep) - evaluate(shares, flat)) / (2 * step)
      )
    }
    return (time, gradient)
  }
}
