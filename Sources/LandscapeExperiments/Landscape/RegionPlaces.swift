// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Kinetics
import Potentials
import Randomness
import Settings

/// Reads `from` and `to` against the wells of a landscape and checks that they make an escape.
struct RegionPlaces {
  let potential: any Potential
  let landscape: Landscape
  let reader: Reader

  /// Where walkers start: a well, a region or a point; `nil` when a problem was reported.
  func start(_ value: Value, law: String) -> Start? {
    start(value, as: law == "minimum" ? .minimum : law == Start.arrival ? .arrival : .gibbs)
  }

  /// Where walkers start, by the keys `from` and `start`; `nil` when a problem was reported.
  ///
  /// - Parameter value: what stands under `from`; it may be missing where `start` says it all.
  func start(_ value: Value?, as choice: StartChoice) -> Start? {
    guard choice.needsRegion, let value else { return start(as: choice, in: value) }
    if let point = value.asRecord?["point"] { return start(at: point, value) }
    guard let region = region(value, key: "from", as: .region) else { return nil }
    if case .arrival = choice { return arrival(in: region) }
    guard !region.isObserved else {
      reader.report(
        "a region that takes an observation has no Gibbs law and no minimum; say start: \(Start.arrival).",
        at: "from")
      return nil
    }
    let named = value.asText.flatMap { name in landscape.wells.first { $0.name == name } }
    let well = named ?? deepestWell(in: region)
    guard case .minimum = choice else {
      let start = Start(law: .gibbs(region), region: region, well: well, isNamedWell: named != nil)
      if let inner = start.minimum, region.contains(inner, in: potential) { return start }
      reader.report(
        "no minimum is known in the region, so that its Gibbs law cannot be drawn from; say {point: […]}.", at: "from")
      return nil
    }
    guard let well else {
      reader.report("no minimum is known in the region; say {point: […]}, or start: gibbs.", at: "from")
      return nil
    }
    return Start(law: .point(well.minimum), region: region, well: well, isNamedWell: named != nil)
  }

  private func arrival(in region: Region) -> Start? {
    guard potential is any InitializedPotential else {
      reader.report(StartChoice.noInitialPositions(Start.arrival), at: Start.key)
      return nil
    }
    return Start(law: nil, region: region, departure: region)
  }

  /// Initial positions that are held against 'from' when the file is read.
  private static let askedWalkers: UInt32 = 4

  /// A start that the key `start` says by itself; a region only says where that is to lie.
  private func start(as choice: StartChoice, in value: Value?) -> Start? {
    if value?.asRecord?["point"] != nil {
      reader.report("'from' is a point, and 'start' says where walkers start; leave one of them out.", at: "from")
      return nil
    }
    var region: Region?
    if let value {
      guard let found = self.region(value, key: "from", as: .region) else { return nil }
      region = found
    }
    switch choice {
    case .stored(let position):
      if let shortfall = region?.shortfall(at: position, in: potential) {
        reader.report("the start is not in 'from': \(shortfall).", at: Start.key)
        return nil
      }
      var start = Start(at: position, in: landscape, of: potential)
      start.region = region
      return start
    case .trained(let trained):
      var start = Start(law: nil, region: region)
      start.trained = trained
      return start
    case .initial:
      // The first walkers speak for all, who are asked when they start.
      if let region, let initialized = potential as? any InitializedPotential {
        for walker in 0..<Self.askedWalkers {
          guard let shortfall = region.shortfall(at: initialized.initialPosition(of: walker), in: potential) else {
            continue
          }
          reader.report(
            "walker \(walker) does not start in 'from': \(shortfall). Say start: {trained: {…}}, or leave 'start' out.",
            at: Start.key)
          return nil
        }
      }
      return Start(law: nil, region: region)
    case .gibbs, .minimum, .arrival:
      reader.log.report("'from' is missing: a well, a region or {point: […]}: where walkers start.", at: reader.path)
      return nil
    }
  }

  private func start(at point: Value, _ value: Value) -> Start? {
    let path = reader.path.appending("from")
    let shape = SettingShape.numbers(count: potential.dimension)
    let before = reader.log.problems.count
    let inner = Reader(value, at: path, log: reader.log)
    let numbers = inner.read(Parameter("point", shape, default: nil, "the starting point").measured(in: .length))
    inner.finish()
    guard reader.log.problems.count == before else { return nil }
    let coordinates = numbers.asList?.compactMap(\.asNumber) ?? []
    let energy = potential.energy(at: potential.wrapped(coordinates).span)
    guard energy.isFinite else {
      reader.log.report("the potential is not finite at the start; it is \(energy) there.", at: path)
      return nil
    }
    return Start(at: potential.wrapped(coordinates), in: landscape, of: potential)
  }

  /// Where walkers arrive.
  func target(_ value: Value) -> Region? { region(value, key: "to", as: .core) }

  /// Reports a start that has arrived already.
  func check(_ start: Start, against target: Region) {
    let isInside =
      switch start.law {
      case nil: start.region == target
      case .point(let point)?: target.contains(point, in: potential)
      case .gibbs(let region)?: covers(target, region, knowing: start.minimum)
      }
    if isInside { reader.report("'from' lies inside 'to', \(target); there is nothing to wait for.", at: "from") }
  }

  /// Whether all points of a region that are found lie inside the target.
  private func covers(_ target: Region, _ region: Region, knowing minimum: [Double]?) -> Bool {
    guard region != target, minimum.map({ target.contains($0, in: potential) }) ?? true else { return region == target }
    if case .ball(let center, let radius) = region {
      // The six or more points where the axes through the center leave the ball.
      return center.indices.allSatisfy { axis in
        [-radius, radius].allSatisfy { shift in
          // On a circle the farthest point of a wide ball is half a turn away.
          let half = (potential.boundaries[axis].period ?? .infinity) / 2
          var point = center
          point[axis] += min(max(shift, -half), half)
          return target.contains(point, in: potential)
        }
      }
    }
    var stream = RandomStream(StreamName(seed: 0, task: 0, purpose: .start), walker: 0)
    for _ in 0..<Self.probes {
      let point = potential.window.map { $0.lowerBound + stream.uniform() * ($0.upperBound - $0.lowerBound) }
      if region.contains(point, in: potential), !target.contains(point, in: potential) { return false }
    }
    return true
  }

  /// Points of the window that are looked at to see whether a region reaches out of the target.
  private static let probes = 4096

  private func region(_ value: Value, key: String, as part: WellPart) -> Region? {
    RegionReader(
      of: potential, wells: landscape.wells, part: part, elsewhere: NetworkPotential.observedQuantities, log: reader.log
    )
    .read(value, at: reader.path.appending(key))
  }

  private func deepestWell(in region: Region) -> Well? {
    landscape.wells.filter { region.contains($0.minimum, in: potential) }
      .min { potential.energy(at: $0.minimum.span) < potential.energy(at: $1.minimum.span) }
  }
}
