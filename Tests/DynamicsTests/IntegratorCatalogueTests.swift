// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import TestSupport
import Testing

@testable import Dynamics

@Suite struct IntegratorCatalogueTests {
  private func read(_ value: Value?) -> (integrator: (any Integrator)?, problems: [String]) {
    let reader = Reader(.record(Record(value.map { [("integrator", $0)] } ?? [])))
    let integrator = IntegratorCatalogue.read(in: reader)
    return (integrator, reader.log.problems.map(\.description))
  }

  /// Every entry builds, with its defaults, what it is named after.
  @Test(arguments: IntegratorCatalogue.entries.map(\.name)) func entriesBuild(name: String) throws {
    let found = read(.text(name))
    #expect(found.problems.isEmpty)
    #expect(found.integrator?.name == name)
    let entry = try #require(IntegratorCatalogue.entry(named: name))
    #expect(!entry.formula.isEmpty && !entry.summary.isEmpty && !entry.source.isEmpty && !entry.example.isEmpty)
  }

  @Test func choices() throws {
    #expect(read(nil).integrator is EulerMaruyama)
    let record = Record([("kind", .text("OABAO")), ("friction", .number(0.5))])
    #expect(read(.record(record)).integrator as? Splitting == (try Splitting("OABAO", friction: 0.5)))
    #expect(read(.text("ABOBAO")).integrator as? Splitting == (try Splitting("ABOBAO")))
  }

  @Test func mistakes() {
    #expect(
      read(.text("BAAB")).problems == [
        "integrator: 'BAAB' is not a splitting: a word of A (drift), B (kick) and O (bath) is expected that has each of "
          + "them, such as BAOAB, and at most 16 letters."
      ])
    #expect(
      read(.text("euler-maryuama")).problems == [
        "integrator: unknown integrator 'euler-maryuama'; did you mean 'euler-maruyama'? 'ravine list integrators' "
          + "shows all."
      ])
    let cold = Record([("kind", .text("BAOAB")), ("friction", .number(-1))])
    #expect(read(.record(cold)).problems == ["integrator.friction: friction is -1; it must be zero or positive."])
    let hot = Record([("kind", .text("sghmc")), ("noise-estimate", .number(2))])
    #expect(
      read(.record(hot)).problems == [
        "integrator.noise-estimate: noise-estimate is 2; it must not exceed the friction, 1."
      ])
  }

  /// What general code asks of a scheme, the scheme answers.
  @Test func facts() throws {
    let palindrome = Convergence(strong: 1, weak: 2, stationary: .order(2))
    #expect(try Splitting("BAOAB").convergence == palindrome)
    #expect(try Splitting("OABAO").convergence == palindrome)
    #expect(try Splitting("ABO").convergence == Convergence(strong: 1, weak: 1, stationary: .order(1)))
    let all = IntegratorCatalogue.entries.compactMap { read(.text($0.name)).integrator }
    #expect(all.filter(\.hasExactStationaryLaw).map(\.name) == ["mala"])
    #expect(all.filter(\.isMetropolized).map(\.name) == ["mala"])
    #expect(all.filter(\.takesEulerSteps).map(\.name) == ["euler-maruyama"])
    #expect(all.filter { $0.lackAtZeroTemperature != nil }.map(\.name) == ["mala", "preconditioned-sgld"])
    #expect(all.filter { $0.freeFlightDelay != 0 }.map(\.name) == ["leimkuhler-matthews"])
    #expect(LeimkuhlerMatthews().freeFlightDelay == 0.5)
    // Only the preconditioned scheme, whose bias does not fall with h, promises nothing.
    #expect(all.filter { $0.convergence == Convergence() }.map(\.name) == ["preconditioned-sgld"])
  }

  /// A reader who comes from another program finds its conventions in the description.
  @Test func conventionsOfOtherPrograms() throws {
    let text = try #require(IntegratorCatalogue.entry(named: "sgld")).formula
    for word in ["devinterp", "blackjax", "h = ε/2", "θ = 1", "√(2Th)"] { #expect(text.contains(word)) }
  }
}
