// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Kinetics
import Potentials
import Randomness
import Settings
import Statistics

/// What the methods for rare events share: where walkers are back, and how far they are on their way.
struct RareEventSettings: Sendable {
  /// Where walkers are back.
  let home: Region
  let score: ScoreChoice
  /// What a coarse grid knows of this point.
  let grid = ReactantGrid()

  static let home = Parameter(
    "home", .special("a well or a region"), default: .null,
    "where walkers are back at the start, for methods of rare events: the core of the start's well, or a region around the "
      + "starting point")

  /// Reads the keys; `nil` when a problem was reported.
  init?(_ reader: Reader, places: RegionPlaces, start: Start, target: Region) {
    let before = reader.log.problems.count
    let potential = places.potential
    guard let home = Self.home(reader, places, start, target) else { return nil }
    guard
      let from = places.representative(of: home, near: start.minimum),
      let to = places.representative(of: target, near: nil)
    else {
      reader.report("no point of the region is found.", at: "home")
      return nil
    }
    guard
      let score = ScoreChoice.read(
        reader, potential: potential, places: places, target: target,
        standard: .standard(potential, home: home, target: target, descends: to[0] < from[0], reader))
    else { return nil }
    if let overlap = places.overlap(of: home, with: target, trying: [from, to]) {
      reader.report(
        "home, \(home), overlaps 'to', \(target): (\(overlap.map(\.brief).joined(separator: ", "))) lies in both.",
        at: "home")
    } else if let low = score.value(at: from, in: potential), let high = score.value(at: to, in: potential),
      !(low < high)
    {
      var message =
        "the score is \(low.brief) at home, (\(from.map(\.brief).joined(separator: ", "))), and \(high.brief) at the target, "
        + "(\(to.map(\.brief).joined(separator: ", "))); it must rise from home to the target"
      if case .coordinate(let own) = score, high < low {
        message += ": {coordinate: \(own.index), sign: \(own.sign > 0 ? -1 : 1)} does."
      } else {
        message += "."
      }
      reader.report(message, at: "score")
    }
    self.home = home
    self.score = score
    guard reader.log.problems.count == before else { return nil }
  }

  private static func home(
    _ reader: Reader, _ places: RegionPlaces, _ start: Start, _ target: Region
  ) -> Region? {
    if let value = reader.raw("home"), value != .null {
      reader.resolve("home", as: value)
      let region = RegionReader(
        wells: places.landscape.wells, dimension: places.potential.dimension, boundaries: places.potential.boundaries,
        part: .core, log: reader.log
      ).read(value, at: reader.path.appending("home"))
      return region
    }
    let region: Region
    if !start.isNamedWell, case .ball? = start.region, let own = start.region {
      region = own
    } else if let well = start.well {
      region = well.core
    } else {
      region = .ball(center: start.minimum ?? [], radius: Well.coreRadius)
    }
    reader.resolve("home", as: region.value)
    return region
  }
}

extension RegionPlaces {
  /// Points of the window that are tried to see what a region holds.
  private static let trials = 8192

  /// A typical point of a region: a minimum in it, its center, or the lowest of many points of the window.
  func representative(of region: Region, near point: [Double]?) -> [Double]? {
    let minima = (point.map { [$0] } ?? []) + landscape.wells.map(\.minimum)
    if let inside = minima.first(where: { $0.count == potential.dimension && region.contains($0, in: potential) }) {
      return inside
    }
    switch region {
    case .ball(let center, _): return center
    case .halfSpace(let normal, let offset):
      let square = normal.reduce(0) { $0 + $1 * $1 }
      return normal.map { $0 * offset / square }
    default: break
    }
    return windowPoints.filter { region.contains($0, in: potential) }
      .min { potential.energy(at: $0) < potential.energy(at: $1) }
  }

  /// A point that lies in two regions, if one is found.
  func overlap(of first: Region, with second: Region, trying points: [[Double]]) -> [Double]? {
    (points + windowPoints).first { first.contains($0, in: potential) && second.contains($0, in: potential) }
  }

  private var windowPoints: [[Double]] {
    var stream = RandomStream(StreamName(seed: 0, task: 0, purpose: .search), walker: 0)
    return (0..<Self.trials).map { _ in
      potential.window.map { $0.lowerBound + stream.uniform() * ($0.upperBound - $0.lowerBound) }
    }
  }
}

extension Double {
  /// At most four significant digits, for messages.
  fileprivate var brief: String { NumberFormat.rounded(self, digits: 4) }
}
