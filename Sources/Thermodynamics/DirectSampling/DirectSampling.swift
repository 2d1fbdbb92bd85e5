// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Dynamics
package import Potentials
package import Randomness
package import Statistics

/// Populations and energies of regions from long runs of independent walkers at one temperature.
///
///     p_U = ⟨1_U⟩,   E_U = ⟨f·1_U⟩/⟨1_U⟩,   F_U − F_V = −θ ln(p_U/p_V)
///
/// Every walker starts in a well, forgets that during the burn-in, and is observed every few steps. Time averages of
/// different walkers are independent, so that their spread is the error whatever the autocorrelation. Parts of the
/// walkers may run separately, as tasks: `run` gives plain sums and `DirectSamples` puts them together.
package struct DirectSampling: Sendable {
  /// A well that walkers start in.
  package struct StartingWell: Sendable, Equatable {
    /// The point to start around, best the minimum.
    package var minimum: [Double]
    /// Where the local Gibbs law is cut off.
    package var region: Region
    /// What part of the walkers starts here, in units of the sum of all shares.
    package var share: Double

    /// A well to start in.
    package init(minimum: [Double], region: Region, share: Double = 1) {
      self.minimum = minimum
      self.region = region
      self.share = share
    }
  }

  /// The landscape.
  package let potential: any Potential
  /// θ > 0.
  package let temperature: Double
  /// The regions that are observed; they may overlap.
  package let regions: [Region]
  /// What counts as arriving in each region; a walker has changed wells when it has been in the core of another one.
  package let cores: [Region]
  /// Where walkers start.
  package let starts: [StartingWell]
  /// The scheme; the stationary law of MALA is exact, of the others to an order in h.
  package let integrator: any Integrator
  /// h > 0.
  package let timeStep: Double
  /// Steps before the first observation.
  package let burnIn: Int
  /// Steps from one observation to the next.
  package let thinning: Int
  /// In how many parts each walker's observations are kept, for R̂ and effective samples.
  package let batches: Int
  /// Observations per part.
  package let observations: Int
  /// What is watched beside f.
  package let observables: [Observable]
  /// Whether means and fluctuations of f and of the observables are kept.
  package let isWatching: Bool
  /// Where walkers start by themselves, in place of `starts`.
  private let initial: (any InitializedPotential)?

  /// The most parts that a walker's observations are kept in.
  private static let mostBatches = 64
  /// The fewest parts that diagnostics of chains need.
  private static let fewestBatches = 4

  /// A plan of sampling.
  ///
  /// - Parameters:
  ///   - cores: one a region; by default the regions themselves.
  ///   - steps: of each walker after the burn-in; rounded down to whole parts of whole observations.
  ///   - burnIn: by default a tenth of the steps.
  ///   - observables: what the potential tells that is to be averaged; together with f where `isWatching`.
  ///   - startsByItself: whether walkers start at the potential's own initial positions, where it has such.
  /// - Throws: `NotApplicable` without regions or starts, for numbers that are not positive and for too few steps.
  package init(
    _ potential: any Potential, temperature: Double, regions: [Region], cores: [Region]? = nil, starts: [StartingWell],
    integrator: any Integrator = MetropolisAdjustedLangevin(), timeStep: Double, steps: Int, burnIn: Int? = nil,
    thinning: Int = 10, observables: [Observable] = [], isWatching: Bool = false, startsByItself: Bool = false
  ) throws(NotApplicable) {
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    guard timeStep > 0, timeStep.isFinite else {
      throw NotApplicable("the time step is \(timeStep); it must be positive")
    }
    guard !regions.isEmpty, !starts.isEmpty else {
      throw NotApplicable("sampling needs regions to observe and a start")
    }
    guard cores.map({ $0.count == regions.count }) ?? true else {
      throw NotApplicable("there are \(cores?.count ?? 0) cores for \(regions.count) regions")
    }
    guard starts.allSatisfy({ $0.share >= 0 && $0.share.isFinite }), starts.contains(where: { $0.share > 0 }) else {
      throw NotApplicable("the shares of the wells that walkers start in must be positive")
    }
    let stride = max(1, thinning)
    let total = steps / stride
    guard total >= Self.fewestBatches else {
      throw NotApplicable(
        "\(steps) steps hold \(total) observations of a walker; there must be at least \(Self.fewestBatches)")
    }
    self.potential = potential
    self.temperature = temperature
    self.regions = regions
    self.cores = cores ?? regions
    self.starts = starts
    self.integrator = integrator
    self.timeStep = timeStep
    self.thinning = stride
    self.observables = observables
    self.isWatching = isWatching
    initial = startsByItself ? potential as? any InitializedPotential : nil
    self.burnIn = burnIn ?? steps / 10
    batches = min(Self.mostBatches, total)
    observations = total / batches
  }

  /// The index of the well that a walker starts in: a function of its name, spread evenly over any range of names.
  package func start(of walker: UInt32) -> Int {
    let total = starts.reduce(0) { $0 + $1.share }
    // The golden section's multiples fill the circle more evenly than chance does.
    let place = (Double(walker) + 0.5) * 0.618_033_988_749_894_9
    var rest = (place - place.rounded(.down)) * total
    for (index, start) in starts.enumerated() {
      if rest < start.share { return index }
      rest -= start.share
    }
    return starts.lastIndex { $0.share > 0 } ?? 0
  }

  /// Runs some walkers.
  ///
  /// - Parameters:
  ///   - walkers: their names.
  ///   - seed: of the scenario.
  ///   - task: names the streams; the same for all parts of one estimate, whose walkers have different names.
  ///   - threads: how many threads to use; the result does not depend on it.
  ///   - progress: is told what part is done and says whether to go on.
  /// - Returns: the walkers' sums; `nil` if told to stop.
  package func run(
    walkers: Range<UInt32>, seed: UInt64, task: StreamTask = 0, threads: Int = 1,
    progress: (Double) -> Bool = { _ in true }
  ) throws -> DirectSums? {
    var ensemble = try Ensemble(
      potential: potential, integrator: integrator, timeStep: timeStep, schedule: ConstantTemperature(temperature),
      starts: startingPoints(walkers, seed: seed, task: task), walkers: walkers, seed: seed, task: task)
    let total = Double(burnIn + batches * observations * thinning)
    ensemble.run(steps: burnIn, threads: threads)
    guard progress(Double(burnIn) / total) else { return nil }
    var observer = RegionObserver(self, walkers: walkers)
    for batch in 0..<batches {
      ensemble.run(steps: observations * thinning, every: thinning, threads: threads) { walkers, _ in
        observer.observe(walkers, batch: batch)
      }
      guard progress(Double(burnIn + (batch + 1) * observations * thinning) / total) else { return nil }
    }
    observer.sums.diverged = ensemble.divergences.map(\.walker)
    return observer.finished
  }

  /// Draws from the local Gibbs laws of the wells; where a law cannot be drawn from, the point itself.
  private func startingPoints(_ walkers: Range<UInt32>, seed: UInt64, task: StreamTask) -> [Double] {
    if let initial {
      let points = walkers.map { initial.initialPosition(of: $0) }
      return (0..<potential.dimension).flatMap { c in points.map { $0[c] } }
    }
    let laws = starts.map { start in
      potential.isSearchable
        ? try? LocalGibbs(potential, in: start.region, around: start.minimum, temperature: temperature) : nil
    }
    var points = [Double](repeating: 0, count: potential.dimension * walkers.count)
    for (w, walker) in walkers.enumerated() {
      let well = start(of: walker)
      let point =
        laws[well]?.draw(walkers: walker..<(walker + 1), seed: seed, task: task) ?? starts[well].minimum
      for (c, x) in point.enumerated() { points[c * walkers.count + w] = x }
    }
    return points
  }
}
