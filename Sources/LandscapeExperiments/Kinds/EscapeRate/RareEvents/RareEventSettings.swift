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
    let from = places.representative(of: home, near: start.minimum)
    let to = places.representative(of: target, near: nil)
    // Of regions that take an observation no point may be known before walkers run.
    if (from == nil && !home.isObserved) || (to == nil && !target.isObserved) {
      reader.report("no point of the region is found.", at: "home")
      return nil
    }
    let descends = from.flatMap { from in to.map { $0[0] < from[0] } } ?? false
    guard
      let score = ScoreChoice.read(
        reader, potential: potential, places: places, target: target,
        standard: .standard(potential, home: home, target: target, descends: descends, reader))
    else { return nil }
    if reader.raw("home") ?? .null == .null, let region = start.region, region == home, region.isObserved,
      !home.observables.contains(where: (score.observables ?? target.observables).contains)
    {
      reader.log.report(
        "'home' is missing: 'from', \(region), says nothing of the score, so that walkers may never leave it on their way; "
          + "say where they are back, for instance {loss: {on: test, at-least: 3}}.", at: reader.path)
    }
    if let overlap = places.overlap(of: home, with: target, trying: [from, to].compactMap { $0 }) {
      reader.report(
        "home, \(home), overlaps 'to', \(target): (\(overlap.map(\.brief).joined(separator: ", "))) lies in both.",
        at: "home")
    } else if let from, let to {
      Self.checkRise(of: score, from: from, to: to, in: potential, reader)
    }
    self.home = home
    self.score = score
    guard reader.log.problems.count == before else { return nil }
  }

  /// Refuses a score that does not rise from home to the target.
  private static func checkRise(
    of score: ScoreChoice, from: [Double], to: [Double], in potential: any Potential, _ reader: Reader
  ) {
    guard let low = score.value(at: from, in: potential), let high = score.value(at: to, in: potential), !(low < high)
    else { return }
    var message =
      "the score is \(low.brief) at home, (\(from.map(\.brief).joined(separator: ", "))), and \(high.brief) at the target, "
      + "(\(to.map(\.brief).joined(separator: ", "))); it must rise from home to the target"
    switch score {
    case .coordinate(let own) where high < low:
      message += ": {coordinate: \(own.index), sign: \(own.sign > 0 ? -1 : 1)} does."
    case .observable(let own, _) where high < low: message += ": sign: \(own.sign > 0 ? -1 : 1) does."
    default: message += "."
    }
    reader.report(message, at: "score")
  }

  private static func home(
    _ reader: Reader, _ places: RegionPlaces, _ start: Start, _ target: Region
  ) -> Region? {
    if let value = reader.raw("home"), value != .null {
      reader.resolve("home", as: value)
      return RegionReader(of: places.potential, wells: places.landscape.wells, part: .core, log: reader.log)
        .read(value, at: reader.path.appending("home"))
    }
    let region: Region
    if !start.isNamedWell, case .ball? = start.region, let own = start.region {
      region = own
    } else if let well = start.well {
      region = well.core
    } else if let own = start.region, own.isObserved {
      // A walker at the target is there, whatever 'from' says of it.
      region = own
    } else if let minimum = start.minimum {
      region = .ball(center: minimum, radius: Well.coreRadius)
    } else {
      reader.log.report(
        "'home' is missing: the region where walkers are back, for instance {loss: {on: test, at-least: 3}}.",
        at: reader.path)
      return nil
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
    guard potential.isSearchable else { return nil }
    return windowPoints.filter { region.contains($0, in: potential) }
      .min { potential.energy(at: $0) < potential.energy(at: $1) }
  }

  /// A point that lies in two regions, if one is found.
  func overlap(of first: Region, with second: Region, trying points: [[Double]]) -> [Double]? {
    (points + (potential.isSearchable ? windowPoints : [])).first {
      first.contains($0, in: potential) && second.contains($0, in: potential)
    }
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
