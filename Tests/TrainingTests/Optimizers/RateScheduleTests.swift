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
    ]
    for (value, message) in wrong {
      let found = read(value)
      #expect(found.schedule == nil)
      #expect(found.reader.log.problems.map(\.description) == [message])
    }
  }
}
