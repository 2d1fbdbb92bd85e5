// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

@Suite struct RateScheduleTests {
  @Test func formulas() {
    let table: [(RateSchedule, [(Int, Double)])] = [
      (RateSchedule(), [(0, 1), (1_000_000, 1)]),
      (RateSchedule(warmUp: 10), [(0, 0), (1, 0.1), (5, 0.5), (10, 1), (11, 1)]),
      (RateSchedule(.linear(to: 0.2, over: 10)), [(0, 1), (5, 0.6), (10, 0.2), (50, 0.2)]),
      (RateSchedule(.linear(to: 0, over: 10), warmUp: 4), [(2, 0.5), (4, 1), (9, 0.5), (14, 0)]),
      (RateSchedule(.cosine(to: 0.2, over: 4)), [(0, 1), (2, 0.6), (4, 0.2), (7, 0.2)]),
      (RateSchedule(.exponential(to: 0.01, over: 10)), [(0, 1), (5, 0.1), (10, 0.01), (99, 0.01)]),
      (
        RateSchedule(.steps([1, 0.5, 0.1], every: 5), warmUp: 2),
        [(1, 0.5), (2, 1), (6, 1), (7, 0.5), (12, 0.1), (99, 0.1)]
      ),
      // Periods of 4, 8, 16: restarts at 4 and 12 after the warm-up.
      (
        RateSchedule(.restarts(WarmRestarts(period: 4, growth: 2, to: 0.2)), warmUp: 2),
        [(1, 0.5), (2, 1), (4, 0.6), (6, 1), (10, 0.6), (14, 1), (22, 0.6), (30, 1)]
      ),
      (
        RateSchedule(.restarts(WarmRestarts(period: 3, growth: 1, to: 0))),
        [(0, 1), (1, 0.75), (2, 0.25), (3, 1), (300_001, 0.75)]
      ),
      (
        RateSchedule(.milestones(Milestones(steps: [3, 5], factor: 0.1)), warmUp: 1),
        [(0, 0), (3, 1), (4, 0.1), (5, 0.1), (6, 0.01), (99, 0.01)]
      ),
      (RateSchedule(.milestones(Milestones(steps: [0], factor: 2))), [(0, 2), (9, 2)]),
    ]
    for (schedule, points) in table {
      for (step, factor) in points {
        #expect(abs(schedule.factor(at: step) - factor) < 1e-12, "\(schedule) at \(step)")
      }
    }
  }

  private func read(_ value: Value?, steps: Int = 1000) -> (schedule: RateSchedule?, reader: Reader) {
    let reader = Reader(.record(Record(value.map { [("rate-schedule", $0)] } ?? [])))
    return (RateScheduleCatalogue.read(from: reader, steps: steps), reader)
  }

  @Test func reading() {
    #expect(read(nil).schedule == RateSchedule())
    #expect(read(.text("cosine")).schedule == RateSchedule(.cosine(to: 0, over: 1000)))
    let warm = read(.record(Record([("kind", .text("linear")), ("warm-up", .integer(200)), ("to", .number(0.5))])))
    #expect(warm.schedule == RateSchedule(.linear(to: 0.5, over: 800), warmUp: 200))
    #expect(warm.reader.resolved["rate-schedule"]?.asRecord?["over"] == .integer(0))
  }

  @Test func badInput() {
    let wrong: [(Value, String)] = [
      (
        .text("cosin"),
        "rate-schedule: unknown rate-schedule 'cosin'; did you mean 'cosine'? 'ravine list rate-schedules' shows all."
      ),
      (
        .record(Record([("kind", .text("steps")), ("factors", .list([])), ("every", .integer(3))])),
        "rate-schedule.factors: factors must be a list of at least one number, none negative."
      ),
      (
        .record(Record([("kind", .text("constant")), ("warm-up", .integer(-3))])),
        "rate-schedule.warm-up: warm-up is -3; it must be zero or positive."
      ),
      (
        .record(Record([("kind", .text("milestones")), ("at", .list([.integer(5), .integer(3)]))])),
        "rate-schedule.at: at must be a list of at least one step, rising, each a whole number from 0 on."
      ),
      (.text("restarts"), "rate-schedule: 'period' is missing: steps to the first restart."),
      (
        .record(Record([("kind", .text("plateau")), ("factor", .integer(1))])),
        "rate-schedule.factor: factor is 1; it must be above 0 and below 1."
      ),
    ]
    for (value, message) in wrong {
      let found = read(value)
      #expect(found.schedule == nil)
      #expect(found.reader.log.problems.map(\.description) == [message])
    }
  }
}
