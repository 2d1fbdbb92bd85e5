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
/// A harmonic well of any shape then forgets its past at rate s per step; 20/s steps leave e^{−20}, and three times as
/// many are taken since wells are not harmonic, though at most 5000: a step that has to be that small is small because
/// the region is, and a small region is crossed soon.
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

  private static let mostSteps = 5000.0
  /// Of the proposals within the region, at least this part is accepted; it is where MALA mixes best.
  private static let leastAcceptance = 0.6
  /// Of all proposals, at least this part lies within the region.
  private static let leastInside = 0.2
  private static let trials: UInt32 = 16

  var burnIn: Int { Int(min(60 / step, Self.mostSteps).rounded(.up)) }

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
      if inside >= Self.leastInside * proposals, accepted >= Self.leastAcceptance * inside { return }
      step /= 2
    }
    throw NoLocalGibbs(reason: "steps around \(minimum) are never accepted; the region may be too small.")
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

    init(_ chain: WellChain) {
      let zeros = [Double](repeating: 0, count: chain.minimum.count)
      here = Place(x: chain.minimum, y: zeros, gradient: zeros)
      chain.evaluate(&here)
      there = here
      noise = zeros
    }
  }

  /// Runs a chain of its own for each walker's stream.
  func draw(_ stream: inout RandomStream) -> [Double] {
    var state = State(self)
    run(&state, &stream, steps: burnIn)
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

  private func run(_ state: inout State, _ stream: inout RandomStream, steps: Int) {
    for index in 0..<steps {
      // The first step forgets the start: a draw from the round well, accepted as any independent proposal.
      let isFirst = index == 0
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
