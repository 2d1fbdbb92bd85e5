// SPDX-License-Identifier: GPL-3.0-or-later

/// The wells of a potential and the saddles between them, searched for when they are first asked for.
public struct Landscape: Sendable {
  private var source: Source

  private enum Source: Sendable {
    case known(FoundLandscape)
    case searched(LandscapeSearch)
  }

  /// What a potential knows of itself, or what a search finds if it knows of no well and can be searched.
  public init(of potential: any Potential) {
    if let searched = potential as? any SearchedPotential {
      self = searched.landscape
    } else if potential.wells.isEmpty, potential.isSearchable {
      self.init(searching: potential)
    } else {
      self.init(wells: potential.wells, saddles: potential.saddles)
    }
  }

  /// Given wells and saddles.
  public init(wells: [Well], saddles: [Saddle]) {
    source = .known(FoundLandscape(wells: wells, saddles: saddles))
  }

  /// What a search will find; nothing is searched before it is asked for.
  package init(searching potential: any Potential) { source = .searched(LandscapeSearch(of: potential)) }

  init(_ found: FoundLandscape) { source = .known(found) }

  private var found: FoundLandscape {
    switch source {
    case .known(let found): found
    case .searched(let search): search.found
    }
  }

  private mutating func change(_ body: (inout FoundLandscape) -> Void) {
    var changed = found
    body(&changed)
    source = .known(changed)
  }

  /// The named wells.
  public var wells: [Well] {
    get { found.wells }
    set { change { $0.wells = newValue } }
  }

  /// The saddles of index one between them.
  public var saddles: [Saddle] {
    get { found.saddles }
    set { change { $0.saddles = newValue } }
  }

  /// Gives wells other names.
  mutating func rename(_ names: [String: String]) {
    change { found in
      for i in found.wells.indices {
        found.wells[i].name = names[found.wells[i].name] ?? found.wells[i].name
        found.wells[i].copyOf = found.wells[i].copyOf.map { names[$0] ?? $0 }
      }
      for i in found.saddles.indices {
        found.saddles[i].connects = found.saddles[i].connects.map { names[$0] ?? $0 }
      }
    }
  }

  /// The positions of minima alone, for which no saddle is searched.
  package var minima: [[Double]] {
    switch source {
    case .known(let found): found.wells.map(\.minimum)
    case .searched(let search): search.minima
    }
  }

  /// What a reader must know of a search that stopped before it was through; `nil` where it was.
  package var remark: String? { found.remark }

  /// Whether wells and saddles are at hand, without a search.
  package var isKnown: Bool {
    switch source {
    case .known: true
    case .searched(let search): search.isDone
    }
  }

  /// Why what takes isolated minima does not apply here; `nil` where all minima are isolated.
  package var needsIsolatedMinima: String? {
    guard let well = wells.first(where: { $0.freeDimensions > 0 }) else { return nil }
    let extent =
      well.freeDimensions == well.minimum.count
      ? "a plateau" : "a manifold of \(well.freeDimensions) dimension\(well.freeDimensions == 1 ? "" : "s")"
    return "needs isolated minima, and those of '\(well.name)' are \(extent), along which nothing holds a walker"
  }

  /// Whether two wells are the same up to a symmetry of the potential, such as one that exchanges hidden units.
  package func areCopies(_ first: String, _ second: String) -> Bool {
    guard first != second, let a = wells.first(where: { $0.name == first }),
      let b = wells.first(where: { $0.name == second })
    else { return false }
    return (a.copyOf ?? a.name) == (b.copyOf ?? b.name)
  }

  /// Searches for minima and saddles within the window.
  ///
  /// In one dimension, the sign changes of the slope. In more: descents by BFGS from points spread evenly over the window
  /// (Halton's sequence), refined by Newton's method; saddles by following the softest mode upwards from the same
  /// points and from between the minima, round circles both ways; from each saddle down on both sides to see which wells it
  /// joins. Duplicates are merged, those that a way of constant energy connects too, and each index is checked by the
  /// Hessian's eigenvalues. Wells are called `well-1`, `well-2`, … from the lowest energy up, their regions as in
  /// `DividedWells`. What the symmetries of a `GuidedPotential` make of a minimum or saddle is one too, and is listed unless
  /// there are too many images. A search may miss wells; it never invents one. It ends on every landscape: its work is
  /// bounded (`SearchBudget`), and so is the number of wells.
  ///
  /// - Parameters:
  ///   - potential: any.
  ///   - starts: the number of points to start from, by default 50 a dimension.
  ///   - given: points to start from first.
  public static func search(_ potential: any Potential, starts: Int? = nil, from given: [[Double]] = []) -> Landscape {
    if potential.dimension == 1 {
      let line = LineWells(of: potential)
      let energy = line.wells.map { potential.energy(at: $0.minimum) }
      let order = line.wells.indices.sorted { energy[$0] == energy[$1] ? $0 < $1 : energy[$0] < energy[$1] }
      return Landscape(wells: order.map { line.wells[$0] }, saddles: line.saddles)
    }
    var search = StationarySearch(potential, starts: starts, from: given)
    search.findSaddles()
    return Landscape(search.landscape())
  }
}

/// Wells, saddles and what is to be said of the search for them.
struct FoundLandscape: Sendable {
  var wells: [Well]
  var saddles: [Saddle]
  var remark: String?
}

extension Potential {
  /// The positions of the minima that the potential knows or finds; no saddle is searched for them.
  package var knownMinima: [[Double]] {
    (self as? any SearchedPotential)?.landscape.minima ?? wells.map(\.minimum)
  }
}

/// A potential whose wells are searched for, once, when they are first asked for.
package protocol SearchedPotential: Potential {
  /// Its wells and saddles.
  var landscape: Landscape { get }
}
