// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// A small scenario that the tests break in one place each.
private let good = """
  experiment: equilibrium
  potential: {kind: entropic-double-well}
  temperature: 0.2
  wells: [narrow, wide]
  reference: narrow
  regions: {pass: {box: {lower: [-0.1, -1], upper: [0.1, 1]}}}
  methods: [quadrature, harmonic]
  """

/// One line of it, what stands there instead, and the whole of what the user reads.
private let mistakes: [(line: String, written: String, message: String)] = [
  (
    "wells: [narrow, wide]", "wells: [narow, wide]",
    "bad.yaml:4:9: unknown well 'narow'; did you mean 'narrow'?"
  ),
  ("wells: [narrow, wide]", "wells: [narrow, narrow]", "bad.yaml:4:17: the well 'narrow' stands twice."),
  ("wells: [narrow, wide]", "wells: narrow", "bad.yaml:4:8: wells is text 'narrow'; a list of names is expected."),
  ("reference: narrow", "reference: nar", "bad.yaml:5:12: unknown reference 'nar'; allowed are narrow, wide, pass."),
  (
    "temperature: 0.2", "temperature: {schedule: linear, from: 1, to: 0.1, over: 10}",
    "bad.yaml:3:14: temperature is a schedule, and equilibrium is the Gibbs law of one temperature; give a number, and several under 'sweep'."
  ),
  ("temperature: 0.2", "temperature: 0", "bad.yaml:3:14: temperature is 0; it must be positive."),
  (
    "wells: [narrow, wide]", "wells: [narrow, pass]",
    "bad.yaml:4:17: the wells 'narrow' and 'pass' overlap, for instance at (−0.0227, 0.0357); what is listed under 'wells' must be disjoint."
  ),
  (
    "regions: {pass: {box: {lower: [-0.1, -1], upper: [0.1, 1]}}}",
    "regions: {pass: {box: {lower: [0, -1], upper: [0, 1]}}}",
    "bad.yaml:6:17: the region 'pass' has no extent along coordinate 1, so that its probability is zero."
  ),
  (
    "regions: {pass: {box: {lower: [-0.1, -1], upper: [0.1, 1]}}}",
    "regions: {pass: {all: [{half-space: {normal: [1, 0], offset: 1}}, {half-space: {normal: [-1, 0], offset: 1}}]}}",
    "bad.yaml:6:17: no point of the region 'pass' was found; its probability is zero."
  ),
  (
    "regions: {pass: {box: {lower: [-0.1, -1], upper: [0.1, 1]}}}",
    "regions: {wide: {box: {lower: [0, -1], upper: [1, 1]}}}",
    "bad.yaml:6:11: the name 'wide' belongs to a well of the landscape; choose another one."
  ),
  ("methods: [quadrature, harmonic]", "walkers: 2", "bad.yaml:7:10: walkers is 2; it must be between 4 and 1000000."),
  (
    "methods: [quadrature, harmonic]", "umbrella: {coordinate: 2, stiffness: soft, from: 1, to: 0}",
    """
    bad.yaml:7:24: coordinate is 2; the potential has 2, counted from 0.
    bad.yaml:7:38: stiffness is text 'soft'; a number or auto is expected.
    bad.yaml:7:57: to is 0; it must be above from, 1.
    """
  ),
  (
    "methods: [quadrature, harmonic]", "methods: [quadrature, harmonic]\nwalkers: 2",
    "bad.yaml:8:10: walkers is 2; it must be between 4 and 1000000."
  ),
  (
    "methods: [quadrature, harmonic]", "methods: [nested-sampling]\nnested: {live-points: 10}",
    "bad.yaml:8:23: live-points is 10; it must be between 20 and 1000000."
  ),
  (
    "methods: [quadrature, harmonic]", "umbrela: {}",
    "bad.yaml:7:1: unknown key 'umbrela'; did you mean 'umbrella'?"
  ),
]

@Suite struct EquilibriumInputTests {
  @Test func theScenarioIsGoodUntilItIsBroken() { #expect(complaints(about: good) == "") }

  @Test(arguments: mistakes.indices)
  func saysWhereAndWhatToDo(_ index: Int) {
    let mistake = mistakes[index]
    #expect(good.contains(mistake.line))
    #expect(complaints(about: good.replacing(mistake.line, with: mistake.written)) == mistake.message)
  }

  @Test func aRegionOutsideOfTheDomain() {
    #expect(
      complaints(
        about: """
          experiment: equilibrium
          potential: {kind: cube}
          temperature: 1
          regions: {beyond: {box: {lower: [2, 0, 0], upper: [3, 1, 1]}}}
          """)
        == "bad.yaml:4:19: the region 'beyond' lies outside of the potential's domain; its probability is zero.")
  }

  @Test func methodsThatCannotAnswer() {
    func complaint(_ potential: String, _ method: String, more: String = "") -> String {
      complaints(
        about: """
          experiment: equilibrium
          potential: \(potential)
          temperature: 1
          methods: [\(method)]
          \(more)
          """)
    }
    #expect(
      complaint("{kind: harmonic, stiffness: [1, 1, 1, 1]}", "quadrature")
        == "bad.yaml:4:11: method 'quadrature' is for at most three dimensions, or for channels with harmonic walls, and the potential has 4; use 'nested-sampling' or 'sampling'."
    )
    #expect(
      complaint("{kind: cube}", "harmonic")
        == "bad.yaml:4:11: method 'harmonic' needs curved wells, and the Hessian is singular at the minimum of 'cube'.")
    #expect(
      complaint("{kind: zero-risk-valley}", "harmonic")
        == "bad.yaml:4:11: method 'harmonic' needs curved wells, and the Hessian is singular at the minimum of 'valley'."
    )
    #expect(
      complaint(
        "{kind: double-well}", "harmonic", more: "wells: [a]\nregions: {a: {box: {lower: [0], upper: [1]}}}")
        == "bad.yaml:4:11: method 'harmonic' needs wells with minima, and none stands under 'wells'.")
    #expect(
      complaint("{kind: double-well}", "quadratur")
        == "bad.yaml:4:11: unknown method 'quadratur'; did you mean 'quadrature'? 'ravine list methods' shows all.")
  }
}
