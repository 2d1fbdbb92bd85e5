// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness

/// Exact draws from e^{−βf} on the part of a region that hangs together with a point, in one dimension.
struct LineSampler: Sendable {
  private let potential: any Potential
  private let temperature: Double
  private let floor: Double
  private let boundary: Boundary
  private let lower: Double
  private let width: Double
  /// Bound of e^{−β(f − floor)} in each cell.
  private let bounds: [Double]
  /// Running sums of the bounds.
  private let sums: [Double]

  private static let cells = 4096
  /// Where f is this many temperatures above its minimum no point is drawn: e^{−40} = 4·10⁻¹⁸.
  private static let reach = 40.0
  /// A cell's bound is its largest value at five points and this much more: f is smooth over a cell.
  private static let margin = 1.05

  init(_ potential: any Potential, in region: Region, around start: Double, temperature: Double) throws(NoLocalGibbs) {
    self.potential = potential
    self.temperature = temperature
    let ends = try Self.ends(potential, region, start, temperature)
    lower = ends.lower
    width = (ends.upper - ends.lower) / Double(Self.cells)
    let (lower, width) = (lower, width)
    boundary = potential.boundaries[0]
    let boundary = boundary
    let energies = (0...4 * Self.cells).map { potential.energy(at: [boundary.wrapped(lower + Double($0) * width / 4)]) }
    let floor = energies.filter(\.isFinite).min() ?? 0
    self.floor = floor
    bounds = (0..<Self.cells).map { cell in
      let lowest = energies[(4 * cell)...(4 * cell + 4)].filter(\.isFinite).min()
      return lowest.map { Self.margin * exp((floor - $0) / temperature) } ?? 0
    }
    var sum = 0.0
    sums = bounds.map { bound in
      sum += bound
      return sum
    }
  }

  func draw(_ stream: inout RandomStream) -> Double {
    let total = sums[sums.count - 1]
    while true {
      let target = stream.uniform() * total
      let cell = sums.partitioningIndex { $0 >= target }
      let x = boundary.wrapped(lower + (Double(cell) + stream.uniform()) * width)
      if stream.uniform() * bounds[cell] < exp((floor - potential.energy(at: [x])) / temperature) { return x }
    }
  }

  /// From the point outwards until the region ends, an axis ends, or f is far above its minimum.
  private static func ends(
    _ potential: any Potential, _ region: Region, _ start: Double, _ temperature: Double
  ) throws(NoLocalGibbs) -> (lower: Double, upper: Double) {
    let window = potential.window[0]
    let span = window.upperBound - window.lowerBound
    let step = (span.isFinite && span > 0 ? span : 1) / 1000
    var axis = (lower: -Double.infinity, upper: Double.infinity)
    switch potential.boundaries[0] {
    case .free: break
    // At most one turn, on over the seam.
    case .periodic(let range): axis = (start - (range.upperBound - range.lowerBound), .infinity)
    case .reflecting(let lower, let upper): axis = (lower, upper)
    }
    let boundary = potential.boundaries[0]
    func energy(_ x: Double) -> Double { potential.energy(at: [boundary.wrapped(x)]) }
    func end(_ direction: Double) throws(NoLocalGibbs) -> Double {
      var floor = energy(start)
      var last = start
      // A hundred windows away e^{−βf} has no end.
      for _ in 0..<100_000 {
        let next = last + direction * step
        if next <= axis.lower { return axis.lower }
        if next >= axis.upper { return axis.upper }
        let height = energy(next)
        guard region.contains([next], in: potential), height.isFinite else {
          return bisect(from: last, to: next) { region.contains([$0], in: potential) && energy($0).isFinite }
        }
        floor = min(floor, height)
        if height - floor > reach * temperature { return next }
        last = next
      }
      throw NoLocalGibbs(reason: "e^(−βf) does not fall off within the region; bound the region.")
    }
    let lower = try end(-1)
    if let period = boundary.period { axis.upper = lower + period }
    return (lower, try end(1))
  }

  /// The last point that holds between one that does and one that does not.
  private static func bisect(from inside: Double, to outside: Double, _ holds: (Double) -> Bool) -> Double {
    var (inside, outside) = (inside, outside)
    for _ in 0..<60 {
      let middle = (inside + outside) / 2
      if holds(middle) { inside = middle } else { outside = middle }
    }
    return inside
  }
}

extension Array {
  /// The first index whose element and all after it satisfy a predicate; the last index if none does.
  func partitioningIndex(_ belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
