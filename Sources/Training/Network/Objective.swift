// SPDX-License-Identifier: GPL-3.0-or-later
package import Randomness

/// The mean loss of a network over examples, and its gradient: all that an optimizer or a sampler needs to know.
///
/// One objective belongs to one thread at a time; it owns the buffers of its passes, so that a step allocates nothing.
package protocol Objective<Number>: AnyObject {
  /// The precision of its arithmetic.
  associatedtype Number: Real

  /// Which tensor lies where in the vector of weights.
  var layout: ParameterLayout { get }

  /// How many examples there are, in training and test set together.
  var exampleCount: Int { get }

  /// The mean loss over some examples and its gradient, which is written, not added.
  ///
  /// - Parameters:
  ///   - weights: `layout.count` numbers.
  ///   - rows: the numbers of the examples.
  ///   - dropout: which random numbers dropout takes; nothing is dropped when it is `nil`.
  ///   - gradient: `layout.count` numbers.
  func gradient(
    at weights: Span<Number>, rows: Span<Int32>, dropout: DropoutNoise?, into gradient: inout MutableSpan<Number>
  ) -> Evaluation

  /// The mean loss and the accuracy over some examples, nothing dropped.
  func evaluate(at weights: Span<Number>, rows: Span<Int32>) -> Evaluation

  /// The outputs (logits) of some examples, row-major.
  func outputs(at weights: Span<Number>, rows: Span<Int32>) -> [Number]

  /// The part of some examples whose loss has collapsed: its slope along the right output is exactly 0; `nil`, as unless
  /// said otherwise, where that has no meaning.
  func collapsedShare(at weights: Span<Number>, rows: Span<Int32>) -> Double?
}

extension Objective {
  /// By default nothing is known of a collapse.
  package func collapsedShare(at weights: Span<Number>, rows: Span<Int32>) -> Double? { nil }
}

/// The result of a pass over examples.
package struct Evaluation: Sendable, Equatable {
  /// The mean loss.
  package var loss: Double
  /// How many answers were right; `nil` where answers are not classes.
  package var correct: Int?
  /// How many examples were evaluated.
  package var count: Int

  /// The result of a pass over `count` examples.
  package init(loss: Double, correct: Int?, count: Int) {
    self.loss = loss
    self.correct = correct
    self.count = count
  }

  /// The part of the answers that was right.
  package var accuracy: Double? { correct.map { Double($0) / Double(max(count, 1)) } }
}

/// The random numbers of dropout in one step: a stream, a walker (the replica) and the step.
package struct DropoutNoise: Sendable, Equatable {
  /// The stream's name.
  package var stream: StreamName
  /// The number of the replica that is trained.
  package var walker: UInt32
  /// How many steps came before, so that each step drops other elements.
  package var step: UInt64
  /// The probability that an element is dropped; `nil`: that of its layer.
  package var rate: Double?

  /// The random numbers of one step of one replica.
  package init(stream: StreamName, walker: UInt32, step: UInt64, rate: Double? = nil) {
    self.stream = stream
    self.walker = walker
    self.step = step
    self.rate = rate
  }
}
