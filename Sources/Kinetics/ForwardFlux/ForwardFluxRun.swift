// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Randomness
import Statistics

/// What one run of forward flux sampling found.
package struct ForwardFluxRun: Sendable, Equatable {
  /// The interfaces λ₀ < λ₁ < … < λₙ; the target follows.
  package var interfaces: [Double]
  /// How often walkers went from home through λ₀.
  package var crossings = 0
  /// The time that their rounds take, with all that is spent elsewhere.
  package var time = 0.0
  /// The relative variance of the flux.
  package var fluxVariance = 0.0
  /// The trials from each interface.
  package var trials: [Int] = []
  /// How many of them reached the next interface, or the target.
  package var successes: [Int] = []
  /// T₀: the mean time from the law that walkers start from to the first crossing of λ₀, or to the target if that comes before
  /// home.
  package var firstTime = 0.0
  /// q: the share of the starts that reach the target before home.
  package var directShare = 0.0
  /// T_A→λ₀: the mean time from home to λ₀ in later rounds.
  package var climbTime = 0.0
  /// How many of the states at λ₀ the arrivals descend from, (Σn)²/Σn² for n descendants each.
  package var ancestors = 0.0
  /// How many walkers were given up while they were elsewhere.
  package var givenUp = 0
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
  /// T₀ − (1 − q)·T_A→λ₀: the mean time to the target from the law that walkers start from is that and (1 − q)/k_AB.
  package var delay: Double { firstTime - (1 - directShare) * climbTime }
  /// The relative standard error that independent trials would have, √(Σ(1 − pᵢ)/(pᵢMᵢ) + that of the flux): a lower bound,
  /// since trials from one state are alike.
  package var binomialError: Double {
    zip(probabilities, trials).reduce(fluxVariance) { $0 + ($1.0 > 0 ? (1 - $1.0) / ($1.0 * Double($1.1)) : .infinity) }
      .squareRoot()
  }
}

extension ForwardFlux {
  /// There are more rounds at the beginning that do not count until so many relaxation times near home have passed, but no more than this.
  private static let settling = 3.0
  private static let mostIdleRounds = 40

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
    var roots = Array(0..<states.count)
    var wayBack = 0.0
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
      let times = ends.outcomes.indices.reduce(0.0) { ends.outcomes[$1] == .diverged ? $0 : $0 + ends.times[$1] }
      wayBack += result.probabilities.reduce(1, *) * times / Double(max(1, trials - ends.count(.diverged)))
      roots = through.map { roots[parents[$0]] }
      result.trials.append(trials)
      result.successes.append(through.count)
      states = ends.ends.selecting(through)
    }
    if !roots.isEmpty, result.trials.count == interfaces.count {
      result.ancestors = participationRatio(
        Dictionary(grouping: roots) { $0 }.values.map { Double($0.count) }.sorted())
    }
    if clock == .loopsAndClimb { result.time += Double(result.crossings) * wayBack }
    return result
  }

  /// Walkers go round from home to the first interface and back; the states at its crossings.
  private func flux(
    through level: Double, rounds: Int, names: inout FreshNames, into result: inout ForwardFluxRun, threads: Int,
    observe: (Int, Double) -> Bool
  ) -> Walkers? {
    var share = 0.0
    func move(
      _ excursions: Excursions, _ walkers: Walkers, until level: Double, law: ReactantLaw? = nil
    ) -> LoopLeg? {
      var told = 0
      let leg = LoopLegs(law: law, group: max(1, walkers.count), threads: threads).run(
        excursions, walkers, until: level
      ) { taken in
        defer { told = taken }
        return observe(taken - told, share)
      }
      result.walkerSteps += leg?.result.walkerSteps ?? 0
      result.givenUp += leg?.givenUp ?? 0
      return leg
    }
    let near = clock == .nearHome ? law : nil
    var mindsHome = false
    /// Out of home to the interface; where home reaches beyond it, not before home is left.
    func climb(_ walkers: Walkers) -> LoopLeg? {
      guard let leg = move(mindsHome ? excursions.outside : excursions.outward, walkers, until: level, law: near) else {
        return nil
      }
      let atHome = excursions.isHome(leg.result.ends)
      guard !mindsHome, atHome.indices.contains(where: { atHome[$0] && leg.result.outcomes[$0] == .level }) else {
        return leg
      }
      // The same paths once more: those that have not ended at home end as before.
      mindsHome = true
      return move(excursions.outside, walkers, until: level, law: near)
    }
    guard let arrival = move(excursions, starts, until: .infinity) else { return nil }
    let arrived = arrival.result.indices(of: .home)
    // Those that are at the target before home are done.
    let direct = arrival.result.indices(of: .target)
    result.directShare = Double(direct.count) / Double(max(1, arrived.count + direct.count))
    result.firstTime =
      (arrived + direct).reduce(0) { $0 + arrival.result.times[$1] } / Double(max(1, arrived.count + direct.count))
    guard !arrived.isEmpty else { return starts.selecting([]) }
    // Where few come home, copies of them go round.
    let travelers = 2 * arrived.count < starts.count ? (0..<starts.count).map { arrived[$0 % arrived.count] } : arrived
    var atHome = arrival.result.ends.selecting(travelers)
    var kept = starts.selecting([])
    var laterWays = 0.0
    var lost = 0.0
    var times: [Double] = []
    var (round, idle, passed) = (0, max(1, runIn), 0.0)
    while round < idle + rounds {
      share = Double(round) / Double(idle + rounds)
      guard let out = climb(atHome.named(names.take(atHome.count))),
        let back = move(excursions, out.result.ends.named(names.take(atHome.count)), until: .infinity, law: near)
      else { return nil }
      let counts = round >= idle
      var crossed: [Int] = []
      for index in out.result.outcomes.indices where out.result.outcomes[index] != .diverged {
        guard out.result.outcomes[index] != .limit else {
          // Given up on its way out: its time counts, and it has not crossed.
          if counts { lost += out.nearTimes[index] }
          continue
        }
        guard back.result.outcomes[index] != .diverged else { continue }
        crossed.append(index)
        if counts {
          times.append(out.nearTimes[index] + (clock == .loopsAndClimb ? 0 : back.nearTimes[index]))
          laterWays += out.nearTimes[index]
        } else {
          if round == 0 {
            result.firstTime += (1 - result.directShare) * (out.nearTimes[index] / Double(atHome.count))
          }
          passed += (out.nearTimes[index] + back.nearTimes[index]) / Double(atHome.count)
        }
      }
      round += 1
      if round == idle, passed < Self.settling * (law?.relaxationTime ?? 0), idle < Self.mostIdleRounds { idle += 1 }
      result.diverged += out.result.count(.diverged) + back.result.count(.diverged)
      if counts { kept = kept.appending(out.result.ends.selecting(crossed)) }
      // A walker that has reached the target, or was lost, begins again where it was at home.
      atHome = Self.returning(atHome, back.result)
    }
    result.crossings = times.count
    let sum = times.reduce(0, +)
    result.time = (sum + lost) * (1 + (near?.farTime.value ?? 0))
    if times.count > 1 {
      let mean = sum / Double(times.count)
      let squares = times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      result.fluxVariance = squares / Double(times.count - 1) / Double(times.count) / (mean * mean)
      result.climbTime = laterWays / Double(times.count)
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
