// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

/// What a plan of training says of steps: events and snapshots within its length.
@Suite struct PlanLengthTests {
  private func read(_ steps: Int, _ entries: (String, Value)..., purpose: PlanPurpose = PlanPurpose()) -> (
    plan: TrainingPlan?, problems: [String]
  ) {
    let reader = Reader(.record(Record([("steps", .integer(steps))] + entries)))
    let plan = TrainingPlan.read(
      from: reader, groups: ["embedding", "mlp"], trainCount: 45, purpose: purpose)
    reader.finish()
    return (plan, reader.log.problems.map(\.description))
  }

  private func freezing(at steps: Int...) -> (String, Value) {
    ("events", .list(steps.map { mapping(("at", .integer($0)), ("freeze", .text("all"))) }))
  }

  private func snapshots(_ value: Value) -> (String, Value) { ("evaluate", mapping(("snapshots", value))) }

  private func integers(_ numbers: Int...) -> Value { .list(numbers.map { .integer($0) }) }

  /// Nothing that was asked for is left out without a word.
  @Test func nothingLiesBeyondTheEnd() {
    #expect(
      read(500, freezing(at: 500, 501)).problems
        == [
          "events.1.at: the event at 501 would never happen: the run has 500 steps. Raise 'steps', or take the event out."
        ])
    #expect(read(501, freezing(at: 501)).plan?.unreachedEvents == [])
    #expect(
      read(500, snapshots(integers(3, 500, 600))).problems
        == ["evaluate.snapshots.2: the snapshot at 600 would never be taken: the run has 500 steps."])
    #expect(
      read(500, snapshots(mapping(("from", .integer(600))))).problems
        == ["evaluate.snapshots.from: from is 600; the run has 500 steps."])
    #expect(
      read(500, snapshots(mapping(("to", .integer(1000))))).problems
        == ["evaluate.snapshots.to: to is 1000; the run has 500 steps."])
    // A wrong number of steps is the only thing that is said.
    #expect(
      read(0, freezing(at: 501)).problems == ["steps: steps is 0; it must be between 1 and 1000000000000."])
    #expect(read(0, purpose: PlanPurpose(mayTakeNoSteps: true)).plan?.steps == 0)
    // Runs of several lengths share their events.
    let shared = read(500, freezing(at: 501), purpose: PlanPurpose(stepsAreSwept: true))
    #expect(shared.plan?.unreachedEvents == [501] && shared.problems.isEmpty)
  }

  @Test func snapshotsAreListedOrSpaced() {
    func steps(_ value: Value, of count: Int = 5000) -> [Int]? {
      read(count, snapshots(value)).plan?.evaluation.snapshots
    }
    #expect(steps(integers(7, 3, 7, 0)) == [0, 3, 7])
    #expect(steps(mapping(("per-decade", .number(1)))) == [1, 10, 100, 1000])
    #expect(
      steps(mapping(("per-decade", .number(2)), ("from", .integer(10)), ("to", .integer(1000))))
        == [10, 32, 100, 316, 1000])
    #expect(steps(mapping(("every", .integer(2000)))) == [0, 2000, 4000])
    #expect(
      steps(mapping(("every", .integer(500)), ("from", .integer(250)), ("to", .integer(1250)))) == [250, 750, 1250])
    // Near the beginning steps fall together and count once; a longer run has those of a shorter one.
    let dense = mapping(("per-decade", .number(20)))
    let short = steps(dense, of: 300) ?? []
    let long = steps(dense, of: 40_000) ?? []
    #expect(short.count > 20 && Set(short).count == short.count && Array(long.prefix(short.count)) == short)
  }

  @Test func badSnapshots() {
    #expect(
      read(5000, snapshots(mapping(("every", .integer(5)), ("per-decade", .number(3))))).problems
        == ["evaluate.snapshots.per-decade: every and per-decade are both given; leave one of them out."])
    #expect(
      read(50_000, snapshots(mapping(("every", .integer(1))))).problems
        == ["evaluate.snapshots: these are more than 10000 snapshots; take fewer."])
    #expect(
      read(5000, snapshots(.text("often"))).problems
        == [
          "evaluate.snapshots: snapshots is text 'often'; a list of steps is expected, or a mapping such as {per-decade: 4}."
        ])
    #expect(
      read(5000, snapshots(integers(5)), purpose: PlanPurpose(keepsWeights: false)).problems
        == ["evaluate.snapshots: no weights are kept here; single trainings write snapshots of them."])
  }
}
