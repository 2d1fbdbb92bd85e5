// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing
import Training

@testable import Grokking

@Suite struct SymmetricSpectrumTests {
  /// Random matrices, some of them of low rank, against GSL's solver.
  @Test(arguments: [1, 2, 3, 10, 33]) func eigenvaluesAreThoseOfGSL(n: Int) throws {
    var noise = SplitMix(UInt64(n))
    let spectrum = SymmetricSpectrum(dimension: n)
    for rank in [n, max(1, n / 2)] {
      let factor = (0..<n * rank).map { _ in noise.normal() }
      let matrix = (0..<n * n).map { place in
        (0..<rank).reduce(0) { $0 + factor[place / n * rank + $1] * factor[place % n * rank + $1] }
      }
      let system = try #require(SymmetricEigensystem(matrix, dimension: n))
      let modes = try #require(SymmetricModes(matrix, dimension: n))
      let scale = system.values[n - 1]
      for index in 0..<n {
        #expect(abs(try #require(spectrum.eigenvalue(index, of: matrix)) - system.values[index]) < 1e-13 * scale)
        #expect(abs(modes.values[index] - system.values[index]) < 1e-13 * scale)
        // Av = λv, |v| = 1.
        let vector = modes.vectors[index]
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-13)
        for row in 0..<n {
          let image = (0..<n).reduce(0) { $0 + matrix[row * n + $1] * vector[$1] }
          #expect(abs(image - modes.values[index] * vector[row]) < 1e-12 * scale)
        }
      }
    }
    #expect(spectrum.eigenvalue(n, of: [Double](repeating: 0, count: n * n)) == nil)
    #expect(spectrum.eigenvalue(0, of: [Double](repeating: .nan, count: n * n)) == nil)
  }
}

@Suite struct EffectiveFlowTests {
  private static func flow(width: Int, shift: Double, rows: Int = 40) throws -> EffectiveFlow {
    var noise = SplitMix(5)
    let table = try RelationTable.full(.addition(symbols: 10))
    var set = GrowingTrainingSet(table)
    for row in (0..<table.rows).shuffled(using: &noise).prefix(rows) { set.add(row: row) }
    #expect(set.hasLeastNullity == (rows >= 40))
    let start = try Representation((0..<10 * width).map { _ in noise.normal() }, symbols: 10, width: width)
    let centered = start.centered.map { $0 + shift }
    return try EffectiveFlow(
      #require(set.averagedGram()), from: Representation(centered, symbols: 10, width: width))
  }

  /// The classical method of Runge and Kutta on the equation of motion, which knows nothing of eigenvectors.
  private func integrated(_ flow: EffectiveFlow, to time: Double, steps: Int) -> [Double] {
    let h = time / Double(steps)
    func moved(_ x: [Double], _ v: [Double], _ by: Double) -> [Double] { zip(x, v).map { $0 + by * $1 } }
    return (0..<steps).reduce(flow.start.values) { x, _ in
      let k1 = flow.velocity(of: x)
      let k2 = flow.velocity(of: moved(x, k1, h / 2))
      let k3 = flow.velocity(of: moved(x, k2, h / 2))
      let k4 = flow.velocity(of: moved(x, k3, h))
      return x.indices.map { x[$0] + h / 6 * (k1[$0] + 2 * k2[$0] + 2 * k3[$0] + k4[$0]) }
    }
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: [(1, 0.0), (1, 0.7), (3, 0.0), (3, -0.4)])
  func theSolutionIsTheIntegral(width: Int, shift: Double) throws {
    let flow = try Self.flow(width: width, shift: shift)
    let time = 2 * flow.squaredNorm
    let exact = flow.embedding(at: time)
    let errors = [50, 100].map { distance(integrated(flow, to: time, steps: $0), exact) }
    #expect(errors[1] < 1e-4)
    // The error of a method of fourth order falls to a sixteenth.
    #expect((12...22).contains(errors[0] / errors[1]), "\(errors)")
  }

  @Test(arguments: [(1, 0.0), (1, 0.7), (2, 0.0), (2, -0.4)])
  func whatIsConserved(width: Int, shift: Double) throws {
    let flow = try Self.flow(width: width, shift: shift)
    func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }
    func sum(_ x: [Double]) -> Double { x.reduce(0, +) }
    let unit = flow.squaredNorm
    for time in [0, 0.1, 1, 5, 1000].map({ $0 * unit }) {
      let here = flow.embedding(at: time)
      #expect(agree(norm(here), unit, relative: 1e-12))
      guard shift != 0 else {
        #expect(abs(sum(here)) < 1e-10)
        continue
      }
      // dC/dt = (2ℓ₀/Z₀²)·C: a sum that is not zero grows.
      let h = 1e-4 * unit
      let slope = (sum(flow.embedding(at: time + h)) - sum(flow.embedding(at: time - h))) / (2 * h)
      let law = 2 * flow.parallelogramLoss(of: here) / (unit * unit) * sum(here)
      #expect(abs(slope - law) < 1e-6 * abs(sum(here)) / unit)
      if time < unit { #expect(slope / sum(here) > 1e-3 / unit) }
    }
  }

  /// The paper's linear equation of motion and the gradient flow differ by a factor at each time.
  @Test func linearAndGradientFlowAreAlikeWhenStandardized() throws {
    let flow = try Self.flow(width: 1, shift: 0.3)
    for time in [0.5, 3, 20].map({ $0 * flow.squaredNorm }) {
      let one = try Representation(flow.embedding(at: time), symbols: 10, width: 1).standardized().values
      let other = try Representation(flow.linearEmbedding(at: time), symbols: 10, width: 1).standardized().values
      #expect(distance(one, other) < 1e-10)
    }
  }

  /// In the end there is a line where it is forced, and something else where it is not; the last to decay has λ₃.
  @Test func theEndIsALineWhereItIsForced() throws {
    let algebra = Algebra.addition(symbols: 10)
    let forced = try Self.flow(width: 1, shift: 0)
    func quality(_ flow: EffectiveFlow, _ time: Double) throws -> Double {
      try RepresentationQuality(
        of: Representation(flow.embedding(at: time), symbols: 10, width: 1), algebra: algebra
      ).estimate.value
    }
    #expect(forced.rates[2] > 0 && forced.rates[1] == 0)
    #expect(try quality(forced, 30 / forced.rates[2]) == 1)
    let free = try Self.flow(width: 1, shift: 0, rows: 12)
    #expect(free.rates[2] == 0)
    #expect(try quality(free, 1e6) < 0.9)
    // Late, the loss falls with twice the slowest rate.
    let (early, late) = (12 / forced.rates[2], 14 / forced.rates[2])
    let fall = log(
      forced.parallelogramLoss(of: forced.embedding(at: early))
        / forced.parallelogramLoss(of: forced.embedding(at: late)))
    #expect(agree(fall, 4, relative: 0.02))
  }

  @Test func withoutEmbeddingsNothingFlows() throws {
    let zero = try Representation([0.0, 0, 0], symbols: 3, width: 1)
    #expect(throws: NotApplicable("all embeddings are zero, which is the trivial solution")) {
      try EffectiveFlow([Double](repeating: 0, count: 9), from: zero)
    }
  }
}
