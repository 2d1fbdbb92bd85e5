// SPDX-License-Identifier: GPL-3.0-or-later

/// The state of many walkers: names, positions, and what their integrator remembers.
///
/// Coordinate-major: coordinate c of walker w of n is element `c * n + w`.
public struct Walkers: Sendable, Equatable, Codable {
  /// The number of coordinates d.
  public let dimension: Int
  /// The walkers' names, which name their noise.
  public internal(set) var identifiers: [UInt32]
  /// d × n coordinates.
  public internal(set) var positions: [Double]
  /// One vector of d × n numbers for each entry of the integrator’s memory, one after the other.
  package internal(set) var memory: [Double]

  /// How many there are.
  public var count: Int { identifiers.count }

  /// Coordinate c of the walker with index w.
  public func position(_ coordinate: Int, of walker: Int) -> Double { positions[coordinate * count + walker] }

  /// All coordinates of the walker with index w.
  public func position(of walker: Int) -> [Double] {
    (0..<dimension).map { positions[$0 * count + walker] }
  }

  /// Coordinate-major positions of so many walkers that all stand at one point.
  public static func standing(at point: [Double], count: Int) -> [Double] {
    point.flatMap { Array(repeating: $0, count: count) }
  }
}

extension Walkers {
  /// What the integrator remembers: entry `index` of its memory, of a walker and coordinate.
  package func memory(_ index: Int, _ coordinate: Int, of walker: Int) -> Double {
    memory[(index * dimension + coordinate) * count + walker]
  }
}
