// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Potentials

@Suite struct RegionTests {
  private let plane = MullerBrown()

  private static let regions: [(Region, String)] = [
    (.ball(center: [-0.558, 1.441], radius: 0.1), "|x − (−0.558, 1.441)| ≤ 0.1"),
    (.halfSpace(normal: [3, -4], offset: 5), "3·x₁ − 4·x₂ ≥ 5"),
    (.halfSpace(normal: [0, -2], offset: 1), "x₂ ≤ −0.5"),
    (.box(lower: [-1, -.infinity], upper: [1, 0.5]), "−1 ≤ x₁ ≤ 1 and x₂ ≤ 0.5"),
    (.energyBelow(-100), "f(x) ≤ −100"),
    (.not(.ball(center: [0, 0], radius: 2)), "not (|x| ≤ 2)"),
    (
      .all([.halfSpace(normal: [1, 0], offset: 0), .any([.energyBelow(3), .halfSpace(normal: [1, 1], offset: 0)])]),
      "x₁ ≥ 0 and (f(x) ≤ 3 or x₁ + x₂ ≥ 0)"
    ),
  ]

  @Test(arguments: regions)
  func aRegionReadsBackFromWhatItWrites(region: Region, mathematics: String) throws {
    let log = ProblemLog()
    let reader = RegionReader(wells: plane.wells, dimension: 2, part: .region, log: log)
    #expect(reader.read(region.value, at: .root) == region)
    try log.check()
    #expect(region.description == mathematics)
  }

  @Test func oneDimensionIsWrittenWithoutIndices() {
    #expect(Region.above(1).description == "x ≥ 1")
    #expect(Region.below(-1).description == "x ≤ −1")
    #expect(Region.interval(-1, 2).description == "−1 ≤ x ≤ 2")
    #expect(Region.everywhere(1).description == "everywhere")
    #expect(Region.ball(center: [1], radius: 0.1).description == "|x − 1| ≤ 0.1")
  }

  @Test func distancesAreLengths() throws {
    let line = try DoubleWell()
    func distance(_ region: Region, _ x: [Double], _ potential: any Potential) -> Double {
      region.signedDistance(at: x, in: potential)
    }
    #expect(distance(.above(1), [0.25], line) == 0.75)
    #expect(distance(.below(1), [0.25], line) == -0.75)
    #expect(distance(.halfSpace(normal: [3, 4], offset: 10), [0, 0], plane) == 2)
    #expect(distance(.ball(center: [3, 4], radius: 2), [0, 0], plane) == 3)
    #expect(distance(.box(lower: [-1, -2], upper: [1, 2]), [0.5, 0], plane) == -0.5)
    #expect(distance(.box(lower: [-1, -2], upper: [1, 2]), [0.5, 5], plane) == 3)
    #expect(distance(.not(.above(1)), [0.25], line) == -0.75)
    #expect(distance(.all([.above(0), .below(1)]), [0.25], line) == -0.25)
    #expect(distance(.any([.below(0), .above(1)]), [0.25], line) == 0.25)
    #expect(distance(.energyBelow(0.5), [-1], line) == -Double.infinity)
    // f(x) = (x² − 1)² is ½ at x² = 1 + √½; a step of 10⁻⁶ beyond is a distance of 10⁻⁶ to first order.
    let edge = (1 + 0.5.squareRoot()).squareRoot()
    #expect(abs(distance(.energyBelow(0.5), [edge + 1e-6], line) - 1e-6) < 1e-11)
    #expect(distance(.above(1), [.nan], line).isNaN)
    #expect(distance(.all([.above(1), .below(2)]), [.nan], line).isNaN)
    #expect(distance(.box(lower: [0], upper: [1]), [.nan], line).isNaN)
  }

  @Test(arguments: regions.map(\.0))
  func aBlockOfWalkersHasTheBitsOfEachAlone(region: Region) {
    for walkers in [1, 9, 200] {
      let points = plane.points(walkers)
      let positions = (0..<2).flatMap { c in points.map { $0[c] } }
      var distances = [Double](repeating: .nan, count: walkers)
      var span = distances.mutableSpan
      region.distances(walkers: walkers, at: positions.span, in: plane, into: &span)
      for w in 0..<walkers {
        #expect(distances[w].bitPattern == region.signedDistance(at: points[w], in: plane).bitPattern)
      }
    }
  }

  @Test func aNameStandsForRegionOrCore() throws {
    let wells = try DoubleWell().wells
    let log = ProblemLog()
    let from = RegionReader(wells: wells, dimension: 1, part: .region, log: log).read(.text("left"), at: "from")
    let to = RegionReader(wells: wells, dimension: 1, part: .core, log: log).read(.text("left"), at: "to")
    try log.check()
    #expect(from == .below(0))
    #expect(to == .below(-1))
  }

  private static func mapping(_ entries: (String, Value)...) -> Value { .record(Record(entries)) }

  @Test(
    arguments: [
      (.text("lefft"), "to: unknown well 'lefft'; did you mean 'left'?"),
      (.text("top"), "to: unknown well 'top'; allowed are left, right."),
      (
        .integer(3),
        "to: this is 3; a region is the name of a well or a mapping with one of "
          + "ball, half-space, box, energy-below, not, all, any."
      ),
      (mapping(("bal", .null)), "to.bal: unknown region 'bal'; did you mean 'ball'?"),
      (
        mapping(("ball", .null), ("box", .null)),
        "to: a region has exactly one of ball, half-space, box, energy-below, not, all, any; here stands ball and box."
      ),
      (
        mapping(("ball", mapping(("center", .list([.number(1), .number(2)])), ("radius", .number(1))))),
        "to.ball.center: center has 2 coordinates; the potential has 1."
      ),
      (
        mapping(("ball", mapping(("center", .list([.number(1)])), ("radius", .number(-1))))),
        "to.ball.radius: radius is -1; it must be positive."
      ),
      (
        mapping(("ball", mapping(("centre", .list([.number(1)])), ("radius", .number(1))))),
        "to.ball: 'center' is missing: the center, one number a coordinate.\n"
          + "to.ball.centre: unknown key 'centre'; did you mean 'center'?"
      ),
      (
        mapping(("half-space", mapping(("normal", .list([.number(0)])), ("offset", .number(1))))),
        "to.half-space.normal: normal is zero; it must point into the region."
      ),
      (
        mapping(("box", mapping(("lower", .number(2)), ("upper", .number(1))))),
        "to.box.upper: upper is 1 at coordinate 1, below lower, 2."
      ),
      (mapping(("energy-below", .text("low"))), "to.energy-below: energy-below is text 'low'; a number is expected."),
      (mapping(("any", .list([]))), "to.any: any is an empty list; a list of regions is expected."),
      (
        mapping(("not", mapping(("all", .list([.text("rigt")]))))),
        "to.not.all.0: unknown well 'rigt'; did you mean 'right'?"
      ),
    ] as [(Value, String)])
  func whatIsWrongIsNamed(value: Value, message: String) throws {
    let log = ProblemLog()
    let wells = try DoubleWell().wells
    let region = RegionReader(wells: wells, dimension: 1, part: .core, log: log).read(value, at: "to")
    #expect(region == nil)
    #expect(Problems(log.problems).description == message)
  }
}
