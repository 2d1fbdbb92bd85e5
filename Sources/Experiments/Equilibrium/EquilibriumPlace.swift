// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Settings

/// A named part of space whose worth is asked for: a well, or a region with a name of the user's.
struct EquilibriumPlace: Sendable, Equatable {
  let name: String
  let region: Region
  /// The well of the landscape that it is; `nil` for a region.
  var well: Well?
  /// Whether it stands under `wells`: these are disjoint, compared with each other, and share their population.
  var isWell: Bool

  /// Where it stands in a finding: `well: wide`.
  var record: Record { Record([("well", .text(name))]) }

  /// Where a difference to another place stands: `well: wide, relative-to: narrow`.
  func record(relativeTo reference: EquilibriumPlace) -> Record {
    Record([("well", .text(name)), ("relative-to", .text(reference.name))])
  }

  /// Its minimum if it is a well, else the lowest minimum of the landscape that it holds.
  func minimum(of landscape: Landscape, in potential: any Potential) -> [Double]? {
    if let well { return well.minimum }
    return landscape.wells.map(\.minimum).filter { region.contains($0, in: potential) }
      .min { potential.energy(at: $0.span) < potential.energy(at: $1.span) }
  }
}
