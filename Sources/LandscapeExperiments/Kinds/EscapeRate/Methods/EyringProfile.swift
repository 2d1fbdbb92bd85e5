// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Potentials
import Randomness
import Runs
import Settings
import Statistics
import Thermodynamics

/// Eyring's law along what the potential tells: windows in q, the profile F(q) with D(q), and the passage of the process that they
/// make.
struct EyringProfile: Sendable {
  /// Where the windows stand.
  let windows: UmbrellaChoice
  /// Walkers start from the Gibbs law on the near side of this.
  let start: Double
  /// Where they arrive.
  let target: Double
  /// Bins of the profile.
  let bins: Int
  private let observable: Observable

  /// The variable of the results that holds D(q).
  private static let slope = "local-diffusion"

  /// What stands under the method's key beside the windows.
  private static let further: [Parameter] = [
    UmbrellaChoice.automatic("start", "the value that walkers start beyond; auto: that of 'from'"),
    UmbrellaChoice.automatic("target", "the value that they arrive at; auto: that of 'to'"),
    .integer("bins", default: 60, .between(8, 10000), "bins of the profile"),
  ]

  /// The key of the method.
  static func parameter(_ key: String) -> Parameter {
    .mapping(
      key, UmbrellaChoice.entries + further,
      "windows along what the potential tells, where wells and saddles are not known")
  }

  /// Points of the top that walkers are let go from, and how many from each.
  private static let points = 16
  private static let copies = 8

  /// Reads the key; `nil` where it names no observable, and after a problem.
  init?(_ reader: Reader, key: String, potential: any Potential, start region: Region?, target goal: Region) {
    guard reader.contains(key), reader.raw(key)?.asRecord?["observable"] != nil else { return nil }
    let before = reader.log.problems.count
    var (given, arrival, count) = (Double?.none, Double?.none, 60)
    windows = UmbrellaChoice(reader, potential: potential, key: key, further: Self.further) { inner, values in
      given = inner.automaticNumber("start", values)
      arrival = inner.automaticNumber("target", values)
      count = values.integer("bins")
    }
    bins = count
    guard reader.log.problems.count == before, let observable = windows.observable, let range = windows.range else {
      return nil
    }
    self.observable = observable
    func edge(_ region: Region?) -> Double? {
      guard case .observable(observable, let range)? = region else { return nil }
      let ends = [range.lowerBound, range.upperBound].filter(\.isFinite)
      // A loss is never below zero: that end is no edge.
      return ends.count > 1 ? ends.first { $0 != 0 } : ends.first
    }
    guard let start = given ?? edge(region), let target = arrival ?? edge(goal) else {
      reader.report(
        "'from' and 'to' do not say at which \(observable) walkers start and arrive; say start: … and target: … here.",
        at: key)
      return nil
    }
    guard range.contains(start), range.contains(target), start != target else {
      reader.report(
        "the windows reach from \(range.lowerBound.shortest) to \(range.upperBound.shortest); they must hold the start, "
          + "\(start.shortest), and the target, \(target.shortest).", at: key)
      return nil
    }
    (self.start, self.target) = (start, target)
  }

  /// All of it at one point of the sweep.
  func perform(at point: EscapeRatePoint, temperature: Double, in context: TaskContext) throws -> Dataset {
    do {
      let coordinate = try ObservableCoordinate(observable, of: point.potential)
      var settings = UmbrellaSampling.Settings()
      settings.range = windows.range
      settings.windows = windows.windows
      settings.stiffness = windows.stiffness
      settings.samples = windows.samples
      settings.walkers = windows.walkers
      settings.longestRunIn = windows.burnIn
      settings.recordsSlopes = true
      settings.isAbsolute = false
      let task = StreamTask(bits: UInt32(point.position.index))
      let sampling = try UmbrellaSampling(
        point.potential, temperature: temperature, coordinate: coordinate, settings: settings,
        seed: point.position.seed)
      var samples: [WindowSamples] = []
      for window in 0..<sampling.tasks {
        try context.checkCancellation()
        samples.append(
          try sampling.sampleWindow(
            window, regions: [.everywhere(point.potential.dimension)], seed: point.position.seed, task: task,
            threads: context.threads))
        context.report(fraction: 0.9 * Double(window + 1) / Double(sampling.tasks))
      }
      let analysis = try sampling.analyze(samples, regions: ["all of space"])
      let range = windows.range ?? sampling.plan.range
      let passage = try ProfilePassage(analysis.samples, over: range, from: start, to: target, bins: bins)
      var doubts = analysis.warnings + passage.doubts
      var committor: CoordinateCommittor?
      do throws(NotApplicable) {
        committor = try CoordinateCommittor(
          of: coordinate, in: point.potential,
          at: try sampling.points(at: passage.top, count: Self.points, seed: point.position.seed, task: task),
          copies: Self.copies, start: start, target: target, integrator: point.integrator, timeStep: point.timeStep,
          temperature: temperature, steps: Int(min(point.timeLimit / point.timeStep, 1e7)),
          stride: max(1, point.observeEvery), seed: point.position.seed, task: task, threads: context.threads)
      } catch { doubts.append("whether the coordinate is a committor is not known: \(error)") }
      doubts += [committor?.doubt].compactMap(\.self)
      return dataset(passage, committor, rHat: analysis.rHat.max(), doubts, of: point)
    } catch let reason as NotApplicable {
      return Dataset(findings: [Finding("escape-rate", nil, unit: "1/time", notes: ["not applicable: \(reason)"])])
    }
  }

  private func dataset(
    _ passage: ProfilePassage, _ committor: CoordinateCommittor?, rHat: Double?, _ doubts: [String],
    of point: EscapeRatePoint
  ) -> Dataset {
    var findings = [
      Finding("escape-rate", passage.rate, unit: "1/time"),
      Finding("activation-free-energy", passage.activationFreeEnergy, unit: "energy"),
      Finding("well-free-energy", passage.wellFreeEnergy, unit: "energy"),
      Finding("surface-free-energy", passage.surfaceFreeEnergy, unit: "energy"),
      Finding("top", .exact(passage.top, accuracy: 1e-3), unit: "1"),
    ]
    if let committor {
      findings.append(Finding("committor-at-top", committor.chance, unit: "1"))
      findings.append(Finding("committor-spread", .exact(committor.spread, accuracy: 1), unit: "1"))
    }
    findings = findings.map { finding in
      var finding = finding
      finding.rHat = rHat
      return finding
    }
    var dataset = Dataset(findings: doubts.reduce(findings) { $0.doubted(because: $1) })
    let count = passage.profile.count
    dataset.add("place", passage.profile.map(\.place), over: ["bin": count], longName: "\(observable)")
    dataset.add("profile", passage.profile.map(\.freeEnergy), over: ["bin": count], longName: "F(q) = −θ ln ρ(q)")
    dataset.add(
      "profile_error", passage.profileErrors, over: ["bin": count], longName: "standard error of F")
    dataset.add(Self.slope, passage.profile.map(\.diffusion), over: ["bin": count], longName: "D(q) = θ⟨|∇q|²⟩")
    return dataset
  }

  /// F(q) and D(q) of a finished part.
  func figures(of part: Dataset?, at place: String) -> [Figure] {
    guard let x = part?.numbers("place"), let free = part?.numbers("profile"), let slope = part?.numbers(Self.slope),
      x.count > 1
    else { return [] }
    let reach = (part?.numbers("profile_error") ?? []).map { 1.959964 * $0 }
    let hasBand = reach.count == free.count
    let suffix = place.isEmpty ? "" : ", \(place)"
    return [
      Figure(
        name: "eyring-profile", title: "Free energy along \(observable)\(suffix)",
        caption:
          "−θ ln of the stationary density; walkers start beyond \(start.shortest) and arrive at \(target.shortest). "
          + "95 % intervals.",
        x: Figure.Axis("\(observable)"), y: Figure.Axis("F (energy)"),
        series: [
          hasBand
            ? Figure.Series(
              "F", .line, x: x, y: free, lower: zip(free, reach).map { $0 - $1 },
              upper: zip(free, reach).map { $0 + $1 })
            : Figure.Series("F", .line, x: x, y: free)
        ]),
      Figure(
        name: "eyring-diffusion", title: "Diffusion along \(observable)\(suffix)",
        caption: "D = θ⟨|∇q|²⟩ at each value of q.", x: Figure.Axis("\(observable)"),
        y: Figure.Axis("D", isLogarithmic: slope.allSatisfy { $0 > 0 }),
        series: [Figure.Series("D", .line, x: x, y: slope)]),
    ]
  }
}
