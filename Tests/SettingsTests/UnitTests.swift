// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@Suite struct UnitTests {
  private static func units(_ energy: String, _ length: String, _ time: String) throws -> UnitSystem {
    UnitSystem(
      energy: try #require(PhysicalUnit.named(energy)), length: try #require(PhysicalUnit.named(length)),
      time: try #require(PhysicalUnit.named(time)))
  }

  private static let energies = PhysicalUnit.names(of: .energy)
  private static let lengths = ["nm", "Å", "pm", "m", "cm", "µm"]
  private static let times = PhysicalUnit.names(of: .time)

  @Test func thereAndBackIsNothing() throws {
    let groups: [([String], (String) throws -> UnitSystem)] = [
      (Self.energies, { try Self.units($0, "nm", "ps") }), (Self.lengths, { try Self.units("eV", $0, "ps") }),
      (["rad", "deg"], { try Self.units("eV", $0, "ps") }), (Self.times, { try Self.units("eV", "nm", $0) }),
    ]
    for (names, system) in groups {
      for one in names {
        for other in names {
          let there = try system(other).number(of: #require(try Quantity("2.5 \(one)")), at: 310)
          let back = try system(one).number(of: #require(try Quantity("\(there) \(other)")), at: 310)
          #expect(abs(back / 2.5 - 1) < 1e-15 * 4, "\(one) and \(other)")
        }
      }
    }
  }

  @Test func knownFactors() throws {
    let molar = try Self.units("kJ/mol", "nm", "ps")
    let number = { (text: String) in try molar.number(of: #require(try Quantity(text)), at: 300) }
    #expect(abs(molar.thermalEnergy(at: 300) - 2.494338785) < 1e-8)
    #expect(abs(try number("1 kcal/mol") - 4.184) < 1e-14)
    #expect(abs(try number("1 eV") - 96.48533212) < 1e-7)
    #expect(abs(try number("1 Hartree") - 2625.499639) < 1e-5)
    #expect(abs(try number("1 kT") - 2.494338785) < 1e-8)
    #expect(abs(try number("1e-5 cm²/s") - 1e-3) < 1e-17)
    #expect(abs(try number("1e-5 cm^2/s") - 1e-3) < 1e-17)
    #expect(abs(try number("2 1/ns") - 2e-3) < 1e-17)
    #expect(abs(try number("2 ns^-1") - 2e-3) < 1e-17)
    #expect(abs(try number("3 A") - 0.3) < 1e-15)
    #expect(try Self.units("kT", "1", "ns").thermalEnergy(at: 250) == 1)
  }

  @Test func dimensionsHaveTheirNamesInBothSpellings() throws {
    let molar = try Self.units("kJ/mol", "nm", "ps")
    let cases: [(String, String, String)] = [
      ("1/time", "1/ps", "ps-1"), ("energy", "kJ/mol", "kJ mol-1"), ("length²/time", "nm²/ps", "nm2 ps-1"),
      ("length", "nm", "nm"), ("1/length²", "1/nm²", "nm-2"), ("length4", "nm⁴", "nm4"),
      ("energy/length²", "kJ/mol/nm²", "kJ mol-1 nm-2"),
    ]
    for (words, symbol, spelling) in cases {
      let dimension = try #require(PhysicalDimension(words: words))
      #expect(molar.symbol(of: dimension) == symbol)
      #expect(molar.udunits(of: dimension) == spelling)
    }
    let angles = try Self.units("kT", "deg", "µs")
    #expect(angles.udunits(of: .energy) == "1" && angles.udunits(of: .diffusion) == "degree2 us-1")
    #expect(try Self.units("eV", "1", "fs").symbol(of: .diffusion) == "1/fs")
    #expect(
      PhysicalDimension(words: "steps") == nil && PhysicalDimension(words: "θ") == nil
        && PhysicalDimension(words: "1") == .number)
  }

  @Test func formulasAndNamesAreNoQuantities() throws {
    for text in ["2*x^2", "x", "2 - x", "well-1", "1e-3*(1 + tanh(x))", "5", "h*(x^2-1)^2", "-.inf"] {
      #expect(try Quantity(text) == nil, "\(text)")
    }
    #expect(throws: QuantityError.self) { try Quantity("10 nss") }
  }

  /// What a reader of one key makes of a text.
  private func read(_ value: Value, as dimension: PhysicalDimension, in system: UnitSystem) -> (Double?, String) {
    let log = ProblemLog()
    var tree = Value.record(Record([("temperature", .integer(300)), ("key", value)]))
    let units = WrittenUnits(system, normalizing: &tree, without: [], log: log)
    log.units = units
    let reader = Reader(tree, log: log)
    let number = reader.read(.number("key", default: nil, .any, "a quantity").measured(in: dimension)).asNumber
    return (number, log.problems.map(\.message).joined(separator: "; "))
  }

  @Test func aUnitOfTheWrongKindIsRefused() throws {
    let molar = try Self.units("kJ/mol", "nm", "ps")
    #expect(abs(try #require(read(.text("10 ns"), as: .time, in: molar).0) / 10000 - 1) < 4e-16)
    #expect(
      read(.text("10 ns"), as: .energy, in: molar).1 == "key is 10 ns, a time; an energy is expected, such as 1 kJ/mol."
    )
    #expect(read(.text("3 rad"), as: .length, in: molar).1.contains("rad is not converted into nm"))
    #expect(
      read(.text("10 nss"), as: .time, in: molar).1.contains("'nss' is no unit that is known; did you mean 'ns'?"))
    let (theta, problems) = read(.text("300 K"), as: .temperature, in: molar)
    #expect(problems.isEmpty && abs((theta ?? 0) - 2.494338785) < 1e-8)
    #expect(read(.integer(300), as: .temperature, in: molar).0 == theta)
  }

  /// Where coordinates are pure numbers, a diffusion coefficient is one over a time.
  @Test func lengthsThatArePureNumbersCannotBeTold() throws {
    let plain = try Self.units("kJ/mol", "1", "ns")
    let (number, problems) = read(.text("1e-5 1/ps"), as: .diffusion, in: plain)
    #expect(problems.isEmpty && abs((number ?? 0) - 0.01) < 1e-17)
    #expect(read(.text("10 ps"), as: .diffusion, in: plain).1.contains("a time"))
    #expect(read(.text("1e-5 1/ps"), as: .diffusion, in: try Self.units("kJ/mol", "nm", "ns")).1.contains("a rate"))
  }

  @Test func aUnitWhereNoneIsTakenIsRefused() throws {
    let log = ProblemLog()
    var tree = Value.record(Record([("walkers", .text("10 ns"))]))
    let units = WrittenUnits(try Self.units("eV", "nm", "ps"), normalizing: &tree, without: [], log: log)
    log.units = units
    _ = Reader(tree, log: log).number("walkers", default: nil)
    units.finish(log)
    #expect(
      log.problems.map(\.message) == [
        "walkers is 10 ns, and takes no unit of its own; write the number in the units of the scenario (eV, nm, ps)."
      ])
  }

  @Test func theBlockKnowsItsWords() {
    func complaint(_ entries: (String, Value)...) -> String {
      let log = ProblemLog()
      _ = UnitsBlock.read(Reader(.record(Record([("units", .record(Record(entries)))])), log: log))
      return log.problems.map { "\($0)" }.joined(separator: "\n")
    }
    #expect(complaint(("energy", .text("kcal/mol")), ("length", .integer(1))) == "")
    #expect(
      complaint(("energy", .text("nm"))).contains("units.energy: nm is a unit of length, and one of energy is expected")
    )
    #expect(complaint(("time", .text("pss"))).contains("'pss' is no unit; did you mean 'ps'?"))
    #expect(complaint(("mass", .text("u"))).contains("unknown key 'mass'"))
    #expect(UnitsBlock.read(Reader(.record(Record()))) == nil)
  }
}
