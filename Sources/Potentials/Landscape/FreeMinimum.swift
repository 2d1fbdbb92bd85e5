// SPDX-License-Identifier: GPL-3.0-or-later

/// Minima that are not isolated: rings, spheres, valley floors, plateaus.
///
/// Directions without curvature are tried: a step along one and a descent from there ends beside the minimum at the same
/// energy if the minimum is free to move that way, at the minimum if it is only soft (x⁴), and lower if it is none.
struct FreeMinimum {
  let potential: any Potential
  let budget: SearchBudget

  /// What trying the flat directions of a minimum shows.
  enum Verdict: Equatable {
    /// So many directions are free.
    case free(Int)
    /// A step aside leads lower or away.
    case noMinimum
  }

  private var reach: Double { potential.searchReach }

  /// By how much energies of one manifold may differ.
  private func tolerance(_ point: StationaryPoint) -> Double {
    let stiffest = point.eigenvalues.map { abs($0) }.max() ?? 0
    return 1e-9 * stiffest * reach * reach + 1e-12 * (1e-3 + abs(point.energy))
  }

  /// Tries the flat directions of a point whose index is zero.
  func verdict(on point: StationaryPoint) -> Verdict {
    guard point.flatDirections > 0 else { return .free(0) }
    guard point.flatDirections < point.position.count else { return onPlateau(point) }
    guard
      let modes = SymmetricEigensystem(
        potential.hessian(at: potential.wrapped(point.position)), dimension: potential.dimension)
    else { return .noMinimum }
    var count = 0
    for (mode, direction) in modes.vectors.enumerated() where point.eigenvalues[mode] == 0 {
      var isFree = false
      for side in [-1.0, 1] {
        let start = point.position.moved(side * reach, along: direction)
        guard let end = relaxed(start) else {
          if potential.energy(at: potential.wrapped(start)) < point.energy - tolerance(point) { return .noMinimum }
          continue
        }
        if end.energy < point.energy - tolerance(point) { return .noMinimum }
        let isLevel = end.energy <= point.energy + tolerance(point)
        if isLevel, potential.distance(from: end.position, to: point.position) > reach / 2 { isFree = true }
      }
      if isFree { count += 1 }
    }
    return .free(count)
  }

  /// A plateau is a well if f rises wherever it first changes on the way along an axis or a diagonal.
  private func onPlateau(_ point: StationaryPoint) -> Verdict {
    let d = potential.dimension
    var directions: [[Double]] = []
    for c in 0..<d { directions.append((0..<d).map { $0 == c ? 1 : 0 }) }
    directions.append(Array(repeating: 1, count: d))
    for direction in directions {
      for side in [-1.0, 1] {
        var way = 0.0
        while way < 60 * reach {
          way += reach / 2
          let place = point.position.moved(side * way, along: direction)
          guard potential.isInWindow(place) else { break }
          let height = potential.energy(at: potential.wrapped(place)) - point.energy
          budget.chargeEnergy(d)
          if height < -tolerance(point) { return .noMinimum }
          if height > tolerance(point) || height.isNaN { break }
        }
      }
    }
    return .free(d)
  }

  private func relaxed(_ start: [Double]) -> StationaryPoint? {
    StationaryPoint.following(index: 0, from: start, of: potential, reach: reach, budget: budget)
  }

  /// Whether a way of constant energy leads from one minimum to another: steps along the free directions towards it, each
  /// followed by a descent.
  func areConnected(_ first: StationaryPoint, _ second: StationaryPoint) -> Bool {
    let allowed = max(tolerance(first), tolerance(second))
    guard abs(first.energy - second.energy) <= allowed else { return false }
    var here = first.position
    var heading: [Double]?
    var nearest = Double.infinity
    var idle = 0
    while !budget.isSpent {
      let way = potential.displacement(from: here, to: second.position)
      if way.length <= 1.5 * reach { return true }
      if way.length < nearest - reach / 10 { (nearest, idle) = (way.length, 0) } else { idle += 1 }
      guard idle < 60, let tangent = tangent(at: here, along: way, heading) else { return false }
      heading = tangent
      let next = here.moved(min(reach, way.length), along: tangent)
      guard let end = relaxed(next), abs(end.energy - first.energy) <= allowed,
        potential.distance(from: end.position, to: here) > reach / 10
      else { return false }
      here = end.position
    }
    return false
  }

  /// The unit vector of the free directions that leads on: towards the goal or, where that is just opposite, as before.
  private func tangent(at point: [Double], along way: [Double], _ heading: [Double]?) -> [Double]? {
    budget.chargeHessian(point.count)
    guard
      let modes = SymmetricEigensystem(potential.hessian(at: potential.wrapped(point)), dimension: point.count)
    else { return nil }
    let stiffest = modes.values.map { abs($0) }.max() ?? 0
    let free = modes.vectors.indices.filter { abs(modes.values[$0]) <= 1e-6 * stiffest }.map { modes.vectors[$0] }
    guard let first = free.first else { return nil }
    func projected(_ vector: [Double]) -> [Double] {
      free.reduce(Array(repeating: 0, count: point.count)) { $0.moved($1.dot(vector), along: $1) }
    }
    var tangent = projected(way)
    if tangent.length < 0.2 * way.length {
      // Round the far side: go on, or set out along the first.
      let onward = projected(heading ?? first)
      tangent = onward.length > 0 ? onward : first
    }
    let length = tangent.length
    return tangent.map { $0 / length }
  }
}
