// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness

/// A Markov chain within a region whose stationary law is e^{−βf}: MALA in coordinates in which the well is round.
///
/// With LLᵀ = H̄, the mean Hessian of the part of the well that is hot at the temperature, and y = Lᵀ(x − minimum),
///
///     y′ = y − s L⁻¹∇f(x) + √(2θs) ξ,   accepted as usual, rejected outside of the region.
///
/// Steps of the tuned length and shorter ones take turns by chance. A harmonic well of any shape then forgets its past at rate s per step; others, such as bent valleys, take longer. Trial
/// chains that start in all known wells of the region therefore run until they are twenty times as long as they remember,
/// as told by the spread of their means. Places that they came to are kept; a walker begins at one of them, picked by its
/// own stream, and runs on for three times the memory. Chains that have not mixed after the most steps say so.
struct WellChain: Sendable {
  private let potential: any Potential
  private let region: Region
  private let boundaries: [Boundary]
  private let hasCircles: Bool
  private let minimum: [Double]
  private let temperature: Double
  private let factor: CholeskyFactor
  private var step: Double
  private(set) var acceptance = 1.0
  /// Steps of each walker's own chain.
  private(set) var burnIn = 0
  /// Whether the trial chains forgot where they began.
  private(set) var isMixed = true
  /// Where the trial chains were, well apart in time.
  private var pool: [[Double]] = []

  private static let fewestSteps = 20
  private static let hotSteps = 500
  /// Of the tuned step, in turn by chance: small ones for the places where the well is narrower than elsewhere.
  private static let parts = [1.0, 1, 0.25, 0.0625]
  private static let mostSteps = 5000
  /// Of the proposals within the region, at least this part is accepted; it is where MALA mixes best.
  private static let leastAcceptance = 0.6
  /// Of all proposals, at least this part lies within the region.
  private static let leastInside = 0.2
  private static let trials: UInt32 = 16

  init(
    _ potential: any Potential, in region: Region, around minimum: [Double], temperature: Double
  ) throws(NoLocalGibbs) {
    self.potential = potential
    self.region = region
    self.minimum = minimum
    self.temperature = temperature
    boundaries = potential.boundaries
    hasCircles = boundaries.holdCircle
    factor = CholeskyFactor(
      ofNearlyPositive: ThermalHessian(potential, in: region, around: minimum, temperature: temperature).mean,
      dimension: potential.dimension)
    // Where MALA's acceptance stops falling with the dimension.
    step = min(0.5, 0.9 / pow(Double(potential.dimension), 1.0 / 3))
    for _ in 0..<20 {
      var (proposals, inside, accepted) = (0.0, 0.0, 0.0)
      for trial in 0..<Self.trials {
        var state = State(self)
        var stream = RandomStream(StreamName(seed: 0, task: 0, purpose: .search), walker: trial)
        run(&state, &stream, steps: 50)
        proposals += 50
        inside += Double(state.inside)
        accepted += Double(state.accepted)
      }
      acceptance = accepted / proposals
      if inside >= Self.leastInside * proposals, accepted >= Self.leastAcceptance * inside {
        mix()
        return
      }
      step /= 2
    }
    throw NoLocalGibbs(reason: "steps around \(minimum) are never accepted; the region may be too small.")
  }

  /// Runs the trial chains and keeps what they saw.
  private mutating func mix() {
    let wells = potential.wells.map(\.minimum).filter {
      $0.count == minimum.count && region.contains($0, in: potential) && potential.energy(at: $0).isFinite
    }
    let starts = [minimum] + wells.filter { $0 != minimum }
    var chains = ChainMixing(chains: Int(Self.trials), dimension: minimum.count)
    var states = (0..<Int(Self.trials)).map { State(self, from: starts[$0 % starts.count]) }
    var streams = (0..<Self.trials).map {
      RandomStream(StreamName(seed: 0, task: 0, purpose: .search), walker: Self.trials + $0)
    }
    // Hot at first, so that they begin farther apart than the law is wide: what they do not all forget shows.
    for index in states.indices { run(&states[index], &streams[index], steps: Self.hotSteps, isFresh: false, heat: 4) }
    while !chains.isDone {
      for index in states.indices {
        for _ in 0..<chains.length {
          run(&states[index], &streams[index], steps: 1, isFresh: false)
          chains.add(states[index].here.x, energy: states[index].here.energy, chain: index)
        }
      }
      chains.judge()
    }
    isMixed = chains.isMixed
    pool = chains.places
    burnIn = min(max(Int((3 * chains.memory).rounded(.up)), Self.fewestSteps), Self.mostSteps)
  }

  /// Where a chain is: position, the same in round coordinates, gradient there, energy.
  private struct Place {
    var x: [Double]
    var y: [Double]
    var gradient: [Double]
    var energy = 0.0
  }

  private struct State {
    var here: Place
    var there: Place
    var noise: [Double]
    var inside = 0
    var accepted = 0

    init(_ chain: WellChain, from start: [Double]? = nil) {
      let zeros = [Double](repeating: 0, count: chain.minimum.count)
      let x = start ?? chain.minimum
      here = Place(x: x, y: chain.factor.roundCoordinates(zip(x, chain.minimum).map { $0 - $1 }), gradient: zeros)
      chain.evaluate(&here)
      there = here
      noise = zeros
    }
  }

  /// Runs a chain of its own for each walker's stream.
  func draw(_ stream: inout RandomStream) -> [Double] {
    var state = State(self, from: pool[min(Int(stream.uniform() * Double(pool.count)), pool.count - 1)])
    run(&state, &stream, steps: burnIn, isFresh: false)
    return boundaries.wrapped(state.here.x)
  }

  private func evaluate(_ place: inout Place) {
    let x = place.x
    // Round a circle the chain goes on over the seam, in coordinates that are not wrapped.
    let there = hasCircles ? boundaries.wrapped(x) : x
    place.energy = potential.energy(at: there.span)
    var output = place.gradient.mutableSpan
    potential.gradient(at: there.span, into: &output)
    factor.solve(&place.gradient)
  }

  private func run(
    _ state: inout State, _ stream: inout RandomStream, steps: Int, isFresh: Bool = true, heat: Double = 1
  ) {
    let temperature = heat * temperature
    for index in 0..<steps {
      // The first step forgets the start: a draw from the round well, accepted as any independent proposal.
      let isFirst = isFresh && index == 0
      let step = isFresh ? step : step * Self.parts[min(Int(4 * stream.uniform()), 3)]
      let amplitude = (isFirst ? temperature : 2 * temperature * step).squareRoot()
      var forth = 0.0
      for c in minimum.indices {
        let ξ = stream.normal()
        forth += ξ * ξ / 2
        state.there.y[c] = (isFirst ? 0 : state.here.y[c] - step * state.here.gradient[c]) + amplitude * ξ
        state.there.x[c] = state.there.y[c]
      }
      let threshold = stream.exponential()
      factor.solveTransposed(&state.there.x)
      for c in minimum.indices { state.there.x[c] += minimum[c] }
      guard boundaries.allow(state.there.x, around: minimum), region.contains(state.there.x.span, in: potential) else {
        continue
      }
      state.inside += 1
      evaluate(&state.there)
      var back = 0.0
      if !isFirst {
        for c in minimum.indices {
          let offset = state.here.y[c] - state.there.y[c] + step * state.there.gradient[c]
          back += offset * offset / (4 * temperature * step)
        }
      }
      guard (state.there.energy - state.here.energy) / temperature + back - forth < threshold else { continue }
      swap(&state.here, &state.there)
      state.accepted += 1
    }
  }
}
