// SPDX-License-Identifier: GPL-3.0-or-later

/// The layouts of names that are in use.
///
///     bits  31 … 28 | 27 … 14           | 13 … 0
///           0       | 2·point + halving                     one run per point and time step
///           method  | 2·point + halving | repetition        repetitions of a rare-event method, method ≥ 1
///           8       | 2·point + halving                     replicas that exchange temperatures
///
///     bits  31 … 10 | 9, 8              | 7 … 0
///           point   | drawing           | part              samples of an equilibrium
///
/// Two layouts of one experiment differ in the highest bits: an escape rate has runs and repetitions, a comparison of
/// schedules has runs and replicas, an equilibrium only its own.
extension StreamTask {
  /// A point of the sweep, where nothing else is numbered.
  ///
  /// - Throws: `StreamOverflow` beyond 2³² points.
  public static func point(_ point: Int) throws(StreamOverflow) -> StreamTask {
    try StreamTask(packing: [.point(point, bits: 32)])
  }

  /// The run at a point of the sweep with the time step h, or h/2ⁿ for the n-th halving: 2·point + halving.
  ///
  /// - Parameter halving: 0 or 1.
  /// - Throws: `StreamOverflow` beyond 2²⁷ points.
  public static func point(_ point: Int, halving: Int) throws(StreamOverflow) -> StreamTask {
    try StreamTask(packing: [.point(point, bits: 27), .halving(halving)])
  }

  /// The replicas of replica exchange at a point, so that none shares its noise with a walker of another schedule.
  ///
  /// - Parameter halving: 0 or 1.
  /// - Throws: `StreamOverflow` beyond 2²⁷ points.
  public static func replicaExchange(point: Int, halving: Int) throws(StreamOverflow) -> StreamTask {
    try StreamTask(packing: [.init("replica exchange", 8, bits: 4), .point(point, bits: 27), .halving(halving)])
  }

  /// A repetition of a rare-event method at a point of the sweep.
  ///
  /// - Parameters:
  ///   - method: the method's own number, 1…15.
  ///   - halving: 0 or 1.
  ///   - number: of the repetition; 0 is the run that all repetitions share, which lays levels or bins.
  /// - Throws: `StreamOverflow` beyond 8192 points or 16 383 repetitions, and for the method 0, whose names are those of
  ///   the layout without methods.
  public static func rareEvent(method: Int, point: Int, halving: Int, number: Int) throws(StreamOverflow) -> StreamTask
  {
    let kind = Field("rare-event method", method, bits: 4)
    guard method != 0 else { throw .taken(kind) }
    return try StreamTask(packing: [
      kind, .point(point, bits: 13), .halving(halving),
      .init("repetition", number, bits: 14),
    ])
  }

  /// A part of what is drawn for an equilibrium at a point of the sweep.
  ///
  /// - Parameters:
  ///   - drawing: which method it is drawn for, 0…3.
  ///   - part: of the method's work, 0…255.
  /// - Throws: `StreamOverflow` beyond 2²² points or 256 parts.
  public static func equilibrium(point: Int, drawing: Int, part: Int) throws(StreamOverflow) -> StreamTask {
    try StreamTask(packing: [
      .point(point, bits: 22), .init("drawing", drawing, bits: 2), .init("part", part, bits: 8),
    ])
  }
}

extension StreamTask.Field {
  static func point(_ value: Int, bits: Int) -> Self { Self("sweep point", value, bits: bits) }
  static func halving(_ value: Int) -> Self { Self("halving of the time step", value, bits: 1) }
}
