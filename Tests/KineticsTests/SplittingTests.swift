// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Kinetics
import Potentials
import Statistics
import TestSupport
import Testing

/// Splitting is unbiased, scatters as it should, and gives the rates of quadrature.
@Suite struct SplittingTests {
  private func well(
    beta: Double, timeStep: Double = 0.001, score: any Score = CoordinateScore(0), home: Region = .below(-1),
    target: Region = .above(1), seed: UInt64 = 1
  ) throws -> Excursions {
    Excursions(
      potential: try DoubleWell(), timeStep: timeStep, schedule: ConstantTemperature(1 / beta), score: score,
      home: home, target: target, seed: seed)
  }

  private func standing(at x: Double) -> (Range<UInt32>) -> [Double] { { names in names.map { _ in x } } }

  private func run(
    _ splitting: AdaptiveMultilevelSplitting, _ repetitions: Range<Int>, from x: Double, threads: Int = 2
  ) throws -> [SplittingProbability] {
    try #require(try splitting.probabilities(repetitions: repetitions, threads: threads, starts: standing(at: x)))
  }

  private func summary(
    _ excursions: Excursions, replicas: Int, repetitions: Range<Int>, from x: Double, paths: Int = 0
  ) throws -> SplittingSummary {
    let splitting = AdaptiveMultilevelSplitting(excursions, replicas: replicas, keptPaths: paths)
    let surface = try #require(SplittingPassage.surface(for: excursions, starts: standing(at: x)))
    let passage = SplittingPassage(splitting, surface: surface)
    let found = try #require(try passage.run(repetitions: repetitions, threads: 2, starts: standing(at: x)))
    return try SplittingSummary(found, of: splitting)
  }

  static let scores = ["x", "x^3", "x + 2*sin(2*x)", "x + 4*sin(2*x)"]

  @Test("any score gives the exact probability of a chain full of ties", arguments: scores, [0.02, 0.3])
  func unbiased(formula: String, share: Double) throws {
    let score: any Score =
      formula == "x" ? CoordinateScore(0) : ExpressionScore(try Formula(formula, coordinates: ["x"]))
    let splitting = AdaptiveMultilevelSplitting(
      LatticeWalk.excursions(to: 7, score: score, seed: 3), replicas: 100, killedShare: share)
    let found = try run(splitting, 0..<500, from: 1).map(\.probability)
    let estimate = try #require(mean(of: found))
    expectZ(estimate.value, LatticeWalk.probability(of: 7), standardError: estimate.standardError, formula)
  }

  @Test("the ladder tells the probability of every height, and ends at that of the target") func ladder() throws {
    let splitting = AdaptiveMultilevelSplitting(LatticeWalk.excursions(to: 7, seed: 12), replicas: 200)
    let found = try run(splitting, 0..<400, from: 1)
    for repetition in found where repetition.probability > 0 {
      #expect(repetition.ladder.scores.first == 1 && repetition.ladder.scores.last == 7)
      #expect(agree(exp(repetition.ladder.logChances.last ?? 0), repetition.probability, relative: 1e-12))
    }
    for height in 1...5 {
      // Beyond a height is at the next one.
      let estimate = try #require(
        mean(of: found.map { $0.ladder.chance(of: Double(height) * (1 + 1e-12), probability: $0.probability) }))
      let exact = LatticeWalk.probability(of: height + 1)
      expectZ(estimate.value, exact, standardError: estimate.standardError, "height \(height)")
      #expect(estimate.standardError < 0.1 * exact)
    }
  }

  @Test("a ladder of very many levels is thinned, and one without arrivals falls to zero") func thinLadder() throws {
    let excursions = try well(beta: 10, seed: 5)
    let fine = AdaptiveMultilevelSplitting(excursions, replicas: 60, killedShare: 0.001)
    let found = try run(fine, 0..<1, from: -0.9)[0]
    #expect(found.iterations > 400)
    #expect((200...402).contains(found.ladder.scores.count))
    #expect(zip(found.ladder.scores, found.ladder.scores.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(zip(found.ladder.logChances, found.ladder.logChances.dropFirst()).allSatisfy { $0 >= $1 })
    let extinct = try run(
      AdaptiveMultilevelSplitting(LatticeWalk.excursions(to: 9, seed: 4), replicas: 3), 0..<16, from: 1)
    let dead = try #require(extinct.first { $0.probability == 0 })
    #expect(dead.ladder.chance(of: 9, probability: 0) == 0)
  }

  @Test("those that die out count") func extinctions() throws {
    let splitting = AdaptiveMultilevelSplitting(LatticeWalk.excursions(to: 5, seed: 4), replicas: 6)
    let found = try run(splitting, 0..<1024, from: 1).map(\.probability)
    let estimate = try #require(mean(of: found))
    #expect(found.count { $0 == 0 } > 100)
    expectZ(estimate.value, LatticeWalk.probability(of: 5), standardError: estimate.standardError)
  }

  @Test("neither threads nor company change a repetition") func sameBits() throws {
    let splitting = AdaptiveMultilevelSplitting(try well(beta: 5), replicas: 100, keptPaths: 4)
    let all = try run(splitting, 0..<4, from: -0.8)
    #expect(try run(splitting, 0..<4, from: -0.8, threads: 1) == all)
    #expect(try run(splitting, 2..<3, from: -0.8)[0].probability == all[2].probability)
    #expect(Set(all.map(\.probability)).count == 4)
  }

  /// Ends that are moved inwards by 0.5826·√(2θh) stand for those of continuous time up to O(h).
  @Test("the committor of quadrature", arguments: [(5.0, 1.21770e-3), (10, 1.27650e-5), (15, 1.13788e-7)])
  func committor(beta: Double, exact: Double) throws {
    let timeStep = 2e-4
    let shift = 0.5826 * (2 / beta * timeStep).squareRoot()
    let excursions = try well(
      beta: beta, timeStep: timeStep, home: .below(-1 + shift), target: .above(1 - shift), seed: 8)
    let found = try run(AdaptiveMultilevelSplitting(excursions, replicas: 200), 0..<24, from: -0.9)
    let estimate = try #require(mean(of: found.map(\.probability)))
    expectZ(estimate.value, exact, standardError: estimate.standardError, "β = \(beta)")
    #expect(estimate.standardError < 0.1 * exact)
  }

  @Test("the mean time of a chain, by loops and splitting") func latticeTime() throws {
    let found = try summary(LatticeWalk.excursions(to: 9, seed: 5), replicas: 200, repetitions: 0..<32, from: 0)
    let exact = LatticeWalk.meanSteps(to: 9)
    expectZ(found.meanTime.value, exact, standardError: found.meanTime.standardError)
    #expect(found.meanTime.standardError < 0.1 * exact)
    #expect(agree(found.rate.value, 1 / found.meanTime.value, relative: 1e-12))
  }

  @Test("rates of quadrature from −1 and from the slope, frequent and rare", arguments: [3.0, 5, 30], [-1, -0.5])
  func rate(beta: Double, start: Double) throws {
    let excursions = try well(beta: beta, seed: 11)
    let found = try summary(excursions, replicas: 300, repetitions: 0..<16, from: start)
    let exact = try ExactPassage(potential: excursions.potential, temperature: 1 / beta)
      .moments(from: .point([start]), to: .above(1)).rate
    expectZ(found.rate.value, exact.value, standardError: found.rate.standardError, "β = \(beta)")
    #expect(found.rate.standardError < 0.15 * exact.value)
  }

  @Test("kept paths lead from the surface to the target") func paths() throws {
    let found = try summary(try well(beta: 8), replicas: 100, repetitions: 0..<3, from: -1, paths: 5)
    #expect(found.paths.count == 5)
    for path in found.paths {
      let xs = path.positions.map { $0[0] }
      #expect(xs[0] > -1 && xs[0] < -0.4)
      #expect(xs.dropLast().allSatisfy { $0 > -1 && $0 < 1 } && xs[xs.count - 1] >= 1)
      #expect(zip(path.times, path.times.dropFirst()).allSatisfy { $0 < $1 })
      #expect(zip(xs, xs.dropFirst()).allSatisfy { abs($0 - $1) < 0.3 })
      #expect(path.times.count > 300 && path.times.count < 1500)
    }
  }

  @Test("what cannot work is said") func notApplicable() throws {
    func reason(_ excursions: Excursions, _ x: Double = -0.9, repetitions: Range<Int> = 0..<2) -> String? {
      do {
        _ = try AdaptiveMultilevelSplitting(excursions, replicas: 10).probabilities(
          repetitions: repetitions, starts: standing(at: x))
        return nil
      } catch { return error.reason }
    }
    #expect(
      reason(try well(beta: 5, score: CoordinateScore(0, descending: true)))
        == "the score is not increasing towards the target: it is 0.9 where the walkers start and -1 at the target")
    var excursions = try well(beta: 5)
    excursions.home = nil
    #expect(reason(excursions) == "there is no home to return to")
    excursions = try well(beta: 5)
    excursions.target = nil
    #expect(reason(excursions) == "there is no target")
    excursions = try well(beta: 5)
    excursions.schedule = LinearTemperature(from: 1, to: 0.1, over: 10)
    #expect(
      reason(excursions)
        == "splitting needs one temperature and one length of steps, since paths are taken up again at any time")
    #expect(reason(try well(beta: 5), repetitions: 0..<2000) == "there are more than 1024 repetitions in a task")
    let splitting = AdaptiveMultilevelSplitting(LatticeWalk.excursions(to: 15, seed: 4), replicas: 2)
    let passage = SplittingPassage(splitting, surface: 1)
    let extinct = try #require(try passage.run(repetitions: 0..<3, starts: standing(at: 0)))
    #expect(
      throws: NotApplicable(
        "all replicas died out in every repetition: more replicas are needed, or a score that is better at telling which replicas come near the target"
      )
    ) { try SplittingSummary(extinct, of: splitting) }
  }

  @Test("an observer can stop") func stops() throws {
    let passage = SplittingPassage(AdaptiveMultilevelSplitting(try well(beta: 5)), surface: -0.8)
    let found = try passage.run(repetitions: 0..<8, starts: standing(at: -1)) { $0.walkerSteps < 1_000_000 }
    #expect(found == nil)
  }

  @Test("the relative variance is −ln p/N", .long, arguments: [0.01, 0.1, 0.25]) func variance(share: Double) throws {
    let splitting = AdaptiveMultilevelSplitting(try well(beta: 10), replicas: 200, killedShare: share)
    let found = try run(splitting, 0..<1000, from: -0.8).map(\.probability)
    let average = found.reduce(0, +) / 1000
    let squares = found.map { ($0 / average - 1) * ($0 / average - 1) }
    let variance = try #require(mean(of: squares))
    let ideal = splitting.idealRelativeVariance(of: average)
    print("killed share \(share): p = \(average), relative variance \(variance.value / ideal) of the ideal")
    expectZ(variance.value, ideal, standardError: variance.standardError, "killed share \(share)")
  }

  @Test("intervals cover, and errors are as large as they say", .long, arguments: [8, 32]) func coverage(count: Int)
    throws
  {
    let (height, experiments) = (8, 500)
    let exact = LatticeWalk.meanSteps(to: height)
    var (covered, zs) = (0, [Double]())
    for experiment in 0..<experiments {
      let found = try summary(
        LatticeWalk.excursions(to: height, seed: UInt64(100 + experiment)), replicas: 100, repetitions: 0..<count,
        from: 0)
      if found.meanTime.bounds.contains(exact) { covered += 1 }
      zs.append(log(found.meanTime.value / exact) * found.meanTime.value / found.meanTime.standardError)
    }
    let mean = zs.reduce(0, +) / Double(experiments)
    let variance = zs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(experiments - 1)
    // With n repetitions z has Student's law with n − 1 degrees of freedom.
    let degrees = Double(count - 1)
    let (expected, kurtosis) = (degrees / (degrees - 2), 3 + 6 / (degrees - 4))
    print("\(count) repetitions: \(covered) of \(experiments) covered, z variance \(variance / expected) of Student's")
    #expect(abs(binomialZ(covered, of: experiments, probability: 0.95)) < 4)
    expectZ(variance, expected, standardError: expected * ((kurtosis - 1) / Double(experiments)).squareRoot())
  }
}
