// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// A positive function of one coordinate, given at some places: a spline through the logarithms of its values.
///
/// Between places the logarithm is a cubic with Steffen's slopes (Astron. Astrophys. 239 (1990) 443): once differentiable,
/// and it overshoots nowhere, so that the function lies between its neighbors in the table. Beyond the table it stays what it is at
/// the end; round a circle the table repeats itself. It is a potential only in that it has values and gradients.
package struct MobilityTable: Potential {
  /// The number of coordinates of the landscape.
  package let dimension: Int
  /// The coordinate that it is a function of.
  package let coordinate: Int
  /// The place and the logarithm of the value at each row, and the logarithm's slope.
  private let places: [Double]
  private let logarithms: [Double]
  private let slopes: [Double]
  private let boundary: Boundary

  /// A function through the rows of a table.
  ///
  /// - Parameters:
  ///   - places: ascending or descending, two at least.
  ///   - values: positive, one a place.
  ///   - lines: the lines of the rows, for messages.
  ///   - coordinate: which coordinate of the landscape the places are of.
  ///   - boundaries: what the axes of the landscape end in.
  /// - Throws: `TableProblem` with the line where places do not ascend or values are not positive, or the table does not go
  ///   round the circle that its coordinate is.
  package init(
    places: [Double], values: [Double], lines: [Int], along coordinate: Int, boundaries: [Boundary]
  ) throws(TableProblem) {
    func problem(_ row: Int, _ message: String) -> TableProblem {
      TableProblem(line: lines[row], column: 1, message: message)
    }
    guard places.count >= 2 else {
      throw TableProblem(
        line: lines.first ?? 0, column: 1, message: "the table has \(places.count) rows; two are needed at least.")
    }
    for row in places.indices {
      guard places[row].isFinite else {
        throw problem(row, "the place is \(places[row].mathematical), no finite number.")
      }
      guard values[row] > 0, values[row].isFinite else {
        throw problem(
          row, "the value is \(values[row].mathematical) at \(places[row].mathematical); it must be positive.")
      }
    }
    let isDescending = places[1] < places[0]
    for row in places.indices.dropFirst() {
      let step = isDescending ? places[row - 1] - places[row] : places[row] - places[row - 1]
      guard step > 0 else {
        throw problem(
          row,
          step == 0
            ? "the place \(places[row].mathematical) stands twice."
            : "the place \(places[row].mathematical) comes after \(places[row - 1].mathematical); places must be in order."
        )
      }
    }
    var x = isDescending ? places.reversed() : places
    var y = (isDescending ? values.reversed() : values).map { log($0) }
    boundary = boundaries[coordinate]
    if case .periodic(let range) = boundary {
      let period = range.upperBound - range.lowerBound
      let length = x[x.count - 1] - x[0]
      guard length <= period * (1 + 1e-6), length >= period * 0.75 else {
        throw problem(
          places.count - 1,
          "the table covers \(length.mathematical) of a circle of length \(period.mathematical); it must go round once."
        )
      }
      // The last row of a table that closes is the first one again.
      if length > period * (1 - 1e-6) {
        guard abs(y[y.count - 1] - y[0]) < 1e-6 else {
          throw problem(places.count - 1, "the first and the last row are the same place and differ in their values.")
        }
        x.removeLast()
        y.removeLast()
      }
      // A row or two from the other side make the slopes those of the circle.
      let (first, last) = (Array(zip(x, y).prefix(2)), Array(zip(x, y).suffix(2)))
      x = last.map { $0.0 - period } + x + first.map { $0.0 + period }
      y = last.map(\.1) + y + first.map(\.1)
    }
    dimension = boundaries.count
    self.coordinate = coordinate
    self.places = x
    logarithms = y
    slopes = Self.slopes(x, y)
  }

  /// Steffen's slopes: those of the parabola through three neighbors, held down so that nothing overshoots.
  private static func slopes(_ x: [Double], _ y: [Double]) -> [Double] {
    let n = x.count
    let steps = (0..<n - 1).map { x[$0 + 1] - x[$0] }
    let secants = (0..<n - 1).map { (y[$0 + 1] - y[$0]) / steps[$0] }
    guard n > 2 else { return [secants[0], secants[0]] }
    func sign(_ number: Double) -> Double { number > 0 ? 1 : (number < 0 ? -1 : 0) }
    func end(_ h: Double, _ next: Double, _ s: Double, _ after: Double) -> Double {
      let p = s * (1 + h / (h + next)) - after * h / (h + next)
      if p * s <= 0 { return 0 }
      return abs(p) > 2 * abs(s) ? 2 * s : p
    }
    var result = [end(steps[0], steps[1], secants[0], secants[1])]
    for i in 1..<n - 1 {
      let (a, b) = (secants[i - 1], secants[i])
      let p = (a * steps[i] + b * steps[i - 1]) / (steps[i - 1] + steps[i])
      result.append((sign(a) + sign(b)) * min(abs(a), abs(b), abs(p) / 2))
    }
    result.append(end(steps[n - 2], steps[n - 3], secants[n - 2], secants[n - 3]))
    return result
  }

  /// The function and its derivative.
  private func value(at place: Double) -> (value: Double, slope: Double) {
    let x = boundary.wrapped(place)
    let last = places.count - 1
    if !(x > places[0]) { return (exp(logarithms[0]), 0) }
    if !(x < places[last]) { return (exp(logarithms[last]), 0) }
    var (low, high) = (0, last)
    while high - low > 1 {
      let middle = (low + high) / 2
      if places[middle] <= x { low = middle } else { high = middle }
    }
    let h = places[high] - places[low]
    let t = (x - places[low]) / h
    let secant = logarithms[high] - logarithms[low]
    let (m, n) = (slopes[low] * h, slopes[high] * h)
    let (a, b) = (3 * secant - 2 * m - n, m + n - 2 * secant)
    let value = exp(logarithms[low] + t * (m + t * (a + t * b)))
    return (value, value * (m + t * (2 * a + 3 * t * b)) / h)
  }

  package func energy(at position: Span<Double>) -> Double { value(at: position[coordinate]).value }

  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    for c in 0..<dimension { gradient[c] = 0 }
    gradient[coordinate] = value(at: position[coordinate]).slope
  }

  package func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    for w in 0..<walkers { energies[w] = value(at: positions[coordinate * walkers + w]).value }
  }

  package func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    for i in 0..<gradients.count { gradients[i] = 0 }
    for w in 0..<walkers { gradients[coordinate * walkers + w] = value(at: positions[coordinate * walkers + w]).slope }
  }

  package var window: [ClosedRange<Double>] {
    (0..<dimension).map { $0 == coordinate ? places[0]...places[places.count - 1] : 0...1 }
  }
}
