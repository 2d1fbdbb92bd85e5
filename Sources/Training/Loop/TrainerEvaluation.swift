// SPDX-License-Identifier: GPL-3.0-or-later

extension Trainer {
  /// The row of the present weights, whose gradient for the batch of the step is known.
  func evaluate(at step: Int, batch: Evaluation) -> TrainingRecord.Row {
    let isWhole = orders[order].isFull && !dropsOut
    let onTrain = isWhole ? batch : evaluate(train)
    let onTest = test.isEmpty ? nil : evaluate(test)
    var squares = Array(repeating: 0.0, count: groups.count)
    for slice in slices {
      squares[slice.group] += R.sumOfSquares(current.weights + slice.range.lowerBound, count: slice.range.count)
    }
    let gradientNorm = R.sumOfSquares(gradient, count: current.count).squareRoot()
    let product = InnerProduct.of(gradient, current.weights, count: current.count)
    let noise = gradientNoiseTemperature(at: step, batch: batch)
    return TrainingRecord.Row(
      step: step, trainLoss: batch.loss.isFinite ? onTrain.loss : batch.loss, testLoss: onTest?.loss ?? .nan,
      trainAccuracy: onTrain.accuracy ?? .nan, testAccuracy: onTest?.accuracy ?? .nan,
      weightNorms: squares.map { $0.squareRoot() },
      gradientNorm: gradientNorm, gradientNoiseTemperature: noise,
      descentAlignment: -product / (gradientNorm * squares.reduce(0, +).squareRoot()),
      collapsedShare: plan.evaluation.findsCollapse ? collapsedShare() : .nan,
      rateFactor: rateFactor(at: step))
  }

  /// The part of the training set whose loss has collapsed; NaN where that has no meaning.
  private func collapsedShare() -> Double {
    let rows = train
    let found = objective.collapsedShare(at: current.weightBuffer.span, rows: rows.span)
    return found ?? .nan
  }

  /// Loss and accuracy over some examples.
  func evaluate(_ rows: [Int32]) -> Evaluation {
    objective.evaluate(at: current.weightBuffer.span, rows: rows.span)
  }

  /// θ_eff = Σᵢ ηᵢ tr Covᵢ/(2Bd) from the gradients of two batches of one epoch, NaN where there are none.
  ///
  /// Batches without a common example have E|g₁ − g₂|² = tr Cov·(1/B₁ + 1/B₂), whatever the size of the set: what is
  /// drawn without replacement loses as much variance as the two lose by their correlation.
  private func gradientNoiseTemperature(at step: Int, batch: Evaluation) -> Double {
    let neighbor = orders[order].neighbor(of: step)
    guard neighbor != step else { return .nan }
    let other = takeGradient(at: neighbor, into: otherGradient)
    R.combine(-1, gradient, 1, otherGradient, count: current.count)
    var sum = 0.0
    for index in slices.indices where !slices[index].settings.isFrozen {
      let range = slices[index].range
      sum += rate(of: index, at: step) * R.sumOfSquares(otherGradient + range.lowerBound, count: range.count)
    }
    let covariance = sum / (1 / Double(batch.count) + 1 / Double(other.count))
    return covariance / (2 * Double(batch.count) * Double(current.count))
  }

  /// Whether the numbers of a row are.
  func isFinite(_ row: TrainingRecord.Row) -> Bool {
    row.trainLoss.isFinite && row.gradientNorm.isFinite && row.weightNorms.allSatisfy(\.isFinite)
      && (test.isEmpty || row.testLoss.isFinite)
  }

  /// Records a row, remembers the state, takes snapshots and sees whether the run is over.
  func keep(_ row: TrainingRecord.Row) {
    record.append(row)
    anchor.copy(current)
    if row.step >= plan.steps {
      end = .budget
    } else if let stop = plan.stop, stop.holds(in: record) {
      end = .stopped(step: row.step)
    }
    func has(_ reason: TrainingRecord.Snapshot.Reason) -> Bool { record.snapshots.contains { $0.reason == reason } }
    func snapshot(_ reason: TrainingRecord.Snapshot.Reason) {
      record.snapshots.append(.init(step: row.step, reason: reason, weights: current.exactWeights))
    }
    if row.step == 0 { snapshot(.start) }
    if plan.evaluation.snapshots.contains(row.step) { snapshot(.chosen) }
    if row.trainAccuracy >= plan.evaluation.memorizedAt, !has(.memorized) { snapshot(.memorized) }
    if row.testAccuracy >= plan.evaluation.grokkedAt, !has(.grokked) { snapshot(.grokked) }
    if end != nil { snapshot(.end) }
  }

  /// Makes the next evaluation one that must not be missed.
  ///
  /// Where it is the end that changes it, the state is kept first, if that is wanted: a longer run would not be evaluated there.
  func planNextEvaluation(after step: Int) {
    if let landmark = landmarks.first(where: { $0 > step }) { evaluation.include(landmark) }
    guard evaluation.next > plan.steps else { return }
    if keepsBranch, branch == nil, end == nil { branch = checkpoint() }
    evaluation.include(plan.steps)
  }

  /// What went wrong at a step.
  func failure(at step: Int, row: TrainingRecord.Row) -> TrainingFailure {
    // Some evaluations back, because growth that ends a run begins slowly.
    let earlier = record.count == 0 ? nil : record[max(record.count - Self.suspectedEvaluations, 0)]
    return TrainingFailure(
      step: step, cause: cause(row, before: earlier), lastGoodStep: record.last?.step ?? -1,
      gradientNorms: Array(record.gradientNorm.suffix(Self.suspectedEvaluations)))
  }

  /// The group that grew most since an earlier row, if one grew tenfold.
  private func cause(_ row: TrainingRecord.Row, before: TrainingRecord.Row?) -> TrainingFailure.Cause {
    guard let before else { return .start }
    let growth = groups.indices.map { index in
      row.weightNorms[index].isFinite
        ? row.weightNorms[index] / max(before.weightNorms[index], .leastNormalMagnitude) : .infinity
    }
    if let worst = growth.indices.max(by: { growth[$0] < growth[$1] }), growth[worst] > Self.suspiciousGrowth,
      let slice = slices.firstIndex(where: { $0.group == worst })
    {
      return .rate(group: groups[worst], rate: rate(of: slice, at: max(row.step - 1, 0)), growth: growth[worst])
    }
    return R.precision == .single ? .precision : .unknown
  }

  private static var suspiciousGrowth: Double { 10 }
  private static var suspectedEvaluations: Int { 5 }
}
