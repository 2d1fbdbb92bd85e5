// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

/// All numbers of an `equilibrium` run in one data set, dimensions named after the axes of the sweep, then method and well.
struct EquilibriumResults {
  let table: EquilibriumTable

  private static let own = [
    ("free-energy", "energy"), ("energy", "energy"), ("entropy", "1"), ("population", "1"), ("well-share", "1"),
  ]
  private static let relative = [
    ("free-energy-difference", "energy"), ("energy-difference", "energy"), ("entropy-difference", "1"),
    ("population-ratio", "1"),
  ]

  var dataset: Dataset {
    var result = Dataset()
    let sweep = SweepGrid(table.rows.map(\.point.position.coordinates))
    let methods = table.methods
    let places = table.places
    sweep.addCoordinates(to: &result)
    result.add("method", methods, over: ["method": methods.count], longName: "how it was found")
    result.add("well", places.map(\.name), over: ["well": places.count], longName: "well or region")
    let shape =
      sweep.shape + [(dimension: "method", size: methods.count), (dimension: "well", size: places.count)]
    func add(_ name: String, _ unit: String, at: @escaping (EquilibriumPlace, EquilibriumTable.Row) -> Record) {
      func numbers(_ number: (Estimate) -> Double?) -> [Double] {
        sweep.order.flatMap { index in
          methods.flatMap { method in
            places.map { place in
              guard let row = index.map({ table.rows[$0] }) else { return .nan }
              return row.estimate(method, name, at: at(place, row)).flatMap(number) ?? .nan
            }
          }
        }
      }
      let values = numbers(\.value)
      guard values.contains(where: { !$0.isNaN }) else { return }
      let variable = name.replacing("-", with: "_")
      let words = name.replacing("-", with: " ")
      result.add(variable, .numbers(values), shape: shape, units: unit, longName: words)
      result.add(
        "\(variable)_standard_error", .numbers(numbers(\.standardError)), shape: shape, units: unit,
        longName: "standard error of the \(words)")
      result.add(
        "\(variable)_accuracy", .numbers(numbers(\.accuracy)), shape: shape,
        longName: "bound on the relative numerical error of the computed \(words)")
    }
    for (name, unit) in Self.own { add(name, unit) { place, _ in place.record } }
    for (name, unit) in Self.relative {
      add(name, unit) { place, row in place.record(relativeTo: row.point.reference) }
    }
    addVolumes(to: &result, sweep, methods)
    return result
  }

  private func addVolumes(to result: inout Dataset, _ sweep: SweepGrid, _ methods: [String]) {
    let energies = table.rows.flatMap(\.point.energiesBelow).distinct
    guard !energies.isEmpty else { return }
    result.add("energy_below", energies, over: ["energy_below": energies.count], units: "energy", longName: "ε")
    let shape =
      sweep.shape
      + [(dimension: "method", size: methods.count), (dimension: "energy_below", size: energies.count)]
    func numbers(_ number: (Estimate) -> Double?) -> [Double] {
      sweep.order.flatMap { index in
        methods.flatMap { method in
          energies.map { energy in
            index.flatMap { table.rows[$0].estimate(method, LogVolume.name, at: LogVolume.place(energy)) }
              .flatMap(number) ?? .nan
          }
        }
      }
    }
    result.add("log_volume", .numbers(numbers(\.value)), shape: shape, longName: "ln of the volume where f < ε")
    result.add(
      "log_volume_standard_error", .numbers(numbers(\.standardError)), shape: shape,
      longName: "standard error of the log-volume")
  }
}
