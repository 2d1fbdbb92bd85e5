// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import TestSupport
import Testing

@testable import Training

/// What becomes of gradients before an optimizer sees them, against the published formulae.
@Suite struct GradientFilterTests {
  /// The gradients that an optimizer would see, for given ones.
  private func filtered(
    _ filter: any GradientFilter, _ gradients: [[Double]], weights: [Double]? = nil, split: Int? = nil
  )
    -> [[Double]]
  {
    let count = gradients[0].count
    var numbers =
      (weights ?? Array(repeating: 1, count: count))
      + Array(repeating: 0.0, count: count * (1 + filter.stateVectors))
    var layout = ParameterLayout()
    _ = layout.add("a", [split ?? count], group: "decoder", start: .constant(0))
    if let split { _ = layout.add("b", [count - split], group: "decoder", start: .constant(0)) }
    return numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      return gradients.enumerated().map { step, g in
        for i in 0..<count { base[count + i] = g[i] }
        filter.apply(
          ParameterSlice<Double>(
            count: count, offset: 0, weights: base, gradient: base + count,
            filterVectors: (0..<filter.stateVectors).map { base + (2 + $0) * count },
            tensors: layout.tensors.map { SliceTensor($0, offset: 0) }), applied: step)
        return Array(UnsafeBufferPointer(start: base + count, count: count))
      }
    }
  }

  private let gradients: [[Double]] = {
    var random = SplitMix(21)
    return (0..<50).map { _ in (0..<3).map { _ in random.normal() } }
  }()

  @Test func exponentialMean() {
    let (α, λ) = (0.9, 1.5)
    let found = filtered(Grokfast(alpha: α, lambda: λ), gradients)
    for t in gradients.indices {
      for i in 0..<3 {
        // μ_t = αᵗ g₀ + Σ_{k = 1}^t (1 − α)α^{t − k} g_k.
        let mean = (1...max(t, 1)).reduce(pow(α, Double(t)) * gradients[0][i]) {
          t == 0 ? $0 : $0 + (1 - α) * pow(α, Double(t - $1)) * gradients[$1][i]
        }
        #expect(abs(found[t][i] - (gradients[t][i] + λ * mean)) < 1e-12)
      }
    }
    // A gradient that does not change is amplified by 1 + λ from the first step on.
    #expect(filtered(Grokfast(), [[2], [2], [2]]).allSatisfy { abs($0[0] - 6) < 1e-12 })
  }

  @Test(arguments: [1, 4, 7]) func windowMean(window: Int) {
    let found = filtered(GrokfastWindow(window: window, lambda: 3), gradients)
    for t in gradients.indices {
      for i in 0..<3 {
        let mean = t + 1 < window ? 0 : (0..<window).reduce(0.0) { $0 + gradients[t - $1][i] } / Double(window)
        #expect(abs(found[t][i] - (gradients[t][i] + 3 * mean)) < 1e-12)
      }
    }
  }

  /// Perpendicular to each tensor's weights, and nothing else is taken away.
  @Test func projection() {
    let w = [0.3, -1.2, 0.5, 2, 0, 1]
    let g = [1, 0.2, -0.7, 0.1, 3, -2]
    let found = filtered(OrthogonalGradients(), [g], weights: w, split: 4)[0]
    for part in [0..<4, 4..<6] {
      let square = part.reduce(0.0) { $0 + w[$1] * w[$1] }
      let along = part.reduce(0.0) { $0 + w[$1] * g[$1] }
      for i in part { #expect(abs(found[i] - (g[i] - along / square * w[i])) < 1e-14) }
      #expect(abs(part.reduce(0.0) { $0 + w[$1] * found[$1] }) < 1e-14)
    }
    let scaled = filtered(OrthogonalGradients(keepsNorm: true), [g], weights: w, split: 4)[0]
    for part in [0..<4, 4..<6] {
      let (before, after) = (part.reduce(0.0) { $0 + g[$1] * g[$1] }, part.reduce(0.0) { $0 + scaled[$1] * scaled[$1] })
      #expect(agree(before, after, relative: 1e-12))
      #expect(abs(part.reduce(0.0) { $0 + w[$1] * scaled[$1] }) < 1e-14)
    }
    #expect(filtered(OrthogonalGradients(), [g], weights: w.map { _ in 0 }, split: 4)[0] == g)
  }

  /// With projected gradients of a small rate the norms of tensors stay, up to the square of the rate.
  @Test func normsGrowBySquaresOfTheRate() throws {
    func growth(_ rate: Double) throws -> Double {
      let objective = Quadratic<Double>(
        twoGroups, curvatures: (1...twoGroups.count).map { Double($0) },
        centers: (0..<twoGroups.count).map { cos(Double($0)) })
      let settings = GroupSettings(StochasticGradientDescent(), rate: rate, filter: OrthogonalGradients())
      let trainer = try Trainer(
        objective: objective, plan: TrainingPlan(phases: [TrainingPhase(groups: [settings])], steps: 1), train: [0],
        test: [], initialWeights: (0..<twoGroups.count).map { 1 + sin(Double($0)) }, seed: 1)
      let before = trainer.weights.reduce(0) { $0 + $1 * $1 }
      trainer.run()
      return trainer.weights.reduce(0) { $0 + $1 * $1 } - before
    }
    #expect(agree(try growth(1e-3) / growth(5e-4), 4, relative: 1e-6))
  }

  private func read(_ optimizer: Value, groups: [String] = ["embedding", "mlp"]) -> ([GroupSettings]?, [String]) {
    let log = ProblemLog()
    let found = OptimizerReading(entries: OptimizerCatalogue.entries, groups: groups)
      .read(optimizer, at: SettingPath(["optimizer"]), log: log)
    return (found, log.problems.map(\.description))
  }

  private func mapping(_ entries: (String, Value)...) -> Value { .record(Record(entries)) }

  @Test func readingByGroups() throws {
    let filter = mapping(("kind", .text("grokfast")), ("lambda", .number(3)))
    let (found, problems) = read(
      mapping(
        ("kind", .text("adamw")), ("gradient-filter", filter),
        (
          "groups",
          mapping(("embedding", mapping(("gradient-filter", .text("none")))), ("mlp", mapping(("rate", .number(0.1)))))
        )
      ))
    #expect(problems.isEmpty)
    let settings = try #require(found)
    #expect(settings[0].filter == nil)
    #expect(settings[1].filter as? Grokfast == Grokfast(lambda: 3))
    // A group of another kind keeps the filter.
    let other = read(
      mapping(
        ("kind", .text("adamw")), ("gradient-filter", .text("orthogonal-gradients")),
        ("groups", mapping(("mlp", mapping(("kind", .text("sgd"))))))))
    #expect(other.0?.map { $0.filter as? OrthogonalGradients } == [OrthogonalGradients(), OrthogonalGradients()])
    #expect(read(.text("adamw")).0?.allSatisfy { $0.filter == nil } == true)
  }

  @Test func badInput() {
    #expect(
      read(mapping(("kind", .text("sgd")), ("gradient-filter", .text("grokfest")))).1 == [
        "optimizer.gradient-filter: unknown gradient-filter 'grokfest'; did you mean 'grokfast'? "
          + "'ravine list gradient-filters' shows all."
      ])
    #expect(
      read(
        mapping(
          ("kind", .text("sgd")), ("gradient-filter", mapping(("kind", .text("grokfast")), ("alpha", .number(1)))))
      )
      .1 == ["optimizer.gradient-filter.alpha: alpha is 1; it must be at least 0 and below 1."])
    #expect(
      read(
        mapping(
          ("kind", .text("sgd")), ("gradient-filter", mapping(("kind", .text("grokfast-ma")), ("window", .integer(0)))))
      )
      .1 == ["optimizer.gradient-filter.window: window is 0; it must be between 1 and 10000."])
  }
}
