// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness

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
