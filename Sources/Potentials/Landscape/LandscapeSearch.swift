// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// A search for wells that is made when it is first needed, once for all copies of a landscape.
///
/// In two steps: who asks for minima alone starts no search for saddles, and gets those of the first step whether or not the
/// second was made.
final class LandscapeSearch: Sendable {
  private let potential: any Potential
  private let lowest = Mutex<[[Double]]?>(nil)
  private let whole = Mutex<FoundLandscape?>(nil)

  init(of potential: any Potential) { self.potential = potential }

  /// Whether the search has been made.
  var isDone: Bool { whole.withLock { $0 != nil } }

  /// Wells and saddles.
  var found: FoundLandscape {
    whole.withLock { cache in
      if let cache { return cache }
      let found = searched()
      cache = found
      return found
    }
  }

  /// The positions of the minima.
  var minima: [[Double]] {
    if potential.dimension == 1 { return found.wells.map(\.minimum) }
    return lowest.withLock { cache in
      if let cache { return cache }
      let minima = StationarySearch(potential).minima.map(\.point.position)
      cache = minima
      return minima
    }
  }

  private func searched() -> FoundLandscape {
    guard potential.dimension > 1 else {
      let line = Landscape.search(potential)
      return FoundLandscape(wells: line.wells, saddles: line.saddles)
    }
    var search = StationarySearch(potential)
    let minima = search.minima.map(\.point.position)
    lowest.withLock { $0 = minima }
    search.findSaddles()
    return search.landscape()
  }
}
