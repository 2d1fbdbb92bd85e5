// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Settings
import Testing

/// A plane that tells its two coordinates as accuracies.
private struct Scored: ObservablePotential {
  let dimension = 2
  var window: [ClosedRange<Double>] { [-1...1, -1...1] }
  static let train = Observable("accuracy", on: "train", limits: .between(0, 1))
  static let test = Observable("accuracy", on: "test", limits: .between(0, 1))
  static let loss = Observable("loss", on: "test", limits: .nonNegative)
  var observables: [Observable] { [Self.train, Self.test, Self.loss] }

  func energy(at position: Span<Double>) -> Double { 0 }
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    for c in position.indices { gradient[c] = 0 }
  }
  func value(of observable: Observable, at position: Span<Double>) -> Double {
    switch observable {
    case Self.train: position[0]
    case Self.test: position[1]
    case Self.loss: 1 - position[1]
    default: .nan
    }
  }
}

/// Regions of what a potential tells besides its energy.
struct ObservableRegionTests {
  private static func mapping(_ entries: (String, Value)...) -> Value { .record(Record(entries)) }
  private static func number(_ key: String, on place: String, _ bounds: (String, Value)...) -> Value {
    mapping((key, .record(Record([("on", .text(place))] + bounds))))
  }

  private func read(_ value: Value, _ observables: [Observable] = Scored().observables) -> (Region?, String) {
    let log = ProblemLog()
    let reader = RegionReader(
      wells: [], dimension: 2, part: .core, observables: observables,
      elsewhere: ["accuracy": "network-loss"], log: log)
    return (reader.read(value, at: "to"), Problems(log.problems).description)
  }

  @Test func membershipAndCombinations() throws {
    let value = Self.mapping(
      (
        "all",
        .list([
          Self.number("accuracy", on: "train", ("at-least", .number(0.9))),
          Self.mapping(("not", Self.number("accuracy", on: "test", ("at-least", .number(0.5))))),
        ])
      ))
    let (region, problems) = read(value)
    #expect(problems.isEmpty)
    let memorized = try #require(region)
    #expect(memorized.isObserved && !Region.above(1).isObserved)
    #expect(memorized.contains([0.9, 0.4], in: Scored()) && memorized.contains([1, 0], in: Scored()))
    #expect(!memorized.contains([0.8, 0.4], in: Scored()) && !memorized.contains([0.9, 0.6], in: Scored()))
    #expect(memorized.description == "accuracy on train ≥ 0.9 and not (accuracy on test ≥ 0.5)")
    #expect(memorized.value == value)
    // Several walkers at once, coordinate-major.
    var distances = [Double](repeating: 0, count: 3)
    var span = distances.mutableSpan
    memorized.distances(walkers: 3, at: [0.9, 0.8, 1, 0.4, 0.4, 0.9].span, in: Scored(), into: &span)
    #expect(distances.map { $0 <= 0 } == [true, false, false])
  }

  @Test func boundsOnBothSides() throws {
    let (low, _) = read(Self.number("loss", on: "test", ("at-most", .number(0.1))))
    #expect(low?.description == "loss on test ≤ 0.1")
    #expect(low?.contains([0, 0.95], in: Scored()) == true && low?.contains([0, 0.5], in: Scored()) == false)
    let (between, _) = read(Self.number("accuracy", on: "test", ("at-least", .number(0.2)), ("at-most", .number(0.4))))
    #expect(between?.description == "0.2 ≤ accuracy on test ≤ 0.4")
    // Along the second axis through (0, 0): an interval.
    let section = try #require(between).section(along: 1, through: [0, 0], of: Scored(), searching: -1...1)
    #expect(section.ranges.count == 1)
    #expect(abs((section.ranges.first?.lowerBound ?? 9) - 0.2) < 1e-12)
    #expect(abs((section.ranges.first?.upperBound ?? 9) - 0.4) < 1e-12)
  }

  /// A potential without the observable: no position is inside, and none outside.
  @Test func askedOfTheWrongPotential() throws {
    let region = Region.observable(Scored.test, 0.9...(.infinity))
    let plain = try Harmonic(stiffness: [1, 1])
    #expect(!region.contains([0, 1], in: plain))
    #expect(!Region.not(region).contains([0, 1], in: plain))
  }

  @Test(
    arguments: [
      (
        number("accuracy", on: "tset", ("at-least", .number(0.9))),
        "to.accuracy.on: unknown on 'tset'; did you mean 'test'?"
      ),
      (
        number("accuracy", on: "test", ("at-least", .number(1.5))),
        "to.accuracy.at-least: at-least is 1.5; it must be between 0 and 1."
      ),
      (number("accuracy", on: "test"), "to.accuracy: accuracy has no bound; say at-least or at-most."),
      (
        number("accuracy", on: "test", ("at-least", .number(0.9)), ("at-most", .number(0.8))),
        "to.accuracy.at-most: at-most is below at-least, so that nothing belongs to the region."
      ),
      (number("loss", on: "train", ("at-most", .number(1))), "to.loss.on: unknown on 'train'; allowed are test."),
      (number("acuracy", on: "test"), "to.acuracy: unknown region 'acuracy'; did you mean 'accuracy'?"),
      (
        mapping(("accuracy", .number(0.9))),
        "to.accuracy: this is 0.9; a mapping is expected.\n"
          + "to.accuracy: 'on' is missing: which examples are observed."
      ),
      (
        mapping(("accuracy", mapping(("on", .text("test")), ("atleast", .number(1))))),
        "to.accuracy.atleast: unknown key 'atleast'; did you mean 'at-least'?"
      ),
    ] as [(Value, String)])
  func whatIsWrongIsNamed(value: Value, message: String) {
    let (region, problems) = read(value)
    #expect(region == nil)
    #expect(problems == message)
  }

  @Test func landscapesHaveNoAccuracy() {
    let (region, problems) = read(Self.number("accuracy", on: "test", ("at-least", .number(0.9))), [])
    #expect(region == nil)
    #expect(problems == "to.accuracy: this potential has no accuracy; 'kind: network-loss' has.")
  }
}
