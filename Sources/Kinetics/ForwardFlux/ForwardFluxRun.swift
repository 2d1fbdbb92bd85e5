// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Randomness

/// What one run of forward flux sampling found.
package struct ForwardFluxRun: Sendable, Equatable {
  /// The interfaces λ₀ < λ₁ < … < λₙ; the target follows.
  package var interfaces: [Double]
  /// How often walkers went from home through λ₀.
  package var crossings = 0
  /// The time that their rounds took.
  package var time = 0.0
  /// The relative variance of the flux.
  package var fluxVariance = 0.0
  /// The trials from each interface.
  package var trials: [Int] = []
  /// How many of them reached the next interface, or the target.
  package var successes: [Int] = []
  /// How much longer the first way out takes from the law that walkers start from than from home.
  package var delay = 0.0
  /// How many walkers diverged.
  package var diverged = 0
  /// Steps taken, summed over the walkers.
  package var walkerSteps = 0

  /// Φ₀, crossings of the first interface in a unit of time.
  package var flux: Double { time > 0 ? Double(crossings) / time : 0 }
  /// pᵢ, the probabilities to get from each interface to the next.
  package var probabilities: [Double] { zip(successes, trials).map { $1 > 0 ? Double($0) / Double($1) : 0 } }
  /// Π pᵢ, the probability to get from the first interface to the target.
  package var probability: Double { probabilities.count == interfaces.count ? probabilities.reduce(1, *) : 0 }
  /// k_AB = Φ₀ Π pᵢ.
  package var rate: Double { flux * probability }
  /// The relative standard error that independent trials would have, √(Σ(1 − pᵢ)/(pᵢMᵢ) + that of the flux): a lower bound,
  /// since trials from one state are alike.
  package var binomialError: Double {
    zip(probabilities, trials).reduce(fluxVariance) { $0 + ($1.0 > 0 ? (1 - $1.0) / ($1.0 * Double($1.1)) : .infinity) }
      .squareRoot()
  }
}

extension ForwardFlux {
  /// Rounds at the beginning that do not count: walkers then come from where they return, and not from where they began.
  private static let idleRounds = 1

  /// Runs the flux and all trials.
  ///
  /// - Parameters:
  ///   - interfaces: ascending, the first outside of home.
  ///   - rounds: how often every starting walker goes out and back.
  ///   - trials: how many start from each interface.
  ///   - threads: how many threads to use.
  ///   - observe: called now and then with the steps taken since the last call and the share that is done; `false` stops.
  /// - Returns: `nil` if the observer said stop.
  package func run(
    interfaces: [Double], rounds: Int, trials: Int, threads: Int = 1,
    observe: (_ steps: Int, _ share: Double) -> Bool = { _, _ in true }
  ) -> ForwardFluxRun? {
    var result = ForwardFluxRun(interfaces: interfaces)
    guard let first = interfaces.first else { return result }
    var names = FreshNames(after: starts.count)
    let stages = Double(interfaces.count + 1)
    guard
      var states = flux(
        through: first, rounds: rounds, names: &names, into: &result, threads: threads,
        observe: { observe($0, $1 / stages) })
    else { return nil }
    var stream = decisions
    for stage in interfaces.indices {
      // No walker came here: the product is zero, which is as right as any other.
      guard states.count > 0 else { break }
      let level = stage + 1 < interfaces.count ? interfaces[stage + 1] : .infinity
      let parents = Self.spread(trials, over: states, using: &stream)
      var told = 0
      var isStopped = false
      let ends = excursions.run(
        states.selecting(parents).named(names.take(trials)), until: level, threads: threads
      ) { progress in
        let goesOn = observe(progress.walkerSteps - told, Double(stage + 1) / stages)
        told = progress.walkerSteps
        if !goesOn { isStopped = true }
        return goesOn
      }
      if isStopped { return nil }
      let through = ends.outcomes.indices.filter { ends.outcomes[$0] == .level || ends.outcomes[$0] == .target }
      result.diverged += ends.count(.diverged)
      result.walkerSteps += ends.walkerSteps
      result.trials.append(trials)
      result.successes.append(through.count)
      states = ends.ends.selecting(through)
    }
    return result
  }

  /// Walkers go round from home to the first interface and back; the states at its crossings.
  private func flux(
    through level: Double, rounds: Int, names: inout FreshNames, into result: inout ForwardFluxRun, threads: Int,
    observe: (Int, Double) -> Bool
  ) -> Walkers? {
    var share = 0.0
    func move(_ excursions: Excursions, _ walkers: Walkers, until level: Double) -> ExcursionResult? {
      var told = 0
      var isStopped = false
      let result = excursions.run(walkers, until: level, threads: threads) { progress in
        let goesOn = observe(progress.walkerSteps - told, share)
        told = progress.walkerSteps
        if !goesOn { isStopped = true }
        return goesOn
      }
      return isStopped ? nil : result
    }
    guard let arrival = move(excursions, starts, until: .infinity) else { return nil }
    result.walkerSteps += arrival.walkerSteps
    let arrived = arrival.indices(of: .home)
    guard !arrived.isEmpty else { return starts.selecting([]) }
    var atHome = arrival.ends.selecting(arrived)
    var kept = starts.selecting([])
    var firstWay = arrived.reduce(0) { $0 + arrival.times[$1] } / Double(arrived.count)
    var laterWays = 0.0
    var times: [Double] = []
    for round in 0..<(Self.idleRounds + rounds) {
      share = Double(round) / Double(Self.idleRounds + rounds)
      guard let out = move(outward, atHome.named(names.take(atHome.count)), until: level),
        let back = move(excursions, out.ends.named(names.take(atHome.count)), until: .infinity)
      else { return nil }
      result.walkerSteps += out.walkerSteps + back.walkerSteps
      let counts = round >= Self.idleRounds
      var crossed: [Int] = []
      for index in out.outcomes.indices where out.outcomes[index] != .diverged {
        guard back.outcomes[index] != .diverged else { continue }
        crossed.append(index)
        if counts {
          times.append(out.times[index] + back.times[index])
          laterWays += out.times[index]
        } else {
          firstWay += out.times[index] / Double(atHome.count)
        }
      }
      result.diverged += atHome.count - crossed.count
      if counts { kept = kept.appending(out.ends.selecting(crossed)) }
      // A walker that has reached the target, or was lost, begins again where it was at home.
      atHome = Self.returning(atHome, back)
    }
    result.crossings = times.count
    result.time = times.reduce(0, +)
    if times.count > 1 {
      let mean = result.time / Double(times.count)
      let squares = times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      result.fluxVariance = squares / Double(times.count - 1) / Double(times.count) / (mean * mean)
      result.delay = firstWay - laterWays / Double(times.count)
    }
    return kept
  }

  private static func returning(_ before: Walkers, _ back: ExcursionResult) -> Walkers {
    let home = back.outcomes.map { $0 == .home }
    guard home.contains(false) else { return back.ends }
    let both = back.ends.appending(before)
    return both.selecting(home.indices.map { home[$0] ? $0 : $0 + home.count })
  }
}
