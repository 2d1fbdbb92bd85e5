// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import TestSupport
import Testing

@testable import Training

/// Muon against singular values that are known, and against Adam where it is Adam.
@Suite struct MuonTests {
  private func φ(_ s: Double) -> Double { 3.4445 * s - 4.7750 * s * s * s + 2.0315 * s * s * s * s * s }

  /// An orthogonal matrix: columns of random numbers by Gram and Schmidt.
  private func orthonormal(_ rows: Int, _ columns: Int, _ random: inout SplitMix) -> [[Double]] {
    var found: [[Double]] = []
    while found.count < columns {
      var x = (0..<rows).map { _ in random.normal() }
      for _ in 0..<2 {
        for other in found {
          let product = zip(x, other).reduce(0) { $0 + $1.0 * $1.1 }
          x = zip(x, other).map { $0 - product * $1 }
        }
      }
      let norm = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
      found.append(x.map { $0 / norm })
    }
    return found
  }

  /// Σ sᵢ uᵢ vᵢᵀ, row-major.
  private func matrix(_ u: [[Double]], _ s: [Double], _ v: [[Double]]) -> [Double] {
    (0..<u[0].count * v[0].count).map { place in
      let (row, column) = place.quotientAndRemainder(dividingBy: v[0].count)
      return s.indices.reduce(0) { $0 + s[$1] * u[$1][row] * v[$1][column] }
    }
  }

  /// The result has the singular vectors of the matrix and the values φ⁵(s/|s|), whatever its shape.
  @Test(arguments: [(4, 4), (3, 7), (8, 2), (1, 5), (6, 1), (1, 1)])
  func orthogonalizationActsOnSingularValues(rows: Int, columns: Int) {
    var random = SplitMix(11)
    let rank = min(rows, columns)
    let (u, v) = (orthonormal(rows, rank, &random), orthonormal(columns, rank, &random))
    let s = (0..<rank).map { pow(0.4, Double($0)) * 3 }
    var x = matrix(u, s, v)
    var (first, second) = (x, x)
    x.withUnsafeMutableBufferPointer { x in
      first.withUnsafeMutableBufferPointer { first in
        second.withUnsafeMutableBufferPointer { second in
          guard let x = x.baseAddress, let first = first.baseAddress, let second = second.baseAddress else { return }
          NewtonSchulz.orthogonalize(x, rows: rows, columns: columns, rounds: 5, first: first, second: second)
        }
      }
    }
    let norm = s.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-7
    let expected = matrix(u, s.map { value in (0..<5).reduce(value / norm) { s, _ in φ(s) } }, v)
    #expect(distance(x, expected) < 1e-10)
    #expect(s.map { value in (0..<5).reduce(value / norm) { s, _ in φ(s) } }.allSatisfy { 0.6 < $0 && $0 < 1.2 })
  }

  private static let layout: ParameterLayout = {
    var layout = ParameterLayout()
    _ = layout.add("embedding.weight", [5, 2], group: "embedding", start: .constant(1))
    _ = layout.add("hidden.0.weight", [6, 3], group: "mlp", start: .constant(1))
    _ = layout.add("hidden.0.bias", [6], group: "mlp", start: .constant(1))
    _ = layout.add("hidden.1.weight", [2, 6], group: "mlp", start: .constant(1))
    return layout
  }()

  private func weights(_ muon: any Optimizer, steps: Int, decay: Double = 0, rate: Double = 0.02) throws -> [Double] {
    var random = SplitMix(2)
    let objective = Quadratic<Double>(
      Self.layout, curvatures: (0..<Self.layout.count).map { 0.2 + Double($0 % 5) },
      centers: (0..<Self.layout.count).map { _ in random.normal() })
    let trainer = try Trainer(
      objective: objective, plan: TrainingPlan(muon, rate: rate, decay: decay, steps: steps), train: [0], test: [],
      initialWeights: (0..<Self.layout.count).map { sin(Double($0)) }, seed: 1)
    trainer.run()
    return trainer.weights
  }

  /// One step by hand: NS of the first gradient, times √(rows/columns) where the matrix is tall.
  @Test func aStepIsTheOrthogonalizedGradient() throws {
    var random = SplitMix(2)
    let centers = (0..<Self.layout.count).map { _ in random.normal() }
    let start = (0..<Self.layout.count).map { sin(Double($0)) }
    let gradient = start.indices.map { (0.2 + Double($0 % 5)) * (start[$0] - centers[$0]) }
    // Six rows and three columns; two rows and six columns.
    let cases: [(Muon.Adjustment, [Double])] = [
      (.original, [sqrt(2.0), 1]), (.matchRMS, [0.2 * sqrt(6.0), 0.2 * sqrt(6.0)]),
    ]
    for (adjustment, factors) in cases {
      var muon = Muon()
      muon.adjustment = adjustment
      let found = try weights(muon, steps: 1, decay: 0.5)
      for (tensor, factor) in zip([Self.layout.tensors[1], Self.layout.tensors[3]], factors) {
        // m = 0.05 g and u = 0.05 g + 0.95 m; only the direction counts, but for what is added to the norm.
        var x = gradient[tensor.range].map { (0.05 + 0.95 * 0.05) * $0 }
        var (first, second) = (x, x)
        x.withUnsafeMutableBufferPointer { x in
          first.withUnsafeMutableBufferPointer { first in
            second.withUnsafeMutableBufferPointer { second in
              guard let x = x.baseAddress, let first = first.baseAddress, let second = second.baseAddress else {
                return
              }
              NewtonSchulz.orthogonalize(
                x, rows: tensor.shape[0], columns: tensor.shape[1], rounds: 5, first: first, second: second)
            }
          }
        }
        let expected = zip(start[tensor.range], x).map { (1 - 0.02 * 0.5) * $0 - 0.02 * factor * $1 }
        #expect(distance(Array(found[tensor.range]), expected) < 1e-12, "\(tensor.name) \(adjustment)")
      }
    }
  }

  /// What is no hidden matrix takes the steps of AdamW at its own rate, bit for bit.
  @Test func theRestIsAdamW() throws {
    let muon = try weights(Muon(), steps: 40, decay: 0.5)
    let adam = try weights(AdamW(beta1: 0.9, beta2: 0.95, epsilon: 1e-10), steps: 40, decay: 0.5, rate: 0.02 * 0.015)
    for tensor in [Self.layout.tensors[0], Self.layout.tensors[2]] {
      #expect(distance(Array(muon[tensor.range]), Array(adam[tensor.range])) < 1e-14, "\(tensor.name)")
    }
    #expect(distance(Array(muon[Self.layout.tensors[1].range]), Array(adam[Self.layout.tensors[1].range])) > 1e-3)
    var all = Muon()
    all.matrices = .all
    let whole = try weights(all, steps: 40, decay: 0.5)
    #expect(distance(Array(whole[0..<10]), Array(adam[0..<10])) > 1e-3)
    #expect(whole[10...] == muon[10...])
  }

  /// Rotated inputs and outputs give rotated steps.
  @Test func itCommutesWithPermutations() throws {
    // Rows 0 and 1 of the first matrix exchanged at the start, in the curvatures and centers by their own symmetry.
    func run(_ isSwapped: Bool) throws -> [Double] {
      var layout = ParameterLayout()
      _ = layout.add("layers.0.weight", [3, 4], group: "decoder", start: .constant(1))
      func swap(_ x: [Double]) -> [Double] { isSwapped ? Array(x[4..<8] + x[0..<4] + x[8...]) : x }
      let objective = Quadratic<Double>(
        layout, curvatures: swap((0..<12).map { 0.5 + Double($0) / 6 }), centers: swap((0..<12).map { cos(Double($0)) })
      )
      let trainer = try Trainer(
        objective: objective, plan: TrainingPlan(Muon(), rate: 0.01, steps: 50), train: [0], test: [],
        initialWeights: swap((0..<12).map { sin(3 * Double($0)) }), seed: 1)
      trainer.run()
      return swap(trainer.weights)
    }
    #expect(distance(try run(false), try run(true)) < 1e-10)
  }

  private func problems(_ groups: [String], _ settings: (String, Value)...) -> [String] {
    let log = ProblemLog()
    _ = OptimizerReading(entries: OptimizerCatalogue.entries, groups: groups)
      .read(.record(Record([("kind", .text(Muon().name))] + settings)), at: SettingPath(["optimizer"]), log: log)
    return log.problems.map(\.description)
  }

  /// It never is AdamW in disguise.
  @Test func itSaysWhereItHasNoMatrix() {
    #expect(
      problems(["embedding", "unembedding"]) == [
        "optimizer.kind: muon finds no matrix of a hidden layer in the groups embedding, unembedding, and would move all of "
          + "them by AdamW; say 'matrices: all'."
      ])
    #expect(problems(["embedding", "unembedding"], ("matrices", .text("all"))).isEmpty)
    #expect(problems(["embedding", "mlp"]).isEmpty)
    #expect(
      problems(["mlp"], ("decay-kind", .text("l2"))) == [
        "optimizer.decay-kind: unknown decay-kind 'l2'; allowed are decoupled."
      ])
    #expect(
      problems(["mlp"], ("rounds", .integer(0))) == ["optimizer.rounds: rounds is 0; it must be between 1 and 50."])
  }
}
