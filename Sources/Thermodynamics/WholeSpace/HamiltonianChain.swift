// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness

/// A walker of Hamiltonian Monte Carlo: trajectories of the leapfrog scheme from fresh momenta, accepted so that
/// e^{−βf} is exactly stationary.
///
/// Lengths are measured in a given width, so that the law of that width has unit curvature; the length of a trajectory is
/// drawn afresh, between one step and twice the mean less one, so that no mode of any period is met again and again.
/// One gradient a step, one energy a trajectory. Source: R. Neal, in: Handbook of Markov Chain Monte Carlo (2011).
struct HamiltonianChain {
  private(set) var position: [Double]
  /// Steps that were taken, accepted or not.
  private(set) var steps = 0
  /// The length of a step in units of the width; learned while `isLearning`.
  private(set) var stepLength: Double
  private let width: Double
  private let beta: Double
  private var energy = 0.0
  private var slope: [Double]
  private var momentum: [Double]
  private var trial: [Double]
  private var trialSlope: [Double]
  private var trials = 0.0

  /// Steps of a trajectory on average.
  private static let meanSteps = 8
  /// The part of the trajectories that is to be accepted.
  private static let wanted = 0.8

  init(at position: [Double], width: Double, temperature: Double) {
    self.position = position
    self.width = width
    beta = 1 / temperature
    slope = position.map { _ in 0 }
    (momentum, trial, trialSlope) = (slope, position, slope)
    stepLength = 0.7 / pow(Double(max(position.count, 1)), 0.25)
  }

  /// Begins at the same place in another potential, and learns the length of its steps anew from the present one.
  mutating func enter(_ potential: some Potential) {
    energy = potential.energy(at: position.span)
    Self.fill(&slope, with: potential, at: position)
    trials = 0
  }

  @inline(__always)
  private static func fill(_ slope: inout [Double], with potential: some Potential, at point: [Double]) {
    var output = slope.mutableSpan
    potential.gradient(at: point.span, into: &output)
  }

  /// One trajectory; returns the probability that it was accepted with.
  @discardableResult
  mutating func move(in potential: some Potential, learning: Bool, using stream: inout RandomStream) -> Double {
    let length = 1 + min(Int(stream.uniform() * Double(2 * Self.meanSteps - 1)), 2 * Self.meanSteps - 2)
    let kick = stepLength * beta * width
    let drift = stepLength * width
    var kinetic = 0.0
    for c in momentum.indices {
      momentum[c] = stream.normal()
      kinetic += momentum[c] * momentum[c] / 2
      trial[c] = position[c]
      trialSlope[c] = slope[c]
    }
    for _ in 0..<length {
      for c in momentum.indices {
        momentum[c] -= kick / 2 * trialSlope[c]
        trial[c] += drift * momentum[c]
      }
      Self.fill(&trialSlope, with: potential, at: trial)
      for c in momentum.indices { momentum[c] -= kick / 2 * trialSlope[c] }
    }
    steps += length
    let height = potential.energy(at: trial.span)
    for p in momentum { kinetic -= p * p / 2 }
    let exponent = kinetic - beta * (height - energy)
    // What is no number is rejected.
    let chance = exponent.isNaN ? 0 : min(1, exp(exponent))
    if stream.uniform() < chance, height.isFinite {
      swap(&position, &trial)
      swap(&slope, &trialSlope)
      energy = height
    }
    if learning {
      trials += 1
      // Robbins and Monro; bold at first, since a new potential may be far steeper.
      stepLength *= exp((chance - Self.wanted) * 1.5 / trials.squareRoot())
    }
    return chance
  }
}
