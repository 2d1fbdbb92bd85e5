// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// Walls ½k(x)|y|² about an axis of no energy at all but for far walls, telling x: S(x) is known, and with it a bottleneck.
private struct Bottleneck: ObservablePotential {
  /// How much stiffer the walls are in the middle.
  var squeeze: Double
  let dimension = 6

  static let along = Observable("place", on: "axis", hasGradient: true)

  var window: [ClosedRange<Double>] { Array(repeating: -2...2, count: dimension) }
  var isSearchable: Bool { false }
  var observables: [Observable] { [Self.along] }

  func stiffness(_ x: Double) -> Double { 1 + squeeze * exp(-4 * x * x) }

  func energy(at position: Span<Double>) -> Double {
    let x = position[0]
    return x * x * x * x * x * x / 6 + stiffness(x) / 2 * square(position)
  }

  private func square(_ position: Span<Double>) -> Double {
    (1..<dimension).reduce(0) { $0 + position[$1] * position[$1] }
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let x = position[0]
    gradient[0] = x * x * x * x * x - 4 * x * squeeze * exp(-4 * x * x) * square(position)
    for c in 1..<dimension { gradient[c] = stiffness(x) * position[c] }
  }

  func value(of observable: Observable, at position: Span<Double>) -> Double { position[0] }

  func gradient(of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>)
    -> Double
  {
    for c in gradient.indices { gradient[c] = c == 0 ? 1 : 0 }
    return position[0]
  }
}

struct EntropyProfileTests {
  private func profile(squeeze: Double, samples: Int = 4000) throws -> EntropyProfile {
    let potential = Bottleneck(squeeze: squeeze)
    var settings = UmbrellaSampling.Settings()
    settings.range = -1.4...1.4
    settings.samples = samples
    let sampling = try UmbrellaSampling(
      potential, temperature: 0.3, coordinate: ObservableCoordinate(Bottleneck.along, of: potential),
      settings: settings, seed: 2)
    let found = try sampling.run(regions: [("all", .everywhere(6))], seed: 2)
    return try EntropyProfile(found.samples, over: -1.4...1.4)
  }

  @Test("a bottleneck of the walls is an entropic barrier of known depth") func barrier() throws {
    let squeeze = 8.0
    let found = try profile(squeeze: squeeze)
    #expect(found.verdict == .barrier)
    #expect(abs(found.valley) < 0.2)
    // S(x) = (d − 1)/2·(1 + ln 2πθ/k(x)): relative to the first bin only k counts.
    let potential = Bottleneck(squeeze: squeeze)
    for (place, entropy) in zip(found.places, found.entropies).dropFirst() {
      let cells = 200
      let width = 2.8 / 16
      // The mean over the bin, by the density that varies within it.
      func average(_ middle: Double) -> Double {
        var (weight, energy) = (0.0, 0.0)
        for i in 0..<cells {
          let x = middle - width / 2 + width * (Double(i) + 0.5) / Double(cells)
          let own = exp(-pow(x, 6) / 6 / 0.3) * pow(potential.stiffness(x), -2.5)
          weight += own
          energy += own * (pow(x, 6) / 6 + 2.5 * 0.3)
        }
        return energy / weight / 0.3 + log(weight / Double(cells))
      }
      expectZ(
        entropy.value, average(place) - average(found.places[0]), standardError: entropy.standardError, "S(\(place))")
    }
  }

  @Test("a straight channel has none") func none() throws {
    #expect(try profile(squeeze: 0).verdict == .none)
  }

  @Test("a belly in the middle is no barrier") func belly() throws {
    #expect(try profile(squeeze: -0.8).verdict == .none)
  }

  @Test("few samples cannot tell") func few() throws {
    #expect(try profile(squeeze: 0.4, samples: 200).verdict != .barrier)
  }
}
