// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension LatticeFit {
  /// The gradient of ln L less the prior, and the expected information with it.
  ///
  /// With S = VΛVᵀ, ∂e^{τS} = V[(Vᵀ∂S V) ∘ Γ]Vᵀ, Γ_kl = (e^{τλ_k} − e^{τλ_l})/(λ_k − λ_l). ∂S has three diagonals.
  func derivatives(
    _ state: ReversibleLattice.State, _ counts: [Double], _ departures: [Double], _ lag: Double, _ prior: [Double]
  ) -> (gradient: [Double], information: [Double]) {
    let n = lattice.cells
    let count = lattice.parameterCount
    let divided = Self.dividedDifferences(state.values, lag)
    let symmetric = lattice.propagator(state, lag: lag)
    let transitions = lattice.transitions(state, lag: lag)
    let active = (0..<n).filter { departures[$0] > 0 }
    // ∂ ln P_ij of each parameter, for the rows that were left.
    var slopes: [[Double]] = []
    func add(_ energySlopes: [Double]?, _ diffusionSlopes: [Double]?) {
      let change = propagatorChange(state, divided, energySlopes, diffusionSlopes)
      var row = [Double](repeating: 0, count: active.count * n)
      for (place, i) in active.enumerated() {
        for j in 0..<n {
          guard transitions[i * n + j] > ReversibleLattice.leastChance else { continue }
          let factor = exp(-(state.energies[j] - state.energies[i]) / 2)
          var value = change[i * n + j] * factor
          if let e = energySlopes { value -= symmetric[i * n + j] * factor * (e[j] - e[i]) / 2 }
          row[place * n + j] = value / transitions[i * n + j]
        }
      }
      slopes.append(row)
    }
    for knot in lattice.energyBasis.knots.indices where lattice.place(ofEnergy: knot) != nil {
      add(lattice.energyBasis.rows[knot], nil)
    }
    for knot in lattice.diffusionBasis.knots.indices { add(nil, lattice.diffusionBasis.rows[knot]) }
    var gradient = [Double](repeating: 0, count: count)
    var information = prior
    var weights = [Double](repeating: 0, count: active.count * n)
    for (place, i) in active.enumerated() {
      for j in 0..<n { weights[place * n + j] = departures[i] * transitions[i * n + j] }
    }
    for a in 0..<count {
      for (place, i) in active.enumerated() {
        for j in 0..<n where counts[i * n + j] > 0 { gradient[a] += counts[i * n + j] * slopes[a][place * n + j] }
      }
      for b in 0..<count { gradient[a] -= prior[a * count + b] * parameters[b] }
      let weighted = zip(slopes[a], weights).map { $0 * $1 }
      for b in 0...a {
        var sum = 0.0
        for index in weighted.indices { sum += weighted[index] * slopes[b][index] }
        information[a * count + b] += sum
        if a != b { information[b * count + a] += sum }
      }
    }
    return (gradient, information)
  }

  private static func dividedDifferences(_ values: [Double], _ lag: Double) -> [Double] {
    let n = values.count
    var result = [Double](repeating: 0, count: n * n)
    for k in 0..<n {
      for l in 0..<n {
        let (a, b) = (values[k], values[l])
        let x = lag * (b - a)
        // (e^x − 1)/x without cancellation.
        result[k * n + l] = lag * exp(lag * a) * (abs(x) < 1e-12 ? 1 : expm1(x) / x)
      }
    }
    return result
  }

  /// ∂e^{τS} for changes of βf at the cells or of ln D at the edges.
  private func propagatorChange(
    _ state: ReversibleLattice.State, _ divided: [Double], _ energySlopes: [Double]?, _ diffusionSlopes: [Double]?
  ) -> [Double] {
    let n = lattice.cells
    let v = state.vectors
    var diagonal = [Double](repeating: 0, count: n)
    var beside = [Double](repeating: 0, count: n - 1)
    for i in 0..<n - 1 {
      let slope = (state.energies[i + 1] - state.energies[i]) / 2
      let (forth, back) = (state.conductances[i] * exp(-slope), state.conductances[i] * exp(slope))
      if let d = diffusionSlopes {
        beside[i] = state.conductances[i] * d[i]
        diagonal[i] -= forth * d[i]
        diagonal[i + 1] -= back * d[i]
      }
      if let e = energySlopes {
        let change = (e[i + 1] - e[i]) / 2
        diagonal[i] += forth * change
        diagonal[i + 1] -= back * change
      }
    }
    // Rows k of V ∂S, then V ∂S Vᵀ ∘ Γ.
    var middle = [Double](repeating: 0, count: n * n)
    var row = [Double](repeating: 0, count: n)
    for k in 0..<n {
      for i in 0..<n {
        var value = v[k * n + i] * diagonal[i]
        if i > 0 { value += v[k * n + i - 1] * beside[i - 1] }
        if i < n - 1 { value += v[k * n + i + 1] * beside[i] }
        row[i] = value
      }
      for l in 0...k {
        var sum = 0.0
        for i in 0..<n { sum += row[i] * v[l * n + i] }
        middle[k * n + l] = sum * divided[k * n + l]
        middle[l * n + k] = middle[k * n + l]
      }
    }
    // Vᵀ M V.
    var half = [Double](repeating: 0, count: n * n)
    for k in 0..<n {
      for l in 0..<n {
        let weight = middle[k * n + l]
        guard abs(weight) > 1e-300 else { continue }
        for j in 0..<n { half[k * n + j] += weight * v[l * n + j] }
      }
    }
    var result = [Double](repeating: 0, count: n * n)
    for k in 0..<n {
      for i in 0..<n {
        let weight = v[k * n + i]
        for j in 0..<n { result[i * n + j] += weight * half[k * n + j] }
      }
    }
    return result
  }
}
