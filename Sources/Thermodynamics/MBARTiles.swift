// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Dynamics

/// The Boltzmann factors of all samples in all states, relative to an estimate of the free energies.
///
/// With reduced potentials uₖ(xₙ), effective counts Nₖ and the estimate f⁰, element k of sample n is
///
///     Bₖₙ = e^{f⁰ₖ − uₖ(xₙ)} / Σⱼ Nⱼ e^{f⁰ⱼ − uⱼ(xₙ)},
///
/// so that going to other free energies f takes multiplications with aₖ = e^{fₖ − f⁰ₖ} only:
/// Wₖₙ = aₖBₖₙ/Σⱼ NⱼaⱼBⱼₙ. Samples lie in tiles of 64: the rows of all states for these samples, one after the other, so that
/// a tile stays in the cache for all that is done with it. Tiles are dealt out to a fixed number of lanes whose sums are
/// added in order: no bit depends on the number of threads.
final class BoltzmannTiles: @unchecked Sendable {
  /// K.
  let states: Int
  /// N.
  let samples: Int
  /// Nₖ, where correlated samples count less.
  let counts: [Double]
  /// ln Σⱼ Nⱼ e^{f⁰ⱼ − uⱼ(xₙ)} for each sample, and for the copies that fill the last tile.
  private(set) var logDenominators: [Double]
  /// What each sample counts: 1/g of its state, 0 for the copies that fill the last tile.
  let shares: [Double]

  /// Samples in a tile.
  static let width = 64
  /// How many partial sums there are.
  private static let lanes = 16

  private let tiles: Int
  private let factors: UnsafeMutablePointer<Double>

  /// Room for the factors of some samples.
  ///
  /// - Parameters:
  ///   - counts: Nₖ.
  ///   - shares: what each sample counts.
  init(counts: [Double], shares: [Double]) {
    states = counts.count
    samples = shares.count
    self.counts = counts
    tiles = (shares.count + Self.width - 1) / Self.width
    self.shares = shares + [Double](repeating: 0, count: tiles * Self.width - shares.count)
    logDenominators = Array(repeating: 0, count: tiles * Self.width)
    factors = .allocate(capacity: max(1, tiles * Self.width * counts.count))
  }

  deinit { factors.deallocate() }

  /// Computes the factors at an estimate of the free energies; the only exponentials there are.
  ///
  /// - Parameters:
  ///   - reducedPotentials: K × (number of columns), row-major.
  ///   - columns: which columns are the samples.
  func refer(to freeEnergies: [Double], _ reducedPotentials: [Double], columns: [Int], threads: Int) {
    let (states, samples, width) = (states, samples, Self.width)
    let stride = reducedPotentials.count / states
    logDenominators.withUnsafeMutableBufferPointer { denominators in
      reducedPotentials.withUnsafeBufferPointer { potentials in
        guard let u = potentials.baseAddress, let logs = denominators.baseAddress else { return }
        let shared = Shared(input: u, output: logs)
        inLanes(threads) { _, tile in
          let start = factors + tile * width * states
          let logs = shared.output + tile * width
          for n in 0..<width { logs[n] = -.infinity }
          for k in 0..<states {
            let row = shared.input + k * stride
            for n in 0..<width {
              let exponent = freeEnergies[k] - row[columns[min(tile * width + n, samples - 1)]]
              start[k * width + n] = exponent
              logs[n] = exponent > logs[n] ? exponent : logs[n]
            }
          }
          for k in 0..<states { for n in 0..<width { start[k * width + n] -= logs[n] } }
          ravine_exp(start, start, states * width)
          withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { sums in
            for n in 0..<width { sums[n] = 0 }
            for k in 0..<states {
              let count = counts[k]
              for n in 0..<width { sums[n] += count * start[k * width + n] }
            }
            for n in 0..<width { sums[n] = 1 / sums[n] }
            for k in 0..<states {
              for n in 0..<width {
                let factor = start[k * width + n] * sums[n]
                // What is next to nothing would slow down what is multiplied with it.
                start[k * width + n] = factor < 1e-250 ? 0 : factor
              }
            }
            if let sums = sums.baseAddress {
              ravine_log(sums, sums, width)
              for n in 0..<width { logs[n] -= sums[n] }
            }
          }
        }
      }
    }
  }

  /// Σₙ cₙWₖₙ, Σₙ cₙWᵢₙWⱼₙ and Σₙ cₙ ln(Σⱼ NⱼaⱼBⱼₙ) at other free energies.
  func sums(at ratios: [Double], threads: Int) -> BoltzmannSums {
    let (states, width, lanes) = (states, Self.width, Self.lanes)
    let size = states * states + states + 1
    var partial = [Double](repeating: 0, count: lanes * size)
    let scales = zip(counts, ratios).map { $0 * $1 }
    partial.withUnsafeMutableBufferPointer { partial in
      scales.withUnsafeBufferPointer { scales in
        shares.withUnsafeBufferPointer { shares in
          guard let partial = partial.baseAddress, let scales = scales.baseAddress, let shares = shares.baseAddress
          else { return }
          let shared = Shared(input: scales, output: partial)
          let counted = Shared(input: shares, output: partial)
          inLanes(threads) { lane, tile in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: (states + 2) * width) { scratch in
              guard let scratch = scratch.baseAddress else { return }
              addTile(
                factors + tile * width * states, scales: shared.input, shares: counted.input + tile * width,
                into: shared.output + lane * size, scratch)
            }
          }
        }
      }
    }
    var result = BoltzmannSums(states: states)
    for lane in 0..<lanes {
      for i in 0..<states {
        for j in 0...i { result.products[i * states + j] += partial[lane * size + i * states + j] }
        result.normalizations[i] += partial[lane * size + states * states + i]
      }
      result.logDenominators += partial[lane * size + size - 1]
    }
    for i in 0..<states {
      result.normalizations[i] *= ratios[i]
      for j in 0...i {
        result.products[i * states + j] *= ratios[i] * ratios[j]
        result.products[j * states + i] = result.products[i * states + j]
      }
    }
    return result
  }

  /// Σₙ cₙWₖₙzₙ of the factors as they are, for each state; samples with zₙ = 0 cost nothing.
  func projections(of column: [Double], threads: Int) -> [Double] {
    let (states, samples, width, lanes) = (states, samples, Self.width, Self.lanes)
    var partial = [Double](repeating: 0, count: lanes * states)
    partial.withUnsafeMutableBufferPointer { partial in
      column.withUnsafeBufferPointer { column in
        guard let partial = partial.baseAddress, let column = column.baseAddress else { return }
        let shared = Shared(input: column, output: partial)
        inLanes(threads) { lane, tile in
          let start = factors + tile * width * states
          let first = tile * width
          let sums = shared.output + lane * states
          for n in 0..<min(width, samples - first) where shared.input[first + n] != 0 {
            let value = shared.input[first + n] * shares[first + n]
            for k in 0..<states { sums[k] += value * start[k * width + n] }
          }
        }
      }
    }
    return (0..<states).map { k in (0..<lanes).reduce(0) { $0 + partial[$1 * states + k] } }
  }

  /// Wₖₙ of one state for each sample, of the factors as they are.
  func row(_ state: Int) -> [Double] {
    (0..<samples).map { factors[($0 / Self.width * states + state) * Self.width + $0 % Self.width] }
  }

  /// Calls the body for all tiles: each lane's one after the other, lanes on several threads.
  private func inLanes(_ threads: Int, _ body: @Sendable (_ lane: Int, _ tile: Int) -> Void) {
    let (tiles, lanes) = (tiles, Self.lanes)
    let threads = min(max(1, threads), lanes)
    inParallel(threads) { thread in
      for lane in stride(from: thread, to: lanes, by: threads) {
        for tile in stride(from: lane, to: tiles, by: lanes) { body(lane, tile) }
      }
    }
  }

  private struct Shared: @unchecked Sendable {
    let input: UnsafePointer<Double>
    let output: UnsafeMutablePointer<Double>
  }
}
