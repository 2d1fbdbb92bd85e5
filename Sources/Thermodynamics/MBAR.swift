// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
public import Statistics

/// MBAR, the multistate Bennett acceptance ratio: free energies of states that were each sampled, from all samples together.
///
/// A state k has the density e^{−uₖ(x)}/Zₖ with the reduced potential u (energy over temperature, bias included). The
/// estimates of fₖ = −ln Zₖ solve
///
///     fᵢ = −ln Σₙ cₙ e^{−uᵢ(xₙ)} / Σⱼ Nⱼ e^{fⱼ − uⱼ(xₙ)}
///
/// over all samples n of all states, and only their differences mean something: f₀ = 0. They have the least variance that an
/// estimator which knows nothing else can have. Correlated samples of a state with the statistical inefficiency g
/// count cₙ = 1/g each and Nₖ is the sum of these. Source: M. R. Shirts and J. D. Chodera, J. Chem. Phys. 129 (2008) 124105.
public struct MBAR: Sendable {
  /// fₖ − f₀ in units of temperature.
  public let freeEnergies: [Double]
  /// The covariances of fᵢ − f₀ and fⱼ − f₀.
  public let covariance: [[Double]]
  /// Oᵢⱼ = Nⱼ Σₙ cₙWᵢₙWⱼₙ: the probability that a sample of state i could be one of state j. Rows sum to one.
  public let overlap: [[Double]]
  /// The overlap matrix's second largest eigenvalue: the nearer to 1, the worse two groups of states hang together.
  public let secondEigenvalue: Double
  /// What the samples of each state count, Nₖ/gₖ.
  public let effectiveCounts: [Double]
  /// How the states hang together, see `warnings`.
  let links: OverlapLinks
  let tiles: BoltzmannTiles
  /// N^{½}(1 − M)⁺N^{½} with Mᵢⱼ = √(NᵢNⱼ) Σₙ cₙWᵢₙWⱼₙ: what the fₖ add to the error of a weighted sum.
  let response: [Double]
  let threads: Int

  /// The number of states, K.
  public var states: Int { freeEnergies.count }

  /// Solves the equations.
  ///
  /// - Parameters:
  ///   - reducedPotentials: uₖ(xₙ), K × N row-major: first all samples in state 0. The samples are in the order of the
  ///     states that they come from. ∞ where a state never is; finite in the sample's own state.
  ///   - counts: how many samples come from each state; their sum is N.
  ///   - inefficiencies: gₖ ≥ 1 of each state's samples, the integrated correlation time in units of their distance; 1
  ///     by default.
  ///   - names: what the states are called in messages; by default `state 0`, ….
  ///   - threads: how many threads to use. The bits of the result do not depend on it.
  /// - Throws: `NotApplicable` if numbers do not fit together or are not finite, a state has no samples, or the samples of
  ///   some states never come near the others.
  public init(
    reducedPotentials: [Double], counts: [Int], inefficiencies: [Double]? = nil, names: [String]? = nil,
    threads: Int = 1
  ) throws(NotApplicable) {
    let names = names ?? counts.indices.map { "state \($0)" }
    try Self.check(reducedPotentials, counts, inefficiencies, names)
    let inefficiencies = inefficiencies ?? counts.map { _ in 1 }
    let effective = zip(counts, inefficiencies).map { Double($0) / $1 }
    let shares = zip(counts, inefficiencies).flatMap { Array(repeating: 1 / $1, count: $0) }
    let equations = BennettEquations(
      reducedPotentials: reducedPotentials, states: counts.count, threads: threads)

    // A part of the samples finds the neighborhood.
    var start = counts.map { _ in 0.0 }
    let part = Self.part(of: counts)
    if part.columns.count < shares.count / 2 {
      let counts = zip(part.counts, inefficiencies).map { Double($0) / $1 }
      start =
        equations.solve(
          columns: part.columns, shares: part.columns.map { shares[$0] }, counts: counts, from: start, steps: 300,
          tolerance: 1e-3)?
        .freeEnergies ?? start
    }
    guard
      let solution = equations.solve(
        columns: Array(shares.indices), shares: shares, counts: effective, from: start)
    else {
      throw NotApplicable("the equations of MBAR have no finite solution")
    }
    let states = counts.count
    let products = solution.sums.products
    let overlap = (0..<states).map { i in (0..<states).map { effective[$0] * products[i * states + $0] } }
    links = OverlapLinks(overlap, counts: effective, names: names)
    if let gap = links.gap { throw gap }
    guard let modes = Self.modes(products, effective) else {
      throw NotApplicable("the overlap matrix of MBAR has no eigenvalues")
    }
    freeEnergies = solution.freeEnergies
    self.overlap = overlap
    secondEigenvalue = states > 1 ? modes.values[states - 2] : 0
    effectiveCounts = effective
    tiles = solution.tiles
    self.threads = threads
    (covariance, response) = Self.errors(modes, effective)
  }

  /// fⱼ − fᵢ with its error.
  public func difference(from i: Int, to j: Int) -> Estimate {
    let variance = covariance[i][i] + covariance[j][j] - 2 * covariance[i][j]
    return Estimate(freeEnergies[j] - freeEnergies[i], standardError: max(0, variance).squareRoot())
  }

  /// What speaks against trusting the result, one sentence each; none where nothing does.
  public var warnings: [String] { links.warnings }

  /// Every so many samples of each state, about a hundred of each.
  private static func part(of counts: [Int]) -> (columns: [Int], counts: [Int]) {
    var first = 0
    var columns: [Int] = []
    let taken = counts.map { count in
      let own = stride(from: first, to: first + count, by: max(1, count / 100))
      columns += own
      first += count
      return own.underestimatedCount
    }
    return (columns, taken)
  }

  /// The eigensystem of M; its largest eigenvalue is 1 and belongs to √N.
  private static func modes(_ products: [Double], _ counts: [Double]) -> SymmetricEigensystem? {
    let states = counts.count
    var matrix = products
    for i in 0..<states {
      for j in 0..<states { matrix[i * states + j] *= (counts[i] * counts[j]).squareRoot() }
    }
    return SymmetricEigensystem(matrix, dimension: states)
  }

  /// The covariance N^{−½}M(1 − M)⁺N^{−½}, relative to state 0, and N^{½}(1 − M)⁺N^{½}.
  private static func errors(_ modes: SymmetricEigensystem, _ counts: [Double]) -> ([[Double]], [Double]) {
    let states = counts.count
    let roots = counts.map { $0.squareRoot() }
    var theta = [Double](repeating: 0, count: states * states)
    var response = theta
    // The last one moves all free energies together, which means nothing.
    for mode in 0..<(states - 1) {
      let value = modes.values[mode]
      let inverse = 1 / max(1 - value, 1e-14)
      let vector = modes.vectors[mode]
      for i in 0..<states {
        for j in 0..<states {
          let product = vector[i] * vector[j] * inverse
          theta[i * states + j] += product * value / (roots[i] * roots[j])
          response[i * states + j] += product * roots[i] * roots[j]
        }
      }
    }
    let covariance = (0..<states).map { i in
      (0..<states).map { j in theta[i * states + j] - theta[i * states] - theta[j] + theta[0] }
    }
    return (covariance, response)
  }

  private static func check(
    _ potentials: [Double], _ counts: [Int], _ inefficiencies: [Double]?, _ names: [String]
  ) throws(NotApplicable) {
    let total = counts.reduce(0, +)
    guard !counts.isEmpty, counts.allSatisfy({ $0 >= 0 }), total > 0, potentials.count == counts.count * total,
      names.count == counts.count, inefficiencies.map({ $0.count == counts.count }) ?? true
    else {
      throw NotApplicable("MBAR needs one reduced potential for each state and sample, and one count for each state")
    }
    if let empty = counts.firstIndex(of: 0) { throw NotApplicable("\(names[empty]) has no samples") }
    if let bad = inefficiencies?.firstIndex(where: { !($0 >= 1 && $0.isFinite) }) {
      throw NotApplicable("the statistical inefficiency of \(names[bad]) is below 1 or not finite")
    }
    var owner = 0
    var end = counts[0]
    for n in 0..<total {
      if n == end {
        owner += 1
        end += counts[owner]
      }
      guard potentials[owner * total + n].isFinite else {
        throw NotApplicable("a sample of \(names[owner]) has no finite reduced potential in it")
      }
    }
    // One pass that the compiler can vectorize; which one it is matters only when there is one.
    guard let bad = potentials.firstIndex(where: { !($0 > -.infinity) }) else { return }
    throw NotApplicable(
      "a reduced potential in \(names[bad / total]) is \(potentials[bad].isNaN ? "not a number" : "−∞")")
  }
}
