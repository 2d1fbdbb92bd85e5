// SPDX-License-Identifier: GPL-3.0-or-later

/// The numbers that steps change: weights and the optimizers' state vectors, one block of each precision.
final class TrainingVectors<R: Real> {
  /// The length of a vector.
  let count: Int
  /// Vectors in the network's precision: the weights, then the optimizers' state vectors.
  let numberVectors: Int
  /// Vectors in double precision: the position if there is one, then state vectors.
  let doubleVectors: Int
  let numbers: UnsafeMutablePointer<R>
  let doubles: UnsafeMutablePointer<Double>
  private let arena = Arena()
  /// How often each slice was moved.
  var updates: [Int]
  /// How often the present filter was applied to the gradient of each slice.
  var filtered: [Int]
  /// What the schedule of the rates has seen.
  var plateau = PlateauState()
  /// How many steps have been taken.
  var step = 0

  /// Vectors of zeros, before the first step.
  init(count: Int, numberVectors: Int, doubleVectors: Int, slices: Int) {
    self.count = count
    self.numberVectors = numberVectors
    self.doubleVectors = doubleVectors
    numbers = arena.allocate(R.self, count: numberVectors * count)
    doubles = arena.allocate(Double.self, count: doubleVectors * count)
    updates = Array(repeating: 0, count: slices)
    filtered = updates
  }

  var weights: UnsafeMutablePointer<R> { numbers }
  var weightBuffer: UnsafeBufferPointer<R> { UnsafeBufferPointer(start: numbers, count: count) }

  /// Becomes equal to another of the same shape.
  func copy(_ other: TrainingVectors) {
    numbers.update(from: other.numbers, count: numberVectors * count)
    doubles.update(from: other.doubles, count: doubleVectors * count)
    for index in updates.indices { (updates[index], filtered[index]) = (other.updates[index], other.filtered[index]) }
    plateau = other.plateau
    step = other.step
  }

  /// The weights in double precision, exactly.
  var exactWeights: [Double] {
    let raw = UnsafeRawPointer(numbers)
    // Chosen by hand: converting a number of unknown type one by one is slow.
    return switch R.precision {
    case .single:
      UnsafeBufferPointer(start: raw.assumingMemoryBound(to: Float.self), count: count).map(Double.init)
    case .double: Array(UnsafeBufferPointer(start: raw.assumingMemoryBound(to: Double.self), count: count))
    }
  }
}
