// SPDX-License-Identifier: GPL-3.0-or-later

extension [Boundary] {
  /// Whether a point lies within the mirrors and on the first turn of the circles.
  public func allow(_ point: [Double]) -> Bool {
    for c in indices {
      switch self[c] {
      case .free: continue
      case .periodic(let range): if !range.contains(point[c]) { return false }
      case .reflecting(let lower, let upper): if !(lower <= point[c] && point[c] <= upper) { return false }
      }
    }
    return true
  }
}
