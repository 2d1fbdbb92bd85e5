// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import RavineLaboratory
import Runs
import Scenarios
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments

/// The experiment `minimum-geometry` against closed forms, and its methods against each other.
struct MinimumGeometryTests {
  private func find(
    _ analysis: Analysis, _ quantity: String, _ method: String, at place: Record = Record()
  ) throws -> Finding {
    try #require(
      analysis.findings.first { $0.quantity == quantity && $0.method == method && $0.at.isSamePlace(as: place) },
      "\(quantity) by \(method)")
  }

  private func value(_ analysis: Analysis, _ quantity: String, _ method: String) throws -> Double {
    try #require(try find(analysis, quantity, method).value)
  }

  @Test func anExpressionHasItsCurvatures() throws {
    let analysis = try analyzed(
      """
      experiment: minimum-geometry
      seed: 1
      potential: {kind: expression, energy: 'x^2 + x*y + 2*y^2 + 3', coordinates: [x, y]}
      at: {point: [2, -1]}
      descend: true
      temperature: 0.2
      """)
    // H = (2, 1; 1, 4): λ = 3 ± √2, det 7.
    for method in ["dense-spectrum", "lanczos"] {
      #expect(agree(try value(analysis, "largest-eigenvalue", method), 3 + 2.0.squareRoot(), relative: 1e-9))
      #expect(agree(try value(analysis, "smallest-eigenvalue", method), 3 - 2.0.squareRoot(), relative: 1e-9))
      #expect(agree(try value(analysis, "trace", method), 6, relative: 1e-9))
      #expect(agree(try value(analysis, "log-determinant", method), log(7), relative: 1e-9))
      let free = 3 + 0.1 * log(7) - 0.2 * log(2 * Double.pi * 0.2)
      #expect(agree(try value(analysis, "free-energy", method), free, relative: 1e-9))
      let entropy = 1 + log(2 * Double.pi * 0.2) - 0.5 * log(7)
      #expect(agree(try value(analysis, "entropy", method), entropy, relative: 1e-9))
      #expect(try value(analysis, "negative-eigenvalues", method) == 0)
      #expect(try !find(analysis, "free-energy", method).isDoubtful)
    }
    #expect(agree(try value(analysis, "energy", "value-and-slope"), 3, relative: 1e-12))
    #expect(try value(analysis, "gradient-norm", "value-and-slope") < 1e-9)
  }

  @Test func aSlopeAndASaddleAreSaid() throws {
    func asked(_ at: String) throws -> Analysis {
      try analyzed(
        """
        experiment: minimum-geometry
        seed: 1
        potential: {kind: expression, energy: '(x^2 - 1)^2 + y^2', coordinates: [x, y]}
        at: \(at)
        temperature: 0.1
        methods: [value-and-slope, dense-spectrum, lanczos]
        """)
    }
    let slope = try asked("{point: [0.8, 0.2]}")
    #expect(try find(slope, "free-energy", "dense-spectrum").isDoubtful)
    #expect(slope.warnings.contains { $0.hasPrefix("the point is no minimum: |∇f| = ") })
    let saddle = try asked("{point: [0, 0]}")
    for method in ["dense-spectrum", "lanczos"] {
      #expect(try find(saddle, "free-energy", method).estimate == nil)
      #expect(agree(try value(saddle, "negative-eigenvalues", method), 1, relative: 1e-9))
      #expect(agree(try value(saddle, "log-determinant", method), log(8), relative: 1e-6))
      #expect(try find(saddle, "log-determinant", method).notes.contains { $0.contains("negative") })
    }
    let well = try asked("well-1")
    #expect(agree(try value(well, "largest-eigenvalue", "dense-spectrum"), 8, relative: 1e-6))
    #expect(well.warnings.isEmpty)
    // A descent from the slope ends in the well.
    #expect(
      agree(
        try value(
          try analyzed(
            """
            experiment: minimum-geometry
            seed: 1
            potential: {kind: expression, energy: '(x^2 - 1)^2 + y^2', coordinates: [x, y]}
            at: {point: [0.1, 0.2]}
            descend: true
            methods: [value-and-slope, dense-spectrum]
            """), "norm", "value-and-slope"), 1, relative: 1e-7))
  }

  @Test func methodsAgreeOnANetworkWithinTheirErrors() throws {
    let scenario = """
      experiment: minimum-geometry
      seed: 4
      potential:
        kind: network-loss
        task: {kind: modular-arithmetic, operation: x+y, modulus: 5}
        data: {train-fraction: 0.8}
        model: {kind: quadratic, width: 6}
        precision: double
        confinement: 0.02
      at: initial
      lanczos-steps: 90
      temperature: 0.01
      """
    let analysis = try analyzed(scenario)
    for quantity in ["trace", "log-determinant", "largest-eigenvalue", "smallest-eigenvalue"] {
      let (dense, lanczos) = (
        try #require(try find(analysis, quantity, "dense-spectrum").estimate),
        try #require(try find(analysis, quantity, "lanczos").estimate)
      )
      let error = max(lanczos.standardError, 1e-8 * abs(dense.value))
      #expect(abs(dense.value - lanczos.value) < 4 * error, "\(quantity): \(dense.value), \(lanczos)")
    }
    // Ranks from both ends.
    for rank in [1, 2, 5, 86, 90] {
      let place = Record([("rank", .integer(rank))])
      let dense = try #require(try find(analysis, "eigenvalue", "dense-spectrum", at: place).value)
      let lanczos = try #require(try find(analysis, "eigenvalue", "lanczos", at: place).value)
      #expect(abs(dense - lanczos) < 1e-7, "\(rank)")
    }
    #expect(analysis.figures.contains { $0.name == "spectral-density" })
    #expect(try analyzed(scenario, threads: 1).findings == analysis.findings)
  }

  @Test func aSymmetryLeavesNoHarmonicFreeEnergy() throws {
    // Two hidden units of a linear network can be turned into each other: one direction is flat, confinement or not.
    let analysis = try analyzed(
      """
      experiment: minimum-geometry
      seed: 4
      potential:
        kind: network-loss
        task: {kind: reduced-rank, inputs: 2, outputs: 2, rank: 2, examples: 10}
        data: {train-fraction: 1}
        model: {kind: deep-linear, widths: [2]}
        loss: squared-error
        precision: double
        confinement: 0.01
      at: initial
      descend: true
      temperature: 0.001
      """)
    #expect(try value(analysis, "negative-eigenvalues", "dense-spectrum") == 0)
    #expect(try value(analysis, "zero-eigenvalues", "dense-spectrum") == 1)
    let smallest = try value(analysis, "smallest-eigenvalue", "dense-spectrum")
    #expect(abs(smallest) < 1e-9)
    #expect(try find(analysis, "free-energy", "dense-spectrum").notes.contains { $0.contains("flat") })
    #expect(try find(analysis, "free-energy", "lanczos").estimate == nil)
    // Four of the eight weights' changes alter the product of two 2 × 2 matrices.
    #expect(try value(analysis, "output-rank", "output-jacobian") == 4)
  }

  @Test(arguments: [
    ("at: well-9", "there is no well 'well-9'; "),
    ("at: {weights: some.safetensors}", "at is for potentials with weights"),
    ("at: initial", "start is 'initial'; that is for potentials"),
    ("at: {point: [1]}", "point has 1 element"),
    ("at: {point: [1, 2]}\ntemperature: -1", "temperature is "),
    ("descend: true", "'at' is missing: "),
    ("at: {point: [1, 2]}\nmethods: [output-jacobian]", "method 'output-jacobian' needs a network"),
  ])
  func whatIsWrongIsSaid(_ case: (lines: String, message: String)) throws {
    do {
      _ = try RunScenario(
        """
        experiment: minimum-geometry
        seed: 1
        potential: {kind: expression, energy: '(x^2 - 1)^2 + y^2', coordinates: [x, y]}
        \(`case`.lines)
        """)
      Issue.record("nothing was said of \(`case`.lines)")
    } catch { #expect("\(error)".contains(`case`.message), "\(error)") }
  }
}
