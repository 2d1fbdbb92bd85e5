// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Potentials

/// How files are read, and what is said of those that are wrong.
@Suite struct ProfileInputTests {
  private static func wells(_ x: Double) -> Double {
    let inner = x * x - 1
    return 3 * inner * inner + 0.4 * x
  }
  private static let places: [Double] = (0...30).map { 0.1 * Double($0) - 1.5 }

  /// The lines of a plain file, changed.
  private static func file(_ change: (inout [String]) -> Void = { _ in }) -> String {
    var lines = places.map { "\(String(format: "%.4f", $0)) \(wells($0))" }
    change(&lines)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Waves that fall towards the end.
  private static let waves = (0...20).map { (i: Int) -> String in
    let x = Double(i)
    let energy: Double = 2 * cos(x) - 0.1 * x
    return "\(i) \(energy)"
  }.joined(separator: "\n")

  @Test func everyFormatGivesTheSameProfile() throws {
    let plain = try ProfileFiles.read(Self.file()).0
    func same(_ text: String, _ settings: (String, Value)...) throws {
      let path = try ProfileFiles.write(text)
      defer { try? FileManager.default.removeItem(atPath: path) }
      let log = ProblemLog()
      let record = Record([("kind", .text("profile")), ("file", .text(path))] + settings)
      let other = try #require(ProfilePotential.read(Reader(.record(record), log: log)), "\(log.problems)")
      for x in stride(from: -1.49, to: 1.5, by: 0.037) {
        #expect(abs(other.energy(at: [x]) - plain.energy(at: [x])) < 1e-9)
      }
    }
    let rows = Self.places.map { (String(format: "%.4f", $0), "\(Self.wells($0))") }
    try same("x,f\n" + rows.map { "\($0),\($1)" }.joined(separator: "\n"))
    try same("\"x\";\"f\"\r\n" + rows.map { "\($0);\($1)".replacing(".", with: ",") }.joined(separator: "\r\n"))
    try same(rows.map { "\($0)\t\($1)\t0.5" }.joined(separator: "\n"))
    try same(
      "#! FIELDS phi bias ff\n#! SET min_phi -1.5\n" + rows.map { " \($0)  7 \($1)" }.joined(separator: "\n"),
      ("energy", .text("ff")))
    try same(
      "# g_wham\n@ xaxis label \"z (nm)\"\n@ s0 legend \"PMF\"\n@TYPE xy\n"
        + rows.map { "\($0) \($1)" }.joined(separator: "\n") + "\n&\n", ("energy", .text("PMF")))
    try same(
      "#Coor Free +/- Prob +/-\n" + rows.map { "\($0) \($1) 0.1 0.2 0.01" }.joined(separator: "\n")
        + "\n#Window Free +/-\n#0 0 0\n", ("coordinate", .text("Coor")), ("energy", .text("Free")),
      ("errors", .integer(3)))
    try same(rows.reversed().map { "\($0) \($1)" }.joined(separator: "\n"))
    try same(rows.map { "\($1) \($0)" }.joined(separator: "\n"), ("coordinate", .integer(2)), ("energy", .integer(1)))
  }

  @Test func aPeriodicFileOfPlumedIsACircle() throws {
    func text(_ count: Int, closing: Bool, periodic: Bool = true) -> String {
      let rows = (0..<(count + (closing ? 1 : 0))).map { (i: Int) -> String in
        let phi: Double = 2 * Double.pi * Double(i) / Double(count) - Double.pi
        let energy: Double = 4 * cos(2 * phi) + sin(phi)
        return "\(phi) \(energy)"
      }
      return
        "#! FIELDS phi file.free\n#! SET min_phi -pi\n#! SET max_phi pi\n#! SET periodic_phi \(periodic)\n"
        + rows.joined(separator: "\n")
    }
    let (open, remarks) = try ProfileFiles.read(text(36, closing: false))
    let (closed, _) = try ProfileFiles.read(text(36, closing: true))
    let (told, _) = try ProfileFiles.read(text(36, closing: false, periodic: false), ("periodic", .flag(true)))
    #expect(remarks.facts.contains { $0.contains("on a circle") })
    for profile in [open, closed, told] {
      #expect(abs((profile.boundaries[0].period ?? 0) - 2 * .pi) < 1e-9)
      #expect(profile.wells.count == 2 && profile.saddles.count == 2)
      #expect(abs(profile.energy(at: [1.3]) - open.energy(at: [1.3])) < 1e-12)
      #expect(abs(profile.energy(at: [1.3 + 2 * .pi]) - profile.energy(at: [1.3])) < 1e-12)
    }
  }

  @Test func whatWasNotSampledIsCutAndTold() throws {
    let (profile, remarks) = try ProfileFiles.read(
      Self.file {
        for i in [0, 1, 29, 30] { $0[i] = "\(Self.places[i]) inf" }
      })
    #expect(abs(profile.window[0].lowerBound + 1.3) < 1e-9 && abs(profile.window[0].upperBound - 1.3) < 1e-9)
    #expect(remarks.warnings.contains { $0.contains("infinite in 4 rows; the profile is cut there") })
    // On a circle the arc that was not sampled is where it is cut, wherever that is.
    let rows = (0..<36).map { (i: Int) -> String in
      let phi = 10 * Double(i) - 180
      let energy: Double = 4 * cos(phi * Double.pi / 90)
      return (100..<150).contains(phi) ? "\(phi) inf" : "\(phi) \(energy)"
    }
    let (arc, _) = try ProfileFiles.read(
      rows.joined(separator: "\n"), ("periodic", .list([-180, 180].map { .integer($0) })))
    #expect(arc.boundaries == [.reflecting(lower: 150, upper: 450)])
  }

  @Test func badFilesAreRefusedWithTheLine() throws {
    func complaint(_ text: String, _ settings: (String, Value)...) -> String {
      do {
        let path = try ProfileFiles.write(text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = ProblemLog()
        _ = ProfilePotential.read(
          Reader(.record(Record([("kind", .text("profile")), ("file", .text(path))] + settings)), log: log))
        let name = URL(filePath: path).lastPathComponent
        return log.problems.map { $0.description.replacing(name, with: "f.dat") }.joined(separator: "\n")
      } catch { return "\(error)" }
    }
    let cases: [(String, String)] = [
      (
        complaint(Self.file { $0.remove(at: 10) }), "f.dat, line 11: there is a hole: from −0.6 in line 10 to −0.4 here"
      ),
      (complaint(Self.file { $0.swapAt(4, 5) }), "line 6: the coordinate falls from −1 to −1.1; sort the rows"),
      (complaint(Self.file { $0.insert($0[7], at: 8) }), "line 9: the coordinate is −0.8, as in line 8"),
      (complaint(Self.file { $0[3] = "-1.2 nan" }), "line 4: the energy is nan"),
      (complaint(Self.file { $0[15] = "0.0 inf" }), "line 16: the energy is infinite at 0, between parts"),
      (complaint(Self.file { $0 = Array($0[..<4]) }), "f.dat has 4 points; a profile takes at least 5"),
      (complaint(Self.file { $0[6] = "-0.9 12 13" }), "line 7: there are 3 columns, and 2 are expected"),
      (complaint(Self.file { $0[6] = "-0.9 1o" }), "line 7: '1o' is no number"),
      (complaint(""), "there are no numbers in the file"),
      (complaint(Self.file(), ("energy", .text("free"))), "f.dat has no column 'free'; it has columns 1 to 2"),
      (complaint(Self.file(), ("energy", .integer(5))), "energy is column 5, and f.dat has 2 columns"),
      (complaint(Self.file(), ("periodic", .flag(true))), "the ends of f.dat differ"),
      (
        complaint(Self.file(), ("periodic", .list([.number(-1.5), .number(1.5)]))),
        "line 31: the axis is a circle, and its ends, which are one place, differ"
      ),
      (
        complaint(Self.file(), ("periodic", .list([.number(-3), .number(3)]))), "there is a hole at the seam"
      ),
      (
        complaint(
          Self.waves,
          ("ends", .text("extrapolate"))),
        "so that no state is bound"
      ),
      (
        complaint(
          [9.0, 4, 1, 0.2, 0, 7, 0.1, 0.3, 2, 5, 9].enumerated().map { "\($0) \($1)" }.joined(separator: "\n")),
        "line 6: the barrier at 5 is thinner than the spacing of the rows"
      ),
    ]
    for (found, expected) in cases { #expect(found.contains(expected), "'\(found)' lacks '\(expected)'") }
  }

  @Test func endsThatHoldNothingAreTold() throws {
    let falling = (0...20).map { (i: Int) -> String in
      let inside = Double((i - 6) * (i - 6)) * 0.02
      let beyond = 1.2 - 0.2 * Double(i - 12)
      return "\(i) \(i < 12 ? inside : beyond)"
    }
    let (_, remarks) = try ProfileFiles.read(falling.joined(separator: "\n"))
    #expect(remarks.warnings.contains { $0.contains("beyond the maximum at") && $0.contains("upper end") })
    let (none, told) = try ProfileFiles.read((0...20).map { "\($0) \($0)" }.joined(separator: "\n"))
    #expect(none.wells.isEmpty)
    #expect(told.warnings.contains { $0.contains("no minimum between its ends") })
  }

  @Test func aChangedFileIsNotTakenForTheOldOne() throws {
    let path = try ProfileFiles.write(Self.file())
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reader = Reader(.record(Record([("kind", .text("profile")), ("file", .text(path))])))
    _ = ProfilePotential.read(reader)
    let resolved = reader.resolved
    #expect(resolved["checksum"]?.asText?.count == 16)
    let again = ProblemLog()
    #expect(ProfilePotential.read(Reader(.record(resolved), log: again)) != nil)
    try Data(Self.file { $0[0] = "-1.5 3" }.utf8).write(to: URL(filePath: path))
    #expect(ProfilePotential.read(Reader(.record(resolved), log: again)) == nil)
    #expect(again.problems.contains { $0.message.contains("has changed: its checksum is") })
  }
}
