// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Synchronization

/// The point that is asked about, as the key `at` has it. It is found once, by the first task that needs it.
final class GeometryPlace: Sendable {
  /// What the key takes, in words.
  static let words = "a well, {point: […]}, initial, {weights: FILE} or {trained: {…}}"

  private enum Source: Sendable {
    case point([Double])
    case initial
    case trained(TrainedStart)
  }

  /// A point with what its surroundings say to first order.
  struct Found: Sendable {
    var position: [Double]
    var gradient: [Double]
    /// The steps of a descent, and why it ended.
    var descent: NewtonDescent.Ending?
    /// Where Newton's method would go next.
    var step: NewtonDescent.Step

    var gradientNorm: Double { gradient.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  }

  private let source: Source
  private let descends: Bool
  private let found = Mutex<Found?>(nil)

  private init(_ source: Source, descends: Bool) { (self.source, self.descends) = (source, descends) }

  /// Reads the key; `nil` after a problem was reported.
  static func read(_ reader: Reader, of potential: any Potential, descends: Bool) -> GeometryPlace? {
    let key = MinimumGeometry.at.name
    guard let value = reader.raw(key), value != .null else {
      reader.log.report("'\(key)' is missing: \(words).", at: reader.path)
      return nil
    }
    if let name = value.asText {
      reader.resolve(key, as: value)
      return named(name, reader, potential).map { GeometryPlace($0, descends: descends) }
    }
    guard let record = value.asRecord, record.keys.count == 1 || record["weights"] != nil else {
      reader.report("\(key) is \(value.described); \(words) is expected.", at: key)
      return nil
    }
    let before = reader.log.problems.count
    let inner = reader.inner(key)
    var source: Source?
    if record["point"] != nil {
      source = point(inner, of: potential)
    } else if let network = potential as? any TrainablePotential {
      if record["weights"] != nil {
        source = network.storedPosition(inner).map { .point($0) }
      } else if record["trained"] != nil {
        let settings = inner.inner("trained")
        source = network.training(settings).map { .trained(TrainedStart($0, of: network, replicas: 1)) }
        inner.resolve("trained", as: .record(settings.resolved))
      }
    } else if record["weights"] != nil || record["trained"] != nil {
      _ = (inner.raw("weights"), inner.raw("trained"))
      reader.report(
        "\(key) is for potentials with weights, such as those of a network; say a well or a point.", at: key)
    }
    inner.finish()
    reader.resolve(key, as: .record(inner.resolved))
    guard let source, reader.log.problems.count == before else { return nil }
    return GeometryPlace(source, descends: descends)
  }

  private static func named(_ name: String, _ reader: Reader, _ potential: any Potential) -> Source? {
    let key = MinimumGeometry.at.name
    if name == "initial" {
      if potential is any InitializedPotential { return .initial }
      reader.report(StartChoice.noInitialPositions(name), at: key)
      return nil
    }
    if let objection = potential.searchObjection {
      reader.report("\(key) is '\(name)', and there are no wells: \(objection). Say \(words).", at: key)
      return nil
    }
    let wells = Landscape(of: potential).wells
    if let well = wells.first(where: { $0.name == name }) { return .point(well.minimum) }
    let near = suggestion(for: name, among: wells.map(\.name) + ["initial"])
    reader.report("there is no well '\(name)'\(near.isEmpty ? ";" : near) \(words) is expected.", at: key)
    return nil
  }

  private static func point(_ inner: Reader, of potential: any Potential) -> Source? {
    let before = inner.log.problems.count
    let shape = SettingShape.numbers(count: potential.dimension)
    let numbers = inner.read(Parameter("point", shape, default: nil, "the point")).asList?.compactMap(\.asNumber) ?? []
    guard inner.log.problems.count == before else { return nil }
    let position = potential.wrapped(numbers)
    guard potential.energy(at: position.span).isFinite else {
      inner.report("the potential is not finite there.", at: "point")
      return nil
    }
    return .point(position)
  }

  /// Finds the point, or has it from an earlier task.
  ///
  /// - Throws: what a training says where it fails, and `CancellationError` where the task is asked to stop.
  func find(of potential: any Potential, in context: TaskContext) throws -> Found {
    try found.withLock { known in
      if let known { return known }
      var position: [Double]
      switch source {
      case .point(let point): position = point
      case .initial: position = (potential as? any InitializedPotential)?.initialPosition(of: 0) ?? []
      case .trained(let start):
        try start.prepare(0..<1, in: context)
        position = try start.position(of: 0)
      }
      var ending: NewtonDescent.Ending?
      if descends {
        let end = try NewtonDescent(of: potential).run(from: position) { steps, slope in
          context.report(note: "descending: \(steps) steps, |∇f| = \(slope)")
          return context.isCancelled
        }
        try context.checkCancellation()
        (position, ending) = (end.position, end.ending)
      }
      let gradient = potential.gradient(at: position)
      let step = NewtonDescent.step(
        against: gradient, of: try HessianOperator(of: potential, at: position), radius: .infinity)
      let result = Found(position: position, gradient: gradient, descent: ending, step: step)
      known = result
      return result
    }
  }
}
