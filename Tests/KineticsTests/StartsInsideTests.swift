// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// f = (x² − 1)² + tilt·x + ½·stiffness·y².
private struct QuarticPlane: Potential {
  var line: QuarticWell
  var stiffness = 4.0
  var dimension: Int { 2 }
  var window: [ClosedRange<Double>] { [-2...2, -2...2] }

  func energy(at position: Span<Double>) -> Double {
    line.energy(at: [position[0]]) + stiffness / 2 * position[1] * position[1]
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    gradient[0] = line.gradient(at: [position[0]])[0]
    gradient[1] = stiffness * position[1]
  }
}

/// Starts by the Gibbs law that reach into the target: what begins there has arrived, with the time zero.
@Suite struct StartsInsideTests {
  /// ∫ over the start by the trapezoidal rule: the weights of all and of those inside, and the mean over those outside.
  private func shares(
    _ line: QuarticWell, _ theta: Double, start: ClosedRange<Double>, target: Region
  ) throws -> (inside: Double, mean: Double) {
    let passage = try ExactPassage(potential: line, temperature: theta)
    var (all, inside, sum) = (0.0, 0.0, 0.0)
    let count = 400
    for index in 0..<count {
      let x = start.lowerBound + (start.upperBound - start.lowerBound) * (Double(index) + 0.5) / Double(count)
      let weight = exp(-line.energy(at: [x]) / theta)
      all += weight
      if target.contains([x], in: line) {
        inside += weight
      } else {
        sum += weight * (try passage.moments(from: .point([x]), to: target).mean.value)
      }
    }
    return (inside / all, sum / all)
  }

  @Test(arguments: [
    (ClosedRange(uncheckedBounds: (-2.5, 0.5)), Region.above(0.3)), (-2.5...0, .above(-0.9)),
    (-2.5...0, .interval(-1.05, -0.95)), (-1.5...1.5, .interval(0.8, 1.4)),
  ])
  func quadratureCountsAll(start: ClosedRange<Double>, target: Region) throws {
    let (line, theta) = (QuarticWell(tilt: 0.2), 0.3)
    let moments = try ExactPassage(potential: line, temperature: theta).moments(
      from: .gibbs(.interval(start.lowerBound, start.upperBound)), to: target)
    let wanted = try shares(line, theta, start: start, target: target)
    #expect(agree(moments.startsInside, wanted.inside, relative: 0.01))
    #expect(agree(moments.mean.value, wanted.mean, relative: 0.02))
    #expect((moments.mean.accuracy ?? 1) < 1e-9)
  }

  /// Quadrature, the grid on the line and in the plane, and walkers give one number.
  @Test(arguments: [(0.5, 0.3), (0, -0.9)])
  func everyMethodHasOneDefinition(edge: Double, begin: Double) throws {
    let (line, theta) = (QuarticWell(), 0.3)
    let exact = try ExactPassage(potential: line, temperature: theta).moments(
      from: .gibbs(.below(edge)), to: .above(begin))
    let grid = try FokkerPlanck(potential: line, temperature: theta)
    let time = try grid.meanFirstPassage(from: .gibbs(.below(edge)), to: .above(begin))
    #expect(agree(time.value, exact.mean.value, relative: time.accuracy ?? 0), "\(time)")
    let share = try grid.startsInside(.gibbs(.below(edge)), .above(begin))
    #expect(agree(share.value, exact.startsInside, relative: share.accuracy ?? 0), "\(share)")

    let plane = try FokkerPlanck(potential: QuarticPlane(line: line), temperature: theta)
    let left = Region.halfSpace(normal: [-1, 0], offset: -edge)
    let right = Region.halfSpace(normal: [1, 0], offset: begin)
    let flat = try plane.meanFirstPassage(from: .gibbs(left), to: right)
    #expect(agree(flat.value, exact.mean.value, relative: max(flat.accuracy ?? 0, 1e-7)), "\(flat)")

    let problem = FirstPassageProblem(
      potential: line, integrator: EulerMaruyama(), timeStep: 0.001, schedule: ConstantTemperature(theta),
      target: .above(begin), timeLimit: 1e4, seed: 4)
    let result = try problem.passages(from: .gibbs(.below(edge)), walkers: 6000)
    let simulated = try #require(mean(of: result.times))
    expectZ(simulated.value, exact.mean.value, standardError: simulated.standardError)
  }

  /// Without a part in common nothing changes, and the start may border on the target.
  @Test func startsOutsideHaveNoShareInside() throws {
    let line = QuarticWell()
    let exact = try ExactPassage(potential: line, temperature: 0.2)
    #expect(try exact.moments(from: .gibbs(.below(0)), to: .above(0.9)).startsInside == 0)
    #expect(try exact.moments(from: .gibbs(.below(0)), to: .above(0)).startsInside == 0)
    let grid = try FokkerPlanck(potential: line, temperature: 0.2)
    #expect(try grid.startsInside(.gibbs(.below(0)), .above(0.9)).value == 0)
    #expect(try grid.startsInside(.point([0]), .above(0.9)).value == 0)
  }

  /// A start all of which lies inside is no passage.
  @Test func aStartInsideIsAReason() throws {
    let exact = try ExactPassage(potential: QuarticWell(), temperature: 0.2)
    #expect(throws: NotApplicable.self) { try exact.moments(from: .gibbs(.interval(1, 1.2)), to: .above(0.9)) }
    let grid = try FokkerPlanck(potential: QuarticWell(), temperature: 0.2)
    #expect(throws: NotApplicable.self) { try grid.meanFirstPassage(from: .gibbs(.interval(1, 1.2)), to: .above(0.9)) }
  }
}
