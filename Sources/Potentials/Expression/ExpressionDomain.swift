// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// Where a formula is no landscape: jumps, places without a value, poles.
extension ExpressionPotential {
  /// Points that are looked at, and ways between them.
  private static let probes = 2048
  /// Sizes of the window that walkers on free axes may come to.
  private static let reach = 10.0

  /// A jump within reach of the window, in words that say which function jumps where; `nil` if none was found.
  ///
  /// Forces do not see a jump: walkers would cross it as if it were not there, while every integral of e^{−βf} knows of it. A
  /// step that is multiplied by something that vanishes where it jumps is none.
  package func jump() -> String? {
    let points = Self.points(in: Self.reach(of: boundaries, window: window, times: 1.5))
    for place in singularities.jumps {
      let values = points.map { place.value(at: $0) }
      for (index, (from, to)) in zip(points, points.dropFirst()).enumerated() {
        guard values[index] * values[index + 1] < 0 else { continue }
        let way = Way(from: from, to: to)
        let part = way.signChange(of: place)
        func difference(_ distance: Double) -> Double {
          abs(energy(at: way.point(part + distance)) - energy(at: way.point(part - distance)))
        }
        let (near, far) = (difference(1e-9), difference(1e-6))
        let size = abs(energy(at: way.point(part - 1e-9)))
        // A continuous function differs a thousand times less at a thousandth of the distance.
        if near > 0.3 * far, near > 1e-9 * max(1, size) {
          return "\(place.words) jumps at \(described(way.point(part)))"
        }
      }
    }
    return nil
  }

  /// A place within the window where the formula has no value, in words; `nil` if none was found.
  package func gap() -> String? {
    let points = Self.points(in: Self.reach(of: boundaries, window: window, times: 0.5))
    for point in points where energy(at: point).isNaN { return missingValue(at: point) }
    return nil
  }

  /// A box around what walkers may come to: so many sizes of the window on both sides where an axis is free.
  static func reach(
    of boundaries: [Boundary], window: [ClosedRange<Double>], times: Double = reach
  ) -> [ClosedRange<Double>] {
    zip(boundaries, window).map { boundary, window in
      let (center, span) = (
        (window.lowerBound + window.upperBound) / 2, times * (window.upperBound - window.lowerBound)
      )
      switch boundary {
      case .free: return (center - span)...(center + span)
      case .periodic(let circle): return circle
      case .reflecting(let lower, let upper):
        let low = lower.isFinite ? lower : min(center - span, upper)
        return low...max(low, upper.isFinite ? upper : center + span)
      }
    }
  }

  /// Whether a function takes both signs in a box.
  static func changesSign(_ place: FormulaSingularities.Place, within box: [ClosedRange<Double>]) -> Bool {
    var (isPositive, isNegative) = (false, false)
    for point in points(in: box) {
      let value = place.value(at: point)
      if value > 0 { isPositive = true }
      if value < 0 { isNegative = true }
      if isPositive, isNegative { return true }
    }
    return false
  }

  /// Points that fill a box evenly: in one dimension in order, else the multiples of powers of a root of x^{d+1} = x + 1.
  private static func points(in box: [ClosedRange<Double>]) -> [[Double]] {
    if box.count == 1 {
      let span = box[0].upperBound - box[0].lowerBound
      return (0..<probes).map { [box[0].lowerBound + span * (Double($0) + 0.5) / Double(probes)] }
    }
    var root = 1.5
    for _ in 0..<60 { root = Double.power(1 + root, 1 / Double(box.count + 1)) }
    return (0..<probes).map { index in
      var part = 1.0
      return box.map { range in
        part /= root
        let turns = 0.5 + Double(index) * part
        return range.lowerBound + (range.upperBound - range.lowerBound) * (turns - turns.rounded(.down))
      }
    }
  }

  fileprivate func described(_ point: [Double]) -> String {
    zip(coordinates, point).map { "\($0) = \(rounded($1))" }.joined(separator: ", ")
  }

  private func rounded(_ value: Double) -> String {
    guard abs(value) >= 1e-12 else { return "0" }
    let unit = Double.power(10, log10(abs(value)).rounded(.down) - 2)
    return (unit < 1 ? (value / unit).rounded() / (1 / unit).rounded() : (value / unit).rounded() * unit).mathematical
  }

  fileprivate func missingValue(at point: [Double]) -> String {
    let culprit = singularities.limits.first { !$0.allows($0.value(at: point)) }
    return "\(culprit?.words ?? "f") has no value at \(described(point))"
  }
}

extension ExpressionPotential: SingularPotential {
  package var poles: [FormulaPole] {
    singularities.poles.map { FormulaPole(program: $0.program, coordinate: $0.coordinate) }
  }

  package func isPole(_ index: Int, between start: [Double], and end: [Double]) -> Bool {
    let way = Way(from: start, to: end)
    let part = way.signChange(of: singularities.poles[index])
    // Long ways are looked at as closely as those through the window.
    let spans = window.map { $0.upperBound - $0.lowerBound }
    let unit = min(1, (spans.filter(\.isFinite).max() ?? 1) / way.length)
    for side in [-1.0, 1] {
      let heights = [1e-3, 1e-6, 1e-9].map { energy(at: way.point(part + side * unit * $0)) }
      guard heights.allSatisfy(\.isFinite) else { return true }
      let (first, second) = (abs(heights[1] - heights[0]), abs(heights[2] - heights[1]))
      // Where f has a limit it comes a thousand times closer at a thousandth of the distance; at a pole it grows on.
      if second > 0.5 * first, second > 1e-9 * max(1, abs(heights[0])) { return true }
    }
    return false
  }

  package func gap(near position: [Double], within reach: Double) -> String? {
    func isMissing(_ point: [Double]) -> Bool {
      energy(at: point).isNaN || gradient(at: point).contains(where: \.isNaN)
    }
    if isMissing(position) { return missingValue(at: position) }
    for c in position.indices {
      for side in [-1.0, 1] {
        var point = position
        point[c] += side * reach
        if isMissing(point) { return missingValue(at: point) }
        for (index, pole) in singularities.poles.enumerated()
        where pole.value(at: position) * pole.value(at: point) < 0 && isPole(index, between: position, and: point) {
          let way = Way(from: position, to: point)
          return "f is infinite at \(described(way.point(way.signChange(of: pole))))"
        }
      }
    }
    return nil
  }
}

/// A straight way from one point to another.
private struct Way {
  let from: [Double]
  let to: [Double]

  func point(_ part: Double) -> [Double] { zip(from, to).map { $0 + part * ($1 - $0) } }

  var length: Double { zip(from, to).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }.squareRoot() }

  /// The part of the way after which a function has another sign, by bisection.
  func signChange(of place: FormulaSingularities.Place) -> Double {
    var (before, after) = (0.0, 1.0)
    let isPositive = place.value(at: from) > 0
    for _ in 0..<60 {
      let middle = (before + after) / 2
      if (place.value(at: point(middle)) > 0) == isPositive { before = middle } else { after = middle }
    }
    return (before + after) / 2
  }
}
