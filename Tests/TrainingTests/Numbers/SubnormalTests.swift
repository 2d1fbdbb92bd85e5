// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization
import Testing

@testable import Training

/// Numbers below the normal range in training.
struct SubnormalTests {
  /// 10⁻²⁰·10⁻²⁰, found when the program runs.
  @inline(never)
  private static func product<R: Real>(_ factor: R) -> R { factor * factor }

  @Test("in single precision they are 0 inside the scope and what they are outside, also in nested scopes")
  func scope() {
    let small: Float = 1e-20
    #expect(Self.product(small) > 0)
    let inside = Float.withoutSubnormals {
      (Self.product(small), Float.withoutSubnormals { Self.product(small) }, Self.product(small))
    }
    #expect(inside == (0, 0, 0))
    #expect(Self.product(small) > 0)
    struct Interruption: Error {}
    #expect(throws: Interruption.self) { try Float.withoutSubnormals { throw Interruption() } }
    #expect(Self.product(small) > 0)
  }

  @Test("double precision keeps them inside its scope, and outside that of single precision")
  func double() {
    let small = 1e-160
    #expect(Double.withoutSubnormals { Self.product(small) } > 0)
    _ = Float.withoutSubnormals { Self.product(Float(1e-20)) }
    #expect(Self.product(small) > 0)
  }

  /// W₂(W₁x) for 2000 equal examples, with weights of 10⁻²⁰.
  private func outputs<R: Real>(_: R.Type, threads: Int) throws -> [R] {
    let (count, width) = (2000, 24)
    let examples = Examples(
      inputs: .features([Double](repeating: 1, count: count * width), width: width),
      targets: .vectors([Double](repeating: 0, count: count), width: 1))
    let objective = try NetworkObjective<R>(
      model: try DeepLinear(widths: [width]), loss: .squaredError(mean: .rows, codes: .oneHot),
      examples: examples, rowCapacity: count, threads: threads, sharing: .none)
    let weights = [R](repeating: 1e-20, count: objective.layout.count)
    return objective.outputs(at: weights.span, rows: Array(0..<Int32(count)).span)
  }

  @Test("every thread that multiplies takes them for 0, and leaves its caller as it was", arguments: [1, 2, 4])
  func threads(count: Int) throws {
    // The output 24·24·10⁻⁴⁰ = 5.8·10⁻³⁸ is normal; its summands 2.4·10⁻³⁹ are not.
    #expect(try outputs(Float.self, threads: count).allSatisfy { $0 == 0 })
    #expect(try outputs(Double.self, threads: count).allSatisfy { $0 > 0 })
    #expect(Self.product(Float(1e-20)) > 0)
  }

  @Test("each thread of a pool has a mode of its own")
  func pool() {
    let threads = 3
    let wrong = Atomic<Int>(0)
    let arrived = Atomic<Int>(0)
    let pool = WorkerPool(threads: threads) { _, _ in
      let (before, inside) = (Self.product(Float(1e-20)), Float.withoutSubnormals { Self.product(Float(1e-20)) })
      if before == 0 || inside != 0 || Self.product(Float(1e-20)) == 0 { wrong.add(1, ordering: .relaxed) }
      // Nobody takes a second part before all have one.
      arrived.add(1, ordering: .sequentiallyConsistent)
      while arrived.load(ordering: .sequentiallyConsistent) < threads { sched_yield() }
    }
    pool.run(parts: threads)
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test("a network that has memorized long ago trains alike on any number of threads")
  func training() throws {
    func trained(threads: Int) throws -> [Double] {
      let count = 512
      let examples = Examples(
        inputs: .features((0..<count * 8).map { $0 % 8 == $0 / 8 % 8 ? 40 : 0 }, width: 8),
        targets: .labels((0..<count).map { Int32($0 % 8) }, classes: 8))
      let objective = try NetworkObjective<Float>(
        model: try DeepLinear(widths: [64]), loss: .crossEntropy, examples: examples, rowCapacity: count,
        threads: threads, sharing: .none)
      var weights = objective.layout.initialWeights(seed: 3, replica: 0).map { Float($0) }
      var gradient = [Float](repeating: 0, count: weights.count)
      for _ in 0..<60 {
        var span = gradient.mutableSpan
        _ = objective.gradient(at: weights.span, rows: Array(0..<Int32(count)).span, dropout: nil, into: &span)
        // No gradient is below the normal range.
        #expect(gradient.allSatisfy { $0 == 0 || $0.magnitude >= .leastNormalMagnitude })
        for c in weights.indices { weights[c] -= 0.5 * gradient[c] }
      }
      return weights.map { Double($0) }
    }
    let alone = try trained(threads: 1)
    #expect(try trained(threads: 2) == alone)
    #expect(try trained(threads: 4) == alone)
  }
}
