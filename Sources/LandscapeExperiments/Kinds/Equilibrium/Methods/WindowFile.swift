// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics
import Thermodynamics

/// Windows of umbrella sampling as a task's result.
enum WindowFile {
  static func dataset(_ windows: [WindowSamples], plan: UmbrellaPlan) -> Dataset {
    var result = Dataset()
    let count = windows.count
    func perWindow(_ name: String, _ numbers: [Int], _ meaning: String) {
      result.add(name, numbers, over: ["window": count], longName: meaning)
    }
    result.add("center", plan.centers, over: ["center": plan.centers.count], longName: "centers of all windows")
    result.add("stiffness", [plan.stiffness], longName: "stiffness of the bias")
    result.add(
      "range", [plan.range.lowerBound, plan.range.upperBound], over: ["end": 2], longName: "where the windows lie")
    perWindow("window_index", windows.map(\.window), "index of the window; the one after the last is the reference")
    if windows.contains(where: { $0.rung > 0 }) {
      perWindow("rung", windows.map(\.rung), "which temperature: 0 for that of the point, upwards for the hotter ones")
    }
    perWindow("walkers", windows.map(\.walkers), "walkers in the window")
    perWindow("samples", windows.map(\.energies.count), "samples of the window")
    perWindow("interval", windows.map(\.interval), "steps between samples")
    result.add("time_step", windows.map(\.timeStep), over: ["window": count], units: "time", longName: "time step")
    let total = windows.reduce(0) { $0 + $1.energies.count }
    func perSample(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      result.add(name, values, shape: [(dimension: "sample", size: total)], longName: meaning)
    }
    perSample("coordinate", .numbers(windows.flatMap(\.coordinates)), "coordinate")
    perSample("energy", .numbers(windows.flatMap(\.energies)), "energy without the bias")
    perSample("membership", .integers(windows.flatMap(\.memberships)), "bit r: the sample lies in region r")
    for index in 0..<(windows.map(\.told.count).min() ?? 0) {
      perSample("told_\(index)", .numbers(windows.flatMap { $0.told[index] }), "what the potential tells")
    }
    if windows.contains(where: { !$0.squaredSlopes.isEmpty }) {
      perSample("squared_slope", .numbers(windows.flatMap(\.squaredSlopes)), "|∇s|²")
    }
    if windows.allSatisfy({ !$0.referenceEnergies.isEmpty }) {
      perSample("reference_energy", .numbers(windows.flatMap(\.referenceEnergies)), "energy of the harmonic reference")
    }
    return result
  }

  static func plan(in dataset: Dataset) -> UmbrellaPlan? {
    guard let centers = dataset.numbers("center"), let stiffness = dataset.numbers("stiffness")?.first,
      let ends = dataset.numbers("range"), ends.count == 2, let range = ClosedRange.between(ends[0], ends[1])
    else { return nil }
    return UmbrellaPlan(centers: centers, stiffness: stiffness, range: range)
  }

  static func samples(in dataset: Dataset) -> [WindowSamples] {
    func integers(_ name: String) -> [Int] { (dataset.numbers(name) ?? []).map { Int($0) } }
    let indices = integers("window_index")
    let rungs = integers("rung")
    let counts = integers("samples")
    let walkers = integers("walkers")
    let intervals = integers("interval")
    let steps = dataset.numbers("time_step") ?? []
    let coordinates = dataset.numbers("coordinate") ?? []
    let energies = dataset.numbers("energy") ?? []
    let references = dataset.numbers("reference_energy") ?? []
    let memberships = integers("membership")
    var told: [[Double]] = []
    while let next = dataset.numbers("told_\(told.count)") { told.append(next) }
    let slopes = dataset.numbers("squared_slope") ?? []
    var first = 0
    return indices.indices.map { window in
      let own = first..<(first + counts[window])
      first = own.upperBound
      var samples = WindowSamples(
        window: indices[window], walkers: walkers[window], coordinates: Array(coordinates[own]),
        energies: Array(energies[own]), referenceEnergies: references.isEmpty ? [] : Array(references[own]),
        memberships: Array(memberships[own]), timeStep: steps[window], interval: intervals[window])
      samples.rung = rungs.isEmpty ? 0 : rungs[window]
      samples.told = told.map { Array($0[own]) }
      samples.squaredSlopes = slopes.isEmpty ? [] : Array(slopes[own])
      return samples
    }
  }
}
