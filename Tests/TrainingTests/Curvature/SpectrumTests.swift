// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import TestSupport
import Testing

@testable import Training

/// Matrices of a known spectrum in a random basis.
struct KnownSpectrum {
  var values: [Double]
  var matrix: [Double]
  var dimension: Int { values.count }
  var symmetric: DenseOperator { DenseOperator(matrix, dimension: dimension) }

  /// H₁ … H_k Λ H_k … H₁ with reflections along random vectors.
  init(_ values: [Double], seed: UInt64, reflections: Int = 8) {
    self.values = values
    let d = values.count
    var random = SplitMix(seed)
    var matrix = [Double](repeating: 0, count: d * d)
    for i in 0..<d { matrix[i * d + i] = values[i] }
    for _ in 0..<reflections {
      let u = (0..<d).map { _ in random.normal() }
      let square = inner(u, u)
      // A − 2u(uᵀA)/u² on both sides.
      let left = (0..<d).map { j in (0..<d).reduce(0.0) { $0 + u[$1] * matrix[$1 * d + j] } }
      for i in 0..<d { for j in 0..<d { matrix[i * d + j] -= 2 * u[i] * left[j] / square } }
      let right = (0..<d).map { i in (0..<d).reduce(0.0) { $0 + matrix[i * d + $1] * u[$1] } }
      for i in 0..<d { for j in 0..<d { matrix[i * d + j] -= 2 * right[i] * u[j] / square } }
    }
    self.matrix = matrix
  }

  static func stream(_ seed: UInt64) -> StreamName { StreamName(seed: seed, task: 0, purpose: .probes) }
}

@Suite struct SpectrumTests {
  /// Spectra with degenerate, clustered and far apart eigenvalues.
  static let spectra: [(name: String, values: [Double])] = {
    func spectrum(_ name: String, _ count: Int, _ value: (Double) -> Double) -> (name: String, values: [Double]) {
      (name, (0..<count).map { value(Double($0)) })
    }
    return [
      spectrum("spread", 120) { $0 - 20.5 },
      spectrum("a few above a bulk", 150) { $0 < 4 ? 100 + $0 : 0.01 * $0 - 0.3 },
      spectrum("degenerate at both ends", 100) { $0 < 3 ? 7 : $0 < 5 ? -2 : $0 / 50 },
      spectrum("two values", 40) { $0 < 13 ? 2 : -1 },
      spectrum("one value", 30) { _ in 3 },
      spectrum("clustered", 80) { $0 < 6 ? 10 + 1e-4 * $0 : 1 / $0 },
      spectrum("nothing but zeros", 12) { _ in 0 },
      spectrum("singular", 90) { max($0 - 59, 0) },
      ("single", [4]), ("pair", [1, -2]),
    ]
  }()

  @Test(arguments: [1.0, 1e-6, 1e8]) func endsAreFoundWithTheirMultiplicities(_ unit: Double) {
    for (number, spectrum) in Self.spectra.enumerated() {
      let known = KnownSpectrum(spectrum.values.map { unit * $0 }, seed: UInt64(number))
      let count = min(5, known.dimension)
      let found = ExtremeEigenvalues(
        of: known.symmetric, count: 5, steps: known.dimension, stream: KnownSpectrum.stream(UInt64(number)))
      let sorted = known.values.sorted()
      let size = known.values.map { abs($0) }.max() ?? 0
      #expect(found.topIsComplete && found.bottomIsComplete, "\(spectrum.name)")
      #expect(found.top.count == count && found.bottom.count == count, "\(spectrum.name)")
      for (pair, exact) in zip(found.top + found.bottom, sorted.reversed().prefix(count) + sorted.prefix(count)) {
        #expect(abs(pair.value - exact) <= 1e-12 * size, "\(spectrum.name): \(pair.value), \(exact)")
        #expect(pair.residual <= 1e-8 * size, "\(spectrum.name)")
        #expect(abs(norm(pair.vector) - 1) < 1e-10)
      }
    }
  }

  @Test func tooFewStepsAreSaidAndResidualsBoundTheError() {
    let known = KnownSpectrum((0..<300).map { sqrt(Double($0)) }, seed: 3)
    let found = ExtremeEigenvalues(of: known.symmetric, count: 3, steps: 25, stream: KnownSpectrum.stream(1))
    #expect(!found.topIsComplete || !found.bottomIsComplete)
    for pair in found.top + found.bottom {
      let nearest = known.values.map { abs($0 - pair.value) }.min() ?? .infinity
      #expect(nearest <= pair.residual + 1e-12)
    }
    #expect(found.products < 40)
  }

  @Test func denseEigenvaluesAreTheKnownOnes() throws {
    for (number, spectrum) in Self.spectra.enumerated() {
      let known = KnownSpectrum(spectrum.values, seed: UInt64(number))
      let size = max(known.values.map { abs($0) }.max() ?? 0, 1e-300)
      let found = try #require(DenseSpectrum.eigenvalues(known.matrix, dimension: known.dimension))
      for (value, exact) in zip(found, known.values.sorted()) { #expect(abs(value - exact) <= 1e-12 * size) }
      let copied = try #require(known.symmetric.matrix())
      #expect(distance(copied, known.matrix) < 1e-14)
      let singular = try #require(
        DenseSpectrum.singularValues(known.matrix, rows: known.dimension, columns: known.dimension))
      for (value, exact) in zip(singular, known.values.map { abs($0) }.sorted(by: >)) {
        #expect(abs(value - exact) <= 1e-12 * size)
      }
    }
    #expect(DenseSpectrum.eigenvalues([.nan], dimension: 1) == nil)
    #expect(DenseSpectrum.singularValues([3, 0, 0, 0, 4, 0], rows: 2, columns: 3) == [4, 3])
  }

  @Test func traceOfADiagonalMatrixHasNoError() throws {
    let values = (0..<50).map { Double($0 * $0) - 7 }
    let known = KnownSpectrum(values, seed: 1, reflections: 0)
    let found = StochasticQuadrature(of: known.symmetric, probes: 4, steps: 10, stream: KnownSpectrum.stream(2))
    let trace = try #require(found.trace)
    #expect(agree(trace.value, values.reduce(0, +), relative: 1e-13))
    #expect(trace.standardError <= 1e-12 * trace.value)
  }

  @Test func sumsAreExactWithinTheirErrorBars() throws {
    // As many steps as rows: only the random signs are left.
    for (number, spectrum) in Self.spectra.enumerated() where spectrum.values.count > 2 {
      let known = KnownSpectrum(spectrum.values, seed: UInt64(40 + number))
      let found = StochasticQuadrature(
        of: known.symmetric, probes: 24, steps: known.dimension, stream: KnownSpectrum.stream(UInt64(number)))
      func check(_ sum: StochasticQuadrature.Sum?, _ exact: Double) throws {
        let sum = try #require(sum)
        let size = known.values.map { abs($0) }.reduce(1, +)
        #expect(abs(sum.value - exact) <= 4 * sum.standardError + 1e-10 * size, "\(spectrum.name): \(sum), \(exact)")
      }
      try check(found.trace, known.values.reduce(0, +))
      try check(found.sum { $0 * $0 }, known.values.reduce(0) { $0 + $1 * $1 })
      let damping = 25.0
      try check(
        found.logDeterminant(damping: damping, threshold: 0), known.values.reduce(0) { $0 + log(abs($1 + damping)) })
      // A gap about the limit, so that rounding moves no eigenvalue across it.
      try check(found.count(in: -Double.infinity...(-0.255)), Double(known.values.count { $0 < -0.255 }))
      let places = [-1.0, 0, 2]
      for (place, density) in zip(places, found.density(at: places, width: 0.7)) {
        let exact = known.values.reduce(0.0) { $0 + exp(-pow(($1 - place) / 0.7, 2) / 2) }
        try check(density, exact / (Double(known.dimension) * 0.7 * (2 * Double.pi).squareRoot()))
      }
    }
  }

  @Test func knownEigenvectorsLeaveLessError() throws {
    let known = KnownSpectrum((0..<90).map { $0 < 3 ? 500 : 1 / Double($0) }, seed: 8)
    let ends = ExtremeEigenvalues(of: known.symmetric, count: 3, steps: 90, stream: KnownSpectrum.stream(1))
    func trace(_ pairs: [ExtremeEigenvalues.Pair]) throws -> StochasticQuadrature.Sum {
      let found = StochasticQuadrature(
        of: known.symmetric, probes: 8, steps: 90, known: pairs, stream: KnownSpectrum.stream(4))
      return try #require(found.trace)
    }
    let (plain, better) = (try trace([]), try trace(ends.top))
    let exact = known.values.reduce(0, +)
    #expect(better.standardError < plain.standardError / 100)
    #expect(abs(better.value - exact) < 4 * better.standardError && abs(plain.value - exact) < 4 * plain.standardError)
    // All of them known: nothing is left to chance.
    let all = ExtremeEigenvalues(of: known.symmetric, count: 45, steps: 90, stream: KnownSpectrum.stream(1))
    #expect(agree(try trace(all.top + all.bottom).value, exact, relative: 1e-12))
  }

  @Test func anUnresolvedCountIsSaid() throws {
    // A fifth of the eigenvalues are the same, in the midst of the others.
    let others: [Double] = (0..<120).map { Double($0) / 120 + 1e-3 }
    let known = KnownSpectrum(Array(repeating: 0.5, count: 30) + others, seed: 6)
    func count(_ steps: Int) throws -> StochasticQuadrature.Sum {
      let found = StochasticQuadrature(of: known.symmetric, probes: 8, steps: steps, stream: KnownSpectrum.stream(2))
      let sum = found.count(in: 0.4999999...0.5000001)
      return try #require(sum)
    }
    let (few, all) = (try count(30), try count(150))
    #expect(abs(few.value - 30) <= few.truncation + 4 * few.standardError)
    #expect(few.truncation > 5)
    #expect(all.truncation < 1e-6 && abs(all.value - 30) < 4 * all.standardError)
  }

  @Test func oneEndIsFoundWhereTheOtherIsNot() {
    // Far apart above, close together below.
    let bulk: [Double] = (0..<300).map { 1e-3 * Double($0) }
    let known = KnownSpectrum(bulk + [10, 12, 14, 16, 18, 20], seed: 3)
    let found = ExtremeEigenvalues(of: known.symmetric, count: 4, steps: 40, stream: KnownSpectrum.stream(1))
    #expect(found.topIsComplete && !found.bottomIsComplete)
    for (pair, exact) in zip(found.top, [20, 18, 16, 14.0]) { #expect(abs(pair.value - exact) < 1e-10) }
  }

  @Test func theErrorOfFewStepsIsToldApart() throws {
    let known = KnownSpectrum((1...200).map { pow(Double($0), -3) }, seed: 5)
    func sum(_ steps: Int) throws -> StochasticQuadrature.Sum {
      let found = StochasticQuadrature(of: known.symmetric, probes: 4, steps: steps, stream: KnownSpectrum.stream(3))
      return try #require(found.logDeterminant(threshold: 0))
    }
    let (few, all) = (try sum(8), try sum(200))
    #expect(few.truncation > abs(few.value - all.value) / 10)
    #expect(few.truncation > 10 * all.truncation)
  }
}
