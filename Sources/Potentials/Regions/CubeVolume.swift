// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Cube {
  /// f = 0: Z is the volume of the region within the walls.
  public func exactGibbs(of region: Region, temperature: Double) -> ExactGibbs? {
    volume(of: region).map { ExactGibbs(logPartition: log($0), energy: 0) }
  }

  /// The volume of a region within the walls by geometry; `nil` where that has no formula here.
  ///
  /// Axis-parallel boxes and half-spaces, what they have in common, and balls that do not reach a wall.
  func volume(of region: Region) -> Double? {
    let sides = window
    if case .ball(let center, let radius) = region {
      guard zip(center, sides).allSatisfy({ $1.lowerBound <= $0 - radius && $0 + radius <= $1.upperBound }) else {
        return nil
      }
      let d = Double(dimension)
      return exp(d / 2 * log(.pi) - lgamma(d / 2 + 1) + d * log(radius))
    }
    guard let box = region.axisParallelBox(dimension: dimension) else { return nil }
    return zip(box, sides).reduce(1) { volume, pair in
      volume * max(0, min(pair.0.upper, pair.1.upperBound) - max(pair.0.lower, pair.1.lowerBound))
    }
  }
}

extension Region {
  /// The region as one box with sides along the axes; its ends may be infinite or out of order, where it is empty.
  fileprivate func axisParallelBox(dimension: Int) -> [(lower: Double, upper: Double)]? {
    var box = Array(repeating: (lower: -Double.infinity, upper: Double.infinity), count: dimension)
    switch self {
    case .box(let lower, let upper): return zip(lower, upper).map { (lower: $0, upper: $1) }
    case .halfSpace(let normal, let offset):
      let axes = normal.indices.filter { normal[$0] != 0 }
      guard axes.count == 1 else { return nil }
      let edge = offset / normal[axes[0]]
      if normal[axes[0]] > 0 { box[axes[0]].lower = edge } else { box[axes[0]].upper = edge }
      return box
    case .energyBelow(let energy):
      // f = 0: everything or nothing.
      return energy >= 0 ? box : box.map { (lower: $0.upper, upper: $0.lower) }
    case .all(let regions):
      for region in regions {
        guard let part = region.axisParallelBox(dimension: dimension) else { return nil }
        box = zip(box, part).map { (lower: max($0.lower, $1.lower), upper: min($0.upper, $1.upper)) }
      }
      return box
    case .ball, .observable, .not, .any: return nil
    }
  }
}
