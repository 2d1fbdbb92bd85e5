// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// Where the walkers of a window start: below every well, so that channels side by side are all seen.
struct WindowStarts: Sendable {
  let minima: [[Double]]
  private let coordinate: any CollectiveCoordinate
  private let boundaries: [Boundary]

  private static let descents = 300
  /// Initial positions that are tried where no well is known.
  private static let initialPoints: UInt32 = 4
  /// The smallest part of the way to a window that is tried.
  private static let leastPart = 1e-3

  init(_ potential: any Potential, coordinate: any CollectiveCoordinate, minima: [[Double]]) {
    self.coordinate = coordinate
    boundaries = potential.boundaries
    if !minima.isEmpty {
      self.minima = minima
    } else if let initialized = potential as? any InitializedPotential {
      self.minima = (0..<Self.initialPoints).map { initialized.initialPosition(of: $0) }
    } else {
      // Without a well, the middle of where things happen.
      self.minima = [potential.window.map { ($0.lowerBound + $0.upperBound) / 2 }]
    }
  }

  /// Starting points for a biased potential: from each minimum, the nearest first, moved to the window and let down.
  ///
  /// Walkers of different channels that do not mix are found by R̂; walkers of one channel only would never be. Along what a
  /// potential tells, where no straight way leads to a window, every other point comes from the other side: from below f.
  func points(_ biased: BiasedPotential, atMost most: Int) -> [[Double]] {
    let offsets = minima.map { coordinate.difference(coordinate.value(at: $0), biased.center) }
    if !(coordinate is LinearCoordinate) {
      return minima.prefix(max(1, most / 2)).flatMap { minimum in
        let bottom = lowered(
          BiasedPotential(
            potential: biased.potential, coordinate: coordinate, center: biased.center, stiffness: 0), from: minimum)
        return [lowered(biased, from: minimum), lowered(biased, from: bottom)]
      }
    }
    let nearest = minima.indices.sorted { (abs(offsets[$0]), $0) < (abs(offsets[$1]), $1) }.prefix(most)
    return nearest.map { index in
      // A window's center may lie where f is infinite, as in a singular wall: then as far that way as f is finite.
      var part = 1.0
      while part > Self.leastPart {
        let moved = inDomain(coordinate.moved(minima[index], by: -part * offsets[index]))
        if biased.energy(at: moved).isFinite { return lowered(biased, from: moved) }
        part /= 2
      }
      return lowered(biased, from: minima[index])
    }
  }

  /// A descent of steps that grow while they help.
  private func lowered(_ potential: BiasedPotential, from start: [Double]) -> [Double] {
    var place = start
    var energy = potential.energy(at: place)
    var step = 1e-3 / max(potential.stiffness, 1e-12)
    for _ in 0..<Self.descents {
      let gradient = potential.gradient(at: place)
      let next = inDomain(zip(place, gradient).map { $0 - step * $1 })
      let height = potential.energy(at: next)
      if height < energy {
        (place, energy) = (next, height)
        step *= 1.5
      } else {
        step /= 3
      }
    }
    return place
  }

  /// The nearest point within the walls, on the first turn of the circles.
  private func inDomain(_ position: [Double]) -> [Double] {
    position.indices.map { c in
      switch boundaries[c] {
      case .free, .periodic: boundaries[c].wrapped(position[c])
      case .reflecting(let lower, let upper): min(max(position[c], lower), upper)
      }
    }
  }
}
