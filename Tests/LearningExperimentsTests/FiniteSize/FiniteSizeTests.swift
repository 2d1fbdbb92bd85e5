// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import ExperimentSupport
import Foundation
import RavineLaboratory
import Runs
import Scenarios
import Settings
import Testing

/// Trained networks over moduli and training fractions.
struct FiniteSizeTests {
  private static let scenario = """
    experiment: finite-size
    task: {kind: modular-arithmetic, operation: x+y}
    model: {kind: quadratic, width: 16}
    loss: cross-entropy
    optimizer: {kind: adamw, rate: 0.03, decay: 1}
    steps: 40
    moduli: [7, 5]
    fractions: [0.4, 0.6, 0.8]
    data-seeds: 2
    model-seeds: 1
    bootstrap: 20
    """

  private func complaint(_ yaml: String) -> String {
    do {
      _ = try Plan(ScenarioFile(yaml: yaml, name: "bad.yaml"), in: .standard)
      return ""
    } catch { return "\(error)" }
  }

  @Test("one thread and many, resumed and uninterrupted, are the same")
  func reproducible() throws {
    let one = try analyzed(Self.scenario, threads: 1)
    #expect(one.findings == (try analyzed(Self.scenario, threads: 3)).findings)
    #expect(one.findings == (try resumed(Self.scenario)).findings)
    #expect(one.answer.hasPrefix("Undecided") || one.answer.hasPrefix("Whether"))
  }

  @Test("the table of the runs holds each run with what it was measured at")
  func runs() throws {
    let analysis = try analyzed(Self.scenario)
    let file = try #require(analysis.files.first { $0.name == "runs.csv" })
    let lines = file.text.split(separator: "\n")
    #expect(lines.first == "size,fraction,seed,model_seed,value")
    #expect(lines.count == 13)
    // 0.6 of 25 rows are 15.
    #expect(lines.contains { $0.hasPrefix("5,0.6,1,0,") })
  }

  @Test("the template is a scenario with a run for each modulus, fraction and seed")
  func template() throws {
    let kind = try #require(Laboratory.standard.kinds.first { $0.name == "finite-size" })
    let plan = try Plan(ScenarioFile(yaml: kind.template, name: "new.yaml"), in: .standard)
    #expect(plan.experiment.tasks.count == 4 * 14 * 4)
    // What is resolved is a scenario again.
    let again = try Plan(ScenarioFile(yaml: plan.resolved.yaml(), name: "again.yaml"), in: .standard)
    #expect(again.resolved == plan.resolved)
  }

  @Test("wrong scenarios say where")
  func wrong() {
    #expect(
      complaint(Self.scenario.replacing("moduli: [7, 5]", with: "moduli: [7, 5, 7]"))
        == "bad.yaml:7:16: modulus 7 stands twice.")
    #expect(
      complaint(Self.scenario.replacing("operation: x+y}", with: "operation: x+y, modulus: 5}"))
        == "bad.yaml:2:50: task.modulus and moduli both say how large the system is; leave task.modulus out.")
    #expect(
      complaint(Self.scenario.replacing("[0.4, 0.6, 0.8]", with: "[0.1, 0.6]"))
        .hasPrefix("bad.yaml:8:13: at modulus 5: a training set of 3 rows is smaller than the number of classes, 5"))
    #expect(
      complaint(Self.scenario.replacing("kind: modular-arithmetic, operation: x+y", with: "kind: addition"))
        .contains("unknown key 'modulus'"))
    #expect(
      complaint(Self.scenario + "\nbeta-over-nu: maybe").hasSuffix("'fit' or a number between -3 and 3 is expected."))
  }
}
