// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// All numbers of an `equilibrium` run in one data set, dimensions named after the axes of the sweep, then method and well.
struct EquilibriumResults {
  let table: EquilibriumTable

  private static let own = [
    ("free-energy", "energy"), ("energy", "energy"), ("entropy", "1"), ("population", "1"), ("well-share", "1"),
    (EvidenceGrowth.quantity, "1"),
  ]
  private static let relative = [
    ("free-energy-difference", "energy"), ("energy-difference", "energy"), ("entropy-difference", "1"),
    ("population-ratio", "1"),
  ]

  /// The points side by side, and what single methods add.
  var dataset: Dataset {
    let (methods, places) = (table.methodNames, table.places)
    let energies = table.rows.flatMap(\.point.energiesBelow).distinct
    func isFound(_ quantity: (name: String, unit: String)) -> Bool {
      !table.methods(with: quantity.name) { $0.estimate != nil }.isEmpty
    }
    let (own, relative) = (Self.own.filter(isFound), Self.relative.filter(isFound))
    var result = table.stacked { row in
      var block = Block(row: row, methods: methods)
      block.dataset.add("well", places.map(\.name), over: ["well": places.count], longName: "well or region")
      for (name, unit) in own { block.add(name, unit, over: "well", at: places.map(\.record), isComputed: true) }
      for (name, unit) in relative {
        let differences = places.map { $0.record(relativeTo: row.point.reference) }
        block.add(name, unit, over: "well", at: differences, isComputed: true)
      }
      for observable in row.point.observables {
        let name = "mean-\(observable.quantity)"
        guard isFound((name, "1")) else { continue }
        block.add(
          name, "1", over: "well", at: places.map { $0.record(on: observable) },
          variable: "\(name)-\(observable.place)", meaning: "mean of \(observable)")
      }
      guard !energies.isEmpty else { return block.dataset }
      let dimension = "energy_below"
      block.dataset.add(dimension, energies, over: [dimension: energies.count], units: "energy", longName: "ε")
      block.add(
        LogVolume.name, "1", over: dimension, at: energies.map(LogVolume.place), words: "log-volume",
        meaning: "ln of the volume where f < ε")
      return block.dataset
    }
    for method in table.methods { method.addVariables(of: table, to: &result) }
    return result
  }

  /// What is known of one point.
  private struct Block {
    let row: EquilibriumTable.Row
    let methods: [String]
    var dataset = Dataset()

    init(row: EquilibriumTable.Row, methods: [String]) {
      self.row = row
      self.methods = methods
      dataset.add("method", methods, over: ["method": methods.count], longName: "how it was found")
    }

    /// A quantity by all methods at places along a dimension: its values, their errors, and where it is computed as a rule
    /// their accuracies.
    mutating func add(
      _ name: String, _ unit: String, over dimension: String, at places: [Record], isComputed: Bool = false,
      variable given: String? = nil, words: String? = nil, meaning: String? = nil
    ) {
      let variable = (given ?? name).replacing("-", with: "_")
      let words = words ?? name.replacing("-", with: " ")
      let found = methods.flatMap { method in places.map { row.estimate(method, name, at: $0) } }
      let shape = [(dimension: "method", size: methods.count), (dimension: dimension, size: places.count)]
      dataset.add(
        variable, .numbers(found.map { $0?.value ?? .nan }), shape: shape, units: unit, longName: meaning ?? words)
      dataset.add(
        "\(variable)_standard_error", .numbers(found.map { $0?.standardError ?? .nan }), shape: shape, units: unit,
        longName: "standard error of the \(words)")
      guard isComputed else { return }
      dataset.add(
        "\(variable)_accuracy", .numbers(found.map { $0?.accuracy ?? .nan }), shape: shape,
        longName: "bound on the relative numerical error of the computed \(words)")
    }
  }
}
