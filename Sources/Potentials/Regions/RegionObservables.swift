// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Region {
  /// What belonging to it takes to be observed, each once, in the order in which it stands there.
  package var observables: [Observable] {
    switch self {
    case .ball, .halfSpace, .box, .energyBelow: []
    case .observable(let observable, _): [observable]
    case .not(let region): region.observables
    case .all(let regions), .any(let regions):
      regions.flatMap(\.observables).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
  }

  /// What is observed at a point, for messages: `accuracy on train is 0.93`; empty where nothing is.
  package func observed(at position: [Double], in potential: any Potential) -> String {
    guard let potential = potential as? any ObservablePotential, !observables.isEmpty else { return "" }
    let values = potential.values(of: observables, at: position.span)
    return zip(observables, values).map { "\($0) is \(String(format: "%.4g", $1))" }.joined(separator: ", ")
  }

  /// Why a point is not in the region; `nil` where it is.
  package func shortfall(at position: [Double], in potential: any Potential) -> String? {
    guard !contains(position, in: potential) else { return nil }
    let observed = observed(at: position, in: potential)
    return observed.isEmpty ? "it is not in \(self)" : "\(observed), and \(self) is asked for"
  }
}
