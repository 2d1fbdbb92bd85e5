// SPDX-License-Identifier: GPL-3.0-or-later

extension EnergyGrid {
  /// The cells around a point with the weights of Lagrange's interpolation: cubic on the line, bilinear in the plane.
  ///
  /// - Returns: the nearest cell alone if another one was left out; `nil` if that was left out as well.
  func stencil(at point: [Double]) -> [(cell: Int, weight: Double)]? {
    let reach = box.count == 1 ? 2 : 1
    var stencil: [(cell: Int, weight: Double)] = [(0, 1)]
    var stride = 1
    for axis in box.indices {
      let share = (point[axis] - box[axis].lowerBound) / widths[axis] - 0.5
      let count = counts[axis]
      var base = Int(share.rounded(.down)) - reach + 1
      if !isPeriodic[axis] { base = min(max(base, 0), count - 2 * reach) }
      let nodes = (0..<(2 * reach)).map { Double(base + $0) }
      var next: [(cell: Int, weight: Double)] = []
      for (index, node) in nodes.enumerated() {
        let weight = nodes.filter { $0 != node }.reduce(1) { $0 * (share - $1) / (node - $1) }
        let coordinate = ((base + index) % count + count) % count
        next += stencil.map { ($0.cell + coordinate * stride, $0.weight * weight) }
      }
      stencil = next
      stride *= count
    }
    let kept = stencil.filter { $0.weight != 0 }.map { (cell: Int(number[$0.cell]), weight: $0.weight) }
    if kept.allSatisfy({ $0.cell >= 0 }) { return kept }
    return cell(at: point).map { [(cell: $0, weight: 1)] }
  }

  /// A function of the cells at a point between their centers; `nil` outside of the grid.
  func interpolated(_ values: [Double], at point: [Double]) -> Double? {
    stencil(at: point).map { $0.reduce(0) { $0 + $1.weight * values[$1.cell] } }
  }
}
