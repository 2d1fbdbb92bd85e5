// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Training

@Suite struct EvaluationTests {
  /// A rise from 0 to 1 about a step, 10–90 % within 4.4 widths.
  private func logistic(at center: Double, width: Double) -> (Double) -> Double {
    { 1 / (1 + exp(-($0 - center) / width)) }
  }

  @Test func geometricSteps() throws {
    let trainer = try Clock().trainer(steps: 100_000)
    trainer.run()
    let steps = trainer.record.steps
    // Every step as long as the factor 10^(1/40) is less than a step.
    #expect(Array(steps.prefix(17)) == Array(0..<17))
    #expect(steps.last == 100_000)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
    for decade in [1e2, 1e3, 1e4] {
      let count = steps.count { Double($0) >= decade && Double($0) < 10 * decade }
      #expect((36...40).contains(count), "\(count) evaluations from \(decade) on")
    }
    // The clock shows that every row is that of its own step.
    #expect(trainer.weights == [100_000])
  }

  @Test func equidistantSteps() throws {
    let trainer = try Clock().trainer(steps: 1000, evaluation: EvaluationPlan(every: 250))
    trainer.run()
    #expect(trainer.record.steps == [0, 250, 500, 750, 1000])
  }

  /// Rises as sharp as one step are recorded with neighbors that differ by at most 0.05 or by one step.
  @Test(arguments: [0.01, 3.0, 40.0, 3000.0]) func everyRiseIsResolved(width: Double) throws {
    let clock = Clock()
    clock.trainAccuracy = logistic(at: 700, width: 2)
    clock.testAccuracy = logistic(at: 33_333, width: width)
    let trainer = try clock.trainer(steps: 100_000)
    trainer.run()
    let record = trainer.record
    #expect(zip(record.steps, record.steps.dropFirst()).allSatisfy { $0 < $1 })
    for (column, accuracy) in [(record.trainAccuracy, clock.trainAccuracy), (record.testAccuracy, clock.testAccuracy)] {
      for index in 1..<record.count {
        let rise = column[index] - column[index - 1]
        #expect(rise <= 0.05 || record.steps[index] - record.steps[index - 1] == 1)
        #expect(abs(column[index] - accuracy(Double(record.steps[index]))) < 1e-3)
      }
    }
    let grokked = try #require(record.firstCrossing(of: \.testAccuracy, threshold: 0.9))
    let exact = 33_333 + width * log(9.0)
    #expect(Double(grokked.after) < exact + 1 && Double(grokked.step) >= exact - 1)
    #expect(grokked.step - grokked.after <= max(1, Int(width)))
    // The refinement costs little: some hundred evaluations in all, and they become rare again.
    #expect(record.count < 600)
    #expect(clock.testEvaluations < 800)
    #expect(zip(record.steps, record.steps.dropFirst()).suffix(3).contains { $1 - $0 > 3000 })
  }

  @Test func aCoarserResolution() throws {
    let clock = Clock()
    clock.testAccuracy = logistic(at: 33_333, width: 0.01)
    let trainer = try clock.trainer(steps: 50_000, evaluation: EvaluationPlan(rise: 0.2, finest: 16))
    trainer.run()
    let crossing = try #require(trainer.record.firstCrossing(of: \.testAccuracy, threshold: 0.9))
    #expect(crossing.step - crossing.after <= 16)
  }

  @Test func withoutACloserLookNothingIsRepeated() throws {
    let clock = Clock()
    clock.testAccuracy = logistic(at: 33_333, width: 0.01)
    let trainer = try clock.trainer(steps: 50_000, evaluation: EvaluationPlan(rise: 1))
    var last = 0
    trainer.run { progress in
      #expect(progress.step > last || trainer.end != nil)
      last = progress.step
      return true
    }
    #expect(clock.testEvaluations == trainer.record.count)
  }

  /// An accuracy that jumps up and down is not refined again and again: only what beats the best so far counts.
  @Test func oscillationsAreLookedAtOnce() throws {
    let clock = Clock()
    clock.testAccuracy = { sin($0 / 500) > 0 ? 0.9 : 0.1 }
    let trainer = try clock.trainer(steps: 100_000)
    trainer.run()
    #expect(trainer.record.count < 400)
  }

  @Test func snapshotsOfLandmarks() throws {
    let clock = Clock()
    clock.trainAccuracy = { $0 >= 300 ? 1 : 0.5 }
    clock.testAccuracy = { $0 >= 4000 ? 0.95 : 0.01 }
    let trainer = try clock.trainer(steps: 6000, evaluation: EvaluationPlan(snapshots: [1234]))
    trainer.run()
    let found = trainer.record.snapshots.map { "\($0.step) \($0.reason) \(Int($0.weights[0]))" }
    #expect(found == ["0 start 0", "300 memorized 300", "1234 chosen 1234", "4000 grokked 4000", "6000 end 6000"])
  }

  @Test func stopsOnceGrokkingIsSustained() throws {
    let clock = Clock()
    // Above for a moment at 500, for good from 2000 on.
    clock.testAccuracy = { $0 == 500 || $0 >= 2000 ? 1 : 0 }
    let rule = StopRule(testAccuracy: 0.99, evaluations: 5)
    let trainer = try clock.trainer(steps: 100_000, stop: rule)
    let end = trainer.run()
    guard case .stopped(let step) = end else {
      Issue.record("ended with \(String(describing: end))")
      return
    }
    #expect(step >= 2004 && step < 2400)
    #expect(trainer.record.testAccuracy.suffix(5).allSatisfy { $0 == 1 })
    #expect(trainer.record.snapshots.last?.reason == .end)
    #expect(trainer.record.snapshots.last?.step == step)
    // Restored, it is over.
    let again = try clock.trainer(steps: 100_000, stop: rule)
    try again.restore(trainer.checkpoint())
    #expect(again.run() == end)
  }
}
