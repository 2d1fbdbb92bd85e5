// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials

/// How far the rate along a chain of wells is to be relied on: which wells and saddles matter, and how high they are.
package struct ChainValidity: Sendable {
  /// The relative size of what an asymptotic law neglects: Σ_s |∂ ln k/∂ ln W_s| θ/ΔE_s with the lower height ΔE_s of a saddle, and
  /// what the deviations from the harmonic integrals make of k, as the root of the sum of squares.
  package let error: Double
  /// The wells between.
  package let notes: [String]
  /// The barriers that are too low for the number to be relied on.
  package let doubts: [String]
  /// ∂ ln k/∂ ln W of each saddle and ∂ ln k/∂ ln Z of each well.
  package let sensitivities: (ways: [Double], wells: [Double])

  /// A chain of more wells is judged by its lowest barrier alone.
  private static let largestCount = 40
  /// A well or a saddle matters if the rate changes by so much of its change.
  private static let share = 0.02

  /// From this size on the number is in doubt.
  private static let largestError = 0.25

  /// Judges a chain.
  ///
  /// - Parameters:
  ///   - isHarmonic: whether wells and surfaces are taken as harmonic, and not integrated; a barrier's top always is.
  package init(
    of chain: WellNetwork, passage: WellPassage, potential: any Potential, isHarmonic: Bool, temperature: Double
  ) {
    let isSmall = passage.wells.count <= Self.largestCount
    let slopes = isSmall ? chain.sensitivities : (chain.ways.map { _ in 0 }, chain.logWeights.map { _ in 1 })
    sensitivities = slopes
    let barriers = passage.wells.indices.map { passage.barrier(outOf: $0) / temperature }
    let errors = zip(passage.ways, slopes.0).map { way, slope in
      abs(slope) * min(1, temperature / max(passage.barrier(of: way), .leastNormalMagnitude))
    }
    var change = 0.0
    if isSmall {
      for (way, slope) in zip(passage.ways, slopes.0) {
        let shape = Anharmonicity(at: way.spectrum, of: potential, temperature: temperature)
        change += slope * ((isHarmonic ? shape.stable : 0) - shape.unstable)
      }
      for (well, slope) in zip(passage.wells, slopes.1) where isHarmonic {
        guard let bottom = HessianSpectrum(of: potential, at: well.minimum) else { continue }
        change +=
          slope
          * Anharmonicity(at: bottom, of: potential, temperature: temperature, within: well.region).stable
      }
    }
    error = hypot(expm1(-change), isSmall ? errors.reduce(0, +) : 1 / max(barriers.min() ?? 1, 1))
    let relevant = passage.wells.indices.filter {
      $0 < passage.startCount || abs(slopes.1[$0]) > Self.share || passage.isBetween($0, slopes.0, Self.share)
    }
    var notes: [String] = []
    var doubts: [String] = []
    let between = passage.wells.dropFirst(passage.startCount).map { "'\($0.name)'" }
    if !between.isEmpty {
      let names =
        between.count <= 4 ? between.joined(separator: ", ") : between.prefix(3).joined(separator: ", ") + ", …"
      notes.append(
        "one over the mean time through the chain of wells: walkers may stay in \(names) on their way, "
          + "or in vain, and come back")
    } else if passage.ways.count > 1 {
      notes.append("the rates over \(passage.ways.count) saddles are added")
    }
    for index in relevant where barriers[index] < EyringKramers.lowestReliableBarrier {
      let height = String(format: "%.2g", barriers[index])
      if index < passage.startCount {
        let place = between.isEmpty && passage.startCount == 1 ? "" : " out of '\(passage.wells[index].name)'"
        doubts.append("the barrier\(place) is \(height) θ, below the 5 θ from which the law is to be relied on")
      } else {
        // A dip on the way is left as fast as it is entered: its two saddles count, and hardly how they are told apart.
        notes.append(
          "the barrier out of '\(passage.wells[index].name)' is \(height) θ, below the 5 θ from which the law is to be relied "
            + "on; the higher barriers decide")
      }
    }
    if doubts.isEmpty, abs(change) > Self.largestError {
      doubts.append(
        "the landscape is far from harmonic within a thermal length of its minima and saddles: the law may be off by a factor "
          + "of \(String(format: "%.2g", exp(abs(change))))")
    }
    self.notes = notes
    self.doubts = doubts
  }
}

extension WellPassage {
  /// Whether a well lies at a saddle that matters.
  fileprivate func isBetween(_ well: Int, _ slopes: [Double], _ share: Double) -> Bool {
    zip(ways, slopes).contains { way, slope in (way.from == well || way.to == well) && abs(slope) > share }
  }
}
