// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials

/// Writes down what the analysis needs of the walkers of a window.
struct WindowRecorder {
  private let potential: any Potential
  private let coordinate: any CollectiveCoordinate
  private let reference: HarmonicReference?
  private let regions: [Region]
  private let walkers: Int
  private let rounds: Int
  private var round = 0
  private var scratch: [Double]
  private var coordinates: [Double]
  private var energies: [Double]
  private var referenceEnergies: [Double]
  private var memberships: [Int]
  private let observables: [Observable]
  private var told: [[Double]]
  private var squaredSlopes: [Double]

  init(_ sampling: UmbrellaSampling, regions: [Region], walkers: Int, rounds: Int) {
    potential = sampling.potential
    coordinate = sampling.coordinate
    reference = sampling.reference
    self.regions = regions
    self.walkers = walkers
    self.rounds = rounds
    scratch = Array(repeating: 0, count: walkers)
    coordinates = Array(repeating: 0, count: walkers * rounds)
    energies = coordinates
    referenceEnergies = reference == nil ? [] : coordinates
    memberships = Array(repeating: 0, count: walkers * rounds)
    observables = potential is any ObservablePotential ? sampling.settings.observables : []
    told = observables.map { _ in Array(repeating: 0, count: walkers * rounds) }
    squaredSlopes = sampling.settings.recordsSlopes ? Array(repeating: 0, count: walkers * rounds) : []
  }

  /// Records all walkers; those that have diverged leave the window without a result anyway.
  mutating func add(_ state: Walkers) {
    guard state.count == walkers else { return }
    add(walkers: walkers, at: state.positions, isInDomain: true)
  }

  /// Records coordinate-major positions.
  mutating func add(walkers: Int, at positions: [Double], isInDomain: Bool) {
    guard round < rounds else { return }
    let (potential, coordinate, rounds, round) = (potential, coordinate, rounds, round)
    var span = scratch.mutableSpan
    potential.energies(walkers: walkers, at: positions.span, into: &span)
    for w in 0..<walkers { energies[w * rounds + round] = isInDomain ? scratch[w] : .infinity }
    coordinates.withUnsafeMutableBufferPointer { output in
      positions.withUnsafeBufferPointer { x in
        coordinate.withValues(x, walkers: walkers) { s in
          for w in 0..<walkers { output[w * rounds + round] = s[w] }
        }
      }
    }
    for (bit, region) in regions.enumerated() {
      var span = scratch.mutableSpan
      region.distances(walkers: walkers, at: positions.span, in: potential, into: &span)
      for w in 0..<walkers where scratch[w] <= 0 && isInDomain { memberships[w * rounds + round] |= 1 << bit }
    }
    tell(walkers: walkers, at: positions)
    if let reference {
      for w in 0..<walkers {
        let position = (0..<potential.dimension).map { positions[$0 * walkers + w] }
        referenceEnergies[w * rounds + round] = reference.energy(at: position)
      }
    }
    self.round += 1
  }

  /// What the potential tells of each walker, and how steep the coordinate is there.
  private mutating func tell(walkers: Int, at positions: [Double]) {
    guard !observables.isEmpty || !squaredSlopes.isEmpty else { return }
    for w in 0..<walkers {
      let position = (0..<potential.dimension).map { positions[$0 * walkers + w] }
      if let potential = potential as? any ObservablePotential, !observables.isEmpty {
        for (index, value) in potential.values(of: observables, at: position.span).enumerated() {
          told[index][w * rounds + round] = value
        }
      }
      if !squaredSlopes.isEmpty {
        squaredSlopes[w * rounds + round] = coordinate.gradient(at: position).reduce(0) { $0 + $1 * $1 }
      }
    }
  }

  func samples(window: Int, rung: Int = 0, timeStep: Double, interval: Int) -> WindowSamples {
    var samples = WindowSamples(
      window: window, walkers: walkers, coordinates: coordinates, energies: energies,
      referenceEnergies: referenceEnergies, memberships: memberships, timeStep: timeStep, interval: interval)
    (samples.told, samples.squaredSlopes, samples.rung) = (told, squaredSlopes, rung)
    return samples
  }
}
