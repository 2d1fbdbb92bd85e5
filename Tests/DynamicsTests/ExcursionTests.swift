// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness
import TestSupport
import Testing

@testable import Dynamics

/// Walkers run until they are home, at the target, or high enough.
@Suite struct ExcursionTests {
  private static let names: [UInt32] = (0..<500).map { 7 + 13 * $0 }

  private func excursions(
    _ potential: any Potential, integrator: any Integrator = EulerMaruyama(), score: any Score = CoordinateScore(0),
    home: Region? = .below(-1.1), target: Region? = .above(0.9), stepLimit: Int = 5000
  ) -> Excursions {
    Excursions(
      potential: potential, integrator: integrator, timeStep: 0.002, schedule: ConstantTemperature(0.4), score: score,
      home: home, target: target, stepLimit: stepLimit, seed: 5, task: 2)
  }

  private func starts(_ excursions: Excursions, _ names: [UInt32] = ExcursionTests.names) -> Walkers {
    excursions.walkers(names, at: names.map { -0.9 + 0.001 * Double($0 % 300) })
  }

  private func run(
    _ excursions: Excursions, _ walkers: Walkers, until level: Double = .infinity, firstStep: UInt64 = 0,
    threads: Int = 1, capacity: Int? = nil
  ) -> ExcursionResult {
    excursions.run(
      walkers, until: Array(repeating: level, count: walkers.count), firstStep: firstStep, threads: threads,
      blockCapacity: capacity
    ) { _ in true }
  }

  /// Every path, taken step by step by the engine of free walkers, ends where and when the excursion says, and not before.
  private func expectPaths(_ excursions: Excursions, _ starts: Walkers, until level: Double, firstStep: UInt64 = 0) {
    let result = run(excursions, starts, until: level, firstStep: firstStep)
    for w in 0..<starts.count {
      let path = excursions.trace(starts.selecting([w]), steps: result.steps[w], every: 1, firstStep: firstStep)
      let endings = path.positions.map { x -> ExcursionOutcome? in
        if excursions.target?.contains(x, in: excursions.potential) == true { return .target }
        if excursions.home?.contains(x, in: excursions.potential) == true { return .home }
        let score = excursions.score.score(at: x)
        return score <= excursions.floor ? .home : score >= level ? .level : nil
      }
      #expect(endings.dropLast().allSatisfy { $0 == nil })
      let outcome: ExcursionOutcome? = result.outcomes[w] == .limit ? nil : result.outcomes[w]
      #expect(endings[endings.count - 1] == outcome)
      #expect(path.positions.last == result.ends.position(of: w))
      #expect(path.positions.map { excursions.score.score(at: $0) }.max() == result.largestScores[w])
      #expect(agree(path.times.last ?? .nan, result.times[w], relative: 1e-12))
    }
    #expect(Set(result.outcomes).count > 1)
  }

  static let homes: [Region?] = [.below(-1.1), .ball(center: [-1.2], radius: 0.1), .interval(-2, -1.05), nil]

  @Test("each path ends at its first ending", arguments: homes, [0, 1])
  func firstEndings(home: Region?, kind: Int) throws {
    let well = try DoubleWell()
    var excursions = excursions(kind == 0 ? well : Veiled(well: well), home: home)
    let walkers = starts(excursions, Array(Self.names.prefix(60)))
    expectPaths(excursions, walkers, until: 0.3)
    excursions.floor = -1.05
    expectPaths(excursions, walkers, until: 0.1, firstStep: 77)
    // The same from the other side.
    excursions.score = CoordinateScore(0, descending: true)
    excursions.floor = -.infinity
    expectPaths(excursions, walkers, until: 1)
  }

  @Test(
    "paths in the plane, of schemes with memory, end at their first endings",
    arguments: ["BAOAB", "leimkuhler-matthews"])
  func plane(name: String) throws {
    let integrator: any Integrator = name == "BAOAB" ? try Splitting(name) : LeimkuhlerMatthews()
    let excursions = Excursions(
      potential: DoubleWell2D(), integrator: integrator, timeStep: 0.01, schedule: ConstantTemperature(0.4),
      score: DistanceScore(to: .ball(center: [1, 0], radius: 0.2), in: DoubleWell2D()),
      home: .ball(center: [-1, 0], radius: 0.2), target: .ball(center: [1, 0], radius: 0.2), stepLimit: 400, seed: 1)
    let names = Array(Self.names.prefix(100))
    let walkers = excursions.walkers(names, at: names.map { _ in -0.7 } + names.map { 0.001 * Double($0 % 100) })
    expectPaths(excursions, walkers, until: -0.8)
  }

  @Test("neither threads, blocks, company nor the way of stepping change a bit") func sameBits() throws {
    let well = try DoubleWell()
    let excursions = excursions(well)
    let walkers = starts(excursions)
    let result = run(excursions, walkers, until: 0.5)
    #expect(result.count(.home) > 50 && result.count(.level) > 5)
    #expect(run(excursions, walkers, until: 0.5, threads: 3) == result)
    for capacity in [8, 40, 1000] {
      #expect(run(excursions, walkers, until: 0.5, threads: 2, capacity: capacity) == result)
    }
    #expect(run(self.excursions(Veiled(well: well)), walkers, until: 0.5) == result)
    let some = [3, 77, 78, 400]
    let alone = run(excursions, walkers.selecting(some), until: 0.5)
    #expect(alone.steps == some.map { result.steps[$0] })
    #expect(alone.ends == result.ends.selecting(some))
  }

  @Test("a score is a score, however it is written") func scoresAgree() throws {
    let well = try DoubleWell()
    let expected = run(excursions(well), starts(excursions(well)), until: 0.5)
    let formula = try Formula("x", coordinates: ["x"])
    for score in [ExpressionScore(formula), DistanceScore(to: .above(0), in: well)] as [any Score] {
      let excursions = excursions(well, score: score)
      #expect(run(excursions, starts(excursions), until: 0.5) == expected)
    }
  }

  @Test(
    "run again with a lower level, a path stops where it first reached that", arguments: ["euler-maruyama", "BAOAB"])
  func replay(name: String) throws {
    let integrator: any Integrator = name == "BAOAB" ? try Splitting(name) : EulerMaruyama()
    let excursions = excursions(try DoubleWell(), integrator: integrator)
    let walkers = starts(excursions)
    let whole = run(excursions, walkers)
    let level = -0.4
    let risen = whole.largestScores.indices.filter { whole.largestScores[$0] > level }
    let again = run(excursions, walkers.selecting(risen), until: level.nextUp)
    #expect(risen.count > 20)
    #expect(again.outcomes.allSatisfy { $0 == .level })
    for (index, w) in risen.enumerated() {
      #expect(again.steps[index] <= whole.steps[w])
      #expect(again.ends.position(0, of: index) > level)
      // From there on the same noise leads to the same end.
      if index < 20 {
        let rest = run(excursions, again.ends.selecting([index]), firstStep: UInt64(again.steps[index]))
        guard whole.outcomes[w] != .limit else { continue }
        #expect(rest.outcomes == [whole.outcomes[w]])
        #expect(rest.steps[0] + again.steps[index] == whole.steps[w])
        #expect(rest.ends == whole.ends.selecting([w]))
      }
    }
  }

  @Test("a walker that starts at an end takes no step") func startsAtEnds() throws {
    let excursions = excursions(try DoubleWell())
    let walkers = excursions.walkers([1, 2, 3], at: [-1.5, 0.95, 0.6])
    let result = excursions.run(walkers, until: 0.5)
    #expect(result.outcomes == [.home, .target, .level])
    #expect(result.steps == [0, 0, 0])
    #expect(result.ends == walkers)
    #expect(result.largestScores == [-1.5, 0.95, 0.6])
  }

  @Test("a walker that leaves the numbers has diverged", arguments: [0, 1]) func diverges(kind: Int) throws {
    let well = try DoubleWell()
    var excursions = excursions(kind == 0 ? well : Veiled(well: well), home: nil, target: nil)
    excursions.timeStep = 0.6
    let result = run(excursions, starts(excursions))
    let lost = result.indices(of: .diverged)
    #expect(!lost.isEmpty)
    #expect(lost.allSatisfy { result.largestScores[$0] == -.infinity && abs(result.ends.position(0, of: $0)) <= 2e6 })
  }

  @Test("an observer can stop") func stops() throws {
    let excursions = excursions(try DoubleWell(), home: nil, target: nil, stepLimit: 1_000_000)
    let result = excursions.run(starts(excursions)) { $0.walkerSteps < 100_000 }
    #expect(result.outcomes.allSatisfy { $0 == .limit })
    #expect(result.walkerSteps >= 100_000 && result.walkerSteps < 500_000_000)
  }
}
