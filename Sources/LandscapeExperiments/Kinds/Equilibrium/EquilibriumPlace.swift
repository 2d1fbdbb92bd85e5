// SPDX-License-Identifier: GPL-3.0-or-later
public import Potentials
public import Settings

/// A named part of space whose worth is asked for: a well, or a region with a name of the user's.
public struct EquilibriumPlace: Sendable, Equatable {
  /// Its name in the scenario.
  public let name: String
  /// The positions that belong to it.
  public let region: Region
  /// The well of the landscape that it is; `nil` for a region.
  public internal(set) var well: Well?
  /// Whether it stands under `wells`: these are disjoint, compared with each other, and share their population.
  public internal(set) var isWell: Bool

  /// The name of all of space.
  static let everything = "all"

  /// All of space, as one place.
  static func whole(of potential: any Potential, isWell: Bool = true) -> EquilibriumPlace {
    EquilibriumPlace(name: everything, region: .everywhere(potential.dimension), isWell: isWell)
  }

  /// Whether it is all of space.
  var isWhole: Bool { well == nil && region == .everywhere(dimension) }

  private var dimension: Int {
    if case .box(let lower, _) = region { lower.count } else { 0 }
  }

  /// Where it stands in a finding: `well: wide`.
  public var record: Record { Record([("well", .text(name))]) }

  /// Where a difference to another place stands: `well: wide, relative-to: narrow`.
  public func record(relativeTo reference: EquilibriumPlace) -> Record {
    Record([("well", .text(name)), ("relative-to", .text(reference.name))])
  }

  /// Where a mean of what the potential tells stands: `well: all, on: train`.
  func record(on observable: Observable) -> Record {
    Record([("well", .text(name)), ("on", .text(observable.place))])
  }

  /// Its minimum if it is a well, else the lowest minimum of the landscape that it holds.
  public func minimum(of landscape: Landscape, in potential: any Potential) -> [Double]? {
    if let well { return well.minimum }
    return landscape.wells.map(\.minimum).filter { region.contains($0, in: potential) }
      .min { potential.energy(at: $0.span) < potential.energy(at: $1.span) }
  }
}
