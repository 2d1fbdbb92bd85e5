// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

extension Trainer {
  /// Evaluates the weights and records the result if that is planned, and moves them; returns the row that was recorded.
  @specialized(where R == Float)
  @specialized(where R == Double)
  func advance() -> TrainingRecord.Row? {
    let step = current.step
    enterPhase(at: step)
    let found = takeGradient(at: step, into: gradient)
    if let plateau = plan.schedule.plateau { look(at: step, for: plateau, batch: found) }
    var row: TrainingRecord.Row?
    if step == evaluation.next || !found.loss.isFinite {
      let new = evaluate(at: step, batch: found)
      guard isFinite(new) else {
        end = .failed(failure(at: step, row: new))
        return nil
      }
      let accuracies = (
        new.trainAccuracy.isNaN ? nil : new.trainAccuracy, new.testAccuracy.isNaN ? nil : new.testAccuracy
      )
      if evaluation.judge(train: accuracies.0, test: accuracies.1, plan: plan.evaluation) == .rewind {
        current.copy(anchor)
        return nil
      }
      keep(new)
      row = new
      planNextEvaluation(after: step)
      if end != nil { return row }
    }
    move(at: step)
    return row
  }

  /// Makes the settings of a step those of the slices.
  private func enterPhase(at step: Int) {
    // Almost always the phase is that of the step before.
    let isThere = phase >= 0 && plan.phases[phase].from <= step
    if isThere, phase + 1 == plan.phases.count || step < plan.phases[phase + 1].from { return }
    phase = (plan.phases.lastIndex { $0.from <= step }) ?? 0
    order = ordersOfPhases[phase]
    for index in slices.indices {
      if let settings = plan.phases[phase].settings(for: groups[slices[index].group]) {
        slices[index].settings = settings
      }
    }
  }

  /// The gradient of the batch of a step at the present weights.
  func takeGradient(at step: Int, into gradient: UnsafeMutablePointer<R>) -> Evaluation {
    let dropout =
      dropsOut
      ? DropoutNoise(
        stream: identity.stream(.dropout), walker: identity.replica, step: UInt64(step),
        rate: plan.phases[phase].dropout) : nil
    return orders[order].withBatch(at: step) { rows in
      var span = UnsafeMutableBufferPointer(start: gradient, count: current.count).mutableSpan
      return objective.gradient(at: current.weightBuffer.span, rows: rows, dropout: dropout, into: &span)
    }
  }

  /// The rate of a slice at a step.
  func rate(of index: Int, at step: Int) -> Double { slices[index].settings.rate * rateFactor(at: step) }

  /// What all rates are multiplied with at a step.
  func rateFactor(at step: Int) -> Double { plan.schedule.factor(at: step) * current.plateau.factor }

  /// Whether a step of the present phase drops elements out.
  var dropsOut: Bool { usesDropout && plan.phases[phase].dropout != 0 }

  /// Moves all weights by the gradient of the step.
  private func move(at step: Int) {
    let holds = plan.phases[phase]
    if holds.updateNoise > 0 { addNoise(holds.updateNoise, at: step) }
    if let largest = holds.clip {
      let norm = R.sumOfSquares(gradient, count: current.count).squareRoot()
      if norm > largest { R.combine(0, gradient, largest / norm, gradient, count: current.count) }
    }
    if step == holds.from { forgetFilters() }
    for index in slices.indices where !slices[index].settings.isFrozen {
      let settings = slices[index].settings
      let decay = settings.decaysBiases || !slices[index].isBias ? settings.decay : 0
      let context = OptimizerStepContext(
        step: step, updates: current.updates[index], rate: rate(of: index, at: step),
        decay: settings.decayKind == .decoupled ? decay : 0, penalty: settings.decayKind == .l2 ? decay : 0,
        temperature: settings.temperature, noise: identity.stream(.dynamics), walker: identity.replica)
      if let filter = settings.filter {
        filter.apply(slices[index].slice, applied: current.filtered[index])
        current.filtered[index] += 1
      }
      settings.optimizer.update(&slices[index].slice, in: context)
      current.updates[index] += 1
    }
    switch holds.fixedNorm {
    case .initial: scaleWeights(to: initialNorm)
    case .value(let norm): scaleWeights(to: norm)
    case nil: break
    }
    current.step += 1
  }

  /// Gaussian noise on each element: deviate step·4⌈count/4⌉ + i of the replica.
  private func addNoise(_ deviation: Double, at step: Int) {
    let blocks = (current.count + 3) / 4
    var walker = identity.replica
    withUnsafePointer(to: &walker) { walker in
      var span = UnsafeMutableBufferPointer(start: scratch, count: scratchCount).mutableSpan
      NormalStream(identity.stream(.gradient)).fill(
        &span, walkers: UnsafeBufferPointer(start: walker, count: 1).span,
        firstBlock: UInt64(step) * UInt64(blocks), blocks: blocks)
    }
    // The other gradient is of use only while the weights are evaluated.
    R.convert(scratch, otherGradient, count: current.count)
    R.combine(deviation, otherGradient, 1, gradient, count: current.count)
  }

  /// w ← w·norm/|w|.
  private func scaleWeights(to norm: Double) {
    let present = R.sumOfSquares(current.weights, count: current.count).squareRoot()
    guard present > 0, present.isFinite else { return }
    let factor = norm / present
    R.combine(0, current.weights, factor, current.weights, count: current.count)
    for index in slices.indices {
      guard let position = slices[index].slice.position else { continue }
      let slice = slices[index].slice
      scale(position, by: factor, count: slice.count)
      R.convert(position, slice.weights, count: slice.count)
    }
  }
}

/// x ← factor·x.
private func scale(_ x: UnsafeMutablePointer<Double>, by factor: Double, count: Int) {
  for index in 0..<count { x[index] *= factor }
}
