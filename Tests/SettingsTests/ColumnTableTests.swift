// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Settings

/// Columns of numbers as programs for simulations write them.
struct ColumnTableTests {
  private static func table(_ text: String) throws -> ColumnTable { try ColumnTable([UInt8](text.utf8)) }

  @Test func formats() throws {
    let plain = try Self.table("0 1.5\n1\t2.5\n\n2   -3e-1\n")
    #expect(plain.names.isEmpty && plain.columns == [[0, 1, 2], [1.5, 2.5, -0.3]] && plain.lines == [1, 2, 4])
    let csv = try Self.table("\u{FEFF}time, \"x\"\r\n0,1\r\n1,2\r\n")
    #expect(csv.names == ["time", "x"] && csv.columns == [[0, 1], [1, 2]] && csv.lines == [2, 3])
    let plumed = try Self.table(
      "#! FIELDS time phi bias\n#! SET min_phi -pi\n 0.0 1 2\n#! FIELDS time phi bias\n 1.0 3 4")
    #expect(plumed.names == ["time", "phi", "bias"] && plumed.columns[1] == [1, 3])
    let xvg = try Self.table("# made\n@ xaxis label \"t\"\n@TYPE xy\n0 1\n1 2\n&\n")
    #expect(xvg.columns == [[0, 1], [1, 2]] && xvg.names.isEmpty)
    let commented = try Self.table("# x D\n0;1\n1;2")
    #expect(commented.names == ["x", "D"])
    #expect(try commented.column("D") == 1 && commented.column("1") == 0)
    #expect(try Self.table("0 inf\n1 nan").columns[1][0] == .infinity)
  }

  @Test func problemsHaveTheirLine() {
    func problem(_ text: String) -> TableProblem? {
      do {
        _ = try Self.table(text)
        return nil
      } catch { return error as? TableProblem }
    }
    #expect(problem("0 1\n1 2 3\n")?.line == 2)
    #expect(problem("0 1\n1 x\n")?.message == "'x' is no number.")
    #expect(problem("# nothing\n")?.message == "the file has no rows of numbers.")
    #expect(problem("#! FIELDS a b\n0 1\n#! FIELDS a c\n")?.line == 3)
    #expect(problem("a b c\n0 1\n")?.line == 2)
  }

  @Test func unknownColumnsAreTold() throws {
    let table = try Self.table("a b\n0 1\n")
    #expect(throws: TableProblem(line: 0, column: 0, message: "there is no column 'c' in the file; it has a, b.")) {
      try table.column("c")
    }
  }
}
