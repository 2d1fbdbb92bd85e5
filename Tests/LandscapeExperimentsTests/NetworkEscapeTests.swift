// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Dynamics
import Foundation
import Grokking
import Potentials
import Randomness
import RavineLaboratory
import Runs
import Scenarios
import Settings
import Testing
import Training

@testable import Experiments
@testable import LandscapeExperiments

private let smallNetwork = """
  experiment: escape-rate
  seed: 3
  potential:
    kind: network-loss
    task: {kind: modular-arithmetic, operation: x+y, modulus: 5}
    data: {train-fraction: 0.8}
    model: {kind: quadratic, width: 24}
    confinement: 1e-3
  temperature: 1e-5
  from: {accuracy: {on: train, at-least: 0.6}}
  start: arrival
  to: {accuracy: {on: train, at-least: 0.99}}
  observe-every: 7
  dynamics: {time-step: 1}
  walkers: 5
  time-limit: 120
  methods: [first-passage]
  """

/// Networks in `escape-rate`.
struct NetworkEscapeTests {
  private func run(_ yaml: String, threads: Int) throws -> (analysis: Analysis, resolved: Value) {
    let plan = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"))
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let codec = ScenarioCodec(
      encode: { $0.yaml() }, decode: { try ScenarioFile(yaml: $0, name: "scenario.yaml").tree })
    let directory = try RunDirectory.begin(at: path, scenario: plan.resolved, codec: codec)
    let experiment = plan.experiment
    let execution = Executor(threads: threads).perform(experiment.tasks, in: directory) {
      try experiment.perform($0, in: $1)
    }
    #expect(execution.isComplete)
    return (experiment.analyze(try experiment.tasks.indices.map { try directory.result($0) }), plan.resolved)
  }

  /// What the scenario should find, step by step on the objective itself.
  private func expected() throws -> (departures: [Double], passages: [Double]) {
    let data = try LearningData(
      task: try ModularArithmetic(.sum, modulus: 5), settings: SplitSettings(.fraction(0.8), seed: 0), seed: 3)
    let problem = try LearningProblem(data: data, model: try QuadraticNetwork(width: 24), loss: .crossEntropy, seed: 3)
    let objective = try NetworkObjective<Float>(
      model: problem.model, loss: problem.loss, examples: problem.examples, rowCapacity: 25)
    let potential = try NetworkPotential(problem, confinement: 1e-3, seed: 3)
    var (departures, passages): ([Double], [Double]) = ([], [])
    for walker: UInt32 in 0..<5 {
      var ensemble = try Ensemble(
        potential: potential, timeStep: 1, schedule: ConstantTemperature(1e-5),
        starts: potential.initialPosition(of: walker), walkers: walker..<(walker + 1), seed: 3, task: 0)
      var (departure, passage) = (Double.infinity, Double.infinity)
      var step = 0
      func observe(_ time: Double) {
        let weights = ensemble.walkers.positions.map { Float($0) }
        let accuracy = objective.evaluate(at: weights.span, rows: problem.split.train.span).accuracy ?? 0
        if accuracy >= 0.6 { departure = min(departure, time) }
        if accuracy >= 0.99, departure < .infinity { passage = min(passage, time - departure) }
      }
      observe(0)
      while step < 120 {
        ensemble.run(steps: 1)
        step += 1
        if step % 7 == 0 || step == 120 { observe(Double(step)) }
      }
      departures.append(departure)
      passages.append(passage)
    }
    return (departures, passages)
  }

  @Test("departures and passages are those of the walkers one by one, on one thread and on two")
  func passages() throws {
    let truth = try expected()
    for threads in [1, 2] {
      let (analysis, resolved) = try run(smallNetwork, threads: threads)
      let times = try #require(analysis.results.numbers("passage_time"))
      let departures = try #require(analysis.results.numbers("departure_time"))
      let outcomes = try #require(analysis.results.numbers("passage_outcome"))
      for w in 0..<5 {
        #expect(departures[w] == truth.departures[w])
        #expect(outcomes[w] == (truth.passages[w] < .infinity ? 0 : 1))
        #expect(times[w] == min(truth.passages[w], 120 - truth.departures[w]))
      }
      #expect(outcomes.contains(0) && Set(departures).count > 1)
      let memorized = try #require(analysis.findings.first { $0.quantity == "memorization-time" })
      let mean = departures.reduce(0, +) / 5
      #expect(abs((memorized.value ?? 0) - mean) < 1e-9 && memorized.samples == 5)
      let steps = try #require(analysis.findings.first { $0.quantity == "mean-first-passage-steps" })
      let time = try #require(analysis.findings.first { $0.quantity == "mean-first-passage-time" })
      #expect(steps.value == time.value && steps.unit == "steps")
      #expect(time.notes.contains { $0.hasPrefix("observed every 7 steps: an arrival is dated up to 7 too late, ") })
      // Every default is written out.
      let potential = try #require(resolved.asRecord?["potential"]?.asRecord)
      #expect(potential.keys.first == "kind")
      for key in ["task", "data", "model", "loss", "precision", "confinement", "batch"] {
        #expect(potential[key] != nil, "\(key) is written out")
      }
      #expect(potential["data"]?.asRecord?["split-seed"] == .integer(0))
    }
  }

  @Test("what the resolved scenario says is the same run") func resolvedIsTheSame() throws {
    let (first, resolved) = try run(smallNetwork, threads: 2)
    let (second, again) = try run(resolved.yaml(), threads: 2)
    #expect(resolved == again)
    #expect(first.findings == second.findings)
  }

  /// Files of earlier versions say `look-every`.
  @Test func theFormerKeyIsUnderstood() throws {
    let plan = try Plan(
      ScenarioFile(yaml: smallNetwork.replacing("observe-every", with: "look-every"), name: "test.yaml"))
    #expect(plan.resolved.asRecord?["observe-every"] == .integer(7))
    #expect(plan.resolved.asRecord?["look-every"] == nil)
  }

  /// The defaults that a network has: `start: arrival`, `first-passage` alone.
  @Test func defaults() throws {
    let bare = smallNetwork.split(separator: "\n").filter { !$0.hasPrefix("start") && !$0.hasPrefix("methods") }
      .joined(separator: "\n")
    let plan = try Plan(ScenarioFile(yaml: bare, name: "test.yaml"))
    #expect(plan.resolved.asRecord?["start"] == .text("arrival"))
    #expect(plan.resolved.asRecord?["methods"] == .list([.text("first-passage")]))
    #expect(plan.experiment.tasks.count == 5)
    #expect(plan.experiment.tasks[3].label == "first-passage, walker 3")
  }

  @Test(
    "what is wrong is said with its place",
    arguments: [
      (
        "methods: [first-passage]", "methods: [first-passage, exact]",
        "test.yaml:17:26: method 'exact' needs wells and saddles: wells and curvatures of a network are searched for with "
          + "'precision: double', and this is single; use 'first-passage'."
      ),
      (
        "start: arrival", "start: gibbs",
        "test.yaml:10:7: a region that takes an observation has no Gibbs law and no minimum; say start: arrival."
      ),
      (
        "at-least: 0.99}}", "at-least: 99}}",
        "test.yaml:12:38: at-least is 99; it must be between 0 and 1."
      ),
      (
        "to: {accuracy: {on: train, at-least: 0.99}}", "to: {accuracy: {on: validation, at-least: 0.99}}",
        "test.yaml:12:21: unknown on 'validation'; allowed are train, test."
      ),
      (
        "to: {accuracy: {on: train, at-least: 0.99}}", "to: {accuracy: {on: train, at-least: 0.6}}",
        "test.yaml:10:7: 'from' lies inside 'to', accuracy on train ≥ 0.6; there is nothing to wait for."
      ),
      (
        "  confinement: 1e-3", "  confinment: 1e-3",
        "test.yaml:8:3: unknown key 'confinment'; did you mean 'confinement'?"
      ),
      (
        "  confinement: 1e-3", "  confinement: -1",
        "test.yaml:8:16: confinement is -1; it must be zero or positive."
      ),
      (
        "  confinement: 1e-3", "  batch: 21", "test.yaml:8:10: batch is 21; the training set has 20 examples."
      ),
      (
        "  confinement: 1e-3", "  batch: half",
        "test.yaml:8:10: batch is text 'half'; 'full' or a positive whole number is expected."
      ),
      (
        "  confinement: 1e-3", "  batch: 8",
        "test.yaml:8:10: batch is 8, and 'euler-maruyama' takes the gradient of all examples; mini-batches are for sgld, "
          + "preconditioned-sgld and sghmc."
      ),
      (
        "observe-every: 7", "observe-every: 0", "test.yaml:13:16: observe-every is 0; it must be at least 1."
      ),
      (
        "observe-every: 7", "look-every: 7\nobserve-every: 7",
        "test.yaml:13:13: look-every is the former name of observe-every, which is given too; leave one of them out."
      ),
      (
        "  task: {kind: modular-arithmetic, operation: x+y, modulus: 5}",
        "  task: {kind: modular-arithmetic, operation: x/y, modulus: 6}",
        "test.yaml:5:61: modulus is 6, which is not prime, so that x/y is not always defined; the nearest primes are 5 and 7."
      ),
    ])
  func mistakes(line: String, written: String, message: String) {
    let yaml = smallNetwork.replacing(line, with: written)
    #expect(yaml != smallNetwork)
    #expect {
      _ = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"))
    } throws: { error in
      let text = "\(error)"
      if text != message { Issue.record("\(text)") }
      return text == message
    }
  }

  @Test(
    "toys have neither accuracy nor initial positions",
    arguments: [
      (
        "start: arrival", "",
        "test.yaml:4:8: start is 'arrival'; that is for potentials whose walkers have initial positions of their own, such as "
          + "network-loss."
      ),
      (
        "observe-every: 5", "",
        "test.yaml:4:16: observe-every is for regions that take an observation, such as accuracy; here is none."
      ),
      (
        "look-every: 5", "",
        "test.yaml:4:13: look-every is for regions that take an observation, such as accuracy; here is none."
      ),
      (
        "start: minimum", "{accuracy: {on: test, at-least: 0.9}}",
        "test.yaml:7:6: this potential has no accuracy; 'kind: network-loss' has."
      ),
    ])
  func toys(line: String, target: String, message: String) {
    let yaml = """
      experiment: escape-rate
      potential: {kind: double-well}
      temperature: 0.5
      \(line)
      from: left
      methods: [first-passage]
      to: \(target.isEmpty ? "right" : target)
      """
    #expect {
      _ = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"))
    } throws: { error in
      let text = "\(error)"
      if text != message { Issue.record("\(text)") }
      return text == message
    }
  }

  @Test("the manual knows the loss of a network") func article() throws {
    let manual = Manual(of: .standard)
    let section = try #require(manual.sections.first { $0.plural == "potentials" })
    let article = try #require(manual.article(named: "network-loss", in: section))
    for word in ["confinement", "batch", "f(w) = (1/n) Σ loss", "start: arrival"] {
      #expect(article.text.contains(word))
    }
  }
}
