// SPDX-License-Identifier: GPL-3.0-or-later

/// A function on a rectangular grid, as figures want it.
package struct GridMap: Sendable, Equatable {
  /// The coordinates of the cell centers along each axis.
  package let axes: [[Double]]
  /// The values, the first axis fastest; not a number where cells were left out.
  package let values: [Double]

  init(_ grid: EnergyGrid, _ function: [Double]) {
    axes = grid.box.indices.map { axis in
      (0..<grid.counts[axis]).map { grid.box[axis].lowerBound + (Double($0) + 0.5) * grid.widths[axis] }
    }
    values = grid.number.map { $0 < 0 ? .nan : function[Int($0)] }
  }
}
