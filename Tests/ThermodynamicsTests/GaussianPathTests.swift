// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// Linear regression: f(w) = (1/n) Σ (w·x − y)² + (γ/2)|w|², a Gaussian law of which everything is known.
///
/// It tells its loss on the training rows and on further ones, and the length |w|.
struct Regression: ObservablePotential, ConfinedPotential {
  var rows: [[Double]]
  var answers: [Double]
  var testRows: [[Double]] = []
  var testAnswers: [Double] = []
  var confinement: Double

  static let train = Observable("loss", on: "train", hasGradient: true)
  static let test = Observable("loss", on: "test", hasGradient: true)
  static let norm = Observable("norm", on: "all", hasGradient: true)
  static let right = Observable("accuracy", on: "train")

  init(dimension: Int, rows count: Int, confinement: Double, seed: UInt64, noise: Double = 0.3) {
    var stream = RandomStream(StreamName(seed: seed, task: 0, purpose: .test), walker: 0)
    let truth = (0..<dimension).map { _ in stream.normal() }
    func draw(_ count: Int) -> (rows: [[Double]], answers: [Double]) {
      let rows = (0..<count).map { _ in (0..<dimension).map { _ in stream.normal() } }
      return (rows, rows.map { zip($0, truth).reduce(noise * stream.normal()) { $0 + $1.0 * $1.1 } })
    }
    (rows, answers) = draw(count)
    (testRows, testAnswers) = draw(count)
    self.confinement = confinement
  }

  var dimension: Int { rows[0].count }
  var window: [ClosedRange<Double>] { Array(repeating: -1...1, count: dimension) }
  var isSearchable: Bool { false }
  var observables: [Observable] { [Self.right, Self.train, Self.test, Self.norm] }

  func energy(at position: Span<Double>) -> Double {
    var square = 0.0
    for c in position.indices { square += position[c] * position[c] }
    return loss(rows, answers, position, nil) + confinement / 2 * square
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    var slope = [Double](repeating: 0, count: dimension)
    _ = loss(rows, answers, position) { c, value in slope[c] += value }
    for c in slope.indices { gradient[c] = slope[c] + confinement * position[c] }
  }

  private func loss(
    _ rows: [[Double]], _ answers: [Double], _ w: Span<Double>, _ add: ((Int, Double) -> Void)?
  ) -> Double {
    var sum = 0.0
    for (row, answer) in zip(rows, answers) {
      var error = -answer
      for c in row.indices { error += row[c] * w[c] }
      sum += error * error
      if let add { for c in row.indices { add(c, 2 * error * row[c] / Double(rows.count)) } }
    }
    return sum / Double(rows.count)
  }

  func value(of observable: Observable, at position: Span<Double>) -> Double {
    switch observable {
    case Self.train: loss(rows, answers, position, nil)
    case Self.test: loss(testRows, testAnswers, position, nil)
    case Self.norm: (0..<dimension).reduce(0) { $0 + position[$1] * position[$1] }.squareRoot()
    default: 1
    }
  }

  func gradient(of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>)
    -> Double
  {
    var slope = [Double](repeating: 0, count: dimension)
    let value: Double
    switch observable {
    case Self.train: value = loss(rows, answers, position) { c, part in slope[c] += part }
    case Self.test: value = loss(testRows, testAnswers, position) { c, part in slope[c] += part }
    default:
      value = self.value(of: observable, at: position)
      for c in slope.indices { slope[c] = position[c] / max(value, 1e-300) }
    }
    for c in slope.indices { gradient[c] = slope[c] }
    return value
  }

  /// The minimum w*, H = 2XᵀX/n + γ with its Cholesky factor's logarithmic determinant, and f(w*).
  func solution() -> (minimum: [Double], logDeterminant: Double, energy: Double) {
    let d = dimension
    var matrix = (0..<d).map { i in (0..<d).map { j in i == j ? confinement : 0.0 } }
    var right = [Double](repeating: 0, count: d)
    for (row, answer) in zip(rows, answers) {
      for i in 0..<d {
        right[i] += 2 * row[i] * answer / Double(rows.count)
        for j in 0..<d { matrix[i][j] += 2 * row[i] * row[j] / Double(rows.count) }
      }
    }
    // Elimination without pivots, since H is positive.
    var determinant = 0.0
    for i in 0..<d {
      determinant += log(matrix[i][i])
      for k in (i + 1)..<max(d, i + 1) {
        let factor = matrix[k][i] / matrix[i][i]
        for j in i..<d { matrix[k][j] -= factor * matrix[i][j] }
        right[k] -= factor * right[i]
      }
    }
    var minimum = right
    for i in (0..<d).reversed() {
      for j in (i + 1)..<max(d, i + 1) { minimum[i] -= matrix[i][j] * minimum[j] }
      minimum[i] /= matrix[i][i]
    }
    return (minimum, determinant, energy(at: minimum.span))
  }

  /// F = f(w*) + (θ/2) ln det(βH/2π), E = f(w*) + dθ/2, S = (E − F)/θ.
  func exact(temperature: Double) -> (freeEnergy: Double, energy: Double, entropy: Double, logEvidence: Double) {
    let found = solution()
    let d = Double(dimension)
    let free = found.energy + temperature / 2 * (found.logDeterminant - d * log(2 * .pi * temperature))
    let energy = found.energy + d * temperature / 2
    let prior = -d * temperature / 2 * log(2 * .pi * temperature / confinement)
    return (free, energy, (energy - free) / temperature, -(free - prior) / temperature)
  }
}

/// All walkers of a path.
func walked(
  _ potential: any Potential, confinement: Double? = nil, temperature: Double, nodes: Int = 10, walkers: UInt32 = 16,
  steps: Int = 1000, observing observables: [Observable] = [], seed: UInt64
) throws -> PathFreeEnergy {
  let prior = try GaussianPrior(of: potential, confinement: confinement, temperature: temperature)
  let path = try GaussianPath(from: prior, nodes: nodes, seed: seed, task: 0)
  let walks = (1...walkers).compactMap { path.walk($0, steps: steps, observing: observables, seed: seed, task: 0) }
  return try PathFreeEnergy(path, combining: walks)
}

struct GaussianPathTests {
  @Test(
    "linear regression in 1 to 20 weights: F, E, S and the evidence in closed form",
    arguments: [(1, 6, 0.5, 0.02), (2, 9, 0.1, 0.1), (5, 3, 0.02, 0.01), (12, 40, 0.3, 0.004), (20, 15, 0.05, 0.03)])
  func regression(dimension: Int, rows: Int, confinement: Double, temperature: Double) throws {
    let potential = Regression(dimension: dimension, rows: rows, confinement: confinement, seed: 11)
    let exact = potential.exact(temperature: temperature)
    let found = try walked(
      potential, temperature: temperature, observing: [Regression.train], seed: UInt64(dimension))
    expectExact(found.thermodynamics, (exact.freeEnergy, exact.energy, exact.entropy), "d = \(dimension)")
    expectZ(
      found.logEvidence.value, exact.logEvidence, standardError: found.logEvidence.standardError, "ln Z/Z₀")
    #expect(found.logEvidence.standardError < 0.3)
    #expect(found.doubts.isEmpty, "\(found.doubts)")
    #expect((found.rHat ?? 9) < 1.05)
    #expect(found.ruleError < found.logEvidence.standardError)
  }

  @Test("a toy with walls of its own begins at any Gaussian law") func doubleWell() throws {
    let potential = try DoubleWell()
    for theta in [0.3, 1] {
      let truth = exact(over: -4...4, temperature: theta) { x in potential.energy(at: [x]) }
      for confinement in [0.5, 3] {
        let found = try walked(potential, confinement: confinement, temperature: theta, walkers: 32, seed: 5)
        expectExact(found.thermodynamics, truth, "γ = \(confinement)")
      }
    }
  }

  @Test("units of length and energy only shift F") func units() throws {
    let potential = Regression(dimension: 3, rows: 7, confinement: 0.4, seed: 2)
    var scaled = potential
    // Rows s times as large and weights 1/s: γ grows as s².
    scaled.rows = potential.rows.map { $0.map { 8 * $0 } }
    scaled.confinement = 64 * potential.confinement
    let (one, two) = (
      try walked(potential, temperature: 0.1, seed: 4), try walked(scaled, temperature: 0.1, seed: 4)
    )
    #expect(agree(one.logEvidence.value, two.logEvidence.value, relative: 1e-7))
    #expect(
      agree(
        one.thermodynamics.entropy.value - 3 * log(8), two.thermodynamics.entropy.value, relative: 1e-7))
  }

  @Test("a hot law needs no path") func hot() throws {
    let potential = Regression(dimension: 2, rows: 5, confinement: 30, seed: 3)
    let prior = try GaussianPrior(of: potential, temperature: 20)
    #expect(try GaussianPath(from: prior, nodes: 5, seed: 1, task: 0).nodes.count == 1)
    let exact = potential.exact(temperature: 20)
    let found = try walked(potential, temperature: 20, seed: 3)
    expectExact(found.thermodynamics, (exact.freeEnergy, exact.energy, exact.entropy), "hot")
  }

  @Test("walkers without time to follow are noticed") func hurried() throws {
    // A ladder of stiffness that a few trajectories cannot follow.
    let potential = Formula(Array(repeating: -1...1, count: 4)) { x in
      (0..<4).reduce(0) { $0 + pow(30, Double($1)) * (x[$1] - 1) * (x[$1] - 1) } + 0.005
        * (0..<4).reduce(0) { $0 + x[$1] * x[$1] }
    }
    let found = try walked(potential, confinement: 0.01, temperature: 0.001, walkers: 32, steps: 20, seed: 8)
    #expect(!found.doubts.isEmpty || (found.rHat ?? 1) > 1.01)
  }

  @Test("what has no Gaussian law says so") func objections() {
    func reason(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return ""
    }
    #expect(
      reason { _ = try GaussianPrior(of: try DoubleWell(), temperature: 1) }
        == "the potential tells of no Gaussian confinement (γ/2)|x|² to begin at; give the γ of one under 'confinement'"
    )
    let free = Regression(dimension: 2, rows: 5, confinement: 0, seed: 3)
    #expect(
      reason { _ = try GaussianPrior(of: free, temperature: 1) }
        == "the confinement is 0.0, so that e^(−f/θ) cannot be normalized; give a positive one")
  }

  @Test("error bars of F hold the truth as often as they say", .long) func coverage() throws {
    let potential = Regression(dimension: 6, rows: 8, confinement: 0.1, seed: 21)
    let exact = potential.exact(temperature: 0.02)
    var evidence = Coverage()
    for seed in 0..<400 {
      let found = try walked(potential, temperature: 0.02, walkers: 12, steps: 300, seed: UInt64(1000 + seed))
      evidence.add(found.logEvidence, exact.logEvidence)
    }
    evidence.check("ln Z/Z₀ of regression", degreesOfFreedom: 11, isUnbiased: true)
  }

  @Test("the harmonic basin of linear regression is all there is", arguments: [1, 7, 20])
  func basin(dimension: Int) throws {
    let potential = Regression(dimension: dimension, rows: 9, confinement: 0.2, seed: 6)
    let exact = potential.exact(temperature: 0.05)
    let found = try HarmonicBasin(
      of: potential, from: Array(repeating: 0.3, count: dimension), temperature: 0.05, seed: 1, task: 0)
    #expect(found.misfit < 1e-6)
    #expect(abs(found.thermodynamics.freeEnergy.value - exact.freeEnergy) < 1e-8)
    #expect(abs(found.thermodynamics.energy.value - exact.energy) < 1e-8)
    #expect(abs(found.thermodynamics.entropy.value - exact.entropy) < 1e-6)
  }

  @Test("a basin that is no parabola is told from one") func quartic() throws {
    let potential = Formula([-1...1, -1...1]) { x in x[0] * x[0] + x[1] * x[1] + 3 * x[0] * x[0] * x[0] * x[0] }
    let found = try HarmonicBasin(of: potential, from: [0.3, 0.2], temperature: 0.2, seed: 1, task: 0)
    #expect(found.misfit > 0.01)
  }

  @Test("the part of the prior below a loss is that of the chi-square law; the evidence is exact")
  func priorVolumes() throws {
    // L = |w|² under N(0, s²): ln P(χ²_d < ε/s²).
    let d = 4
    var potential = Regression(dimension: d, rows: d, confinement: 0.5, seed: 1)
    potential.rows = (0..<d).map { row in (0..<d).map { $0 == row ? Double(d).squareRoot() : 0 } }
    potential.answers = potential.rows.map { _ in 0 }
    let theta = 0.1
    let prior = try GaussianPrior(of: potential, temperature: theta)
    let volumes = PriorVolumes(of: prior, livePoints: 400, lowestLoss: 1e-3)
    let runs = (0..<4).compactMap { volumes.run(repetition: $0, seed: 5, task: 0) }
    let found = try NestedSamples(combining: runs)
    let variance = theta / potential.confinement
    for epsilon in [1e-3, 1e-2, 0.1, 0.5] {
      // P(χ²₄ < x) = 1 − e^{−x/2}(1 + x/2), by its series where that cancels.
      let half = epsilon / variance / 2
      let exact = half < 1e-2 ? log(half * half / 2 * (1 - 2 * half / 3)) : log(1 - exp(-half) * (1 + half))
      let volume = try found.logVolume(below: epsilon)
      expectZ(volume.value, exact, standardError: volume.standardError, "ln P(L < \(epsilon))")
    }
    let evidence = try found.logPartition(temperature: theta)
    expectZ(
      evidence.value, potential.exact(temperature: theta).logEvidence, standardError: evidence.standardError,
      "ln ⟨e^{−βL}⟩")
  }
}
