// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
import Training

/// Observables of a whole block of walkers, coordinate-major: of a small network through lanes, eight walkers side by side,
/// and lengths for all walkers at once. Every walker's number is, bit for bit, that of its position alone.
extension NetworkPotential {
  /// An observable of each walker.
  package func values(
    of observable: Observable, walkers: Int, at positions: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    switch observable.quantity {
    case "loss", "accuracy", "margin", "mean-margin":
      guard walkers > 1, let lanes = lanes(observable) else { break }
      let count = Double(lanes.rowCount)
      switch observable.quantity {
      case "loss": lanes.losses(walkers: walkers, at: positions, into: &values)
      case "accuracy": lanes.answers(walkers: walkers, at: positions, into: &values) { $0.right / count }
      case "margin": lanes.answers(walkers: walkers, at: positions, into: &values) { $0.leastMargin }
      default: lanes.answers(walkers: walkers, at: positions, into: &values) { $0.marginSum / count }
      }
      return
    case "norm": return lengths(walkers, positions, from: nil, in: ranges(of: observable.place), into: &values)
    case "distance":
      guard let point = point(observable.place) else { break }
      return lengths(walkers, positions, from: point, in: [0..<dimension], into: &values)
    default: break
    }
    eachAlone(observable, walkers, positions, &values)
  }

  /// The loss that observes a set through lanes: answers need classes, which only some losses have.
  func lanes(_ observable: Observable) -> DenseLoss? {
    guard let lanes = setting?.lanes[observable.place] else { return nil }
    if observable.quantity == "loss" { return lanes.hasClasses || !hasAccuracy ? lanes : nil }
    return lanes.hasClasses && (observable.quantity == "accuracy" || setting?.margins != nil) ? lanes : nil
  }

  /// Walker by walker, in room that is taken once.
  private func eachAlone(
    _ observable: Observable, _ walkers: Int, _ positions: Span<Double>, _ values: inout MutableSpan<Double>
  ) {
    guard walkers > 1 else {
      if walkers == 1 { values[0] = value(of: observable, at: positions) }
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(dimension, 1)) { point in
      for w in 0..<walkers {
        for c in 0..<dimension { point[c] = positions[c * walkers + w] }
        values[w] = value(
          of: observable, at: Span(_unsafeElements: UnsafeBufferPointer(rebasing: point[..<dimension])))
      }
    }
  }

  private func lengths(
    _ walkers: Int, _ positions: Span<Double>, from point: [Double]?, in ranges: [Range<Int>],
    into values: inout MutableSpan<Double>
  ) {
    for w in 0..<walkers { values[w] = 0 }
    for range in ranges {
      for c in range {
        let origin = point?[c] ?? 0
        for w in 0..<walkers {
          let offset = positions[c * walkers + w] - origin
          values[w] += offset * offset
        }
      }
    }
    for w in 0..<walkers { values[w] = values[w].squareRoot() }
  }
}
