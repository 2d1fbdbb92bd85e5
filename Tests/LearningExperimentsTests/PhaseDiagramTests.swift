// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Grokking
import Runs
import Scenarios
import Settings
import Testing

@testable import Experiments
@testable import LearningExperiments

/// Liu's toy made smaller: within a second it shows confusion, memorization, comprehension, and the test set alone.
private func tiny(_ more: String = "") -> String {
  """
  title: Tiny
  experiment: phase-diagram
  seed: 3
  task: {kind: addition, symbols: 6, pairs: unordered}
  data: {train-count: 17}
  model: {kind: toy-decoder, embedding: 1, combine: sum, widths: [50], activation: tanh}
  loss: {kind: squared-error, mean: elements, codes: random, code-width: 20}
  optimizer: {kind: adamw, rate: 1e-2, decay: 0, groups: {decoder: {rate: 1e-3, decay: 0}}}
  steps: 1000
  measure: {delay: 100}
  sweep:
    optimizer.groups.decoder.rate: {from: 1e-4, to: 1e-1, count: 7, spacing: log}
    optimizer.groups.decoder.decay: [0, 1, 2, 4]
  \(more)

  """
}

@Suite struct PhaseDiagramTests {
  @Test func aTinyDiagramShowsSeveralPhases() throws {
    let analysis = try analyzed(tiny("data-seeds: 2"))
    let phases = analysis.findings.filter { $0.quantity == "phase" }
    #expect(phases.count == 28 && phases.allSatisfy { $0.samples == 2 && $0.value != nil })
    #expect(Set(phases.compactMap(\.text)).count >= 3, "\(Set(phases.compactMap(\.text)))")
    // Too slow for a thousand steps.
    let slow = try analysis.found(
      "phase", by: "most-frequent",
      ["optimizer.groups.decoder.rate": .number(1e-4), "optimizer.groups.decoder.decay": .integer(0)])
    #expect(slow.text == "confusion")
    let areas = analysis.findings.filter { $0.quantity == "phase-area" }
    #expect(areas.count == 5)
    #expect(abs(areas.reduce(0) { $0 + ($1.value ?? 0) } - 1) < 1e-12)
    #expect(areas.allSatisfy { $0.standardError != nil })
    let fractions = analysis.findings.filter { $0.quantity == "phase-fraction" }
    #expect(fractions.allSatisfy { $0.interval != nil && $0.method == "clopper-pearson" })
    #expect(try analysis.found("cost-fraction", by: "count").value == 1)
    #expect(analysis.figures.map(\.name).prefix(2) == ["phases", "certainty"])
    #expect(analysis.tables.count == 4 && !analysis.answer.isEmpty)
    #expect(analysis.results.sizes["optimizer.groups.decoder.rate"] == 7 && analysis.results.sizes["data_seed"] == 2)
  }

  /// A run ends when its phase is known, and its phase is the same as if it had gone on.
  @Test func stoppingEarlyChangesNoPhase() throws {
    let full = try RunScenario(tiny("stop: none"))
    let early = try RunScenario(tiny())
    full.perform(threads: 2)
    early.perform(threads: 2)
    func decided(_ analysis: Analysis) -> [Finding] {
      analysis.findings.filter { ["phase", "phase-fraction", "phase-area", "border-share"].contains($0.quantity) }
    }
    #expect(decided(try full.analysis) == decided(try early.analysis))
    func steps(_ diagram: RunScenario) throws -> Double {
      try diagram.results.reduce(0) { $0 + ($1.map { SweepRecord(data: $0).lastStep } ?? 0) }
    }
    #expect(try steps(early) < steps(full))
  }

  /// Refined, with more seeds where it is unclear: stopped anywhere and taken up again it does the same tasks to the same bits.
  @Test(arguments: [1, 5, 9, 14, 20]) func aStoppedRefinementGoesOnAlike(limit: Int) throws {
    let yaml = tiny("data-seeds: 3\nrefine: {levels: 2, first-seeds: 1, certainty: 0.6}")
    let whole = try RunScenario(yaml)
    #expect(whole.perform(threads: 3).isComplete)
    let stopped = try RunScenario(yaml)
    let first = stopped.perform(threads: 1, atMost: limit)
    #expect(first.isInterrupted && first.performed.count == limit)
    let second = stopped.perform(threads: 2)
    #expect(second.isComplete && second.reused == first.performed)
    let (one, other) = (try whole.results, try stopped.results)
    #expect(one.map { $0 == nil } == other.map { $0 == nil })
    #expect(one.contains { $0 == nil }, "the whole grid was visited")
    expectSame(try whole.analysis, try stopped.analysis)
  }

  /// The cells that a refined diagram visits have the phases of the full grid, and it costs less.
  @Test func aRefinedDiagramAgreesWithTheFullGrid() throws {
    let full = try RunScenario(tiny())
    let refined = try RunScenario(tiny("refine: {levels: 2}"))
    full.perform(threads: 2)
    refined.perform(threads: 2)
    let (all, some) = (try full.analysis, try refined.analysis)
    let phases = all.findings.filter { $0.quantity == "phase" }
    let found = some.findings.filter { $0.quantity == "phase" }
    #expect(found.map(\.text) == phases.map(\.text))
    #expect(zip(phases, found).allSatisfy { $1.value == nil || $0 == $1 })
    let cost = try some.found("cost-fraction", by: "count")
    #expect((cost.value ?? 1) < 0.9 && cost.samples == found.count { $0.value != nil })
    #expect(some.answer.contains("of the full grid's 28 runs"))
    #expect(
      found.contains {
        $0.notes.first?.hasPrefix("not visited; the phase is that of optimizer.groups.decoder.rate = ") == true
      })
    #expect(some.figures.first?.map?.isStruck?.contains(true) == true)
  }

  @Test func validateStatesTheUpperBound() throws {
    let plan = try Plan(ScenarioFile(yaml: tiny("refine: {levels: 2}"), name: "t.yaml"))
    let outline = plan.outline(processors: 2)
    #expect(
      outline.hasPrefix("at most 28 tasks, about 2.8e+04 steps, ")
        && outline.hasSuffix("; 6 of them first, then those that the results ask for"), "\(outline)")
    let whole = try Plan(ScenarioFile(yaml: tiny(), name: "t.yaml"))
    #expect(whole.outline(processors: 2).hasPrefix("28 tasks, "))
  }

  @Test func theTemplateIsAScenario() throws {
    let plan = try Plan(ScenarioFile(yaml: PhaseDiagram.kind.template, name: "new.yaml"))
    #expect(plan.experiment.tasks.count == 98)
  }

  // MARK: - Wrong scenarios

  @Test(arguments: [
    (
      "sweep: {optimizer.rate: [0.1, 0.2]}",
      "bad.yaml:10:8: a phase diagram needs a sweep of exactly two axes; this one has 1: optimizer.rate. For instance "
        + "optimizer.rate: {from: 1e-4, to: 1e-2, count: 10, spacing: log} and optimizer.decay: [0, 0.5, 1]."
    ),
    (
      "sweep: {optimizer.rate: [0.1, 0.2], optimizer.decay: [0, 1], seed: [1, 2]}",
      "bad.yaml:10:8: a phase diagram needs a sweep of exactly two axes; this one has 3: optimizer.rate, optimizer.decay, "
        + "seed. Take axes out; a diagram for another value of them is another run, with --set."
    ),
    (
      "",
      "bad.yaml:2:13: a phase diagram needs a sweep of exactly two axes; there is none. For instance "
        + "optimizer.rate: {from: 1e-4, to: 1e-2, count: 10, spacing: log} and optimizer.decay: [0, 0.5, 1]."
    ),
    (
      "sweep: {optimizer.rate: [0.1, 0.2], optimizer.decay: [0, 1], zip: true}",
      "bad.yaml:10:67: zip walks optimizer.rate and optimizer.decay together, along a line; a phase diagram needs the whole "
        + "grid. Leave zip out."
    ),
    (
      "sweep: {optimizer.rate: [0.1], optimizer.decay: [0, 1]}",
      "bad.yaml:10:25: optimizer.rate has one value; an axis of a phase diagram needs at least two."
    ),
    (
      "sweep: {optimizer.rate: [0.1, 1], optimizer.decay: [0, 1]}\nrefine: {levels: 2, sedes: 3}",
      "bad.yaml:11:21: unknown key 'sedes'; allowed are certainty, first-seeds, levels."
    ),
    (
      "sweep: {optimizer.rate: [0.1, 1], optimizer.decay: [0, 1]}\nrefine: {certainty: 0.5}",
      "bad.yaml:11:9: 'levels' is missing: how often the spacing of the grid is halved; 0 visits all cells."
    ),
    (
      "sweep: {optimizer.rate: [0.1, 1], optimizer.decay: [0, 1]}\nrefine: twice",
      "bad.yaml:11:9: refine is text 'twice'; 'none' or a mapping such as {levels: 2} is expected."
    ),
    (
      "sweep: {optimizer.rate: [0.1, 1], optimizer.decay: [0, 1]}\ndata-seeds: 2\nrefine: {levels: 1, first-seeds: 3}",
      "bad.yaml:12:34: first-seeds is 3; there are only 2 data-seeds."
    ),
    (
      "sweep: {optimizer.rate: [0.1, 1], optimizer.decay: [0, 1]}\nstop: {test-accuracy: 0.5}",
      "bad.yaml:11:7: stop is a mapping; in a phase diagram a run ends when its phase is known ('grokked': both thresholds of "
        + "measure were reached) or at its last step ('none')."
    ),
  ]) func errorsSayWhereAndWhatToDo(lines: String, message: String) {
    let yaml = """
      title: Bad
      experiment: phase-diagram
      seed: 3
      task: {kind: modular-arithmetic, operation: x+y, modulus: 5}
      data: {train-fraction: 0.7}
      model: {kind: quadratic, width: 24}
      optimizer: {kind: adamw, rate: 0.01, decay: 1}
      steps: 300
      measure: {delay: 20}
      \(lines)

      """
    #expect(complaints(about: yaml).trimmingCharacters(in: .whitespacesAndNewlines) == message)
  }
}
