// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

@Suite struct PlanReadingTests {
  private let groups = ["embedding", "attention", "mlp", "position"]

  private func record(_ entries: KeyValuePairs<String, Written>) -> Written {
    Written(.record(Record(entries.map { ($0.key, $0.value.value) })))
  }

  private func list(_ elements: [Written]) -> Written { Written(.list(elements.map(\.value))) }

  private func read(_ entries: KeyValuePairs<String, Written>, extra: [CatalogueEntry<any Optimizer>] = []) -> (
    plan: TrainingPlan?, reader: Reader
  ) {
    let reader = Reader(record(entries).value)
    let plan = TrainingPlan.read(
      from: reader, groups: groups, trainCount: 45, optimizers: OptimizerCatalogue.entries + extra)
    reader.finish()
    return (plan, reader)
  }

  private func problems(_ entries: KeyValuePairs<String, Written>) -> [String] {
    let found = read(entries)
    #expect(found.plan == nil)
    return found.reader.log.problems.map(\.description)
  }

  @Test func defaultsAreWrittenOut() throws {
    let (plan, reader) = read([:])
    let found = try #require(plan)
    #expect(found.phases.count == 1)
    #expect(found.phases[0].groups.map(\.group) == groups)
    for settings in found.phases[0].groups {
      #expect(settings.optimizer as? AdamW == AdamW())
      #expect(settings.rate == 1e-3 && settings.decay == 0.01 && settings.decayKind == .decoupled)
      #expect(settings.decaysBiases && !settings.isFrozen)
    }
    #expect(found.batch == nil && found.steps == 100_000 && found.stop == nil)
    #expect(found.evaluation == EvaluationPlan())
    #expect(reader.resolved.keys.sorted() == TrainingPlan.parameters.map(\.name).sorted())
    // What was resolved reads as the same plan, and resolves to itself.
    let again = Reader(.record(reader.resolved))
    let second = try #require(TrainingPlan.read(from: again, groups: groups, trainCount: 45))
    again.finish()
    #expect(again.log.problems.isEmpty)
    #expect(second.essence == found.essence)
    #expect(again.resolved == reader.resolved)
  }

  @Test func everythingAtOnce() throws {
    let (plan, reader) = read(
      [
        "optimizer": record([
          "kind": "adamw", "rate": 0.01, "decay": 1.0, "beta2": 0.98,
          "groups": record([
            "embedding": record(["decay": 0, "rate": 0.002]), "decoder": record(["rate": 0.0001, "beta1": 0.8]),
            "attention": record(["kind": "momentum", "momentum": 0.5]),
          ]),
        ]), "rate-schedule": record(["kind": "constant", "warm-up": 10]), "batch": 16, "steps": 5000,
        "clip-gradient": 1.5, "fixed-norm": true, "update-noise": 0.1,
        "events": list([
          record(["at": 2000, "set": record(["decay": 2.0, "groups.decoder.rate": 0])]),
          record(["at": 100, "freeze": "embedding"]),
          record(["at": 3000, "unfreeze": "all", "set": record(["clip-gradient": "none", "fixed-norm": false])]),
        ]), "evaluate": record(["per-decade": 20, "snapshots": list([7, 3])]),
        "stop": record(["test-accuracy": 0.99, "for": 5]),
      ])
    #expect(reader.log.problems.map(\.description) == [])
    let found = try #require(plan)
    let first = found.phases[0].groups
    #expect(first.map(\.rate) == [0.002, 0.0001, 0.0001, 0.01])
    #expect(first.map(\.decay) == [0, 1, 1, 1])
    #expect(first[0].optimizer as? AdamW == AdamW(beta2: 0.98))
    // Another kind takes its own defaults and the common keys that were written.
    #expect(first[1].optimizer as? Momentum == Momentum(0.5))
    #expect(first[1].decayKind == .l2)
    #expect(first[2].optimizer as? AdamW == AdamW(beta1: 0.8, beta2: 0.98))
    #expect(found.phases.map(\.from) == [0, 100, 2000, 3000])
    #expect(found.phases[1].groups.map(\.isFrozen) == [true, false, false, false])
    #expect(found.phases[2].groups.map(\.rate) == [0.002, 0, 0, 0.01])
    #expect(found.phases[2].groups.map(\.decay) == [0, 2, 2, 2])
    #expect(found.phases[2].groups.map(\.isFrozen) == [true, false, false, false])
    #expect(found.phases[3].groups.allSatisfy { !$0.isFrozen })
    #expect(found.phases.map(\.clip) == [1.5, 1.5, 1.5, nil])
    #expect(found.phases.map(\.fixedNorm) == [.initial, .initial, .initial, nil])
    #expect(found.batch == 16 && found.schedule == RateSchedule(warmUp: 10))
    #expect(found.evaluation.snapshots == [3, 7])
    #expect(found.stop == StopRule(testAccuracy: 0.99, evaluations: 5))

    let again = Reader(.record(reader.resolved))
    let second = try #require(TrainingPlan.read(from: again, groups: groups, trainCount: 45))
    #expect(second.essence == found.essence)
    #expect(again.resolved == reader.resolved)
  }

  /// A group that is itself called `decoder` is not taken for all that the word means.
  @Test func ownNamesCountFirst() {
    let names = ["embedding", "unembedding", "decoder"]
    let phase = TrainingPhase(groups: names.enumerated().map { GroupSettings(group: $1, AdamW(), rate: Double($0)) })
    #expect(names.map { phase.settings(for: $0)?.rate } == [0, 1, 2])
    #expect(phase.settings(for: "mlp")?.rate == 2)
    #expect(phase.settings(for: "position")?.rate == nil)
  }

  /// A batch of the set's own size is the full batch.
  @Test func batches() {
    #expect(read(["batch": 45]).plan?.batch == nil)
    #expect(read(["batch": 44]).plan?.batch == 44)
    #expect(
      problems(["batch": 46]) == [
        "batch: batch is 46; the training set has 45 examples. Take at most that many, or 'full'."
      ])
    #expect(problems(["batch": 0]) == ["batch: batch is 0; it must be at least 1."])
    #expect(problems(["batch": "ful"]) == ["batch: batch is text 'ful'; a number or 'full' is expected."])
  }

  @Test func schemesOfOtherRooms() throws {
    let (plan, reader) = read(
      [
        "optimizer": record(["kind": "double-walk", "temperature": 0.5]),
        "events": list([record(["at": 5, "set": record(["temperature": 0.25])])]),
      ], extra: [DoubleWalk.entry])
    #expect(reader.log.problems.map(\.description) == [])
    let found = try #require(plan)
    #expect(found.phases.map { $0.groups[0].temperature } == [0.5, 0.25])
    // The entry's own default of a common key.
    #expect(found.phases[0].groups[0].rate == 0.01)
  }

  @Test func badOptimizers() {
    let network = "the network has embedding, attention, mlp, position, decoder, all."
    #expect(
      problems(["optimizer": "adanw"])
        == ["optimizer.kind: unknown optimizer 'adanw'; did you mean 'adamw'? 'ravine list optimizers' shows all."])
    #expect(
      problems(["optimizer": record(["rate": 0.1])])
        == ["optimizer: optimizer does not say its 'kind'; 'ravine list optimizers' shows all."])
    #expect(
      problems(["optimizer": record(["kind": "adam", "rate": -1, "decay": -2, "beta1": 1])]).sorted() == [
        "optimizer.beta1: beta1 is 1; it must be at least 0 and below 1.",
        "optimizer.decay: decay is -2; it must be zero or positive.",
        "optimizer.rate: rate is -1; it must be zero or positive.",
      ])
    #expect(
      problems(["optimizer": record(["kind": "adamw", "groups": record(["embeding": record(["rate": 1])])])])
        == ["optimizer.groups.embeding: unknown group 'embeding'; did you mean 'embedding'? \(network)"])
    #expect(
      problems(["optimizer": record(["kind": "sgd", "groups": record(["unembedding": record(["rate": 1])])])])
        == ["optimizer.groups.unembedding: unknown group 'unembedding'; did you mean 'embedding'? \(network)"])
    #expect(
      problems(["optimizer": record(["kind": "sgd", "groups": record(["decoder": record(["rat": 1, "rate": -3])])])])
        == [
          "optimizer.groups.decoder.rate: rate is -3; it must be zero or positive.",
          "optimizer.groups.decoder.rat: unknown key 'rat'; did you mean 'rate'?",
        ])
    #expect(
      problems(["optimizer": record(["kind": "adamw", "decay-kind": "l2"])])
        == ["optimizer.decay-kind: unknown decay-kind 'l2'; allowed are decoupled."])
  }

  @Test func badEvents() {
    #expect(
      problems(["events": list([record(["at": 5, "set": record(["decya": 1])])])])
        == ["events.0.set.decya: unknown key 'decya'; did you mean 'decay'?"])
    #expect(
      problems(["events": list([record(["at": 5, "set": record(["groups.decoder.rate": -1])])])])
        == ["events.0.set.groups.decoder.rate: rate is -1; it must be zero or positive."])
    #expect(
      problems(["events": list([record(["at": 5, "freeze": "embeddings"])])])
        == [
          "events.0.freeze: unknown group 'embeddings'; did you mean 'embedding'? "
            + "the network has embedding, attention, mlp, position, decoder, all."
        ])
    #expect(
      problems(["events": list([record(["at": 5]), record(["freeze": "all"])])])
        == [
          "events.0: the event changes nothing; 'set', 'freeze' or 'unfreeze' is needed.",
          "events.1: 'at' is missing: the step before which it happens, in steps taken.",
        ])
    #expect(
      problems(["events": list([record(["at": 5, "set": record(["kind": "sgd"])])])])
        == ["events.0.set.kind: an event cannot change the kind of an optimizer."])
    #expect(
      problems(["events": "never"]) == ["events: events is text 'never'; a list of mappings with 'at' is expected."])
  }

  @Test func otherBadInput() {
    #expect(problems(["steps": 0]) == ["steps: steps is 0; it must be between 1 and 1000000000000."])
    #expect(problems(["clip-gradient": -1]) == ["clip-gradient: clip-gradient is -1; it must be positive."])
    #expect(
      problems(["clip-gradient": "off"]) == [
        "clip-gradient: clip-gradient is text 'off'; a norm or 'none' is expected."
      ])
    #expect(problems(["fixed-norm": 0]) == ["fixed-norm: fixed-norm is 0; it must be positive."])
    #expect(problems(["update-noise": -0.5]) == ["update-noise: update-noise is -0.5; it must be zero or positive."])
    #expect(
      problems(["stop": record(["for": 3])])
        == ["stop: stop names no accuracy; 'train-accuracy' or 'test-accuracy' is needed."])
    #expect(
      problems(["stop": record(["test-accuracy": 99])])
        == ["stop.test-accuracy: test-accuracy is 99; it must be between 0 and 1."])
    #expect(
      problems(["evaluate": record(["rise": 0])]) == ["evaluate.rise: rise is 0; it must be above 0 and at most 1."])
  }
}

/// A value as it is written in a scenario.
private struct Written: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  let value: Value

  init(_ value: Value) { self.value = value }
  init(stringLiteral text: String) { value = .text(text) }
  init(integerLiteral number: Int) { value = .integer(number) }
  init(floatLiteral number: Double) { value = .number(number) }
  init(booleanLiteral flag: Bool) { value = .flag(flag) }
}
