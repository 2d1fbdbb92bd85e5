// SPDX-License-Identifier: GPL-3.0-or-later

/// The loss of blocks of outputs, its gradient, and how many predictions are right.
final class LossPass<R: Real> {
  private let loss: Loss
  /// The class of each example; empty for vectors.
  private let labels: UnsafeMutablePointer<Int32>?
  /// How many classes there are.
  private let classes: Int
  /// The code of each class, or the vector of each example.
  private let codes: UnsafeMutablePointer<R>?
  /// −|c|²/2 of each code where it differs from code to code.
  private let codeBias: UnsafeMutablePointer<R>?
  /// The class of each example of the batch; the examples themselves for vectors.
  private let targets: UnsafeMutablePointer<Int32>
  /// Outputs times codes, for each worker.
  private let scores: UnsafeMutablePointer<R>?
  private let scoreStride: Int
  /// How many numbers an output has.
  let width: Int
  private let arena = Arena()

  init(_ loss: Loss, targets: ExampleTargets, width: Int, capacity: Int, workers: Int, blockRows: Int, seed: UInt64) {
    self.loss = loss
    self.width = width
    self.targets = arena.allocate(Int32.self, count: capacity)
    var codes: [Double] = []
    var kind = Loss.Codes.oneHot
    if case .squaredError(_, let chosen) = loss { kind = chosen }
    switch targets {
    case .labels(let list, let classes):
      self.classes = classes
      let buffer = arena.allocate(Int32.self, count: list.count)
      for (row, label) in list.enumerated() { buffer[row] = label }
      labels = buffer
      if case .squaredError = loss { codes = Loss.codes(kind, classes: classes, seed: seed) }
    case .vectors(let vectors, _):
      classes = 0
      labels = nil
      codes = vectors
    }
    self.codes = codes.isEmpty ? nil : arena.allocate(R.self, count: codes.count)
    if let buffer = self.codes { R.convert(codes, buffer, count: codes.count) }
    if labels != nil, case .random(let width) = kind, !codes.isEmpty {
      let bias = arena.allocate(R.self, count: classes)
      for row in 0..<classes {
        let squares: Double = codes[row * width..<(row + 1) * width].reduce(0.0) { $0 + $1 * $1 }
        bias[row] = R(-squares / 2)
      }
      codeBias = bias
      scoreStride = blockRows * classes
      scores = arena.allocate(R.self, count: workers * scoreStride)
    } else {
      codeBias = nil
      scores = nil
      scoreStride = 0
    }
  }

  /// Gathers the targets of a batch.
  func prepare(_ batch: UnsafePointer<Int32>, count: Int) {
    for row in 0..<count { targets[row] = labels.map { $0[Int(batch[row])] } ?? batch[row] }
  }

  /// What the sum over a batch is multiplied with to get the mean.
  func scale(examples: Int) -> Double {
    if case .squaredError(mean: .elements, _) = loss { return 1 / Double(examples * width) }
    return 1 / Double(examples)
  }

  /// Whether answers are classes.
  var countsAnswers: Bool { labels != nil }

  /// The sum of the loss over a block of the batch, and the number of right answers; the gradient of `scale` times the
  /// loss if there is room for it.
  func callAsFunction(
    _ outputs: UnsafePointer<R>, start: Int, rows: Int, worker: Int, scale: Double, gradient: UnsafeMutablePointer<R>?
  ) -> (loss: Double, correct: Int) {
    let targets = self.targets + start
    if loss == .negativeMargin {
      return Margin.negativeSum(
        outputs: outputs, labels: targets, rows: rows, classes: width, scale: scale, gradient: gradient)
    }
    if loss == .stableMax {
      return StableMax.loss(
        outputs: outputs, labels: targets, rows: rows, classes: width, scale: scale, gradient: gradient)
    }
    guard let codes else {
      return R.crossEntropy(
        logits: outputs, labels: targets, rows: rows, classes: width, scale: scale, gradient: gradient)
    }
    let loss = R.squaredError(
      outputs: outputs, codes: codes, index: targets, rows: rows, width: width, scale: scale, gradient: gradient)
    guard labels != nil else { return (loss, 0) }
    guard let scores else {
      return (loss, R.countLargest(scores: outputs, bias: nil, labels: targets, rows: rows, classes: classes))
    }
    // The nearest code c has the largest o·c − |c|²/2.
    let products = scores + worker * scoreStride
    R.multiply(
      rows, classes, width, 1, outputs, transposed: false, lda: width, codes, transposed: true, ldb: width, 0, products,
      ldc: classes)
    return (loss, R.countLargest(scores: products, bias: codeBias, labels: targets, rows: rows, classes: classes))
  }
}
