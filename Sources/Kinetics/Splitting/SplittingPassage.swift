// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
package import Statistics

/// Mean first passage out of a metastable region by loops and adaptive multilevel splitting.
///
/// The way to the target B consists of loops: from home A until the score reaches the surface Σ = {score = s₀} near A, then
/// back to A or, with a small probability p, on to B. With the mean times of the two halves of a loop,
///
///     τ = T₀ + (1 − q)·[(1/p − 1)·(T_Σ→A + T_A→Σ) + T_Σ→B],
///
/// where T₀ is the time from the start to the first entrance of Σ out of A, or to B if that comes first (with probability
/// q), and T_Σ→B the mean duration of the last way. p and T_Σ→B come from splitting; the replicas start where walkers
/// enter Σ after some loops. That law hardly changes from loop to loop when 1/p is large; in one dimension it is one
/// point but for overshoots. What is found is the first-passage time of the chain in discrete time; its bias is that of
/// the time step.
///
/// Every repetition runs its own loops and its own splitting, so their spread holds all errors.
///
/// Loops of a finite number hardly ever see a well beside the path or on it although walkers would stay there for long. Where
/// the law of walkers that come from home is known, loops are timed near home only and the law tells the rest, see
/// `ReactantLaw`; otherwise the excursions from Σ that come higher than nine tenths of them are timed by the splitting, the killed
/// replicas with the weights that they had, which is right in the mean for every functional of the path,
///
///     τ = T₀ + (1 − q)·[T_cycle/p − T_A→Σ],  T_cycle = T_A→Σ + T_Σ→A∪B.
package struct SplittingPassage: Sendable {
  /// The splitting; its excursions know home, target and score.
  package var splitting: AdaptiveMultilevelSplitting
  /// s₀.
  package var surface: Double
  /// How many loops each replica goes before the splitting; those after the first are timed, and `untimed` − 1 more go before.
  package var loops: Int
  /// Where walkers that come from home are in the long run, if it is known.
  package var law: ReactantLaw?

  /// How many loops go before those that are timed: walkers are to forget where they began.
  package var untimed = 1

  /// How loops are timed.
  var clock: LoopClock { law.map { $0.hasFarTime ? .nearHome : .loops } ?? .loopsAndClimb }

  /// A passage.
  ///
  /// - Parameters:
  ///   - surface: a score that walkers at home reach soon; `surface(for:starts:)` finds one. It decides how long it takes
  ///     and not what comes out.
  ///   - loops: at least 2.
  ///   - law: of the walkers that come from home; `nil` where no grid can tell it.
  package init(
    _ splitting: AdaptiveMultilevelSplitting, surface: Double, loops: Int = 4, law: ReactantLaw? = nil
  ) {
    self.splitting = splitting
    self.law = law
    self.surface = surface
    self.loops = max(2, loops)
  }

  /// Runs repetitions side by side, each a function of its number and the task.
  ///
  /// - Parameters:
  ///   - repetitions: their numbers, below `AdaptiveMultilevelSplitting.mostRepetitions`.
  ///   - threads: how many threads to use.
  ///   - starts: d × N coordinates of where walkers start, coordinate-major, given N names to draw them by.
  ///   - observe: called every 20 milliseconds or so; returning `false` stops.
  /// - Returns: `nil` if the observer said stop.
  /// - Throws: `NotApplicable` if the score is not increasing towards the target, or walkers do not go round.
  package func run(
    repetitions: Range<Int>, threads: Int = 1, starts: (Range<UInt32>) -> [Double],
    observe: (SplittingProgress) -> Bool = { _ in true }
  ) throws(NotApplicable) -> [PassageRepetition]? {
    var names = try SplittingNames(repetitions, replicas: splitting.replicas)
    let first = names.draw(splitting.replicas, for: splitting.excursions, starts)
    try splitting.requireRise(from: first)
    guard let looped = try goRound(first, &names, threads: threads, observe: observe) else { return nil }
    let probabilities = splitting.run(from: looped.entrances, &names, timedAbove: looped.levels, threads: threads) {
      progress in
      var progress = progress
      progress.walkerSteps += looped.walkerSteps
      return observe(progress)
    }
    guard let probabilities else { return nil }
    return zip(looped.repetitions, probabilities).map { loops, splitting in
      var repetition = loops
      repetition.splitting = splitting
      if clock == .loopsAndClimb { repetition.cycleTime? += splitting.timeAbove }
      return repetition
    }
  }
}

/// How the loops near home are timed.
enum LoopClock: Sendable {
  /// All of their time, where none is spent elsewhere.
  case loops
  /// The time near home, for the law to tell the rest.
  case nearHome
  /// The loops themselves where they stay low, and the climb that is sampled beside them where they come high.
  case loopsAndClimb
}

/// What one repetition of a passage came to.
package struct PassageRepetition: Sendable, Equatable, Codable {
  /// T₀, with the direct ways to the target.
  package var firstTime: Double
  /// q: the share of the walkers that reached the target before home.
  package var directShare: Double
  /// T_Σ→A + T_A→Σ.
  package var loopTime: Double
  /// T_A→Σ.
  package var climbTime: Double
  /// T_A→Σ + T_Σ→A∪B, near home only where a law tells the rest; `nil` where the loops tell all.
  package var cycleTime: Double?
  /// By how much the mean time of the second half of the timed loops is longer than that of the first, relative to it, and by how
  /// much the largest scores are higher.
  package var drift: LoopDrift?
  /// Steps of the loops.
  package var loopSteps: Int
  /// Walkers of the loops that were given up while they were elsewhere.
  package var givenUp: Int
  /// p and T_Σ→B.
  package var splitting: SplittingProbability
}
