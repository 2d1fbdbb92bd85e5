// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport
import Testing

struct GrokkingTimesTests {
  private let steps: [Double] = [0, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]

  private func curve(_ train: [Double], _ test: [Double]) throws -> LearningCurve {
    try LearningCurve(steps: steps, train: train, test: test)
  }

  @Test func timesByHand() throws {
    let times = GrokkingTimes(
      of: try curve([0, 0.5, 1, 0.9, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0.1, 0.1, 0.1, 0.1, 0.9, 0.95, 1]))
    #expect(times.memorization == BracketedTime(after: 10, seenAt: 20))
    #expect(times.sustainedMemorization == BracketedTime(after: 50, seenAt: 100))
    #expect(times.grokking == BracketedTime(after: 500, seenAt: 1000))
    #expect(times.sustainedGrokking == times.grokking)
    #expect(times.order == .earlier)
    guard case .known(let gap) = try #require(times.gap) else { return #expect(Bool(false), "the gap is known") }
    #expect(gap.value == 980)
    #expect(gap.interval == 480...990)
    #expect(agree(gap.standardError, ((500.0 * 500 + 100) / 12).squareRoot(), relative: 1e-14))
    let estimate = try #require(times.grokking.estimate)
    #expect(estimate.value == 1000)
    #expect(estimate.interval == 500...1000)
  }

  @Test func neverIsCensoredAtTheBudget() throws {
    let times = GrokkingTimes(of: try curve([0, 0, 0, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.89]))
    #expect(times.grokking == BracketedTime(after: 5000, seenAt: nil))
    #expect(times.grokking.isCensored)
    #expect(times.grokking.estimate == nil)
    #expect(times.gap == .atLeast(4950))
    #expect(times.order == .earlier)
    let other = GrokkingTimes(of: try curve([Double](repeating: 0, count: 10), [Double](repeating: 0, count: 10)))
    #expect(other.gap == nil)
    #expect(other.order == .unresolved)
    let passages = PassageTimes([times.memorization, times.grokking])
    #expect(passages.times == [50, 5000])
    #expect(passages.arrived == [true, false])
  }

  /// Two good evaluations at the end may or may not be the beginning of three.
  @Test func sustainedTimesAreCensoredWhereTheyCouldStillHaveBegun() throws {
    let times = GrokkingTimes(of: try curve([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1, 0, 0.5, 1, 1]))
    #expect(times.grokking == BracketedTime(after: 100, seenAt: 200))
    #expect(times.sustainedGrokking == BracketedTime(after: 1000, seenAt: nil))
    #expect(times.memorization == BracketedTime(after: 0, seenAt: 0))
  }

  @Test func orderAsFarAsTheEvaluationsTell() {
    let early = BracketedTime(after: 0, seenAt: 10)
    let next = BracketedTime(after: 10, seenAt: 20)
    let wide = BracketedTime(after: 5, seenAt: 15)
    #expect(early.order(against: next) == .earlier)
    #expect(next.order(against: early) == .later)
    #expect(early.order(against: wide) == .unresolved)
    #expect(BracketedTime(after: 10, seenAt: nil).order(against: early) == .later)
  }

  @Test func curvesThatDivergeEndThere() throws {
    let curve = try LearningCurve(steps: [0, 1, 2, 3], train: [0, 1, .nan, 1], test: [0, 0.1, 1, 1])
    #expect(curve.steps == [0, 1])
    #expect(curve.divergedAt == 2)
    let times = GrokkingTimes(of: curve)
    #expect(times.grokking == BracketedTime(after: 1, seenAt: nil))
    #expect(LearningDiagnosis(of: curve, classes: 10).kind == .diverged)
  }

  @Test func curvesThatAreNone() {
    #expect(throws: NotApplicable("a curve needs as many accuracies as steps")) {
      try LearningCurve(steps: [0, 1], train: [0], test: [0, 1])
    }
    #expect(throws: NotApplicable("the steps of a curve must ascend from zero or more")) {
      try LearningCurve(steps: [0, 2, 2], train: [0, 0, 0], test: [0, 0, 0])
    }
    #expect(throws: NotApplicable("no evaluation of the curve is finite")) {
      try LearningCurve(steps: [0], train: [.nan], test: [0])
    }
  }
}

struct LearningDiagnosisTests {
  private let steps = [0] + (0..<120).map { exp(Double($0) * log(1e5) / 119) }

  /// Memorization at step 100, then the given test accuracy.
  private func diagnosis(classes: Int = 97, memorizes: Bool = true, test: (Double) -> Double) throws
    -> LearningDiagnosis
  {
    let curve = try LearningCurve(
      steps: steps, train: steps.map { memorizes ? min(1, $0 / 100) : 0.4 }, test: steps.map(test))
    return LearningDiagnosis(of: curve, classes: classes)
  }

  private func rise(_ t: Double, at center: Double, steepness: Double) -> Double {
    t > 0 ? 0.01 + 0.99 / (1 + pow(t / center, -steepness)) : 0.01
  }

  @Test func aPlateauAndThenTheRuleIsGrokking() throws {
    let found = try diagnosis { rise($0, at: 1e4, steepness: 8) }
    #expect(found.kind == .grokking)
    #expect(found.phase == .grokking)
    #expect(try #require(found.plateauShare) > 0.5)
    #expect(try #require(found.accuracyAfter) > 0.99)
  }

  /// A straight ramp from chance spends a tenth of the way over 0.9 at chance: a ninth of the gap to the threshold.
  @Test func slowImprovementIsNot() throws {
    let ramp = try diagnosis { min(1, max(0.01, 0.01 + 0.99 * ($0 - 100) / 2e4)) }
    #expect(ramp.phase == .grokking)
    #expect(ramp.kind == .epochWiseDoubleDescent)
    #expect(abs(try #require(ramp.plateauShare) - 1.0 / 9) < 0.02)
    let logarithmic = try diagnosis { $0 > 100 ? min(1, 0.01 + 0.99 * log($0 / 100) / log(100)) : 0.01 }
    #expect(logarithmic.kind == .epochWiseDoubleDescent)
  }

  /// A plateau above chance is not a plateau at chance: with two classes one half is chance, with 97 it is not.
  @Test func chanceDependsOnTheClasses() throws {
    let plateau: (Double) -> Double = { $0 < 5000 ? 0.5 : 1 }
    #expect(try diagnosis(classes: 2, test: plateau).kind == .grokking)
    #expect(try diagnosis(classes: 97, test: plateau).kind == .epochWiseDoubleDescent)
  }

  @Test func theOtherKinds() throws {
    #expect(try diagnosis { rise($0, at: 150, steepness: 8) }.kind == .comprehension)
    #expect(try diagnosis { _ in 0.01 }.kind == .memorization)
    #expect(try diagnosis(memorizes: false) { _ in 0.01 }.kind == .noMemorization)
    let inverted = try diagnosis(memorizes: false) { rise($0, at: 1e4, steepness: 8) }
    #expect(inverted.kind == .testWithoutTrain)
    #expect(inverted.phase == .testWithoutTrain)
    #expect(inverted.plateauShare == nil)
    #expect(try diagnosis { (1e4..<1.2e4).contains($0) ? 1 : 0.01 }.kind == .ruleNotHeld)
  }

  @Test func phasesByTheGap() throws {
    func phase(_ grokked: Double?) -> LearningPhase {
      let steps = [0, 10, 1009, 1010, 4000.0]
      let test = steps.map { step in grokked.map { step >= $0 ? 1.0 : 0 } ?? 0 }
      let curve = try? LearningCurve(steps: steps, train: [0, 1, 1, 1, 1], test: test)
      return curve.map { LearningPhase(GrokkingTimes(of: $0, criteria: .phaseDiagram)) } ?? .confusion
    }
    #expect(phase(10) == .comprehension)
    #expect(phase(1009) == .comprehension)
    #expect(phase(1010) == .grokking)
    #expect(phase(nil) == .memorization)
  }
}

struct TransitionShapeTests {
  private func curve(center: Double, steepness: Double, count: Int, noise: Double = 0, seed: UInt64 = 1) throws
    -> LearningCurve
  {
    var generator = SplitMix(seed)
    let steps = [0] + (0..<count).map { exp(Double($0) * log(1e6) / Double(count - 1)) }
    let test = steps.map { t in
      (t > 0 ? 0.02 + 0.96 / (1 + pow(t / center, -steepness)) : 0.02) + noise * generator.normal()
    }
    return try LearningCurve(steps: steps, train: steps.map { $0 > 50 ? 1 : 0 }, test: test)
  }

  @Test func sigmoidsOnTheLogarithmicAxis() throws {
    let curve = try curve(center: 3e3, steepness: 9, count: 100)
    let times = GrokkingTimes(of: curve)
    let shape = try TransitionShape(of: curve, grokking: times.grokking)
    let sigmoid = try shape.sigmoid.get()
    #expect(agree(sigmoid.center.value, 3e3, relative: 1e-6))
    #expect(agree(sigmoid.steepness.value, 9, relative: 1e-6))
    #expect(abs(sigmoid(2e3) - 0.02 - 0.96 / (1 + pow(2.0 / 3, -9))) < 1e-7)
    let steepest = try #require(shape.steepest?.interval)
    #expect(steepest.contains(3e3))
    let relative = try #require(shape.relativeWidth)
    let last = try #require(times.grokking.upper)
    #expect(agree(relative.value, shape.width.value / last, relative: 1e-14))
    #expect(relative.value < 1)
  }

  /// On the linear axis k is per step: a logistic curve in t itself.
  @Test func sigmoidsOnTheLinearAxis() throws {
    let steps = (0..<50).map { Double($0) * 100 }
    let test = steps.map { 0.1 + 0.8 / (1 + exp(-0.004 * ($0 - 2500))) }
    let sigmoid = try TransitionSigmoid(steps: steps, values: test, axis: .linear)
    #expect(agree(sigmoid.center.value, 2500, relative: 1e-7))
    #expect(agree(sigmoid.steepness.value, 0.004, relative: 1e-6))
  }

  /// The width's interval is certain: whatever the grid, it holds the true 10–90 % width (81^{1/2k} − 81^{−1/2k})·t₀.
  @Test func widthsLieInTheirBrackets() throws {
    var generator = SplitMix(8)
    for _ in 0..<200 {
      let center = 1e3 * exp(2 * generator.uniform())
      let steepness = 6 + 20 * generator.uniform()
      let curve = try curve(center: center, steepness: steepness, count: 20 + Int(60 * generator.uniform()))
      let shape = try TransitionShape(of: curve, grokking: GrokkingTimes(of: curve).grokking)
      let factor = pow(9, 1 / steepness)
      let interval = try #require(shape.width.interval)
      #expect(interval.contains(center * (factor - 1 / factor)), "t₀ = \(center), k = \(steepness)")
      #expect(interval.contains(shape.width.value))
      #expect(try #require(shape.relativeWidth?.interval).contains(try #require(shape.relativeWidth).value))
    }
  }

  /// Noisy evaluations: 95 % intervals of t₀ and k, on the axis that they are fitted on.
  @Test func intervalsCover() throws {
    var held = (center: 0, steepness: 0)
    for seed in 0..<150 {
      let curve = try curve(center: 2e3, steepness: 5, count: 60, noise: 0.02, seed: UInt64(seed))
      let sigmoid = try TransitionSigmoid(steps: curve.steps, values: curve.test, axis: .logarithmic)
      if try #require(sigmoid.center.interval).contains(2e3) { held.center += 1 }
      if try #require(sigmoid.steepness.interval).contains(5) { held.steepness += 1 }
    }
    #expect(abs(binomialZ(held.center, of: 150, probability: 0.95)) <= 4, "\(held)")
    #expect(abs(binomialZ(held.steepness, of: 150, probability: 0.95)) <= 4, "\(held)")
  }

  @Test func aJumpHasAWidthAtMostAndNoSteepness() throws {
    let steps = (0..<30).map { Double($0 * $0) }
    let curve = try LearningCurve(
      steps: steps, train: steps.map { _ in 1 }, test: steps.map { $0 < 200 ? 0.01 : 0.99 })
    let shape = try TransitionShape(of: curve, grokking: GrokkingTimes(of: curve).grokking)
    #expect(shape.width.interval == 0...29)
    #expect(agree(shape.width.value, 0.8 * 29, relative: 1e-12))
    #expect(throws: NotApplicable.self) { try shape.sigmoid.get() }
  }

  @Test func noRiseNoShape() throws {
    let curve = try LearningCurve(steps: [0, 1, 2, 3, 4], train: [0, 1, 1, 1, 1], test: [0.1, 0.1, 0.1, 0.1, 0.1])
    #expect(throws: NotApplicable("the test accuracy does not rise from one level to another")) {
      try TransitionShape(of: curve, grokking: GrokkingTimes(of: curve).grokking)
    }
  }
}
