// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Runs
import Settings
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// Numbers that are not to be trusted say so, at themselves and in the report.
@Suite struct EquilibriumWarningTests {
  /// Windows that do not meet are named, and no number is given.
  @Test func windowsThatDoNotOverlapAreNamed() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: double-well}
      temperature: 0.1
      methods: [umbrella]
      umbrella: {from: -1.2, to: 1.2, windows: 3, stiffness: 2000, samples: 400}
      """)
    let note =
      "not applicable: the samples of window 0 (s = -1.2) do not overlap with those of the other states"
    for finding in result.findings {
      #expect(finding.value == nil)
      #expect(finding.notes == [note])
    }
    #expect(!result.findings.isEmpty)
    #expect(result.warnings == ["umbrella: free-energy-difference of 'left': \(note)"])
    #expect(result.answer == "No method found a number.")
  }

  /// Below a deep barrier walkers stay in the wells that they were put into.
  @Test func walkersThatNeverCrossAreFlagged() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: double-well}
      temperature: 0.03
      walkers: 8
      steps: 2000
      methods: [sampling]
      """)
    let notes = [
      "no walker crossed between the wells; the populations are those of the start",
      "worth only 7 effective samples: the error bar is rough",
    ]
    for finding in result.findings where finding.quantity == "population" { #expect(finding.notes == notes) }
    #expect(result.warnings == notes.map { "sampling: population of 'left': \($0)" })
  }

  /// All walkers start in the lower one of two wells that are far from equally deep: the other one is never seen.
  @Test func aWellThatIsNeverSeenHasNoNumber() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: double-well, tilt: 0.5}
      temperature: 0.03
      walkers: 8
      steps: 2000
      methods: [sampling]
      """)
    let right = try result.found("free-energy-difference", by: "sampling", ["well": .text("right")])
    #expect(right.value == nil)
    let trapped = "no walker crossed between the wells; the populations are those of the start"
    let unseen = "not applicable: no walker was found in the region at any observation; its probability is too small"
    #expect(right.notes == [unseen, trapped])
    #expect(
      result.warnings == [
        "sampling: population of 'left': \(trapped)",
        "sampling: population of 'left': worth only 8 effective samples: the error bar is rough",
        "sampling: energy of 'right': \(unseen)",
      ])
  }

  /// The cube has no curved minimum: populations are known, F is not.
  @Test func withoutAReferenceFIsRelative() throws {
    let result = try analyzed(
      """
      experiment: equilibrium
      potential: {kind: cube, fraction: 0.5, constraints: 1}
      temperature: 0.5
      methods: [umbrella]
      regions: {half: {box: {lower: [0, 0, 0], upper: [0.5, 1, 1]}}}
      umbrella: {from: 0, to: 1, windows: 4, stiffness: 10, samples: 400}
      """)
    let free = try result.found("free-energy", by: "umbrella", ["well": .text("half")])
    #expect(free.value == nil)
    #expect(
      free.notes == [
        "not applicable: no minimum makes a harmonic reference, so that F and S are known relative to all of space only"
      ])
    #expect(try result.found("population", by: "umbrella", ["well": .text("half")]).value != nil)
  }
}
