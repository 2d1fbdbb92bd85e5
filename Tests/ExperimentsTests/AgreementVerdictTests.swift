// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments

@Suite struct AgreementVerdictTests {
  private func finding(_ value: Double?, error: Double = 0.01, by method: String = "walkers") -> Finding {
    Finding("escape-rate", value.map { Estimate($0, standardError: error) }, method: method)
  }

  private let law = Finding("escape-rate", .exact(1, accuracy: 1e-12), method: "law")

  private func verdict(_ findings: [Finding], isRelative: Bool = true) -> AgreementVerdict {
    var verdict = AgreementVerdict(reference: "law")
    for (index, finding) in findings.enumerated() {
      verdict.add(finding, against: law, isRelative: isRelative, at: "θ = \(index + 1)")
    }
    return verdict
  }

  @Test func yes() {
    let found = verdict([finding(1.01), finding(0.985), finding(1.02)])
    #expect(found.outcome == .agree)
    #expect(found.sentence() == "walkers agrees with law: the largest of 3 differences is 2.0 standard errors.")
  }

  @Test func no() {
    let found = verdict([finding(1.01), finding(0.947)])
    #expect(found.outcome == .disagree)
    #expect(
      found.sentence(quoted: true)
        == "'walkers' does not agree with law: the largest of 2 differences is 5.3 standard errors (θ = 2: 5.3 % too small), "
        + "where chance allows 2.8.")
  }

  @Test func someDoAndSomeDoNot() {
    let found = verdict([finding(1.01), finding(1.1, by: "flux")])
    #expect(
      found.sentence()
        == "flux does not agree with law: the largest of 2 differences is 10.0 standard errors (flux, θ = 2: 10 % too large), "
        + "where chance allows 2.8. walkers agrees.")
  }

  @Test func notToBeTold() {
    #expect(verdict([]).sentence() == nil)
    let wide = verdict([finding(1.1, error: 0.3)])
    #expect(wide.outcome == .cannotTell)
    #expect(
      wide.sentence()
        == "Whether walkers agrees with law cannot be told: the difference is 0.3 standard errors, but the error bars are 30 % "
        + "and more.")
    // A quantity that may be zero has no relative error.
    #expect(verdict([finding(1.1, error: 0.3)], isRelative: false).outcome == .agree)
  }

  @Test func doubtfulNumbersAreNamedAndNotCompared() {
    var doubtful = finding(3)
    doubtful.doubt(because: "a heavy tail")
    var unmixed = finding(3, by: "chains")
    unmixed.rHat = 1.56
    let found = verdict([doubtful, unmixed, finding(nil), finding(1.01)])
    #expect(found.outcome == .agree)
    #expect(
      found.sentence()
        == "walkers agrees with law: the difference is 1.0 standard errors. Not compared: walkers at θ = 1 (doubtful); "
        + "chains at θ = 2 (R̂ = 1.56); walkers at θ = 3 (no number).")
    #expect(verdict([doubtful]).outcome == .cannotTell)
  }

  /// An error of the time step beyond chance belongs to the number, one that chance makes does not hide a difference.
  @Test func theTimeStepCounts() {
    var (seen, chance) = (finding(1.05), finding(1.05))
    (seen.discretizationError, seen.discretizationStandardError) = (0.05, 0.01)
    (chance.discretizationError, chance.discretizationStandardError) = (0.02, 0.02)
    #expect(verdict([seen]).outcome == .agree)
    #expect(verdict([chance]).outcome == .disagree)
  }

  /// However many numbers there are, right ones are said to disagree in less than one of a hundred verdicts.
  @Test(arguments: [1, 14, 200]) func chanceIsCounted(numbers: Int) {
    var generator = SplitMix(UInt64(numbers))
    let repetitions = 20000 / numbers + 500
    let wrong = (0..<repetitions).count { _ in
      verdict((0..<numbers).map { _ in finding(1 + 0.01 * generator.normal()) }).outcome == .disagree
    }
    #expect(binomialZ(wrong, of: repetitions, probability: 0.01) <= 4, "\(wrong) of \(repetitions)")
  }
}
