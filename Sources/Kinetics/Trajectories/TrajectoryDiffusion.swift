// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// D(x) and f(x) from trajectories of one coordinate, by the transitions between cells after a lag (Hummer 2005).
///
/// Cells are a fraction of the way that walkers come in a lag, so that rounding to cells adds Δ²/12τ to D and no more; it is taken
/// off. Transitions are those of one grid of times, so that they are independent as far as the coordinate is Markovian, and
/// the errors are those of their likelihood. The same at twice, four and eight times the lag says whether it is.
package struct TrajectoryDiffusion: Sendable {
  /// D and βf at one place.
  package struct Place: Sendable, Equatable {
    package let position: Double
    /// D with the standard error of its logarithm, times D.
    package let diffusion: Estimate
    /// βf over its lowest value among the places.
    package let energy: Estimate
  }

  /// The mean of ln D over the law of the coordinate, at one lag.
  package struct LagResult: Sendable, Equatable {
    package let lag: Double
    package let transitions: Int
    /// exp of the mean of ln D.
    package let diffusion: Estimate
  }

  /// From one end of the data to the other.
  package let places: [Place]
  /// At the lag that was taken and at multiples of it.
  package let lags: [LagResult]
  /// The lag that was taken.
  package let lag: Double
  /// R̂ of the coordinate over the files and their halves; `nil` where it cannot be told.
  package let rHat: Double?
  /// How many independent frames the trajectories are worth.
  package let effectiveFrames: Double
  /// What a reader must know.
  package let notes: [String]
  /// Why the numbers may be off by more than their errors say.
  package let doubts: [String]

  /// What can be chosen.
  package struct Settings: Sendable {
    /// Cells of the lattice; chosen by the way that walkers come in a lag if `nil`.
    package var cells: Int?
    /// Knots of ln D and of βf.
    package var diffusionKnots = 8
    package var energyKnots = 16
    /// The lag in frames; the shortest that is long enough if `nil`.
    package var lag: Int?
    /// Places of the result.
    package var places = 41

    package init() {}
  }

  private static let cellRange = 40...100
  /// Cells in a standard deviation of the way in a lag.
  private static let resolution = 3.5
  private static let multiples = [1, 2, 4, 8]
  private static let fewestTransitions = 200.0
  private static let fewestFrames = 20.0

  /// Finds D and f.
  ///
  /// - Parameter trajectories: of the same interval, one a file.
  /// - Throws: `NotApplicable` if they are too short, stay where they are, or do not determine D.
  package init(_ trajectories: [Trajectory], settings: Settings = Settings()) throws(NotApplicable) {
    guard let interval = trajectories.first?.interval else { throw NotApplicable("there is no trajectory") }
    for other in trajectories where abs(other.interval / interval - 1) > 1e-6 {
      throw NotApplicable(
        "the trajectories have frames \(interval) and \(other.interval) apart; they must be the same in all files")
    }
    let pieces = trajectories.flatMap(\.pieces)
    let all = pieces.flatMap { $0 }.sorted()
    guard let low = all.first, let high = all.last, high > low else {
      throw NotApplicable("the coordinate never moves: there is one state only")
    }
    let steps = pieces.flatMap { zip($0.dropFirst(), $0).map { $0 - $1 } }
    guard steps.count >= Int(Self.fewestTransitions) else {
      throw NotApplicable(
        "there are \(steps.count) steps between frames; \(Int(Self.fewestTransitions)) are needed at least")
    }
    // The middle half of the steps, times what makes it a standard deviation for a normal law: outliers do not count.
    let sizes = steps.map { abs($0) }.sorted()
    let spread = max(sizes[sizes.count / 2] / 0.6745, (high - low) * 1e-6)
    let range = low...high
    let cells =
      settings.cells
      ?? min(
        max(Int((Self.resolution * (high - low) / spread).rounded(.up)), Self.cellRange.lowerBound),
        Self.cellRange.upperBound)
    let width = (high - low) / Double(cells)
    let frames = settings.lag ?? max(1, Int(pow(Self.resolution * width / spread, 2).rounded(.up)))
    let lattice = ReversibleLattice(
      range: range, cells: cells, energyKnots: settings.energyKnots, diffusionKnots: settings.diffusionKnots,
      gauge: all[all.count / 2])
    let start = Self.guess(lattice, all, spread * spread / (2 * interval))

    var results: [LagResult] = []
    var fit: LatticeFit?
    var parameters = start
    for multiple in Self.multiples {
      let lagFrames = frames * multiple
      let counts = Self.counts(pieces, lattice, every: lagFrames)
      let total = counts.reduce(0, +)
      guard total >= Self.fewestTransitions else { break }
      let lag = Double(lagFrames) * interval
      let found: LatticeFit
      do throws(NotApplicable) { found = try LatticeFit(lattice, counts: counts, lag: lag, from: parameters) } catch {
        if multiple == 1 { throw error }
        break
      }
      if fit == nil { (fit, parameters) = (found, found.parameters) }
      let mean = found.combination(Self.meanWeights(lattice, all))
      let value = max(exp(mean.value) - width * width / (12 * lag), 0)
      results.append(
        LagResult(
          lag: lag, transitions: Int(total), diffusion: Estimate(value, standardError: exp(mean.value) * mean.error)))
    }
    guard let fit, let first = results.first else {
      throw NotApplicable(
        "after a lag of \(frames) frames fewer than \(Int(Self.fewestTransitions)) transitions are left; the trajectory is too short"
      )
    }
    lags = results
    lag = first.lag
    let rounding = width * width / (12 * first.lag)
    places = Self.places(fit, range, settings.places, lattice, rounding)
    var notes = trajectories.flatMap(\.notes)
    notes.append(
      "\(cells) cells of \(NumberFormat.rounded(width, digits: 3)), a lag of \(frames) frame\(frames == 1 ? "" : "s"); rounding to "
        + "cells adds \(NumberFormat.rounded(rounding, digits: 2)) to D and is taken off")
    var doubts: [String] = []
    // The estimates at two lags share their data: the variance of the difference is the difference of the variances.
    for later in results.dropFirst() {
      let variance = pow(later.diffusion.standardError, 2) - pow(first.diffusion.standardError, 2)
      let difference = later.diffusion.value - first.diffusion.value
      guard variance > 0, abs(difference) > 3 * variance.squareRoot(), abs(difference) > 0.02 * first.diffusion.value
      else { continue }
      doubts.append(
        "D changes with the lag, from \(first.diffusion.formatted) at \(NumberFormat.rounded(first.lag, digits: 3)) to "
          + "\(later.diffusion.formatted) at \(NumberFormat.rounded(later.lag, digits: 3)): the coordinate is not Markovian at "
          + "the shorter one; take a longer lag, if D then stays")
      break
    }
    let worth = Self.effectiveFrames(trajectories)
    effectiveFrames = worth
    if worth < Self.fewestFrames {
      doubts.append(
        "the trajectories are worth \(NumberFormat.rounded(worth, digits: 2)) independent frames: they are hardly longer than "
          + "the time in which the coordinate forgets where it was, and f is not known")
    }
    let rHat = Self.rHat(trajectories)
    if let rHat, rHat > 1.05 {
      doubts.append(
        "R̂ over the files and their halves is \(NumberFormat.rounded(rHat, digits: 3)): they do not show the same law; make them "
          + "longer")
    }
    self.rHat = rHat
    self.notes = notes
    self.doubts = doubts
  }

  /// A first guess: βf from the histogram, D from the steps.
  private static func guess(_ lattice: ReversibleLattice, _ sorted: [Double], _ diffusion: Double) -> [Double] {
    var result = [Double](repeating: 0, count: lattice.parameterCount)
    let knots = lattice.energyBasis.knots
    let half = (knots[1] - knots[0]) / 2
    func density(_ x: Double) -> Double {
      Double(sorted.count { abs($0 - x) < half }) + 0.5
    }
    let own = knots.map { -log(density($0)) }
    for knot in knots.indices {
      if let place = lattice.place(ofEnergy: knot) { result[place] = own[knot] - own[lattice.gauge] }
    }
    for knot in lattice.diffusionBasis.knots.indices { result[lattice.place(ofDiffusion: knot)] = log(diffusion) }
    return result
  }

  /// Transitions between cells, those of one grid of times in each piece.
  private static func counts(_ pieces: [[Double]], _ lattice: ReversibleLattice, every frames: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: lattice.cells * lattice.cells)
    for piece in pieces {
      var index = 0
      while index + frames < piece.count {
        counts[lattice.cell(of: piece[index]) * lattice.cells + lattice.cell(of: piece[index + frames])] += 1
        index += frames
      }
    }
    return counts
  }

  /// The weights of the mean of ln D over the frames.
  private static func meanWeights(_ lattice: ReversibleLattice, _ sorted: [Double]) -> [(place: Int, weight: Double)] {
    let stride = max(1, sorted.count / 2000)
    let places = Swift.stride(from: 0, to: sorted.count, by: stride).map { sorted[$0] }
    let rows = SplineBasisRows.rows(lattice.diffusionBasis.knots, places)
    return rows.indices.map { (lattice.place(ofDiffusion: $0), rows[$0].reduce(0, +) / Double(places.count)) }
  }

  private static func places(
    _ fit: LatticeFit, _ range: ClosedRange<Double>, _ count: Int, _ lattice: ReversibleLattice, _ rounding: Double
  ) -> [Place] {
    let positions = (0..<count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(max(count - 1, 1))
    }
    let gauge = lattice.energyBasis.knots[lattice.gauge]
    let lowest =
      positions.min { fit.energy(at: $0, over: gauge).value < fit.energy(at: $1, over: gauge).value } ?? gauge
    return positions.map { x in
      let (logarithm, error) = fit.logDiffusion(at: x)
      let diffusion = exp(logarithm)
      let energy = fit.energy(at: x, over: lowest)
      // Where the correction is all there is, D is not known.
      let corrected = max(diffusion - rounding, diffusion / 10)
      return Place(
        position: x, diffusion: Estimate(corrected, standardError: corrected * error),
        energy: Estimate(energy.value, standardError: energy.error))
    }
  }

  /// How many independent frames there are: by the correlation time of each piece, and where a piece is short against that
  /// by the chains that its halves make.
  private static func effectiveFrames(_ trajectories: [Trajectory]) -> Double {
    trajectories.flatMap(\.pieces).reduce(0) { sum, piece in
      if let known = try? Autocorrelation(of: piece).effectiveSamples { return sum + known }
      let stride = max(1, piece.count / 4000)
      let thinned = Swift.stride(from: 0, to: piece.count, by: stride).map { piece[$0] }
      return sum + max(1, (try? ChainDiagnostics(chains: [thinned]).bulkEffectiveSamples) ?? 1)
    }
  }

  private static func rHat(_ trajectories: [Trajectory]) -> Double? {
    let chains = trajectories.map(\.values)
    guard let length = chains.map(\.count).min(), length >= 8 else { return nil }
    // Some thousand frames of each are enough.
    let stride = max(1, length / 4000)
    let thinned = chains.map { chain in Swift.stride(from: 0, to: length, by: stride).map { chain[$0] } }
    guard let value = try? ChainDiagnostics(chains: thinned).rHat, value.isFinite else { return nil }
    return value
  }
}
