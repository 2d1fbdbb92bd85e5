// SPDX-License-Identifier: GPL-3.0-or-later
import Kinetics
import Potentials
import Statistics
import Synchronization

/// What a coarse grid knows of a point of the sweep, solved once when it is first asked for and shared by all of its tasks.
///
/// It gives methods for rare events the committor as their score and the time that walkers spend away from the path, and a
/// rate of its own that tells when theirs are off.
final class ReactantGrid: Sendable {
  /// What is known; each is solved when it is first asked for.
  private struct Known {
    var solution: Result<CommittorSolution, NotApplicable>?
    var score: Result<CommittorScore, NotApplicable>?
    var law: Result<ReactantLaw, NotApplicable>?
    var passage: Result<Estimate, NotApplicable>?
    /// The score at which loops turn, at h and at h/2.
    var surfaces: [Int: Double] = [:]
    /// The run-in of loops by the stream of the method, and at h and at h/2.
    var runIns: [[Int]: LoopRunIn] = [:]
  }

  private let known = Mutex(Known())

  /// Cells along the longest axis of the coarsest of the grids for the passage, then of those for regions that it cannot see.
  private static let lineCells = [250]
  private static let planeCells = [24, 48]

  /// The score at which loops turn, which all repetitions share: what finds it runs once.
  func surface(halving: Int, _ find: () -> Double?) -> Double? {
    known.withLock { known in
      if let surface = known.surfaces[halving] { return surface }
      let found = find()
      known.surfaces[halving] = found
      return found
    }
  }

  /// The loops that go before those that count, which all repetitions of a method share: what finds it runs once.
  ///
  /// What was broken off is not kept.
  func runIn(
    method: Int, halving: Int, isCancelled: () -> Bool, _ find: () -> LoopRunIn
  ) -> LoopRunIn {
    known.withLock { known in
      if let runIn = known.runIns[[method, halving]] { return runIn }
      let found = find()
      if !isCancelled() { known.runIns[[method, halving]] = found }
      return found
    }
  }

  private func solution(
    _ known: inout Known, of point: EscapeRatePoint, home: Region, temperature: Double
  ) -> Result<CommittorSolution, NotApplicable> {
    if let solution = known.solution { return solution }
    let found: Result<CommittorSolution, NotApplicable>
    do throws(NotApplicable) {
      found = .success(
        try CommittorSolution(
          potential: point.potential, temperature: temperature, home: home, target: point.target))
    } catch { found = .failure(error) }
    known.solution = found
    return found
  }

  /// ln(q/(1 − q)).
  ///
  /// - Throws: why the committor cannot be solved for.
  func score(
    of point: EscapeRatePoint, home: Region, temperature: Double
  ) throws(NotApplicable) -> CommittorScore {
    let answer = known.withLock { known in
      if let score = known.score { return score }
      let found: Result<CommittorScore, NotApplicable>
      do throws(NotApplicable) {
        found = .success(
          try CommittorScore(solution(&known, of: point, home: home, temperature: temperature).get()))
      } catch { found = .failure(error) }
      known.score = found
      return found
    }
    return try answer.get()
  }

  /// Where walkers that come from home are in the long run.
  ///
  /// - Throws: why that cannot be told.
  func law(of point: EscapeRatePoint, home: Region, temperature: Double) throws(NotApplicable) -> ReactantLaw {
    let answer = known.withLock { known in
      if let law = known.law { return law }
      let found: Result<ReactantLaw, NotApplicable>
      do throws(NotApplicable) {
        found = .success(try ReactantLaw(solution(&known, of: point, home: home, temperature: temperature).get()))
      } catch { found = .failure(error) }
      known.law = found
      return found
    }
    return try answer.get()
  }

  /// The mean first-passage time from the start to the target.
  ///
  /// - Throws: why that cannot be told.
  func passage(of point: EscapeRatePoint, temperature: Double) throws(NotApplicable) -> Estimate {
    let answer = known.withLock { known in
      if let passage = known.passage { return passage }
      let found = Self.passage(of: point, temperature: temperature)
      known.passage = found
      return found
    }
    return try answer.get()
  }

  private static func passage(
    of point: EscapeRatePoint, temperature: Double
  ) -> Result<Estimate, NotApplicable> {
    guard let start = point.start.law else { return .failure(NotApplicable("the start is no law of places")) }
    var failure = NotApplicable("a grid is for one and two dimensions")
    guard point.potential.dimension <= 2 else { return .failure(failure) }
    for cells in point.potential.dimension == 1 ? lineCells : planeCells {
      do throws(NotApplicable) {
        let equation = try FokkerPlanck(potential: point.potential, temperature: temperature, cells: cells)
        return .success(try equation.meanFirstPassage(from: start, to: point.target))
      } catch { failure = error }
    }
    return .failure(failure)
  }
}
