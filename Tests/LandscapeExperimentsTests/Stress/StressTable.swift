// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs

/// How often the numbers of a method held the truth.
struct StressTally {
  let method: String
  let cases: Int
  let declined: Int
  /// Numbers with a warning, and how many of their intervals hold the truth all the same.
  let (flagged, flaggedHeld): (Int, Int)
  /// Numbers without a warning, and how many hold the truth.
  let (judged, held): (Int, Int)
  let isSampled: Bool
  let isComputed: Bool
  private let scores: [Double]
  private let errors: [Double]

  init(method: String, _ all: [StressJudgement]) {
    self.method = method
    cases = all.count
    let told = all.filter { $0.holds != nil }
    declined = cases - told.count
    let (warned, trusted) = (told.filter(\.isFlagged), told.filter { !$0.isFlagged })
    (flagged, flaggedHeld) = (warned.count, warned.count { $0.holds == true })
    (judged, held) = (trusted.count, trusted.count { $0.holds == true })
    scores = trusted.compactMap(\.z)
    isSampled = !told.allSatisfy { $0.z == nil }
    isComputed = !isSampled && !method.hasPrefix("eyring")
    errors = trusted.compactMap { own in own.finding.value.map { abs($0 / own.truth - 1) } }.sorted()
  }

  var coverage: Double { Double(held) / Double(max(judged, 1)) }

  /// A row of the table.
  var row: String {
    func percent(_ value: Double) -> String { String(format: value < 0.0005 ? "%.3f" : "%.1f", 100 * value) }
    let share = isSampled || isComputed ? "\(percent(coverage)) %" : "–"
    let square = scores.reduce(0) { $0 + $1 * $1 } / Double(max(scores.count, 1))
    let largest = scores.map { abs($0) }.max() ?? 0
    let cells = [
      "`\(method)`", "\(cases)", "\(declined)", "\(flagged) (\(flaggedHeld))", "\(judged)", share,
      isSampled ? String(format: "%.2f", square) : "–", isSampled ? String(format: "%.1f", largest) : "–",
      errors.isEmpty ? "–" : "\(percent(errors[errors.count / 2])) (\(percent(errors[errors.count - 1])))",
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}

/// docs/coverage.md.
struct StressTable {
  let rates: [StressTally]
  let populations: [StressTally]
  let seed: UInt64
  let cases: Int

  private static let header = """
    | method | numbers | declined | flagged | judged | coverage | z² | largest \\|z\\| | error, % |
    |---|---|---|---|---|---|---|---|---|
    """

  var text: String {
    """
    # How often the intervals hold the truth

    \(cases) random landscapes of seed \(seed): two wells with ripples, Gaussian wells on the line and in the
    plane, bent valleys, circles, torsions with a stretch and tori whose cut lies anywhere, wells beside
    the path, bent valleys that lie askew in space. Start, target (a ball or a half-space), regions and
    temperature (a barrier of 3.5 to 6 θ) are random too. The right values come from a finite-volume
    solver that the tests bring along and that shares no code with the methods.

    - *declined*: the method gave no number and said why
    - *flagged*: the number carries a warning, that it may be off by more than its error bar or that
      chains have not mixed (in brackets: how many of these intervals hold the truth all the same)
    - *coverage*: how many of the other 95 % intervals hold the truth; for computed numbers, how many are
      right within their stated accuracy and that of the reference
    - *z²*, *largest |z|*: of (value − truth)/standard error; with ten repetitions z follows Student's law
    - *error*: middle (largest) relative error in per cent

    ## Escape rates

    A third of the direct simulations end before most walkers have arrived. The two Eyring laws hold for
    cold systems: their errors here are those of the laws at these barriers.

    \(Self.header)
    \(rates.map(\.row).joined(separator: "\n"))

    ## Populations of two regions

    \(Self.header)
    \(populations.map(\.row).joined(separator: "\n"))

    This table is written by `make coverage`, which runs

        RAVINE_LONG_TESTS=1 RAVINE_STRESS_TABLE=docs/coverage.md \\
          swift test -c release -Xswiftc -enable-testing --filter StressTests

    and `RAVINE_STRESS_SEED` names other landscapes.

    """
  }
}
