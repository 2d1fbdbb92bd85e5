// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
package import Settings

extension ProfilePotential {
  private static let column = "the name or the number of a column"

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Potential>(
    name: "profile", summary: "a free-energy profile from a file: PLUMED, GROMACS, WHAM, CSV or columns",
    formula: "a spline through the points (xᵢ, fᵢ)",
    parameters: [
      .word("file", default: nil, among: [], "the file, relative to the working directory"),
      Parameter("coordinate", .special(column), default: .null, "the column of the coordinate; the first by default"),
      Parameter("energy", .special(column), default: .null, "the column of the energy; the second by default"),
      Parameter(
        "errors", .special(column), default: .null,
        "the column of the standard errors of the energy, independent of each other; none by default"),
      .word(
        "spline", default: SplineKind.steffen.rawValue, among: SplineKind.allCases.map(\.rawValue),
        "how points are joined: steffen does not overshoot, akima hardly does, cubic is smoother"),
      Parameter(
        "periodic", .special("true, false or [a, b]"), default: .null,
        "whether the axis is a circle, or from where to where a turn goes; by default what the file says"),
      .word(
        "ends", default: Ends.reflecting.rawValue, among: Ends.allCases.map(\.rawValue),
        "mirrors at the first and last point, or a parabola beyond them"),
      .word("checksum", default: "", among: [], "of the file's bytes; a run with another file is refused"),
    ],
    source: "the file; M. Steffen, Astron. Astrophys. 239, 443 (1990); H. Akima, J. ACM 17, 589 (1970)",
    example: "potential: {kind: profile, file: fes.dat, coordinate: phi, energy: file.free, periodic: true}"
  ) { (values) throws(Problem) in try ProfileFile(values).potential() }

  /// Reads the mapping of a scenario, and leaves the file's checksum and what is to be told of it.
  package static func read(_ reader: Reader) -> ProfilePotential? {
    reader.resolve("kind", as: reader.raw("kind") ?? .null)
    let before = reader.log.problems.count
    let values = reader.read(entry.parameters)
    reader.finish()
    guard reader.log.problems.count == before else { return nil }
    do throws(Problem) {
      let file = try ProfileFile(values)
      let (potential, remarks) = try file.potentialWithRemarks()
      reader.resolve("checksum", as: .text(file.checksum))
      reader.log.remark(remarks)
      return potential
    } catch {
      reader.log.report(error.below(reader.path))
      return nil
    }
  }
}
