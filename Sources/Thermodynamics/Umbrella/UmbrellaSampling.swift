// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
package import Potentials
package import Randomness
package import Statistics

/// Umbrella sampling: walkers held in windows ½κ(s − sₖ)² along a coordinate, put together by MBAR.
///
/// Populations, free energies, energies and entropies of any regions follow, whatever the barrier along the coordinate. A
/// harmonic well that is drawn from exactly joins as one more state, so that free energies are absolute. Windows can be
/// sampled one by one, in any order and on several machines:
///
/// ```swift
/// let umbrella = try UmbrellaSampling(potential, temperature: 0.1, coordinate: .init(axis: 0, of: potential))
/// let samples = try (0..<umbrella.tasks).map { try umbrella.sampleWindow($0, regions: regions, seed: 1) }
/// let result = try umbrella.analyze(samples, regions: regions)
/// ```
///
/// Source: G. M. Torrie and J. P. Valleau, J. Comput. Phys. 23 (1977) 187; put together as in `MBAR`.
package struct UmbrellaSampling: Sendable {
  /// What can be chosen; everything has a default.
  package struct Settings: Sendable {
    /// Where windows' samples shall lie; by default from the wells outwards to where f is high.
    package var range: ClosedRange<Double>?
    /// How many windows; by default as many as overlap well.
    package var windows: Int?
    /// κ; by default chosen from the mean force. With both this and `windows` the centers are evenly spaced.
    package var stiffness: Double?
    /// The scheme; MALA samples the right law at any time step.
    package var integrator: any Integrator = MetropolisAdjustedLangevin()
    /// The time step; by default chosen for each window.
    package var timeStep: Double?
    /// Walkers in each window.
    package var walkers = 16
    /// Samples of each window, rounded up to the same number from each walker.
    package var samples = 4000
    /// Steps between samples; by default a correlation time.
    package var interval: Int?
    /// Steps before the first sample; by default twenty correlation times.
    package var burnIn: Int?
    /// Whether a harmonic reference makes free energies absolute where a minimum allows it.
    package var isAbsolute = true
    /// The minimum that the reference lies at; by default the first well's.
    package var reference: [Double]?
    /// Bins of the free-energy profile.
    package var bins = 60
    /// The most steps that walkers run in before anything is kept, where it is not said how many.
    package var longestRunIn = 200_000
    /// What else is written down of every sample.
    package var observables: [Observable] = []
    /// Temperatures above θ, ascending: replicas there change places with the walkers of a window, and all are put together.
    package var hotter: [Double] = []
    /// Whether |∇s|² is written down of every sample.
    package var recordsSlopes = false

    /// The defaults.
    package init() {}
  }

  /// The landscape.
  package let potential: any Potential
  /// θ.
  package let temperature: Double
  /// s.
  package let coordinate: any CollectiveCoordinate
  /// What was chosen.
  package let settings: Settings
  /// Where the windows are.
  package let plan: UmbrellaPlan
  let reference: HarmonicReference?
  let starts: WindowStarts

  /// Plans windows.
  ///
  /// - Parameters:
  ///   - plan: windows that were planned before; the plan costs short trial runs otherwise.
  ///   - seed: names the random numbers of the trials; a plan is a function of it.
  /// - Throws: `NotApplicable` for settings that make no sense, or if no range for the windows can be found.
  package init(
    _ potential: any Potential, temperature: Double, coordinate: any CollectiveCoordinate,
    settings: Settings = Settings(),
    plan: UmbrellaPlan? = nil, seed: UInt64 = 0
  ) throws(NotApplicable) {
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    guard settings.windows.map({ $0 >= 2 }) ?? true, settings.stiffness.map({ $0 > 0 && $0.isFinite }) ?? true,
      settings.timeStep.map({ $0 > 0 && $0.isFinite }) ?? true, settings.walkers >= 1, settings.bins >= 1,
      settings.samples >= 8 * settings.walkers, settings.interval.map({ $0 >= 1 }) ?? true,
      settings.burnIn.map({ $0 >= 0 }) ?? true
    else {
      throw NotApplicable(
        "umbrella sampling needs two windows, a positive stiffness and time step, and eight samples of each walker")
    }
    guard zip([temperature] + settings.hotter, settings.hotter).allSatisfy({ $0 < $1 && $1.isFinite }) else {
      throw NotApplicable("the temperatures of replicas ascend from that of the windows")
    }
    self.potential = potential
    self.temperature = temperature
    self.coordinate = coordinate
    self.settings = settings
    // Along what is told walkers find their way without wells; a search is for few coordinates then.
    let isSearched = potential.isSearchable && (coordinate is LinearCoordinate || potential.dimension <= 3)
    let landscape = isSearched ? Landscape(of: potential) : Landscape(wells: [], saddles: [])
    let minima = landscape.wells.map(\.minimum)
    starts = WindowStarts(potential, coordinate: coordinate, minima: minima)
    if let plan {
      self.plan = plan
    } else {
      let planning = UmbrellaPlanning(
        potential: potential, temperature: temperature, coordinate: coordinate, starts: starts,
        saddles: landscape.saddles.map(\.position), longestRunIn: settings.longestRunIn)
      self.plan = try planning.plan(
        range: settings.range, windows: settings.windows, stiffness: settings.stiffness, seed: seed)
    }
    let stiffness = self.plan.stiffness
    let candidates = settings.reference.map { [$0] } ?? minima
    reference =
      settings.isAbsolute
      ? candidates.lazy.compactMap {
        HarmonicReference(potential, minimum: $0, coordinate: coordinate, stiffness: stiffness)
      }.first : nil
  }

  /// How many windows there are to sample, the harmonic reference among them.
  package var tasks: Int { plan.centers.count + (reference == nil ? 0 : 1) }

  /// Whether free energies will be absolute.
  package var isAbsolute: Bool { reference != nil }

  /// Samples one window; a function of the arguments whatever the number of threads.
  ///
  /// - Parameters:
  ///   - index: of the window, below `tasks`.
  ///   - regions: whose members are marked, at most 62, in the order of `analyze`.
  ///   - seed: names the random numbers, together with `task`.
  ///   - task: the index of a task, where several use the same seed; windows need not have different ones.
  ///   - threads: how many threads move the walkers.
  /// - Throws: `NotApplicable` if walkers diverge or the index or the regions are too many.
  package func sampleWindow(
    _ index: Int, regions: [Region], seed: UInt64, task: StreamTask = 0, threads: Int = 1
  ) throws(NotApplicable) -> WindowSamples {
    guard (0..<tasks).contains(index), regions.count <= 62 else {
      throw NotApplicable("there are \(tasks) windows, counted from 0, and at most 62 regions")
    }
    guard index < plan.centers.count else { return drawReference(regions, seed: seed, task: task) }
    let walkers = settings.walkers
    let biased = window(index)
    let first = UInt32(index * walkers)
    var chains = try BiasedChains(
      biased, temperature: temperature, integrator: settings.integrator, timeStep: settings.timeStep,
      burnIn: settings.burnIn, starts: starts.points(biased, atMost: walkers),
      walkers: first..<(first + UInt32(walkers)), seed: seed,
      task: task, threads: threads, longestRunIn: settings.longestRunIn)
    let rounds = (settings.samples + walkers - 1) / walkers
    // Along what is told a window takes at most four times as many steps as it may run in; samples are correlated then, which
    // their effective number knows.
    let longest =
      coordinate is LinearCoordinate ? BiasedChains.longestMemory : Double(4 * settings.longestRunIn / rounds)
    let interval = settings.interval ?? max(1, Int(min(chains.correlationTime, longest)))
    var recorder = WindowRecorder(self, regions: regions, walkers: walkers, rounds: rounds)
    try chains.run(steps: rounds * interval, every: interval, threads: threads) { recorder.add($0) }
    return recorder.samples(window: index, timeStep: chains.ensemble.timeStep, interval: interval)
  }

  /// Samples one window at all temperatures of the ladder; without one, as `sampleWindow` does.
  ///
  /// - Throws: `NotApplicable` as `sampleWindow` does.
  package func sampleLadder(
    _ index: Int, regions: [Region], seed: UInt64, task: StreamTask = 0, threads: Int = 1
  ) throws(NotApplicable) -> [WindowSamples] {
    guard !settings.hotter.isEmpty, index < plan.centers.count else {
      return [try sampleWindow(index, regions: regions, seed: seed, task: task, threads: threads)]
    }
    return try TemperedWindow(self, index: index).samples(regions: regions, seed: seed, task: task, threads: threads)
  }

  /// The temperatures that windows are sampled at: θ, and the hotter ones.
  package var ladder: [Double] { [temperature] + settings.hotter }

  /// Samples all windows and analyzes them.
  ///
  /// - Throws: `NotApplicable` as `sampleWindow` and `analyze` do.
  package func run(
    regions: [(name: String, region: Region)], seed: UInt64, threads: Int = 1
  ) throws(NotApplicable) -> UmbrellaAnalysis {
    var samples: [WindowSamples] = []
    for index in 0..<tasks {
      samples += try sampleLadder(index, regions: regions.map(\.region), seed: seed, threads: threads)
    }
    return try analyze(samples, regions: regions.map(\.name), threads: threads)
  }

  /// Points of the law that a stiff bias holds at a value of s, from walkers that have forgotten where they began.
  ///
  /// - Parameters:
  ///   - center: the value.
  ///   - count: how many, one from each walker.
  /// - Throws: `NotApplicable` as `sampleWindow` does.
  package func points(at center: Double, count: Int, seed: UInt64, task: StreamTask = 0) throws(NotApplicable)
    -> [[Double]]
  {
    // Four times as narrow as a window.
    let biased = BiasedPotential(
      potential: potential, coordinate: coordinate, center: center, stiffness: 16 * plan.stiffness)
    let first = UInt32(5) << 29
    let chains = try BiasedChains(
      biased, temperature: temperature, integrator: MetropolisAdjustedLangevin(), timeStep: nil, burnIn: nil,
      starts: starts.points(biased, atMost: count), walkers: first..<(first + UInt32(count)), seed: seed, task: task,
      longestRunIn: settings.longestRunIn)
    return (0..<count).map { chains.ensemble.walkers.position(of: $0) }
  }

  func window(_ index: Int) -> BiasedPotential {
    BiasedPotential(
      potential: potential, coordinate: coordinate, center: plan.centers[index], stiffness: plan.stiffness)
  }

  private func drawReference(_ regions: [Region], seed: UInt64, task: StreamTask) -> WindowSamples {
    var recorder = WindowRecorder(self, regions: regions, walkers: 1, rounds: settings.samples)
    var stream = RandomStream(StreamName(seed: seed, task: task, purpose: .sampling), walker: 0)
    for _ in 0..<settings.samples {
      guard let reference else { break }
      let (position, isInDomain) = reference.draw(temperature: temperature, &stream)
      recorder.add(walkers: 1, at: position, isInDomain: isInDomain)
    }
    return recorder.samples(window: plan.centers.count, timeStep: 0, interval: 0)
  }
}
