// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// What an experiment decodes from one point of the sweep.
public protocol ExperimentPoint: Sendable {}

/// Where in the sweep a point stands.
public struct SweepPosition: Sendable, Equatable {
  /// Counted from zero, the first axis slowest.
  public var index: Int
  /// The coordinates under their dotted paths.
  public var coordinates: Record
  /// The seed of the scenario.
  public var seed: UInt64
  /// The sizes of the sweep's dimensions: one an axis of a grid, a single one for axes that are walked together.
  public var shape: [Int]

  /// A position; without a sweep the index is 0 and there are no coordinates.
  public init(index: Int = 0, coordinates: Record = Record(), seed: UInt64, shape: [Int] = []) {
    self.index = index
    self.coordinates = coordinates
    self.seed = seed
    self.shape = shape
  }
}

/// What the decoder of a point is given beside the file: where the point stands, what there is to choose from, and the
/// environment variables that stand in where the file is silent.
public struct PointContext: Sendable {
  /// Where in the sweep the point stands.
  public let position: SweepPosition
  /// The potentials, integrators, methods and kinds that can be named.
  public let laboratory: Laboratory
  /// The environment variables of the process.
  public let environment: [String: String]

  /// A context.
  public init(_ position: SweepPosition, laboratory: Laboratory, environment: [String: String] = [:]) {
    self.position = position
    self.laboratory = laboratory
    self.environment = environment
  }
}
