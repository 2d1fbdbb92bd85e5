// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

/// Where a target begins, as seen from the bottom of a well.
struct TargetEntry {
  let potential: any Potential
  let target: Region

  /// The lowest energy at which the target is met without leaving a well; `nil` where it is not met there.
  ///
  /// The energy at the minimum where that belongs to the target. Else, on a line, the energy where a walk from the minimum
  /// uphill meets the target first; in more dimensions the least of what Newton's method finds on the target's
  /// boundary and of what the straight ways to the saddles meet. Good enough for heights that are compared in units of θ.
  ///
  /// - Parameters:
  ///   - well: its minimum and its region.
  ///   - saddles: the saddles out of it.
  func lowestEnergy(in well: Well, saddles: [Saddle]) -> Double? {
    if contains(well.minimum) { return potential.energy(at: well.minimum) }
    let found =
      potential.dimension == 1
      ? onTheLine(from: well)
      : ([onTheBoundary(near: well)] + saddles.map { onTheWay(from: well.minimum, to: $0.position) }).compactMap { $0 }
    return found.min()
  }

  private func contains(_ point: [Double]) -> Bool { target.contains(potential.wrapped(point), in: potential) }

  /// Small steps from the minimum on both sides, to the ends of the well.
  private func onTheLine(from well: Well) -> [Double] {
    let window = potential.window[0]
    let step = (window.upperBound - window.lowerBound) / 8000
    return [-step, step].compactMap { step in
      var x = well.minimum[0]
      for _ in 0..<8000 {
        x += step
        guard well.region.contains(potential.wrapped([x]), in: potential) else { return nil }
        if contains([x]) { return potential.energy(at: [x]) }
      }
      return nil
    }
  }

  /// The first point of the target on a straight way, round the circles where that is shorter.
  private func onTheWay(from start: [Double], to end: [Double]) -> Double? {
    let stations = 200
    let way = potential.displacement(from: start, to: end)
    for index in 1...stations {
      let share = Double(index) / Double(stations)
      let point = zip(start, way).map { $0 + share * $1 }
      if contains(point) { return potential.energy(at: point) }
    }
    return nil
  }

  /// The minimum of f on the boundary, by Newton's method with the constraint that the signed distance vanishes.
  private func onTheBoundary(near well: Well) -> Double? {
    let scale = potential.window.reduce(Double.infinity) { min($0, $1.upperBound - $1.lowerBound) }
    var point = well.minimum
    var lowest: Double?
    for _ in 0..<60 {
      let distance = target.signedDistance(at: point, in: potential)
      guard distance.isFinite else { break }
      if abs(distance) <= 1e-6 * scale || distance < 0 {
        guard well.region.contains(potential.wrapped(point), in: potential) else { break }
        lowest = min(lowest ?? .infinity, potential.energy(at: point))
      }
      let normal = point.indices.map { axis in
        var (after, before) = (point, point)
        after[axis] += 1e-6 * scale
        before[axis] -= 1e-6 * scale
        return (target.signedDistance(at: after, in: potential) - target.signedDistance(at: before, in: potential))
          / (2e-6 * scale)
      }
      guard normal.allSatisfy(\.isFinite), let spectrum = HessianSpectrum(of: potential, at: point) else { break }
      let floor = max(spectrum.stiffness * 1e-6, .leastNormalMagnitude)
      /// H⁻¹v with all curvatures taken as positive.
      func solved(_ vector: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: point.count)
        for (curvature, direction) in zip(spectrum.eigenvalues, spectrum.directions) {
          let part = zip(vector, direction).reduce(0) { $0 + $1.0 * $1.1 } / max(abs(curvature), floor)
          for axis in result.indices { result[axis] += part * direction[axis] }
        }
        return result
      }
      let downhill = solved(potential.gradient(at: point))
      let outward = solved(normal)
      let norm = zip(normal, outward).reduce(0) { $0 + $1.0 * $1.1 }
      guard norm > 0 else { break }
      let pull = (distance - zip(normal, downhill).reduce(0) { $0 + $1.0 * $1.1 }) / norm
      var step = zip(downhill, outward).map { -$0 - pull * $1 }
      let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > scale / 20 { step = step.map { $0 * scale / 20 / length } }
      point = zip(point, step).map { $0 + $1 }
      if length < 1e-9 * scale { break }
    }
    return lowest
  }
}
