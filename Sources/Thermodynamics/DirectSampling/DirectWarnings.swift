// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

extension DirectSamples {
  /// Whether fewer than two changes of wells were seen, so that populations are those of the start.
  package var isTrapped: Bool { populations.count > 1 && transitions < 2 }

  /// What speaks against trusting the sampling, one sentence each.
  package var warnings: [String] { warnings(amongWells: populations.count) }

  /// The same where so many of the regions are wells between which walkers can cross.
  package func warnings(amongWells count: Int) -> [String] {
    var warnings: [String] = []
    if count > 1, transitions == 0 {
      warnings.append("no walker crossed between the wells; the populations are those of the start")
    } else if count > 1, isTrapped {
      warnings.append("walkers crossed between the wells only once; the populations are those of the start")
    }
    let rHat = rHats.max() ?? 1
    // Not `>`: R̂ is not a number where nothing moves.
    if !(rHat <= ChainDiagnostics.largestRHat) {
      let rounded = rHat.isFinite ? "\((rHat * 1000).rounded() / 1000)" : "infinite"
      warnings.append(
        "R̂ = \(rounded) is above \(ChainDiagnostics.largestRHat): populations still depend on where walkers started")
    }
    for (index, population) in populations.enumerated() where population.value > 0 && population.value < 1 {
      guard let chains = diagnostics[index]?.mean.standardError, chains > 0 else { continue }
      let ratio = population.standardError / chains
      if ratio > 2 || ratio < 0.5 {
        warnings.append(
          "the error of population \(index + 1) is \(population.standardError) between walkers and \(chains) by "
            + "autocorrelation; they should agree")
      }
    }
    if diverged > 0 { warnings.append("\(diverged) walkers left the numbers and were left out") }
    return warnings
  }

  /// √(1 + B/W): B the variance of the groups' means, W the mean of p(1 − p) within them.
  static func nestedRHat(_ shares: [Double], groups: [Int]) -> Double {
    let means = Dictionary(grouping: shares.indices, by: { groups[$0] }).sorted { $0.key < $1.key }.map { group in
      group.value.reduce(0) { $0 + shares[$1] } / Double(group.value.count)
    }
    guard means.count > 1 else { return 1 }
    let count = Double(means.count)
    let center = means.reduce(0, +) / count
    let between = means.reduce(0) { $0 + ($1 - center) * ($1 - center) } / (count - 1)
    let within = means.reduce(0) { $0 + $1 * (1 - $1) } / count
    return between == 0 ? 1 : (1 + between / within).squareRoot()
  }
}
