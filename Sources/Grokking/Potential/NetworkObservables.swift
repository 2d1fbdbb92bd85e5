// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
import Settings
import Training

/// What a network tells of its weights, for regions, scores, umbrella windows and records:
///
/// - `accuracy`: the part of the examples that are answered rightly, where answers are classes; it has no gradient;
/// - `loss`: the mean loss over the examples, without the confinement;
/// - `margin`: the smallest of z_y − max_{j ≠ y} z_j over the examples, positive where all are answered rightly;
///   `mean-margin`: its mean;
/// - `norm`: the length |w| of all weights or of a group of tensors;
/// - `distance`: |w − w*| from a point that the scenario names.
///
/// Examples are those of `train`, of `test`, or of a subset of the table under a name of its own.
extension NetworkPotential {
  /// All of them.
  package var observables: [Observable] {
    let sets = (test.isEmpty ? ["train"] : ["train", "test"]) + (setting?.subsets.map(\.name) ?? [])
    let accuracies = hasAccuracy ? sets.map { Observable("accuracy", on: $0, limits: .between(0, 1)) } : []
    let losses = sets.map { Observable("loss", on: $0, limits: .nonNegative, hasGradient: true) }
    let margins =
      setting?.margins == nil
      ? []
      : ["margin", "mean-margin"].flatMap { quantity in
        sets.map { Observable(quantity, on: $0, hasGradient: true) }
      }
    let norms = ([Self.allWeights] + layout.groups).map {
      Observable("norm", on: $0, limits: .nonNegative, hasGradient: true)
    }
    let distances = (setting?.points ?? []).map {
      Observable("distance", on: $0.name, limits: .nonNegative, hasGradient: true)
    }
    return accuracies + losses + margins + norms + distances
  }

  /// The place that stands for all groups of tensors.
  private static let allWeights = "all"

  /// An observable at one point.
  package func value(of observable: Observable, at position: Span<Double>) -> Double {
    switch observable.quantity {
    case "accuracy": return evaluation(on: observable.place, at: position).accuracy ?? .nan
    case "loss": return evaluation(on: observable.place, at: position).loss
    case "norm": return length(of: position, from: nil, in: ranges(of: observable.place))
    case "distance":
      guard let point = point(observable.place) else { return .nan }
      return length(of: position, from: point, in: [0..<dimension])
    case "margin":
      if let found = lanes(observable)?.answers(at: position) { return found.leastMargin }
      return margins(on: observable.place, at: position).min() ?? .nan
    case "mean-margin":
      if let lanes = lanes(observable), let found = lanes.answers(at: position) {
        return found.marginSum / Double(lanes.rowCount)
      }
      let margins = margins(on: observable.place, at: position)
      return margins.isEmpty ? .nan : margins.reduce(0, +) / Double(margins.count)
    default: return .nan
    }
  }

  /// Several observables at one point: one pass over each set of examples for losses and accuracies.
  package func values(of observables: [Observable], at position: Span<Double>) -> [Double] {
    var known: [String: Evaluation] = [:]
    return observables.map { observable in
      guard ["accuracy", "loss"].contains(observable.quantity) else { return value(of: observable, at: position) }
      let found = known[observable.place] ?? evaluation(on: observable.place, at: position)
      known[observable.place] = found
      return observable.quantity == "loss" ? found.loss : found.accuracy ?? .nan
    }
  }

  /// An observable and its gradient. That of a norm at 0 and of a distance at its point, where there is none, is taken as
  /// 0; a margin's is that of the examples and classes that make it.
  package func gradient(
    of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>
  ) -> Double {
    let place = observable.place
    switch observable.quantity {
    case "loss":
      let surface = place == "train" ? surface : lookout
      return surface.gradient(at: position, rows: rows(of: place).span, stiffness: 0, into: &gradient).loss
    case "norm": return lengthGradient(of: position, from: nil, in: ranges(of: place), into: &gradient)
    case "distance":
      guard let point = point(place) else { break }
      return lengthGradient(of: position, from: point, in: [0..<dimension], into: &gradient)
    case "margin":
      let rows = rows(of: place)
      let margins = margins(on: place, at: position)
      guard let setting, let surface = setting.margins,
        let least = margins.indices.min(by: { margins[$0] < margins[$1] })
      else { break }
      return surface.meanGradient(at: position, rows: [rows[least]], into: &gradient)
    case "mean-margin":
      guard let surface = setting?.margins else { break }
      return surface.meanGradient(at: position, rows: rows(of: place), into: &gradient)
    default: break
    }
    for c in gradient.indices { gradient[c] = .nan }
    return .nan
  }

  /// The examples of a set; none of one that there is not.
  private func rows(of place: String) -> [Int32] {
    switch place {
    case "train": train
    case "test": test
    default: setting?.subsets.first { $0.name == place }?.rows ?? []
    }
  }

  private func evaluation(on place: String, at position: Span<Double>) -> Evaluation {
    let rows = rows(of: place)
    guard !rows.isEmpty else { return Evaluation(loss: .nan, correct: nil, count: 0) }
    // Accuracies where targets are codes of classes are not seen by lanes.
    if let lanes = setting?.lanes[place], lanes.hasClasses || !hasAccuracy { return lanes.evaluation(at: position) }
    return (place == "train" ? surface : lookout).evaluate(at: position, rows: rows.span)
  }

  private func margins(on place: String, at position: Span<Double>) -> [Double] {
    setting?.margins?.margins(at: position, rows: rows(of: place)) ?? []
  }

  func point(_ name: String) -> [Double]? { setting?.points.first { $0.name == name }?.position }

  private func length(of position: Span<Double>, from point: [Double]?, in ranges: [Range<Int>]) -> Double {
    var square = 0.0
    for range in ranges {
      for c in range {
        let offset = position[c] - (point?[c] ?? 0)
        square += offset * offset
      }
    }
    return square.squareRoot()
  }

  private func lengthGradient(
    of position: Span<Double>, from point: [Double]?, in ranges: [Range<Int>], into gradient: inout MutableSpan<Double>
  ) -> Double {
    let length = length(of: position, from: point, in: ranges)
    for c in gradient.indices { gradient[c] = 0 }
    guard length > 0 else { return length }
    for range in ranges { for c in range { gradient[c] = (position[c] - (point?[c] ?? 0)) / length } }
    return length
  }

  func ranges(of group: String) -> [Range<Int>] {
    layout.tensors.filter { group == Self.allWeights || $0.group == group }.map(\.range)
  }
}
