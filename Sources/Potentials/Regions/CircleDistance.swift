// SPDX-License-Identifier: GPL-3.0-or-later

extension Boundary {
  /// The signed distance from an arc of a circle.
  @inline(__always) static func distance(of x: Double, from arc: Arc, _ period: Double) -> Double {
    switch arc {
    case .from(let low, let high):
      let offset = x - (low + (high - low) / 2)
      let place = x + (nearest(offset, period) - offset)
      return place != place ? .nan : Swift.max(low - place, place - high)
    case .all: return x.isNaN ? .nan : -.infinity
    case .nothing: return x.isNaN ? .nan : .infinity
    }
  }

  /// The difference to the nearest image. Places on the first turn need no division, which would be slow in a hot loop.
  @inline(__always) static func nearest(_ difference: Double, _ period: Double) -> Double {
    let half = period / 2
    let below = difference > half ? difference - period : difference
    let near = below < -half ? below + period : below
    return abs(near) > half ? near - period * (near / period).rounded() : near
  }
}
