// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs

/// What all methods found over a whole sweep.
typealias EquilibriumTable = ResultTable<EquilibriumPoint>

extension EquilibriumTable {
  /// All places of the sweep, each once.
  var places: [EquilibriumPlace] {
    var names: Set<String> = []
    return rows.flatMap(\.point.places).filter { names.insert($0.name).inserted }
  }

  /// The wells of the sweep, each once.
  var wells: [EquilibriumPlace] { places.filter(\.isWell) }

  /// What differences are relative to.
  var origin: EquilibriumPlace? { rows.first?.point.reference }

  /// What is compared with the reference, the wells before the regions.
  var compared: [EquilibriumPlace] { places.filter { $0.name != origin?.name } }

  /// What is drawn against the reference: the other wells, or the regions where there are no two wells.
  var rivals: [EquilibriumPlace] { compared.filter { $0.isWell || wells.count < 2 } }

  /// The method whose free energies are told: the most trustworthy one that has any.
  var narrator: (any ExperimentMethod<EquilibriumPoint>)? {
    reference(for: "free-energy-difference") ?? reference(for: "free-energy")
  }

  /// The methods that have findings of a quantity, by default with or without a number.
  func methods(
    with quantity: String, where accepts: (Finding) -> Bool = { _ in true }
  ) -> [any ExperimentMethod<EquilibriumPoint>] {
    methods.filter { method in
      rows.contains { row in
        row.findings.contains { $0.method == method.name && $0.quantity == quantity && accepts($0) }
      }
    }
  }

  /// What the tasks of a method wrote at the last point of the sweep, the coldest as a rule: a figure that belongs to one
  /// point is drawn of that one. `nil` where nothing is finished.
  func lastParts(of method: String) -> (parts: [Dataset?], point: EquilibriumPoint)? {
    rows.last.flatMap { row in row.parts[method].map { ($0, row.point) } }
  }
}
