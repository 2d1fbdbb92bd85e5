// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Randomness
package import Statistics

/// F of all of space by switching the loss on, from the Gaussian law that holds it together to the whole of it.
///
///     f_λ = λL + (γ/2)|x|²,   ln Z/Z₀ = ln⟨e^{−λ₀βL}⟩₀ − ∫ λβ⟨L⟩_λ d ln λ  from λ₀ to 1
///
/// The first part is an average over exact draws of the Gaussian law; λ₀ is as large as these draws can bear. From there on
/// λβ⟨L⟩ changes on the scale of ln λ, where the nodes of Gauss and Legendre lie. Every walker begins at a draw of its
/// own and takes its way through all the nodes, so that walkers are independent and their scatter is the error of the
/// integral, whatever nodes remember of each other. How far the second half of each stay differs from the first one tells
/// whether walkers lag behind.
package struct GaussianPath: Sendable {
  /// One place on the path.
  package struct Node: Sendable, Equatable {
    /// λ.
    package var share: Double
    /// What β⟨L⟩ counts in ln Z, with the opposite sign.
    package var weight: Double
    /// The same in the coarser rule; zero at every second node.
    package var coarseWeight: Double
  }

  /// The Gaussian law and the potential.
  package let prior: GaussianPrior
  /// ln⟨e^{−λ₀βL}⟩₀.
  package let beginning: Estimate
  /// The places on the path in its order; the last one is its end, of no weight.
  package let nodes: [Node]

  /// Draws of the Gaussian law that the beginning is averaged over.
  private static let draws = 2000
  /// The part of the draws that they must be worth at λ₀.
  private static let worth = 0.5
  /// Nodes for a factor e of λ: the integrand is made of steps λh/(λh + γ) that are two or three such factors wide.
  private static let density = 1.6

  /// Plans a path; a function of its arguments.
  ///
  /// - Parameters:
  ///   - nodes: at least so many; more where λ₀ is small.
  /// - Throws: `NotApplicable` if the loss is not finite at the draws.
  package init(from prior: GaussianPrior, nodes least: Int, seed: UInt64, task: StreamTask) throws(NotApplicable) {
    self.prior = prior
    let beta = 1 / prior.temperature
    var stream = RandomStream(StreamName(seed: seed, task: task, purpose: .sampling), walker: 0)
    var point = [Double](repeating: 0, count: prior.potential.dimension)
    let losses = (0..<Self.draws).map { _ in
      prior.draw(into: &point, using: &stream)
      return beta * prior.loss(at: point.span)
    }.filter(\.isFinite)
    guard let lowest = losses.min(), 2 * losses.count > Self.draws else {
      throw NotApplicable("the loss is not finite at most draws of the Gaussian law; take a larger confinement")
    }
    /// ln⟨e^{−λβL}⟩ and what part of the draws it rests on.
    func average(_ share: Double) -> (log: Double, worth: Double) {
      var (sum, squares) = (0.0, 0.0)
      for loss in losses {
        let weight = exp(-share * (loss - lowest))
        sum += weight
        squares += weight * weight
      }
      let count = Double(Self.draws)
      return (log(sum / count) - share * lowest, sum * sum / squares / count)
    }
    var first = 1.0
    if average(1).worth < Self.worth {
      var (low, high) = (-200.0, 0.0)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if average(exp(middle)).worth < Self.worth { high = middle } else { low = middle }
      }
      first = exp(low)
    }
    let found = average(first)
    beginning = Estimate(
      found.log, standardError: ((1 / found.worth - 1) / Double(Self.draws)).squareRoot(),
      effectiveSamples: found.worth * Double(Self.draws))
    let end = Node(share: 1, weight: 0, coarseWeight: 0)
    guard first < 1 else {
      nodes = [end]
      return
    }
    let length = -log(first)
    let rule = GaussLegendre(nodes: max(least, Int((Self.density * length).rounded(.up)) + 4))
    nodes =
      rule.nodes.indices.map { index in
        let share = exp(-length / 2 * (1 - rule.nodes[index]))
        return Node(
          share: share, weight: length / 2 * share * rule.weights[index],
          coarseWeight: length / 2 * share * rule.coarseWeights[index])
      } + [end]
  }

  /// What a walker sees on its way: a function of its name.
  ///
  /// - Parameters:
  ///   - walker: its name, not 0.
  ///   - steps: gradients at each node after a third of them to settle; three times as many at the end.
  ///   - observables: numbers that are averaged at the end of the path.
  ///   - progress: is told what part is done and says whether to go on.
  /// - Returns: `nil` if told to stop.
  package func walk(
    _ walker: UInt32, steps: Int, observing observables: [Observable] = [], seed: UInt64, task: StreamTask,
    progress: (Double) -> Bool = { _ in true }
  ) -> PathWalk? {
    var stream = RandomStream(StreamName(seed: seed, task: task, purpose: .sampling), walker: walker)
    var start = [Double](repeating: 0, count: prior.potential.dimension)
    prior.draw(into: &start, using: &stream)
    var chain = HamiltonianChain(at: start, width: prior.width, temperature: prior.temperature)
    let watched = prior.potential as? any ObservablePotential
    var walk = PathWalk(walker: walker, observables: observables.count)
    for (index, node) in nodes.enumerated() {
      let potential = PartialLoss(prior: prior, share: node.share)
      let isEnd = index == nodes.count - 1
      chain.enter(potential)
      let length = isEnd ? 3 * steps : steps
      let settled = chain.steps + length / 3
      while chain.steps < settled { chain.move(in: potential, learning: true, using: &stream) }
      var stay = PathWalk.Stay()
      for half in 0..<2 {
        let until = chain.steps + length / 2
        while chain.steps < until {
          stay.accepted += chain.move(in: potential, learning: false, using: &stream)
          let loss = prior.loss(at: chain.position.span)
          stay.add(loss, half: half)
          guard isEnd else { continue }
          walk.add(
            energy: prior.potential.energy(at: chain.position.span),
            values: watched?.values(of: observables, at: chain.position.span) ?? [], half: half)
        }
      }
      stay.finish()
      walk.stays.append(stay)
      guard progress(Double(index + 1) / Double(nodes.count)) else { return nil }
    }
    walk.finish()
    return walk
  }
}
