// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials
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
/// since a network's gradient fills the machine by itself.
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
  private let batches: StreamName
  let surface: any LossSurface
  /// Evaluates the test set: a network of its own, since one keeps index lists for the rows of its last pass.
  let lookout: any LossSurface
  private let initialWeights: @Sendable (UInt32) -> [Double]
  /// Whether answers are right or wrong.
  let hasAccuracy: Bool
  /// What a scenario says of it beside the loss; `nil` where it was not read from one.
  var setting: NetworkSetting?

  /// The landscape of an objective.
  ///
  /// - Parameters:
  ///   - train: the examples of f, not empty.
  ///   - test: the examples that are observed.
  ///   - confinement: γ ≥ 0.
  ///   - batch: how many training examples an estimate of the gradient takes, between 1 and their number.
  ///   - batches: names the random numbers of the mini-batches; its purpose is `batches`.
  ///   - initialWeights: where a walker begins.
  ///   - objective: makes an objective for passes over so many rows; called now and once or twice for every thread.
  /// - Throws: what `objective` throws.
  package init<R: Real>(
    train: [Int32], test: [Int32], confinement: Double, batch: Int? = nil, batches: StreamName,
    initialWeights: @escaping @Sendable (UInt32) -> [Double],
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
  }

  /// The number of weights.
  package var dimension: Int { layout.count }
  /// A block is one walker, since its position is a whole network.
  package var walkersPerBlock: Int? { 1 }
  /// There is none: a Hessian would take the square of the number of weights.
  package var isSearchable: Bool { false }

  /// A toy's coordinate for each weight, and a sixtieth of one for each example that passes through it: 147 µs were
  /// measured on a quadratic network of 8832 weights with 423 examples.
  package var costPerStep: Double { Double(dimension) * (1 + Double(batch ?? train.count) / 60) }

  /// Between −1 and 1 for each weight, the order of magnitude of weights: a walker beyond 10⁶ times that is lost.
  package var window: [ClosedRange<Double>] { Array(repeating: -1...1, count: dimension) }

  /// The initial weights of a replica.
  package func initialPosition(of walker: UInt32) -> [Double] { initialWeights(walker) }

  /// f at one point.
  package func energy(at position: Span<Double>) -> Double {
    var square = 0.0
    for c in position.indices { square += position[c] * position[c] }
    return surface.evaluate(at: position, rows: train.span).loss + confinement / 2 * square
  }

  /// ∇f over all training examples.
  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    surface.gradient(at: position, rows: train.span, stiffness: confinement, into: &gradient)
  }

  // A block of one walker is a point; a copy of it would cost as much as the noise of a step.

  /// ∇f of a block, walker by walker.
  package func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    each(walkers, positions, &gradients) { _, point, slope in gradient(at: point, into: &slope) }
  }

  /// f of a block, walker by walker.
  package func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    guard walkers > 1 else {
      if walkers == 1 { energies[0] = energy(at: positions) }
      return
    }
    for w in 0..<walkers { energies[w] = energy(at: (0..<dimension).map { positions[$0 * walkers + w] }) }
  }

  private func each(
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
  /// ∇f with the mean over a mini-batch in place of that over all training examples; unbiased.
  ///
  /// The batch of a walker and step is drawn without replacement from the stream of purpose `batches`, afresh in each step.
  /// With s² the variance of the examples' gradients along a direction its noise there has the variance (1 − B/n) n s²/((n − 1) B).
  package func noisyGradients(
    step: UInt64, walkers: Span<UInt32>, at positions: Span<Double>, into gradients: inout MutableSpan<Double>
  ) {
    guard let batch, batch < train.count else {
      self.gradients(walkers: walkers.count, at: positions, into: &gradients)
      return
    }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: train.count) { rows in
      each(walkers.count, positions, &gradients) { w, point, slope in
        draw(batch, of: walkers[w], step: step, into: rows)
        let chosen = Span(_unsafeElements: UnsafeBufferPointer(rows)).extracting(first: batch)
        surface.gradient(at: point, rows: chosen, stiffness: confinement, into: &slope)
      }
    }
  }

  /// The training examples in an order whose first few are a random batch.
  private func draw(_ count: Int, of walker: UInt32, step: UInt64, into rows: UnsafeMutableBufferPointer<Int32>) {
    for index in train.indices { rows[index] = train[index] }
    var stream = RandomStream(batches, walker: walker, position: step &* UInt64(count))
    for index in 0..<count {
      // The first step of Fisher's and Yates' shuffle, `count` times; the bias of the product is below n/2⁶⁴.
      let other = index + Int(UInt64(rows.count - index).multipliedFullWidth(by: stream.next()).high)
      rows.swapAt(index, other)
    }
  }

  /// The examples that a mini-batch of a walker and step consists of.
  package func examples(of walker: UInt32, step: UInt64) -> [Int32] {
    guard let batch, batch < train.count else { return train }
    var rows = train
    rows.withUnsafeMutableBufferPointer { draw(batch, of: walker, step: step, into: $0) }
    return Array(rows.prefix(batch))
  }
}
