// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
import Potentials
import Randomness

/// How many loops near home walkers take until they have forgotten where they began.
///
/// Loops are short where home is wide, and coordinates that relax slowly, as the weights of a network do, are after a few of
/// them still where they were at the start; then the times of loops, and the states that climbs start from, are not those of
/// the long run. Scouts go round, and loops are cut off at the beginning, twice as many each time, until of those that are left
/// the second half is like the first (see `LoopTrace`) and walkers are no longer like themselves as many loops ago.
package struct LoopRunIn: Sendable, Equatable {
  /// Loops that go before those that count; at least one.
  package var loops: Int
  /// The time that it takes to forget, or that was waited for it in vain.
  package var time: Double
  /// What has not settled after the longest run-in that is tried; `nil` if all has.
  package var unsettled: String?

  /// A run-in of so many loops.
  package init(loops: Int, time: Double = 0, unsettled: String? = nil) {
    (self.loops, self.time, self.unsettled) = (max(1, loops), time, unsettled)
  }

  /// Nothing is remembered.
  package static let one = LoopRunIn(loops: 1)

  /// Scouts, and the most loops that they take; fewer where a step costs more than so many coordinates of a toy.
  private static let scouts = (usual: 256, few: 64)
  private static let costly = 1000.0
  private static let mostLoops = (usual: 2048, some: 512, few: 128)
  /// Steps times what they cost in coordinates of a toy, from which on no more loops follow where steps are costly.
  private static let mostWork = 7.5e9
  /// Loops that scouts may take in any case.
  private static let fewestLoops = 16
  /// More coordinates than these are looked at in fewer loops.
  private static let fewCoordinates = 8
  /// The share of the walkers that may arrive during the run-in.
  private static let arrived = 0.2
  /// Names of walkers that the search for a surface has used, from the last one of a repetition on.
  private static let namesOfSurface = 26 * 512

  /// Lets scouts go round.
  ///
  /// - Parameters:
  ///   - excursions: with home and target. The answer does not depend on the task.
  ///   - surface: s₀, the score at which loops turn.
  ///   - starts: draws starting points by names.
  ///   - loops: of one walker that all repetitions together will take; where steps are costly, scouts take no more.
  ///   - threads: how many threads move the scouts. The answer does not depend on it.
  ///   - goesOn: asked now and then; `false` stops.
  /// - Returns: `one` if walkers do not go round: the methods themselves tell why.
  package static func find(
    for excursions: Excursions, surface: Double, preparing loops: Int = .max, threads: Int = 1,
    starts: (Range<UInt32>) -> [Double], goesOn: () -> Bool = { true }
  ) -> LoopRunIn {
    var excursions = excursions
    excursions.task = 0
    let isCostly = excursions.potential.costPerStep > costly
    let scouts = isCostly ? Self.scouts.few : Self.scouts.usual
    let isSmall = excursions.potential.dimension <= fewCoordinates
    let most = isCostly ? mostLoops.few : isSmall ? mostLoops.usual : mostLoops.some
    var next = AdaptiveMultilevelSplitting.namesOfRepetition - UInt32(namesOfSurface)
    func names(_ count: Int) -> Range<UInt32> {
      next -= UInt32(scouts)
      return next..<(next + UInt32(count))
    }
    let legs = LoopLegs(law: nil, group: scouts, threads: threads)
    func move(_ motion: Excursions, _ walkers: Walkers, until level: Double) -> LoopLeg? {
      legs.run(motion, walkers.named(Array(names(walkers.count))), until: level) { _ in goesOn() }
    }
    let drawn = names(scouts)
    let first = excursions.walkers(Array(drawn), at: starts(drawn))
    guard let home = move(excursions, first, until: .infinity),
      var walkers = home.result.refilled({ $0 == .home })
    else { return one }
    var trace = LoopTrace(walkers: scouts, from: first, in: excursions)
    var (hasDrifted, stillLoops, arrivals) = (isCostly, 0, 0)
    var state = LoopTrace.State(drifting: nil, remembered: nil)
    var (length, cut) = (4, 1)
    while length <= most {
      while trace.loops < length {
        guard let out = move(excursions.outside, walkers, until: surface),
          let outside = out.result.refilled({ $0 == .level }),
          let back = move(excursions, outside, until: .infinity),
          let returned = back.result.refilled({ $0 == .home })
        else { return one }
        arrivals += back.result.count(.target)
        trace.add(
          times: zip(out.nearTimes, back.nearTimes).map { $0 + $1 }, heights: back.result.largestScores, outside)
        walkers = returned
      }
      cut = length / 4
      state = trace.state(after: cut)
      if state.drifting == nil {
        if stillLoops == 0 { stillLoops = cut }
        if state.remembered == nil {
          // What has been the same from the first loop on needs no time, however long it is remembered.
          let loops = hasDrifted ? cut : stillLoops
          return LoopRunIn(loops: loops, time: trace.time(of: cut), unsettled: nil)
        }
      } else {
        (hasDrifted, stillLoops) = (true, 0)
      }
      // Scouts of a network are not to cost more than what they prepare.
      let steps = trace.time(of: trace.loops) / excursions.timeStep * Double(scouts)
      if isCostly, steps * excursions.potential.costPerStep > mostWork { break }
      if isCostly, 2 * length > max(Self.fewestLoops, loops / scouts) { break }
      // Where nothing is rare, walkers reach the target before they forget: no longer run-in helps.
      if Double(cut * arrivals) > arrived * Double(trace.loops * scouts) { break }
      length *= 2
    }
    let reason = state.drifting ?? state.remembered
    return LoopRunIn(loops: stillLoops > 0 ? stillLoops : cut, time: trace.time(of: cut), unsettled: reason)
  }
}

extension ExcursionResult {
  /// The walkers that ended in a wanted way, the places of the others filled with them in turn; `nil` if there are none.
  fileprivate func refilled(_ isWanted: (ExcursionOutcome) -> Bool) -> Walkers? {
    let wanted = outcomes.indices.filter { isWanted(outcomes[$0]) }
    guard let first = wanted.first else { return nil }
    var (places, filler) = ([Int](), 0)
    for index in outcomes.indices {
      guard !isWanted(outcomes[index]) else {
        places.append(index)
        continue
      }
      places.append(wanted.isEmpty ? first : wanted[filler % wanted.count])
      filler += 1
    }
    return ends.selecting(places)
  }
}
