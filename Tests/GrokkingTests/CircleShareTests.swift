// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport
import Testing
import Training

struct CircleShareTests {
  /// Σ r (cos(2πka/p) u + t sin(2πka/p) v) with one orthonormal pair u, v for each (k, r, t), in random directions.
  private func turns(_ p: Int, _ parts: [(frequency: Int, radius: Double, flatness: Double)], width: Int, seed: UInt64)
    throws -> Representation
  {
    let frame = try frame(2 * parts.count, width: width, seed: seed)
    var values = [Double](repeating: 0.7, count: p * width)
    for (index, part) in parts.enumerated() {
      for a in 0..<p {
        let angle = 2 * .pi * Double(part.frequency * a % p) / Double(p)
        for d in 0..<width {
          let across: Double = part.flatness * sin(angle) * frame[2 * index + 1][d]
          values[a * width + d] += part.radius * (cos(angle) * frame[2 * index][d] + across)
        }
      }
    }
    return try Representation(values, symbols: p, width: width)
  }

  /// Orthonormal vectors in random directions.
  private func frame(_ count: Int, width: Int, seed: UInt64) throws -> [[Double]] {
    var generator = SplitMix(seed)
    var frame: [[Double]] = []
    while frame.count < count {
      var vector = (0..<width).map { _ in generator.normal() }
      for _ in 0..<2 {
        for other in frame {
          let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          vector = zip(vector, other).map { $0 - overlap * $1 }
        }
      }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      try #require(length > 1e-6)
      frame.append(vector.map { $0 / length })
    }
    return frame
  }

  @Test(arguments: [(7, 2), (11, 5), (12, 1), (23, 5), (113, 44)])
  func circlesAreAll(p: Int, frequency: Int) throws {
    let share = try CircleShare(of: circle(p, frequency: frequency, width: 9))
    #expect(share.keyFrequencies == [frequency])
    #expect(agree(share.value, 1, relative: 1e-12))
  }

  @Test(arguments: [(1.0, 0.5), (1, 0), (0.2, 3)])
  func ellipsesByTheirAxes(a: Double, b: Double) throws {
    let share = try CircleShare(of: circle(17, frequency: 3, width: 5, axes: (a, b)))
    #expect(agree(share.value, (a + b) * (a + b) / (2 * (a * a + b * b)), relative: 1e-12))
  }

  /// Several circles and ellipses in planes of their own: their circularities, weighted with their variances.
  @Test func severalCirclesAddUp() throws {
    let parts = [(frequency: 3, radius: 2.0, flatness: 1.0), (9, 1.5, 0.5), (14, 1, 1)]
    let share = try CircleShare(of: turns(31, parts, width: 24, seed: 5))
    #expect(share.keyFrequencies == [3, 9, 14])
    var (circular, all) = (0.0, 0.0)
    for (_, radius, flatness) in parts {
      let variance: Double = radius * radius * (1 + flatness * flatness) / 2
      let roundness: Double = (1 + flatness) * (1 + flatness) / (2 * (1 + flatness * flatness))
      circular += variance * roundness
      all += variance
    }
    #expect(agree(share.value, circular / all, relative: 1e-12))
  }

  /// A strong circle does not hide a weak one: circles alone are all of it, whatever their sizes.
  @Test(arguments: [0.5, 0.2, 0.02])
  func weakCirclesBesideStrongOnes(radius: Double) throws {
    let share = try CircleShare(of: turns(31, [(4, 1, 1), (11, radius, 1)], width: 12, seed: 9))
    #expect(share.keyFrequencies == [4, 11])
    #expect(agree(share.value, 1, relative: 1e-11))
  }

  /// The circularity in the plane of a frequency times the share of the variance that lies in that plane.
  @Test func shareOfThePlaneTimesItsCircularity() throws {
    let noise = try noise(23, 16, seed: 8)
    let circle = try circle(23, frequency: 4, width: 16, axes: (2, 1.2))
    let mixed = try Representation(zip(noise.values, circle.values).map { 0.3 * $0 + $1 }, symbols: 23, width: 16)
    let share = try CircleShare(of: mixed)
    try #require(share.keyFrequencies == [4])
    let plane = try mixed.plane(ofFrequency: 4)
    func square(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
    let expected = try square(plane.centered) / square(mixed.centered) * Circularity(ofPlane: plane).value
    #expect(agree(share.value, expected, relative: 1e-12))
  }

  /// Every frequency of an orthonormal embedding is a perfect circle, and none of them means anything.
  @Test(arguments: [11, 23, 64])
  func orthonormalSymbolsHaveNone(p: Int) throws {
    let rows = try Representation(frame(p, width: p + 9, seed: 3).flatMap { $0 }, symbols: p, width: p + 9)
    #expect(agree(try Circularity(of: rows, frequency: 3).value, 1, relative: 1e-9))
    let share = try CircleShare(of: rows)
    #expect(share.keyFrequencies.isEmpty)
    #expect(share.value == 0)
  }

  /// One spectrum of noise in a hundred may show a line; four σ above is 12 of 400.
  @Test(arguments: [(23, 32), (31, 4), (7, 3)])
  func randomSymbolsHaveNone(p: Int, width: Int) throws {
    let some = try (0..<400).count { try CircleShare(of: noise(p, width, seed: UInt64(3000 + $0))).value > 0 }
    #expect(some <= 12)
  }

  /// Symbols on a circle in another order.
  @Test func aCircleInTheWrongOrderIsNone() throws {
    let ordered = try circle(97, frequency: 1)
    var generator = SplitMix(12)
    let shuffled = (0..<97).shuffled(using: &generator).flatMap { Array(ordered.row($0)) }
    #expect(try CircleShare(of: Representation(shuffled, symbols: 97, width: 2)).value < 0.2)
  }

  /// Numbers on a line: the sawtooth has 1/sin²(πk/p) at frequency k, on a line each, and only the first stands out.
  @Test func numbersOnALineAreHalfAWave() throws {
    let p = 23
    let line = try Representation((0..<p).flatMap { [Double($0), 3 - 2 * Double($0)] }, symbols: p, width: 2)
    let powers = (1...(p / 2)).map { 1 / pow(sin(.pi * Double($0) / Double(p)), 2) }
    let share = try CircleShare(of: line)
    #expect(share.keyFrequencies == [1])
    #expect(agree(share.value, powers[0] / powers.reduce(0, +) / 2, relative: 1e-12))
  }

  /// Rotating, scaling and moving the points; renaming a ↦ ga + h, which moves frequency k to gk.
  @Test func symmetriesChangeNothing() throws {
    let (p, width) = (29, 12)
    let parts = [(frequency: 3, radius: 2.0, flatness: 0.8), (11, 1.5, 1)]
    let noise = try noise(p, width, seed: 40)
    let clean = try turns(p, parts, width: width, seed: 6)
    let values = zip(clean.values, noise.values).map { $0 + 0.2 * $1 }
    let original = try CircleShare(of: Representation(values, symbols: p, width: width))
    #expect(original.keyFrequencies == [3, 11])
    let axes = try frame(width, width: width, seed: 77)
    let turned = (0..<p).flatMap { a -> [Double] in
      axes.map { axis -> Double in
        let along: Double = (0..<width).reduce(0.0) { sum, d in sum + axis[d] * values[a * width + d] }
        return 5 - 3 * along
      }
    }
    let rotated = try CircleShare(of: Representation(turned, symbols: p, width: width))
    #expect(agree(rotated.value, original.value, relative: 1e-11))
    #expect(rotated.keyFrequencies == original.keyFrequencies)
    for (unit, shift) in [(2, 0), (5, 7), (28, 1)] {
      let renamed = (0..<p).flatMap { a -> ArraySlice<Double> in
        let old = (unit * a + shift) % p
        return values[(old * width)..<((old + 1) * width)]
      }
      let other = try CircleShare(of: Representation(renamed, symbols: p, width: width))
      #expect(agree(other.value, original.value, relative: 1e-11))
      let moved = original.keyFrequencies.map { min(unit * $0 % p, p - unit * $0 % p) }
      #expect(other.keyFrequencies == moved)
    }
  }

  @Test func nothingToStandOut() throws {
    #expect(throws: NotApplicable("no frequency stands out among those of 3 symbols")) {
      try CircleShare(of: circle(3, frequency: 1))
    }
    #expect(throws: NotApplicable("all symbols are represented alike")) {
      try CircleShare(of: Representation([Double](repeating: 0, count: 14), symbols: 7, width: 2))
    }
  }
}
