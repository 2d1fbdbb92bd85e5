// SPDX-License-Identifier: GPL-3.0-or-later
public import Dynamics
import Potentials
public import Statistics

extension FirstPassageProblem {
  /// The escape rate by direct simulation: walkers move until each has arrived or its time is up.
  ///
  /// k is arrivals/time at risk where passage times are exponential as far as tests see, else one over their mean; see
  /// `PassageTimes.summary`, which also says when a number is not to be trusted.
  ///
  /// - Parameters:
  ///   - start: the law of the starting points; walkers that it draws inside the target arrive at time zero.
  ///   - walkers: how many, at least one.
  ///   - threads: how many threads to use; the result does not depend on it.
  ///   - level: the coverage of the interval.
  /// - Returns: k with the standard error k/√arrivals and an interval that is exact for exponential passage times, or with
  ///   those of the mean.
  /// - Throws: `NotApplicable` if walkers diverged, none arrived before the time limit, or some were censored and the times
  ///   are not exponential; `NoLocalGibbs` if the Gibbs law of the start cannot be drawn from.
  public func rate(
    from start: StartLaw, walkers: Int, threads: Int = 1, level: Double = 0.95
  ) throws -> Estimate {
    let result = try passages(from: start, walkers: walkers, threads: threads)
    let diverged = result.count(.diverged)
    if diverged > 0 {
      throw NotApplicable("\(diverged) of \(walkers) walkers diverged; the time step \(timeStep) is too long.")
    }
    let times = PassageTimes(result)
    let summary = times.summary(level: level)
    if summary.doubt == .notExponential {
      throw NotApplicable(
        "the passage times are not exponential and \(times.censored) of \(walkers) are censored; take a longer time limit"
      )
    }
    guard let rate = summary.rate else {
      let bound = times.rateUpperBound(level: level).map { "; the rate is below \($0)" } ?? ""
      throw NotApplicable("no walker arrived before the time limit \(timeLimit)\(bound).")
    }
    return rate
  }

  /// When, how and where walkers that start from a law ended.
  ///
  /// - Parameters:
  ///   - start: the law of the starting points.
  ///   - walkers: how many; they are named 0, 1, 2, …
  ///   - threads: how many threads to use; the result does not depend on it.
  /// - Throws: `NoLocalGibbs` or `NotApplicable` if the Gibbs law of the start cannot be drawn from.
  public func passages(from start: StartLaw, walkers: Int, threads: Int = 1) throws -> FirstPassageResult {
    let names = 0..<UInt32(clamping: walkers)
    switch start {
    case .point(let point):
      return try passages(from: Walkers.standing(at: point, count: names.count), walkers: names, threads: threads)
    case .gibbs(let region):
      let sampler = try LocalGibbs(
        potential, in: region, around: try lowestPoint(of: region), temperature: schedule.temperature(at: 0))
      return try passages(
        from: sampler.draw(walkers: names, seed: seed, task: task), walkers: names, threads: threads)
    }
  }

  /// The lowest minimum in a region; the center of a ball or a box that holds none.
  private func lowestPoint(of region: Region) throws(NotApplicable) -> [Double] {
    let minima = Landscape(of: potential).minima.filter { region.contains($0, in: potential) }
    if let lowest = minima.min(by: { potential.energy(at: $0) < potential.energy(at: $1) }) { return lowest }
    switch region {
    case .ball(let center, _): return center
    case .box(let lower, let upper): return zip(lower, upper).map { ($0 + $1) / 2 }
    default: throw NotApplicable("the region has no minimum to draw a Gibbs law around; start from a point.")
    }
  }
}

extension PassageTimes {
  /// The passage times of a simulation; a walker that diverged counts as censored when it diverged.
  public init(_ result: FirstPassageResult) {
    self.init(times: result.times, arrived: result.outcomes.map { $0 == .arrived })
  }
}
