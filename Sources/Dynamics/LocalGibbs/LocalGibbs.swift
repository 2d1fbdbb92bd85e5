// SPDX-License-Identifier: GPL-3.0-or-later
public import Potentials
public import Randomness

/// Draws starting points from e^{−βf} restricted to a region around a minimum.
///
/// In one and two dimensions, and in channels, the draws are exact: the inverse of a tabulated distribution picks a cell,
/// rejection does the rest within it. In more dimensions each walker runs its own Markov chain (MALA, preconditioned with the
/// mean Hessian of the well, proposals outside of the region rejected), `burnIn` steps long, from where trial chains came
/// to; if those do not forget where they began, `isMixed` is false. What is drawn for a walker depends on its name only.
public struct LocalGibbs: Sendable {
  /// The landscape.
  public let potential: any Potential
  /// Where the points have to lie.
  public let region: Region
  /// The temperature θ > 0.
  public let temperature: Double
  /// Steps of each walker's chain; 0 where draws are exact.
  public let burnIn: Int
  /// The mean acceptance of the chains' steps in a trial; 1 where draws are exact.
  public let acceptance: Double
  /// Whether the draws follow the law; false if the trial chains of the region have not mixed.
  public let isMixed: Bool

  private let sampler: Sampler

  private enum Sampler: Sendable {
    case line(LineSampler)
    case channel(ChannelSampler)
    case plane(PlaneSampler)
    case chain(WellChain)
  }

  /// A sampler for a region.
  ///
  /// - Parameters:
  ///   - minimum: a point of the region to start from, best the minimum of f in it.
  /// - Throws: `NoLocalGibbs` if the point is not in the region, f is not finite there, e^{−βf} has no end in one
  ///   dimension, or the chains do not move.
  public init(
    _ potential: any Potential, in region: Region, around minimum: [Double], temperature: Double
  ) throws(NoLocalGibbs) {
    self.potential = potential
    self.region = region
    self.temperature = temperature
    guard region.contains(minimum, in: potential), potential.energy(at: minimum).isFinite else {
      throw NoLocalGibbs(reason: "the point to start from, \(minimum), is not in the region or has no finite energy.")
    }
    if potential.dimension == 1 {
      sampler = .line(try LineSampler(potential, in: region, around: minimum[0], temperature: temperature))
      (burnIn, acceptance, isMixed) = (0, 1, true)
    } else if let channel = try ChannelSampler(potential, in: region, around: minimum, temperature: temperature) {
      sampler = .channel(channel)
      (burnIn, acceptance, isMixed) = (0, 1, true)
    } else if let plane = PlaneSampler(potential, in: region, around: minimum, temperature: temperature) {
      sampler = .plane(plane)
      (burnIn, acceptance, isMixed) = (0, 1, true)
    } else {
      let chain = try WellChain(potential, in: region, around: minimum, temperature: temperature)
      sampler = .chain(chain)
      (burnIn, acceptance, isMixed) = (chain.burnIn, chain.acceptance, chain.isMixed)
    }
  }

  /// Starting points of some walkers, coordinate-major.
  public func draw(walkers: Range<UInt32>, seed: UInt64, task: StreamTask = 0) -> [Double] {
    let n = walkers.count
    let d = potential.dimension
    let name = StreamName(seed: seed, task: task, purpose: .start)
    var result = [Double](repeating: 0, count: d * n)
    for (w, walker) in walkers.enumerated() {
      var stream = RandomStream(name, walker: walker)
      switch sampler {
      case .line(let line): result[w] = line.draw(&stream)
      case .channel(let channel):
        for (c, x) in channel.draw(&stream).enumerated() { result[c * n + w] = x }
      case .plane(let plane):
        for (c, x) in plane.draw(&stream).enumerated() { result[c * n + w] = x }
      case .chain(let chain):
        for (c, x) in chain.draw(&stream).enumerated() { result[c * n + w] = x }
      }
    }
    return result
  }
}

/// Why there is no local Gibbs law to draw from.
public struct NoLocalGibbs: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence.
  public var reason: String

  /// The sentence.
  public var description: String { "no starting points can be drawn: \(reason)" }
}
