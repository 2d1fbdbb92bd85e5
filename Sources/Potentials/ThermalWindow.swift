// SPDX-License-Identifier: GPL-3.0-or-later

extension Potential {
  /// The window, enlarged until the energy on its free faces is high, and cut where an axis ends.
  ///
  /// Integrals of e^{−βf} over it differ from those over all of space by about e^{−β·(height)}. A face counts as high
  /// when all points of a grid on it are. Axes with walls or circles end there.
  ///
  /// - Parameters:
  ///   - height: the energy that the free faces shall exceed, absolute as f itself.
  ///   - region: where it matters; what lies outside counts as high.
  /// - Returns: one range an axis; `nil` if an axis is free and the energy does not rise, so that nothing confines.
  public func window(above height: Double, within region: Region? = nil) -> [ClosedRange<Double>]? {
    var box = window
    let limits = boundaries
    for axis in 0..<dimension {
      switch limits[axis] {
      case .free: break
      case .periodic(let range): box[axis] = range
      case .reflecting(let lower, let upper):
        let low = lower.isFinite ? lower : min(box[axis].lowerBound, upper - 1)
        box[axis] = low...(upper.isFinite ? upper : max(box[axis].upperBound, low + 1))
      }
    }
    // Each pass moves the low faces outwards by a quarter of the width; forty passes are a factor of 7000.
    for _ in 0..<40 {
      var isEnclosed = true
      for axis in 0..<dimension {
        let (lowerIsFree, upperIsFree) = freeEnds(limits[axis])
        let margin = (box[axis].upperBound - box[axis].lowerBound) / 4
        if lowerIsFree, lowestEnergy(onFace: box[axis].lowerBound, of: axis, in: box, within: region) < height {
          box[axis] = (box[axis].lowerBound - margin)...box[axis].upperBound
          isEnclosed = false
        }
        if upperIsFree, lowestEnergy(onFace: box[axis].upperBound, of: axis, in: box, within: region) < height {
          box[axis] = box[axis].lowerBound...(box[axis].upperBound + margin)
          isEnclosed = false
        }
      }
      if isEnclosed { return box }
    }
    return nil
  }

  private func freeEnds(_ boundary: Boundary) -> (lower: Bool, upper: Bool) {
    switch boundary {
    case .free: (true, true)
    case .periodic: (false, false)
    case .reflecting(let lower, let upper): (!lower.isFinite, !upper.isFinite)
    }
  }

  /// The lowest energy on a grid over a face of a box, at most a few thousand points.
  private func lowestEnergy(onFace value: Double, of axis: Int, in box: [ClosedRange<Double>], within region: Region?)
    -> Double
  {
    let perAxis = dimension <= 2 ? 65 : dimension == 3 ? 33 : 5
    let others = box.indices.filter { $0 != axis }.prefix(4)
    var position = box.map { ($0.lowerBound + $0.upperBound) / 2 }
    position[axis] = value
    var lowest = Double.infinity
    let total = others.reduce(1) { count, _ in count * perAxis }
    for index in 0..<total {
      var rest = index
      for other in others {
        let share = Double(rest % perAxis) / Double(perAxis - 1)
        position[other] = box[other].lowerBound + share * (box[other].upperBound - box[other].lowerBound)
        rest /= perAxis
      }
      if let region, !region.contains(position, in: self) { continue }
      lowest = min(lowest, energy(at: position.span))
    }
    return lowest
  }
}
