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

  /// Who comes from another program finds its conventions in the description.
  @Test func conventionsOfOtherPrograms() throws {
    let text = try #require(IntegratorCatalogue.entry(named: "sgld")).formula
    for word in ["devinterp", "blackjax", "h = ε/2", "θ = 1", "√(2Th)"] { #expect(text.contains(word)) }
  }
}
