// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Potentials

@Suite struct ProfileTests {
  /// Points of a smooth function with three wells, unevenly spaced.
  private static let positions: [Double] = (0...40).map { (i: Int) -> Double in
    let place = 0.1 * Double(i) - 2
    return place + 0.02 * sin(7 * Double(i))
  }
  private static func energy(_ x: Double) -> Double {
    let square = x * x
    return 2 * cos(4 * x) + 0.3 * x + square * square
  }
  private static let energies: [Double] = positions.map { energy($0) }

  private static func profile(_ spline: SplineKind, _ x: [Double] = positions, _ f: [Double] = energies) throws
    -> ProfilePotential
  { try #require(ProfilePotential(positions: x, energies: f, spline: spline)) }

  @Test(arguments: SplineKind.allCases)
  func theSplineGoesThroughThePointsWithContinuousSlopes(spline: SplineKind) throws {
    let profile = try Self.profile(spline)
    for (x, f) in zip(Self.positions, Self.energies) {
      #expect(abs(profile.energy(at: [x]) - f) < 1e-12)
      let (left, right) = (profile.gradient(at: [x - 1e-9])[0], profile.gradient(at: [x + 1e-9])[0])
      #expect(abs(left - right) < 1e-5)
    }
    if spline == .cubic {
      for x in Self.positions.dropFirst().dropLast() {
        #expect(abs(profile.hessian(at: [x - 1e-9])[0] - profile.hessian(at: [x + 1e-9])[0]) < 1e-4)
      }
    }
  }

  @Test func steffenStaysBetweenItsPoints() throws {
    // A step, on which other splines overshoot.
    let x = (0..<12).map(Double.init)
    let f = x.map { $0 < 5 ? 0.0 : $0 == 5 ? 1 : 7 }
    let profile = try Self.profile(.steffen, x, f)
    let akima = try Self.profile(.cubic, x, f)
    for i in 0..<1100 {
      let energy = profile.energy(at: [Double(i) / 100])
      #expect(energy >= 0 && energy <= 7)
    }
    #expect((0..<1100).contains { akima.energy(at: [Double($0) / 100]) > 7.1 })
  }

  @Test func theCubicSplineOfASmoothFunctionOnACircleConvergesWithTheFourthPower() throws {
    func error(_ count: Int) throws -> Double {
      let x: [Double] = (0...count).map { 2 * Double.pi * Double($0) / Double(count) }
      func wave(_ x: Double) -> Double { sin(x) + 0.3 * cos(2 * x) }
      var f: [Double] = x.map { wave($0) }
      f[count] = f[0]
      let profile = try #require(
        ProfilePotential(positions: x, energies: f, spline: .cubic, isPeriodic: true))
      return (0..<997).map { (i: Int) -> Double in
        let place: Double = 2 * Double.pi * Double(i) / 997
        return abs(profile.energy(at: [place]) - wave(place))
      }.max() ?? 0
    }
    let ratio = try error(32) / error(64)
    #expect(abs(ratio - 16) < 2)
  }

  @Test(arguments: SplineKind.allCases)
  func aCircleHasNoSeam(spline: SplineKind) throws {
    // The same points, cut elsewhere: the same function at every place.
    let count = 30
    func profile(from first: Int) throws -> ProfilePotential {
      let x: [Double] = (first...(first + count)).map { 2 * Double.pi * Double($0) / Double(count) }
      let f = (first...(first + count)).map { (i: Int) -> Double in
        let phase: Double = 2 * Double.pi * Double(i % count) / Double(count)
        let low: Double = 3 * cos(2 * phase) + sin(phase)
        return low + 0.4 * cos(5 * phase)
      }
      return try #require(ProfilePotential(positions: x, energies: f, spline: spline, isPeriodic: true))
    }
    let (one, other) = (try profile(from: 0), try profile(from: 11))
    for i in 0..<500 {
      let place = 2 * Double.pi * Double(i) / 500
      #expect(abs(one.energy(at: [place]) - other.energy(at: [place])) < 1e-12)
      #expect(abs(one.gradient(at: [place])[0] - other.gradient(at: [place])[0]) < 1e-11)
    }
    #expect(one.wells.count == other.wells.count && one.saddles.count == one.wells.count)
  }

  @Test(arguments: SplineKind.allCases)
  func wellsAreNamedFromLeftToRightWithBarriersBetween(spline: SplineKind) throws {
    let profile = try Self.profile(spline)
    #expect(profile.wells.map(\.name) == ["well-1", "well-2", "well-3"].prefix(profile.wells.count).map { $0 })
    let minima = profile.wells.map { $0.minimum[0] }
    #expect(minima == minima.sorted() && minima.count == 2 || minima.count == 3)
    for (saddle, (left, right)) in zip(profile.saddles, zip(profile.wells, profile.wells.dropFirst())) {
      #expect(saddle.connects == [left.name, right.name])
      #expect(left.minimum[0] < saddle.position[0] && saddle.position[0] < right.minimum[0])
      #expect(profile.energy(at: saddle.position) > profile.energy(at: left.minimum))
      #expect(abs(profile.gradient(at: saddle.position)[0]) < 1e-9)
      #expect(profile.hessian(at: saddle.position)[0] < 0)
    }
    for well in profile.wells { #expect(profile.hessian(at: well.minimum)[0] > 0) }
  }

  @Test(arguments: SplineKind.allCases)
  func theMirroredProfileIsTheMirrorImage(spline: SplineKind) throws {
    let profile = try Self.profile(spline)
    let mirrored = try Self.profile(spline, Self.positions.reversed().map { -$0 }, Self.energies.reversed())
    for i in 0..<400 {
      let place = -1.99 + 3.9 * Double(i) / 400
      #expect(abs(profile.energy(at: [place]) - mirrored.energy(at: [-place])) < 1e-12)
      #expect(abs(profile.gradient(at: [place])[0] + mirrored.gradient(at: [-place])[0]) < 1e-10)
    }
    let (one, other) = (profile.wells.map { $0.minimum[0] }, mirrored.wells.map { -$0.minimum[0] })
    #expect(zip(one, other.reversed()).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test(arguments: SplineKind.allCases)
  func otherUnitsScaleTheFunction(spline: SplineKind) throws {
    let profile = try Self.profile(spline)
    for (length, energy) in [(10.0, 1 / 4.184), (1e-9, 1e-21), (180 / Double.pi, 96.4)] {
      let other = try Self.profile(spline, Self.positions.map { $0 * length }, Self.energies.map { $0 * energy })
      for i in 0..<300 {
        let place = -1.95 + 3.8 * Double(i) / 300
        let expected = profile.energy(at: [place]) * energy
        #expect(abs(other.energy(at: [place * length]) - expected) < 1e-12 * energy * 20)
      }
      for (one, two) in zip(profile.wells, other.wells) {
        #expect(abs(two.minimum[0] - length * one.minimum[0]) < 1e-11 * length)
      }
    }
  }

  @Test func beyondItsEndsAProfileStandsInMirrorsOrRises() throws {
    let (walled, _) = try ProfileFiles.read(ProfileFiles.columns(zip(Self.positions, Self.energies).map { [$0, $1] }))
    #expect(walled.boundaries == [.reflecting(lower: Self.positions[0], upper: Self.positions[40])])
    let (open, _) = try ProfileFiles.read(
      ProfileFiles.columns(zip(Self.positions, Self.energies).map { [$0, $1] }), ("ends", .text("extrapolate")))
    #expect(open.boundaries == [.free])
    let top = open.energy(at: [Self.positions[40]])
    #expect(open.energy(at: [Self.positions[40] + 1]) > top && open.energy(at: [Self.positions[40] + 2]) > top)
    #expect(abs(open.energy(at: [Self.positions[40] + 1e-9]) - top) < 1e-6)
  }

  @Test func theCurvatureAtAKnotMakesGaussianIntegralsRight() throws {
    // Steffen's spline has a minimum at its lowest point, with another curvature on either side.
    let x = (0..<9).map(Double.init)
    let f: [Double] = [9, 5, 3, 1, 0, 4, 9, 15, 22]
    let profile = try Self.profile(.steffen, x, f)
    let well = try #require(profile.wells.first)
    #expect(well.minimum == [4])
    let curvature = profile.hessian(at: [4])[0]
    let theta = 1e-6
    let softest = min(profile.hessian(at: [4 - 1e-9])[0], profile.hessian(at: [4 + 1e-9])[0])
    let reach: Double = 8 * (theta / softest).squareRoot()
    let count = 40000
    var sum = 0.0
    for i in 0...count {
      let place: Double = 4 + reach * (2 * Double(i) / Double(count) - 1)
      sum += exp(-profile.energy(at: [place]) / theta) * 2 * reach / Double(count)
    }
    #expect(abs(sum / (2 * Double.pi * theta / curvature).squareRoot() - 1) < 3e-3)
  }

  @Test func aShiftedPointMovesTheFunctionThere() throws {
    let x = Self.positions
    let profile = try #require(
      ProfilePotential(
        positions: x, energies: Self.energies, standardErrors: x.map { _ in 0.1 }, spline: .akima))
    let shifted = profile.shifted(7, by: 0.25)
    #expect(abs(shifted.energy(at: [x[7]]) - profile.energy(at: [x[7]]) - 0.25) < 1e-12)
    #expect(shifted.energy(at: [x[20]]) == profile.energy(at: [x[20]]))
  }
}
