// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Training

@Suite struct RegressionTaskTests {
  private func numbers(_ examples: Examples) -> (x: [Double], y: [Double]) {
    guard case .features(let x, _) = examples.inputs, case .vectors(let y, _) = examples.targets else {
      return ([], [])
    }
    return (x, y)
  }

  /// The rank of a matrix by elimination with full pivoting; what is below 1e-9 of the largest element counts as zero.
  private func rank(_ matrix: [[Double]]) -> Int {
    var rows = matrix
    let scale = matrix.joined().map(abs).max() ?? 0
    var rank = 0
    while rank < rows.count {
      let places = (rank..<rows.count).flatMap { r in rows[r].indices.map { (r, $0) } }
      guard let (r, c) = places.max(by: { abs(rows[$0.0][$0.1]) < abs(rows[$1.0][$1.1]) }),
        abs(rows[r][c]) > 1e-9 * scale
      else { break }
      rows.swapAt(rank, r)
      for other in (rank + 1)..<max(rows.count, rank + 1) {
        let factor = rows[other][c] / rows[rank][c]
        for k in rows[other].indices { rows[other][k] -= factor * rows[rank][k] }
      }
      rank += 1
    }
    return rank
  }

  @Test func inputsAreStandardNormal() {
    let x = numbers(TeacherStudent(count: 2000, inputs: 10, hidden: 3).examples(seed: 7)).x
    let n = Double(x.count)
    expectZ(x.reduce(0, +) / n, 0, standardError: 1 / n.squareRoot(), "mean")
    expectZ(x.reduce(0) { $0 + $1 * $1 } / n, 1, standardError: (2 / n).squareRoot(), "variance")
  }

  @Test func noiseIsAddedToTheSameAnswers() {
    let clean = numbers(TeacherStudent(count: 5000, inputs: 4, hidden: 3, outputs: 2).examples(seed: 7))
    let noisy = numbers(TeacherStudent(count: 5000, inputs: 4, hidden: 3, outputs: 2, noise: 0.5).examples(seed: 7))
    #expect(clean.x == noisy.x)
    let difference = zip(noisy.y, clean.y).map { $0 - $1 }
    let n = Double(difference.count)
    expectZ(difference.reduce(0, +) / n, 0, standardError: 0.5 / n.squareRoot(), "mean")
    expectZ(
      difference.reduce(0) { $0 + $1 * $1 } / n, 0.25, standardError: 0.25 * (2 / n).squareRoot(), "variance")
  }

  @Test func moreExamplesBeginWithTheSame() {
    let few = numbers(TeacherStudent(count: 20, inputs: 4, hidden: 3, noise: 0.1).examples(seed: 7))
    let many = numbers(TeacherStudent(count: 50, inputs: 4, hidden: 3, noise: 0.1).examples(seed: 7))
    #expect(Array(many.x.prefix(80)) == few.x && Array(many.y.prefix(20)) == few.y)
    #expect(numbers(TeacherStudent(count: 20, inputs: 4, hidden: 3, noise: 0.1).examples(seed: 8)).y != few.y)
  }

  /// A teacher of one unit is y = b σ(a x); its linear and its quadratic answers, abx and a²bx², give a and b.
  @Test func theTeacherIsTheFormula() {
    func answers(_ activation: TeacherStudent.TeacherActivation) -> [Double] {
      numbers(TeacherStudent(count: 200, inputs: 1, hidden: 1, activation: activation).examples(seed: 5)).y
    }
    let x = numbers(TeacherStudent(count: 200, inputs: 1, hidden: 1).examples(seed: 5)).x
    let (linear, square, half, bounded) = (answers(.identity), answers(.quadratic), answers(.relu), answers(.tanh))
    let a = square[0] / (linear[0] * x[0])
    let b = linear[0] / (a * x[0])
    for k in x.indices {
      #expect(agree(linear[k], a * b * x[k], relative: 1e-12))
      #expect(agree(square[k], a * a * b * x[k] * x[k], relative: 1e-12))
      #expect(agree(half[k], b * max(a * x[k], 0), relative: 1e-12))
      #expect(agree(bounded[k], b * tanh(a * x[k]), relative: 1e-12))
    }
  }

  /// E|y|² = E|x|²/inputs·outputs for a linear teacher on average over teachers: the laws of A and B keep the scale.
  @Test func theScaleOfTheAnswersDoesNotDependOnTheWidths() {
    for (inputs, hidden) in [(1, 20), (30, 2), (10, 10)] {
      let means = (0..<400 as Range<UInt64>).map { seed in
        let y = numbers(
          TeacherStudent(count: 10, inputs: inputs, hidden: hidden, activation: .identity).examples(seed: seed)
        ).y
        return y.reduce(0) { $0 + $1 * $1 } / 10
      }
      let mean = means.reduce(0, +) / 400
      let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
      expectZ(mean, 1, standardError: (variance / 400).squareRoot(), "\(inputs)–\(hidden)")
    }
  }

  @Test(arguments: 0...4) func theMapHasItsRank(rank wanted: Int) throws {
    let task = try ReducedRankRegression(count: 40, inputs: 6, outputs: 4, rank: wanted)
    #expect(task.rank == wanted)
    let y = numbers(task.examples(seed: 11)).y
    #expect(rank((0..<40).map { Array(y[(4 * $0)..<(4 * $0 + 4)]) }) == wanted)
  }
}
