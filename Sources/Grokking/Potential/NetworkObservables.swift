// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
import Settings
import Training

extension NetworkPotential {
  /// Accuracy, where answers are right or wrong, and loss, each on the training and the test examples, and the length
  /// |w| of all weights and of each group of tensors.
  package var observables: [Observable] {
    let sets = test.isEmpty ? ["train"] : ["train", "test"]
    let accuracies = hasAccuracy ? sets.map { Observable("accuracy", on: $0, limits: .between(0, 1)) } : []
    let losses = sets.map { Observable("loss", on: $0, limits: .nonNegative, hasGradient: true) }
    let norms = ([Self.allWeights] + layout.groups).map {
      Observable("norm", on: $0, limits: .nonNegative, hasGradient: true)
    }
    return accuracies + losses + norms
  }

  /// The place that stands for all groups of tensors.
  private static let allWeights = "all"

  /// An observable at one point.
  package func value(of observable: Observable, at position: Span<Double>) -> Double {
    switch observable.quantity {
    case "accuracy": return evaluation(on: observable.place, at: position).accuracy ?? .nan
    case "loss": return evaluation(on: observable.place, at: position).loss
    case "norm": return norm(of: observable.place, at: position)
    default: return .nan
    }
  }

  /// Several observables at one point: one pass over each set of examples.
  package func values(of observables: [Observable], at position: Span<Double>) -> [Double] {
    var known: [String: Evaluation] = [:]
    return observables.map { observable in
      guard ["accuracy", "loss"].contains(observable.quantity) else { return value(of: observable, at: position) }
      let found = known[observable.place] ?? evaluation(on: observable.place, at: position)
      known[observable.place] = found
      return observable.quantity == "loss" ? found.loss : found.accuracy ?? .nan
    }
  }

  /// A loss or norm and its gradient. The gradient of a norm at 0, where there is none, is taken as 0.
  package func gradient(
    of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>
  ) -> Double {
    switch observable.quantity {
    case "loss":
      let isTest = observable.place == "test"
      return (isTest ? lookout : surface)
        .gradient(at: position, rows: isTest ? test.span : train.span, stiffness: 0, into: &gradient).loss
    case "norm":
      let length = norm(of: observable.place, at: position)
      for c in gradient.indices { gradient[c] = 0 }
      guard length > 0 else { return length }
      for range in ranges(of: observable.place) { for c in range { gradient[c] = position[c] / length } }
      return length
    default:
      for c in gradient.indices { gradient[c] = .nan }
      return .nan
    }
  }

  private func evaluation(on place: String, at position: Span<Double>) -> Evaluation {
    place == "test"
      ? lookout.evaluate(at: position, rows: test.span) : surface.evaluate(at: position, rows: train.span)
  }

  private func norm(of group: String, at position: Span<Double>) -> Double {
    var square = 0.0
    for range in ranges(of: group) { for c in range { square += position[c] * position[c] } }
    return square.squareRoot()
  }

  private func ranges(of group: String) -> [Range<Int>] {
    layout.tensors.filter { group == Self.allWeights || $0.group == group }.map(\.range)
  }
}
