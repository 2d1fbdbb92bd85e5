// SPDX-License-Identifier: GPL-3.0-or-later
public import Potentials
public import Statistics

extension FokkerPlanck {
  /// The mean first-passage time from a start to a target; its inverse is this method's escape rate.
  ///
  /// - Parameters:
  ///   - start: a point outside the target, or the Gibbs law of a region; its part inside the target has the time zero.
  ///   - target: any region that holds a few cells.
  /// - Returns: τ with its accuracy.
  /// - Throws: `NotApplicable` if the start lies inside the target, the target is smaller than a cell, or nothing confines.
  public func meanFirstPassage(from start: StartLaw, to target: Region) throws(NotApplicable) -> Estimate {
    let outside = try meanFirstPassageFromOutside(start, to: target)
    let inside = try startsInside(start, target)
    guard inside.value > 0 else { return outside }
    let left = 1 - inside.value
    let error = (inside.accuracy ?? 0) * inside.value / left
    return .exact(outside.value * left, accuracy: (outside.accuracy ?? 0) + error)
  }

  /// The mean over the starts outside of the target.
  private func meanFirstPassageFromOutside(
    _ start: StartLaw, to target: Region
  ) throws(NotApplicable) -> Estimate {
    let grids: [EnergyGrid]
    switch start {
    case .point(let point):
      guard !target.contains(point, in: potential) else {
        throw NotApplicable("the start \(point) lies inside the target")
      }
      grids = try self.grids(connecting: [target], and: [point], absorbing: target)
    case .gibbs(let region): grids = try self.grids(connecting: [target, region], absorbing: target)
    }
    var values: [Double] = []
    for grid in grids { values.append(try Self.meanFirstPassage(from: start, to: target, on: grid)) }
    return Self.extrapolated(values)
  }

  private static func meanFirstPassage(from start: StartLaw, to target: Region, on grid: EnergyGrid)
    throws(NotApplicable) -> Double
  {
    let regions = try GridRegions([target], on: grid)
    let times = try MetastableSolver(grid, absorbing: regions)
      .solve(source: [Double](repeating: 1, count: grid.place.count))

    switch start {
    case .point(let point):
      guard let time = grid.interpolated(times, at: point) else {
        throw NotApplicable("the start \(point) lies outside of the grid")
      }
      return time
    case .gibbs(let region):
      let inside = GridRegions.coverage(of: region, on: grid)
      let lost = GridRegions.coverage(of: .all([region, target]), on: grid)
      var weight = 0.0
      var sum = 0.0
      for cell in times.indices {
        let part = (inside[cell] - lost[cell]) * grid.root[cell] * grid.root[cell]
        weight += part
        sum += part * times[cell]
      }
      guard weight > 0 else { throw NotApplicable("the start lies inside the target or is smaller than a cell") }
      return sum / weight
    }
  }
}
