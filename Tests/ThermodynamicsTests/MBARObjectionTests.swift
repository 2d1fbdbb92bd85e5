// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// What MBAR says of samples and numbers that give no answer, or a doubtful one.
struct MBARObjectionTests {
  @Test func statesThatDoNotOverlapAreNamed() throws {
    var generator = SplitMix(60)
    func reason(_ centers: [Double], names: [String]? = nil) -> String? {
      let states = HarmonicStates(
        stiffness: centers.map { _ in 1 }, centers: centers, counts: centers.map { _ in 500 })
      let x = states.samples(using: &generator)
      do {
        _ = try MBAR(reducedPotentials: states.potentials(x), counts: states.counts, names: names)
        return nil
      } catch { return error.reason }
    }
    #expect(reason([0, 1, 2, 3]) == nil)
    #expect(reason([0, 1, 40, 41]) == "the samples of state 2, state 3 do not overlap with those of the other states")
    #expect(
      reason([0, 30, 1, 2], names: ["a", "b", "c", "d"])
        == "the samples of b do not overlap with those of the other states")
    #expect(
      reason([0, 1, 2, 3, 4, 90, 91, 92, 93, 94])
        == "the samples of state 5, state 6 and 3 others do not overlap with those of the other states")
    // Half a percent: enough for a number, not for trust.
    let poor = HarmonicStates(stiffness: [1, 1, 1], centers: [0, 1, 6], counts: [4000, 4000, 4000])
    let x = poor.samples(using: &generator)
    let warnings = try MBAR(reducedPotentials: poor.potentials(x), counts: poor.counts).warnings
    #expect(warnings.count == 1)
    #expect(warnings[0].hasPrefix("state 1 and state 2 overlap by "))
    #expect(warnings[0].hasSuffix(" % only: the error bars may be too small"))
  }

  @Test func badInputIsNamed() {
    func reason(_ potentials: [Double], _ counts: [Int], _ inefficiencies: [Double]? = nil) -> String? {
      do {
        _ = try MBAR(reducedPotentials: potentials, counts: counts, inefficiencies: inefficiencies)
        return nil
      } catch { return error.reason }
    }
    let shape = "MBAR needs one reduced potential for each state and sample, and one count for each state"
    #expect(reason([], []) == shape)
    #expect(reason([1, 2, 3], [1, 1]) == shape)
    #expect(reason([1, 2, 3, 4], [2, 0]) == "state 1 has no samples")
    #expect(reason([1, 2, .nan, 4], [1, 1]) == "a reduced potential in state 1 is not a number")
    #expect(reason([1, -.infinity, 3, 4], [1, 1]) == "a reduced potential in state 0 is −∞")
    #expect(reason([.infinity, 2, 3, 4], [1, 1]) == "a sample of state 0 has no finite reduced potential in it")
    #expect(
      reason([1, 2, 3, 4], [1, 1], [1, 0.5]) == "the statistical inefficiency of state 1 is below 1 or not finite")
  }
}
