// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Potentials

/// A catalogue entry with settings: every entry with its defaults, and with something unusual where it can be set.
struct Sample: Sendable, CustomTestStringConvertible {
  let entry: CatalogueEntry<any Potential>
  let settings: [(String, Value)]

  var testDescription: String {
    entry.name + (settings.isEmpty ? "" : " with " + settings.map { "\($0.0)=\($0.1)" }.joined(separator: ", "))
  }

  func make() throws -> any Potential {
    let log = ProblemLog()
    let reader = Reader(.record(Record(settings)), log: log)
    let values = reader.read(entry.parameters)
    reader.finish()
    try log.check()
    return try entry.make(values)
  }

  private static let unusual: [String: [[(String, Value)]]] = [
    "harmonic": [[("stiffness", .list([.number(0.3), .number(40), .number(7)]))]],
    "double-well": [[("barrier", .number(3)), ("tilt", .number(1.3))], [("tilt", .number(-1.5))]],
    "asymmetric-double-well": [[("barrier", .number(2.5)), ("right", .number(0.4))]],
    "double-well-2d": [[("barrier", .number(4)), ("stiffness", .number(0.5))]],
    "quadruple-well": [[("barrier", .number(2.5))]],
    "muller-brown": [[("ruggedness", .number(9)), ("ripples", .number(5))]],
    "entropic-double-well": [[("dimension", .integer(5)), ("barrier", .number(2)), ("widening", .number(0.7))]],
    "entropic-slide": [
      [("towards", .text("narrow")), ("dimension", .integer(3)), ("stiffness", .number(300)), ("length", .number(2))]
    ],
    "zero-risk-valley": [
      [("profile", .text("cosine")), ("dimension", .integer(4)), ("modulation", .number(0.8))],
      [("profile", .text("exponential"))],
      [("shape", .text("ring")), ("radius", .number(2))],
      [("shape", .text("ring")), ("profile", .text("cosine"))],
    ],
    "river-valley": [[("bend", .number(0)), ("narrow", .number(50)), ("opening", .number(1))]],
    "cube": [[("dimension", .integer(5)), ("constraints", .integer(2)), ("length", .number(3))]],
    "gaussian-wells": [
      [
        (
          "wells",
          .list(
            [[-1.0, 0, 0], [1, 0, 0.5], [0, 2, 0]].map {
              .record(Record([("center", .list($0.map { .number($0) })), ("width", .number(0.6))]))
            })
        )
      ]
    ],
    "profile": ["steffen", "akima", "cubic"].map { spline in
      [("file", .text(ProfileFiles.coarse ?? "")), ("spline", .text(spline))]
    },
    "expression": [
      [
        ("energy", .text("h*(x^2-1)^2 + k/2*y^2")),
        ("coordinates", .list([.text("x"), .text("y")])),
        ("parameters", .record(Record([("h", .number(1)), ("k", .number(4))]))),
      ],
      [
        ("energy", .text("cos(2*x) + a*sin(x)")),
        ("parameters", .record(Record([("a", .number(0.3))]))),
        (
          "boundaries",
          .record(
            Record([("x", .record(Record([("periodic", .list([.number(0), .number(2 * Double.pi)]))])))]))
        ),
      ],
      [
        ("energy", .text("exp(-x*y) + a*cos(z)^2 + sqrt(1 + x^2)*y^4/(2 + tanh(z)) + x^2 + log(2 + y^2)")),
        ("coordinates", .list([.text("x"), .text("y"), .text("z")])),
        ("parameters", .record(Record([("a", .number(1.5))]))),
      ],
    ],
  ]

  static let all: [Sample] = PotentialCatalogue.entries.flatMap { entry in
    (["expression", "profile"].contains(entry.name) ? [] : [Sample(entry: entry, settings: [])])
      + unusual[entry.name, default: []].map { Sample(entry: entry, settings: $0) }
  }
}

extension Potential {
  /// Points spread over the window, the same in every run (a Kronecker sequence with the roots of primes).
  func points(_ count: Int) -> [[Double]] {
    let primes = [2.0, 3, 5, 7, 11, 13, 17, 19]
    return (1...count).map { i in
      window.enumerated().map { c, range in
        let fraction = (Double(i) * primes[c].squareRoot()).truncatingRemainder(dividingBy: 1)
        return range.lowerBound + fraction * (range.upperBound - range.lowerBound)
      }
    }
  }

  /// The derivative of anything along a coordinate: central differences of sixth order, and the rounding error's size.
  func difference(_ function: ([Double]) -> Double, at x: [Double], along c: Int) -> (value: Double, noise: Double) {
    let step = 2e-4 * (window[c].upperBound - window[c].lowerBound)
    var sum = 0.0
    var size = 0.0
    for (offset, weight) in [(1.0, 45.0), (2, -9), (3, 1)] {
      for sign in [-1.0, 1] {
        let value = function(x.moved(sign * offset * step, along: (0..<dimension).map { $0 == c ? 1 : 0 }))
        sum += sign * weight * value
        size = max(size, abs(value))
      }
    }
    return (sum / (60 * step), 1e-15 * size / step)
  }
}

@Suite struct CatalogueLaws {
  @Test(arguments: Sample.all)
  func theGradientIsTheSlopeOfTheEnergy(sample: Sample) throws {
    let potential = try sample.make()
    for x in potential.points(40) {
      let gradient = potential.gradient(at: x)
      let size = gradient.length
      for c in 0..<potential.dimension {
        let (value, noise) = potential.difference({ potential.energy(at: $0) }, at: x, along: c)
        #expect(abs(gradient[c] - value) <= 1e-8 * size + 20 * noise, "∂\(c) at \(x): \(gradient[c]) against \(value)")
      }
    }
  }

  @Test(arguments: Sample.all)
  func theHessianIsTheSlopeOfTheGradientAndSymmetric(sample: Sample) throws {
    let potential = try sample.make()
    let d = potential.dimension
    for x in potential.points(40) {
      let hessian = potential.hessian(at: x)
      let size = hessian.length
      for i in 0..<d {
        for j in 0..<d {
          let (value, noise) = potential.difference({ potential.gradient(at: $0)[i] }, at: x, along: j)
          #expect(
            abs(hessian[i * d + j] - value) <= 1e-8 * size + 20 * noise,
            "∂\(i)∂\(j) at \(x): \(hessian[i * d + j]) against \(value)")
          #expect(abs(hessian[i * d + j] - hessian[j * d + i]) <= 1e-12 * size)
        }
      }
    }
  }

  @Test(arguments: Sample.all)
  func aBlockOfWalkersGivesTheBitsOfEachAlone(sample: Sample) throws {
    let potential = try sample.make()
    let d = potential.dimension
    for walkers in [1, 7, 8, 19, 131] {
      let points = potential.points(walkers)
      let positions = (0..<d).flatMap { c in points.map { $0[c] } }
      var gradients = [Double](repeating: .nan, count: d * walkers)
      var energies = [Double](repeating: .nan, count: walkers)
      var gradientSpan = gradients.mutableSpan
      potential.gradients(walkers: walkers, at: positions.span, into: &gradientSpan)
      var energySpan = energies.mutableSpan
      potential.energies(walkers: walkers, at: positions.span, into: &energySpan)
      for w in 0..<walkers {
        #expect(
          (0..<d).map { gradients[$0 * walkers + w].bitPattern } == potential.gradient(at: points[w]).map(\.bitPattern))
        #expect(energies[w].bitPattern == potential.energy(at: points[w]).bitPattern)
      }
    }
  }

  @Test(arguments: Sample.all)
  func wellsAreMinimaInsideTheirRegionsAndCores(sample: Sample) throws {
    let potential = try sample.make()
    let wells = potential.wells
    #expect(!wells.isEmpty)
    #expect(Set(wells.map(\.name)).count == wells.count)
    for well in wells {
      try expectStationary(well.minimum, in: potential, index: 0)
      #expect(well.region.contains(well.minimum, in: potential), "\(well.name) in its region")
      #expect(well.core.contains(well.minimum, in: potential), "\(well.name) in its core")
      for other in wells where other.name != well.name {
        #expect(!other.region.contains(well.minimum, in: potential), "\(well.name) in \(other.name)")
        #expect(!other.core.contains(well.minimum, in: potential), "\(well.name) in \(other.name)'s core")
      }
    }
  }

  @Test(arguments: Sample.all)
  func saddlesHaveIndexOneAndJoinTheirWells(sample: Sample) throws {
    let potential = try sample.make()
    let names = potential.wells.map(\.name)
    for saddle in potential.saddles {
      let point = try expectStationary(saddle.position, in: potential, index: 1)
      #expect(saddle.connects.allSatisfy { names.contains($0) })
      var reached: Set<String> = []
      for side in [-1.0, 1] {
        let start = saddle.position.moved(side * potential.searchReach / 10, along: point.softest)
        let bottom = StationaryPoint.following(
          index: 0, from: start, of: potential, reach: potential.searchReach / 10, steps: 2000)
        let end = try #require(bottom)
        let place = zip(end.position, potential.boundaries).map { x, boundary in
          guard case .periodic(let circle) = boundary else { return x }
          let width = circle.upperBound - circle.lowerBound
          return x - width * ((x - circle.lowerBound) / width).rounded(.down)
        }
        let well = potential.wells.first { ($0.minimum - place).length < 1e-5 }
        reached.insert(try #require(well?.name))
      }
      #expect(reached == Set(saddle.connects))
    }
  }

  @Test(arguments: Sample.all)
  func windowAndBoundariesFit(sample: Sample) throws {
    let potential = try sample.make()
    #expect(potential.window.count == potential.dimension)
    #expect(potential.boundaries.count == potential.dimension)
    for (range, boundary) in zip(potential.window, potential.boundaries) {
      switch boundary {
      case .free: break
      case .periodic(let circle):
        #expect(circle.lowerBound <= range.lowerBound && range.upperBound <= circle.upperBound)
      case .reflecting(let lower, let upper): #expect(lower <= range.lowerBound && range.upperBound <= upper)
      }
    }
    for point in potential.wells.map(\.minimum) + potential.saddles.map(\.position) {
      #expect(zip(point, potential.window).allSatisfy { $1.contains($0) }, "\(point) in the window")
    }
  }

  /// |∇f| is what rounding leaves, and the Hessian has the index; flat directions count as neither up nor down.
  @discardableResult
  private func expectStationary(_ x: [Double], in potential: any Potential, index: Int) throws -> StationaryPoint {
    let point = try #require(StationaryPoint.classified(x, of: potential))
    let stiffest = point.eigenvalues.map { abs($0) }.max() ?? 0
    #expect(potential.gradient(at: x).length <= 1e-10 * max(stiffest, 1), "slope \(potential.gradient(at: x)) at \(x)")
    #expect(point.index == index, "eigenvalues \(point.eigenvalues) at \(x)")
    return point
  }
}
