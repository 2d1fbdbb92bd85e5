// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Scenarios
import Testing

@testable import Experiments

/// Places of a network that are not there are refused with the reason, whatever the experiment asks of them.
struct NetworkPlaceMessageTests {
  private static let network = """
    potential:
      kind: network-loss
      task: {kind: modular-arithmetic, operation: x+y, modulus: 5}
      data: {train-fraction: FRACTION}
      model: {kind: quadratic, width: 8}
      confinement: 1e-2
    """
  private static let experiments = [
    "equilibrium": "temperature: 1e-3\nmethods: [sampling]",
    "schedule-comparison": "schedules: {constant: 1e-4}\nbudget: 20\nstart: initial",
    "escape-rate": "temperature: 1e-3\nstart: initial\nmethods: [first-passage]\ntime-limit: 20",
  ]
  private static let noTestSet =
    "loss cannot be observed on test: there is no test set, since all 25 examples are trained on"
  private static let notSearched =
    "wells and curvatures of a network are searched for with 'precision: double', and this is single"

  @Test(
    arguments: [
      ("equilibrium", "regions: {low: {loss: {on: test, at-most: 1}}}", "1", noTestSet),
      ("schedule-comparison", "target: {loss: {on: test, at-most: 1}}", "1", noTestSet),
      (
        "schedule-comparison", "wells: {low: {loss: {on: test, at-most: 1}}}\ntarget: {loss: {on: train, at-most: 1}}",
        "1",
        noTestSet
      ),
      ("escape-rate", "to: {loss: {on: test, at-most: 1}}", "1", noTestSet),
      ("equilibrium", "regions: {low: left}", "0.8", notSearched),
      ("equilibrium", "wells: [left]", "0.8", notSearched),
      ("schedule-comparison", "target: left", "0.8", notSearched),
      ("schedule-comparison", "wells: [left]\ntarget: {loss: {on: test, at-most: 1}}", "0.8", notSearched),
      ("escape-rate", "to: left", "0.8", notSearched),
      ("equilibrium", "regions: {low: {acuracy: {on: train, at-least: 1}}}", "0.8", "did you mean 'accuracy'?"),
      ("equilibrium", "regions: {low: {distance: {on: x, at-most: 1}}}", "0.8", "no point has a name"),
      (
        "equilibrium", "umbrella: {observable: {loss: test}, from: 1, to: 2, temperatures: [1e-4]}", "0.8",
        "replicas are hotter"
      ),
      (
        "equilibrium", "umbrella: {observable: {loss: test}, from: 1, to: 2, between: [here, there]}", "0.8",
        "unknown place 'here'"
      ),
      (
        "escape-rate", "from: {loss: {on: train, at-most: 1e-3}}\nto: {loss: {on: train, at-least: 9}}", "0.8",
        "walker 0 does not start in 'from': loss on train is"
      ),
    ])
  func absent(experiment: String, line: String, fraction: String, message: String) {
    let yaml = """
      experiment: \(experiment)
      seed: 1
      \(Self.network.replacing("FRACTION", with: fraction))
      \(Self.experiments[experiment] ?? "")
      \(line)
      """
    let found = complaints(about: yaml)
    #expect(found.contains(message), "\(found)")
  }

  @Test("another landscape names those that have the quantity") func elsewhere() {
    let yaml = """
      experiment: schedule-comparison
      potential: {kind: double-well}
      from: left
      schedules: {constant: 0.1}
      budget: 20
      target: {loss: {on: test, at-most: 1}}
      """
    #expect {
      _ = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml"))
    } throws: { "\($0)".contains("this potential has no loss; 'kind: network-loss' has.") }
  }
}
