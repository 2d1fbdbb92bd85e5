// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// The most likely free energy and diffusion coefficient for counted transitions (Hummer, New J. Phys. 7, 34 (2005)).
///
/// Fisher's scoring: steps by the expected information F = Σ_i n_i Σ_j ∂P_ij ∂P_ij/P_ij, damped where they lead downhill; its
/// inverse at the maximum is the covariance of the parameters. A weak prior, second differences of ln D of at most a few, says what
/// is assumed where nobody was.
struct LatticeFit {
  let lattice: ReversibleLattice
  /// The most likely parameters.
  private(set) var parameters: [Double]
  /// Their covariance, row by row.
  private(set) var covariance: [Double] = []
  /// ln L.
  private(set) var logLikelihood = -Double.infinity

  private static let iterations = 60
  private static let tolerance = 1e-6
  /// Standard deviations of second differences from knot to knot.
  private static let diffusionPrior = 2.0
  private static let energyPrior = 10.0

  /// Fits.
  ///
  /// - Parameters:
  ///   - counts: of transitions from cell i to cell j, row by row.
  ///   - lag: the time that they take.
  ///   - start: parameters to begin with.
  /// - Throws: `NotApplicable` if the search does not converge.
  init(_ lattice: ReversibleLattice, counts: [Double], lag: Double, from start: [Double]) throws(NotApplicable) {
    self.lattice = lattice
    parameters = start
    let n = lattice.cells
    let departures = (0..<n).map { i in (0..<n).reduce(0) { $0 + counts[i * n + $1] } }
    let prior = Self.prior(lattice)
    let count = lattice.parameterCount
    func value(_ p: [Double]) -> (Double, ReversibleLattice.State)? {
      guard p.allSatisfy({ abs($0) < 200 }), let state = lattice.state(p) else { return nil }
      let matrix = lattice.transitions(state, lag: lag)
      var sum = 0.0
      for index in counts.indices where counts[index] > 0 { sum += counts[index] * log(matrix[index]) }
      for a in 0..<count {
        for b in 0..<count { sum -= p[a] * prior[a * count + b] * p[b] / 2 }
      }
      return sum.isFinite ? (sum, state) : nil
    }
    guard var now = value(parameters) else { throw NotApplicable("the first guess has no likelihood") }
    var damping = 1e-3
    for _ in 0..<Self.iterations {
      let (gradient, information) = derivatives(now.1, counts, departures, lag, prior)
      var accepted = false
      var gain = 0.0
      for _ in 0..<12 {
        var damped = information
        for a in 0..<count { damped[a * count + a] *= 1 + damping }
        guard let step = PositiveMatrix(damped, dimension: count)?.solve(gradient) else {
          damping = max(damping, 1e-6) * 10
          continue
        }
        // No step of a logarithm is longer than one.
        let longest = step.reduce(0) { max($0, abs($1)) }
        let share = longest > 1 ? 1 / longest : 1
        let trial = zip(parameters, step).map { $0 + share * $1 }
        if let next = value(trial), next.0 >= now.0 - 1e-9 {
          gain = next.0 - now.0
          (parameters, now, accepted) = (trial, next, true)
          damping = max(damping / 10, 1e-12)
          break
        }
        damping = max(damping, 1e-6) * 10
      }
      if !accepted || gain < Self.tolerance {
        let (_, final) = derivatives(now.1, counts, departures, lag, prior)
        guard let inverse = PositiveMatrix(final, dimension: count)?.inverse else {
          throw NotApplicable("the transitions do not determine D and f; give fewer knots or longer trajectories")
        }
        covariance = inverse
        logLikelihood = now.0
        return
      }
    }
    throw NotApplicable("the likelihood has not converged in \(Self.iterations) steps")
  }

  /// ln D at a place, with its standard error.
  func logDiffusion(at x: Double) -> (value: Double, error: Double) {
    let rows = SplineBasisRows.rows(lattice.diffusionBasis.knots, [x])
    return combination(rows.indices.map { (lattice.place(ofDiffusion: $0), rows[$0][0]) })
  }

  /// βf at a place less that at another one, with its standard error.
  func energy(at x: Double, over reference: Double) -> (value: Double, error: Double) {
    let rows = SplineBasisRows.rows(lattice.energyBasis.knots, [x, reference])
    return combination(
      rows.indices.compactMap { knot in
        lattice.place(ofEnergy: knot).map { ($0, rows[knot][0] - rows[knot][1]) }
      })
  }

  /// A linear combination of parameters.
  func combination(_ terms: [(place: Int, weight: Double)]) -> (value: Double, error: Double) {
    let count = parameters.count
    var (value, square) = (0.0, 0.0)
    for (a, weight) in terms {
      value += weight * parameters[a]
      for (b, other) in terms { square += weight * other * covariance[a * count + b] }
    }
    return (value, max(square, 0).squareRoot())
  }

  /// The precision of second differences.
  private static func prior(_ lattice: ReversibleLattice) -> [Double] {
    let count = lattice.parameterCount
    var matrix = [Double](repeating: 0, count: count * count)
    func add(_ places: [Int?], _ deviation: Double) {
      let weights = [1.0, -2, 1]
      for (a, u) in zip(places, weights) {
        for (b, v) in zip(places, weights) {
          if let a, let b { matrix[a * count + b] += u * v / (deviation * deviation) }
        }
      }
    }
    for k in 1..<lattice.diffusionBasis.knots.count - 1 {
      add((k - 1...k + 1).map { lattice.place(ofDiffusion: $0) }, diffusionPrior)
    }
    for k in 1..<lattice.energyBasis.knots.count - 1 {
      add((k - 1...k + 1).map { lattice.place(ofEnergy: $0) }, energyPrior)
    }
    return matrix
  }
}
