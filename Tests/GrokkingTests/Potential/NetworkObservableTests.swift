// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Potentials
import Settings
import TestSupport
import Testing
import Training

/// What a network tells of its weights, with gradients where there are any.
struct NetworkObservableTests {
  private func network(_ changes: (String, Value)..., log: ProblemLog = ProblemLog()) -> NetworkPotential? {
    func record(_ entries: (String, Value)...) -> Value { .record(Record(entries)) }
    var scenario = Record([
      ("kind", .text("network-loss")),
      ("task", record(("kind", .text("modular-arithmetic")), ("operation", .text("x+y")), ("modulus", .integer(5)))),
      (
        "data",
        record(
          ("train-fraction", .number(0.6)),
          (
            "subsets",
            record(
              (
                "diagonal",
                record(("rows", record(("from", .integer(0)), ("to", .integer(24)), ("every", .integer(6)))))
              ), ("three", record(("rows", .list([.integer(7), .integer(1), .integer(3)]))))
            )
          ))
      ),
      ("model", record(("kind", .text("quadratic")), ("width", .integer(6)))),
      ("precision", .text("double")), ("points", record(("begin", .text("initial")))),
    ])
    for (key, value) in changes { scenario[key] = value }
    return NetworkPotential.read(from: Reader(.record(scenario), at: .root, log: log), seed: 3)
  }

  /// Outputs of a network with its rows' labels, straight from the objective.
  private func margins(_ weights: [Double], rows: [Int32]) throws -> [Double] {
    let data = try LearningData(
      task: try ModularArithmetic(.sum, modulus: 5), settings: SplitSettings(.fraction(0.6), seed: 0), seed: 3)
    let objective = try NetworkObjective<Double>(
      model: try QuadraticNetwork(width: 6), loss: .crossEntropy, examples: data.examples, rowCapacity: 25)
    let outputs = objective.outputs(at: weights.span, rows: rows.span)
    return rows.enumerated().map { place, row in
      let own = outputs[place * 5..<place * 5 + 5].map { $0 }
      let label = (Int(row) / 5 + Int(row) % 5) % 5
      return own[label] - (0..<5).filter { $0 != label }.map { own[$0] }.reduce(-.infinity, max)
    }
  }

  @Test("margins, norms and distances follow their formulas, on named rows too") func formulas() throws {
    let potential = try #require(network())
    let weights = potential.initialPosition(of: 1).map { 3 * $0 }
    func value(_ quantity: String, _ place: String) throws -> Double {
      let observable = try #require(potential.observables.first { $0.quantity == quantity && $0.place == place })
      return potential.value(of: observable, at: weights.span)
    }
    let subsets: [(String, [Int32])] = [
      ("diagonal", [0, 6, 12, 18, 24]), ("three", [1, 3, 7]), ("train", potential.train), ("test", potential.test),
    ]
    for (name, rows) in subsets {
      let own = try margins(weights, rows: rows)
      #expect(agree(try value("margin", name), own.min() ?? .nan, relative: 1e-12))
      #expect(agree(try value("mean-margin", name), own.reduce(0, +) / Double(own.count), relative: 1e-12))
      // All are right where the smallest margin is positive.
      #expect(try value("accuracy", name) == Double(own.count { $0 > 0 }) / Double(own.count))
    }
    let begin = potential.initialPosition(of: 0)
    let square = zip(weights, begin).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(agree(try value("distance", "begin"), square.squareRoot(), relative: 1e-13))
    let groups = try potential.layout.groups.map { try value("norm", $0) }
    let whole = groups.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(agree(try value("norm", "all"), whole, relative: 1e-13))
    // Several at once are those one by one.
    let all = potential.values(of: potential.observables, at: weights.span)
    #expect(all == potential.observables.map { potential.value(of: $0, at: weights.span) })
  }

  @Test("gradients are those of central differences; accuracies have none") func gradients() throws {
    let potential = try #require(network())
    let weights = potential.initialPosition(of: 2).map { 2 * $0 }
    var slope = [Double](repeating: 0, count: weights.count)
    for observable in potential.observables {
      var output = slope.mutableSpan
      let value = potential.gradient(of: observable, at: weights.span, into: &output)
      guard observable.hasGradient else {
        #expect(value.isNaN && slope.allSatisfy(\.isNaN) && observable.quantity == "accuracy")
        continue
      }
      #expect(agree(value, potential.value(of: observable, at: weights.span), relative: 1e-13), "\(observable)")
      let largest = slope.map(abs).max() ?? 0
      let step = 1e-5
      for c in Swift.stride(from: 0, to: weights.count, by: 5) {
        var (above, below) = (weights, weights)
        above[c] += step
        below[c] -= step
        let difference =
          (potential.value(of: observable, at: above.span) - potential.value(of: observable, at: below.span))
          / (2 * step)
        #expect(abs(slope[c] - difference) < 1e-7 * max(1, largest), "\(observable), \(c)")
      }
    }
  }

  @Test("blocks of walkers are observed walker by walker, bit for bit", arguments: [6, 60])
  func blocks(width: Int) throws {
    let model = Value.record(Record([("kind", .text("quadratic")), ("width", .integer(width))]))
    let potential = try #require(network(("model", model)))
    #expect((potential.walkersPerBlock == nil) == (width == 6))
    for walkers in [1, 3, 8, 11] {
      let points = (0..<walkers).map { walker in potential.initialPosition(of: UInt32(walker)).map { 2 * $0 } }
      let positions = (0..<potential.dimension).flatMap { c in points.map { $0[c] } }
      var values = [Double](repeating: 0, count: walkers)
      for observable in potential.observables {
        var output = values.mutableSpan
        potential.values(of: observable, walkers: walkers, at: positions.span, into: &output)
        #expect(values == points.map { potential.value(of: observable, at: $0.span) }, "\(observable)")
        let areNumbers = values.allSatisfy { $0.isFinite }
        #expect(areNumbers, "\(observable)")
      }
    }
  }

  @Test("a training of the start ends where it is told to, and is a function of its keys") func training() throws {
    let potential = try #require(network())
    let log = ProblemLog()
    func settings(_ optimizer: String, _ more: (String, Value)...) -> Reader {
      let until = Value.record(
        Record([("accuracy", .record(Record([("on", .text("train")), ("at-least", .integer(1))])))]))
      var record = Record([
        ("optimizer", .record(Record([("kind", .text(optimizer)), ("rate", .number(0.01))]))), ("until", until),
        ("steps", .integer(3000)),
      ])
      for (key, value) in more { record[key] = value }
      return Reader(.record(record), at: .root, log: log)
    }
    let training = try #require(potential.training(settings("adamw")))
    let first = try #require(try training.train(replica: 1) { _, _ in true })
    #expect(try training.train(replica: 1) { _, _ in true } == first)
    #expect(try training.train(replica: 2) { _, _ in true } != first)
    let accuracy = try #require(potential.observables.first { $0.quantity == "accuracy" && $0.place == "train" })
    #expect(potential.value(of: accuracy, at: first.span) == 1)
    // A file that holds it gives the same bits.
    #expect(potential.position(stored: potential.stored(first)) == first)
    #expect(try training.train(replica: 1) { _, _ in false } == nil)
    // What it does not come to is told with the number.
    let short = try #require(potential.training(settings("adamw", ("steps", .integer(5)))))
    #expect {
      _ = try short.train(replica: 1) { _, _ in true }
    } throws: { error in
      "\(error)".contains("ended after 5 steps, where accuracy on train is 0.")
        && "\(error)".contains("and accuracy on train ≥ 1 is asked for")
    }
    #expect(short.essence != training.essence && log.problems.isEmpty)
  }

  @Test(
    "what is wrong with rows and points is said",
    arguments: [
      (
        "data",
        "{subsets: {diagonal: {rows: [25]}}}", "row 25 is not in the table, whose rows are 0 to 24."
      ),
      ("data", "{subsets: {train: {rows: [1]}}}", "'train' is the name of a set that there is anyway; choose another."),
      ("data", "{subsets: {few: {}}}", "'rows' is missing: a list of row numbers, or {from: 0, to: 24, every: 6}."),
      (
        "points", "{there: {weights: nowhere.safetensors}}",
        "nowhere.safetensors: there is no such file; relative paths start at the working directory."
      ),
      ("points", "{there: final}", "'there' is text 'final'; initial or {weights: FILE} is expected."),
    ])
  func mistakes(key: String, written: String, message: String) throws {
    let value: Value
    switch written {
    case let text where text.contains("[25]"):
      value = .record(
        Record([("subsets", .record(Record([("diagonal", .record(Record([("rows", .list([.integer(25)]))])))])))]))
    case let text where text.contains("train:"):
      value = .record(
        Record([("subsets", .record(Record([("train", .record(Record([("rows", .list([.integer(1)]))])))])))]))
    case let text where text.contains("few"):
      value = .record(Record([("subsets", .record(Record([("few", .record(Record()))])))]))
    case let text where text.contains("nowhere"):
      value = .record(Record([("there", .record(Record([("weights", .text("nowhere.safetensors"))])))]))
    default: value = .record(Record([("there", .text("final"))]))
    }
    let log = ProblemLog()
    #expect(network((key, value), log: log) == nil)
    #expect(log.problems.map(\.message) == [message])
  }
}
