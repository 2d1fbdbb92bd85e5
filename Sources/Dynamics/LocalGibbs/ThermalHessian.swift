// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// How a well curves over the part that is hot: the mean of the Hessians at its minimum and, along both directions of
/// every axis, where f has grown by about θ or the region ends.
///
/// For a harmonic well it is the Hessian; for x⁴ the Hessian at the minimum is zero, this one is not.
struct ThermalHessian {
  let mean: [Double]

  init(_ potential: any Potential, in region: Region, around minimum: [Double], temperature: Double) {
    let d = potential.dimension
    var sum = potential.hessian(at: minimum)
    var count = 1.0
    let floor = potential.energy(at: minimum)
    for c in 0..<d {
      let window = potential.window[c]
      let span = window.upperBound - window.lowerBound
      for direction in [-1.0, 1] {
        // From a millionth of the window in factors of 1.5 to all of it.
        var reach = direction * (span.isFinite && span > 0 ? span : 1) * 1e-6
        var place = minimum
        for _ in 0..<34 {
          var next = minimum
          next[c] += reach
          guard region.contains(next, in: potential), potential.energy(at: next) <= floor + temperature else { break }
          place = next
          reach *= 1.5
        }
        let hessian = potential.hessian(at: place)
        guard hessian.allSatisfy(\.isFinite) else { continue }
        for i in sum.indices { sum[i] += hessian[i] }
        count += 1
      }
    }
    mean = sum.map { $0 / count }
  }
}
