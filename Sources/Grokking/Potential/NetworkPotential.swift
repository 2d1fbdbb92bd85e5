// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
package import Potentials
package import Randomness
import Settings
package import Training

/// The loss of a network as an energy landscape:
///
///     f(w) = (1/n) Σ_l loss(z_l, w) + (γ/2)|w|²
///
/// over the n training examples, with a Gaussian confinement γ without which e^{−βf} cannot be normalized. What runs on a
/// toy runs on it. The position is double; the gradient is computed in the network's precision and the confinement is
/// added in double. The test set is observed (`observables`) and never part of f. Nothing is ever dropped out.
///
/// A walker is a replica: its name names its initial weights, its noise and its mini-batches. A block holds one walker,
/// since a network's gradient fills the machine by itself; of small dense networks in double precision it holds many.
///
/// A network of at most `mostSearched` weights in double precision is searched for wells and saddles as a formula is
/// (`NetworkSearch`), once they are asked for.
package struct NetworkPotential: NoisyPotential, ObservablePotential, InitializedPotential, ConfinedPotential {
  /// Which tensor lies where in a position.
  package var layout: ParameterLayout { surface.layout }
  /// The training examples.
  package let train: [Int32]
  /// The test examples.
  package let test: [Int32]
  /// γ ≥ 0.
  package let confinement: Double
  /// How many training examples an estimate of the gradient is made from; all of them where it is `nil`.
  package let batch: Int?
  let batches: StreamName
  let surface: any LossSurface
  /// Evaluates the test set: a network of its own, since one keeps index lists for the rows of its last pass.
  let lookout: any LossSurface
  private let initialWeights: @Sendable (UInt32) -> [Double]
  /// Whether answers are right or wrong.
  let hasAccuracy: Bool
  /// What a scenario says of it beside the loss; `nil` where it was not read from one.
  var setting: NetworkSetting?
  /// f of a small dense network in double precision, for many walkers at once and with exact Hessians.
  let dense: DenseLoss?
  /// Whether gradients are computed in double precision.
  let isDouble: Bool
  /// Its wells and saddles, found when they are first asked for.
  package private(set) var landscape = Landscape(wells: [], saddles: [])
  /// What a search must know before it begins.
  let guide: NetworkSearch

  /// The landscape of an objective.
  ///
  /// - Parameters:
  ///   - train: the examples of f, not empty.
  ///   - test: the examples that are observed.
  ///   - confinement: γ ≥ 0.
  ///   - batch: how many training examples an estimate of the gradient takes, between 1 and their number.
  ///   - batches: names the random numbers of the mini-batches; its purpose is `batches`.
  ///   - initialWeights: where a walker begins.
  ///   - problem: what is learned by what, where that is known: symmetries and small dense networks are seen from it.
  ///   - objective: makes an objective for passes over so many rows; called now and once or twice for every thread.
  /// - Throws: what `objective` throws.
  package init<R: Real>(
    train: [Int32], test: [Int32], confinement: Double, batch: Int? = nil, batches: StreamName,
    initialWeights: @escaping @Sendable (UInt32) -> [Double], problem: LearningProblem? = nil,
    objective: @escaping @Sendable (_ rowCapacity: Int) throws -> any Objective<R>
  ) throws {
    self.train = train
    self.test = test
    self.confinement = confinement
    self.batch = batch.map { min(max(1, $0), train.count) }
    self.batches = batches
    self.initialWeights = initialWeights
    let rows = batch ?? train.count
    surface = try ObjectivePool { try objective(rows) }
    lookout = try ObjectivePool { try objective(max(test.count, 1)) }
    let probe = surface.evaluate(at: initialWeights(0).span, rows: train.span.extracting(first: 1))
    hasAccuracy = probe.correct != nil
    surface.forget()
    lookout.forget()
    isDouble = R.self == Double.self
    let isSmall = isDouble && surface.layout.count <= Self.mostSearched
    dense = isSmall ? problem.flatMap { DenseLoss($0, rows: train, confinement: confinement) } : nil
    guide = NetworkSearch(isSmall ? problem : nil, dimension: surface.layout.count)
    if isSearchable { landscape = Landscape(searching: self) }
  }

  /// The largest number of weights whose Hessian is made and whose landscape is searched.
  package static let mostSearched = 500

  /// The number of weights.
  package var dimension: Int { layout.count }
  /// A block is one walker, since its position is a whole network; of a few weights as many as of other potentials.
  package var walkersPerBlock: Int? { hasLanes ? nil : 1 }

  /// Whether walkers go side by side through lanes: where that is faster than products of matrices for each of them.
  var hasLanes: Bool { dense.map(isForLanes) ?? false }

  func isForLanes(_ loss: DenseLoss) -> Bool { loss.cost <= Self.largestCostInLanes }

  /// In coordinates of a toy: about forty weights with a hundred examples.
  private static let largestCostInLanes = 6000.0

  /// A toy's coordinate for each weight, and a sixtieth of one for each example that passes through it: 147 µs were
  /// measured on a quadratic network of 8832 weights with 423 examples.
  package var costPerStep: Double {
    if hasLanes, let dense { return dense.cost }
    return Double(dimension) * (1 + Double(batch ?? train.count) / 60)
  }

  /// The initial weights of a replica.
  package func initialPosition(of walker: UInt32) -> [Double] { initialWeights(walker) }

  /// f at one point.
  package func energy(at position: Span<Double>) -> Double {
    if let dense { return dense.energy(at: position) }
    var square = 0.0
    for c in position.indices { square += position[c] * position[c] }
    return surface.evaluate(at: position, rows: train.span).loss + confinement / 2 * square
  }

  /// ∇f over all training examples.
  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    if let dense { return dense.gradient(at: position, into: &gradient) }
    surface.gradient(at: position, rows: train.span, stiffness: confinement, into: &gradient)
  }

  // A block of one walker is a point; a copy of it would cost as much as the noise of a step.

  /// ∇f of a block, walker by walker.
  package func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    if walkers > 1, let dense { return dense.gradients(walkers: walkers, at: positions, into: &gradients) }
    each(walkers, positions, &gradients) { _, point, slope in gradient(at: point, into: &slope) }
  }

  /// f of a block, walker by walker.
  package func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    guard walkers > 1 else {
      if walkers == 1 { energies[0] = energy(at: positions) }
      return
    }
    if let dense { return dense.energies(walkers: walkers, at: positions, into: &energies) }
    for w in 0..<walkers { energies[w] = energy(at: (0..<dimension).map { positions[$0 * walkers + w] }) }
  }

  func each(
    _ walkers: Int, _ positions: Span<Double>, _ gradients: inout MutableSpan<Double>,
    _ body: (Int, Span<Double>, inout MutableSpan<Double>) -> Void
  ) {
    guard walkers > 1 else {
      if walkers == 1 { body(0, positions, &gradients) }
      return
    }
    var slope = [Double](repeating: 0, count: dimension)
    for w in 0..<walkers {
      let point = (0..<dimension).map { positions[$0 * walkers + w] }
      var output = slope.mutableSpan
      body(w, point.span, &output)
      for c in 0..<dimension { gradients[c * walkers + w] = slope[c] }
    }
  }
}

extension NetworkPotential {
  /// Accuracies and margins where answers are numbers, distances where no point has a name.
  package var absentQuantities: [String: String] {
    let why = "answers are numbers and no classes, of which one could be right; loss and norm are told"
    var absent: [String: String] = hasAccuracy ? [:] : ["accuracy": why]
    if setting?.margins == nil {
      for quantity in ["margin", "mean-margin"] {
        absent[quantity] = hasAccuracy ? "it is known of losses over classes" : why
      }
    }
    if setting?.points.isEmpty ?? true {
      absent["distance"] =
        "no point has a name; say potential: {points: {beginning: initial}}, or {weights: FILE}, and distance: {on: beginning, …}"
    }
    return absent
  }

  /// `test`, where all examples are trained on.
  package var absentPlaces: [String: String] {
    let count = train.count
    return test.isEmpty
      ? [
        "test":
          "there is no test set, since \(count == 1 ? "the only example is" : "all \(count) examples are") trained "
          + "on; say data: {train-fraction: 0.8}, or observe train"
      ] : [:]
  }
}
