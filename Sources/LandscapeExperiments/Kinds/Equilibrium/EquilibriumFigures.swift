// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// The figures of `equilibrium`.
struct EquilibriumFigures {
  let table: EquilibriumTable

  /// More curves than this cannot be told apart.
  private static let manyCurves = 9

  /// All figures that the run gives reason for, the most telling first.
  var all: [Figure] {
    var figures: [Figure?] = []
    let axes = table.axes.map { SweepAbscissa($0, of: table) }.filter(\.isLong)
    for axis in axes {
      figures += [populations(over: axis), ratios(over: axis), differences(over: axis), entropies(over: axis)]
    }
    figures += [methodsSideBySide(axes.isEmpty), scores(over: axes.first), volumes]
    figures += table.rows.last?.point.methods.flatMap { $0.figures(of: table) } ?? []
    figures.append(table.rows.last.flatMap { WellMap(point: $0.point).figure })
    return figures.compactMap { $0 }
  }

  /// The most trustworthy method that has numbers of a quantity, and the most trustworthy one with a statistical error.
  private func best(for quantity: String) -> [any ExperimentMethod<EquilibriumPoint>] {
    let first = table.reference(for: quantity)
    let sampled = table.reference(for: quantity) { $0.standardError > 0 }
    return [first, sampled?.name == first?.name ? nil : sampled].compactMap { $0 }
  }

  /// p(U) over an axis.
  private func populations(over axis: SweepAbscissa<EquilibriumPoint>) -> Figure? {
    let name = table.reference(for: "population") != nil ? "population" : "well-share"
    let wells = table.wells
    guard wells.count > 1 else { return nil }
    let series = curves(over: axis, places: wells, quantity: name) { $0.record }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "populations-over-\(axis.slug)", title: "Populations of the wells",
      caption:
        "The part of the Gibbs law that each well holds; lines are computed, symbols sampled with 95 % intervals.",
      x: axis.figureAxis,
      y: Figure.Axis(name == "population" ? "population p" : "share among the wells", range: 0...1.02), series: series)
  }

  /// ln(p/p′) over an axis: over the dimension with the law of equal energies and unequal widths.
  private func ratios(over axis: SweepAbscissa<EquilibriumPoint>) -> Figure? {
    guard let origin = table.origin else { return nil }
    let places = table.rivals
    var series = curves(over: axis, places: places, quantity: "free-energy-difference") {
      $0.record(relativeTo: origin)
    } value: { estimate, row in
      estimate.scaled(by: -1 / row.point.temperature)
    }
    guard !series.isEmpty else { return nil }
    if places.count == 1,
      let law = SweepLaw(
        table: table, axis: axis, quantity: .logPopulationRatio(of: places[0].name, to: origin.name)
      ).series
    {
      series.append(law)
    }
    let who = places.count == 1 ? places[0].name : "·"
    return Figure(
      name: "log-ratio-over-\(axis.slug)",
      title: "How much more often \(places.count == 1 ? "'\(who)'" : "each well") is found than '\(origin.name)'",
      caption:
        "ln(p/p′) = −ΔF/θ; lines are computed, symbols sampled with 95 % intervals. Where energies are equal it is ΔS.",
      x: axis.figureAxis, y: Figure.Axis("ln(p(\(who))/p(\(origin.name)))"), series: series)
  }

  /// ΔF, ΔE and θΔS of one well: which of the two decides.
  private func differences(over axis: SweepAbscissa<EquilibriumPoint>) -> Figure? {
    guard let origin = table.origin, axis.groups.count == 1, let place = mostDifferent else { return nil }
    let at = place.record(relativeTo: origin)
    let quantities = [
      ("free-energy-difference", "ΔF"), ("energy-difference", "ΔE"), ("entropy-difference", "θΔS"),
    ]
    let series = best(for: "free-energy-difference").flatMap { method in
      quantities.map { name, letter in
        curve("\(letter), \(method.name)", method, table.rows, over: axis) { row in
          guard let found = row.estimate(method.name, name, at: at) else { return nil }
          return name == "entropy-difference" ? found.scaled(by: row.point.temperature) : found
        }
      }
    }.filter { !$0.x.isEmpty }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "differences-over-\(axis.slug)",
      title: "Energy or entropy: '\(place.name)' less '\(origin.name)'",
      caption: "ΔF = ΔE − θΔS. Where ΔF is negative '\(place.name)' wins; the larger of −ΔE and θΔS has decided it.",
      x: axis.figureAxis, y: Figure.Axis("difference (energy)"), series: series)
  }

  /// The well whose free energy differs most from the reference's.
  private var mostDifferent: EquilibriumPlace? {
    guard let origin = table.origin, let method = table.reference(for: "free-energy-difference")?.name else {
      return nil
    }
    func largest(_ place: EquilibriumPlace) -> Double {
      let at = place.record(relativeTo: origin)
      return table.rows.compactMap { $0.estimate(method, "free-energy-difference", at: at).map { abs($0.value) } }.max()
        ?? 0
    }
    return table.rivals.max { largest($0) < largest($1) }
  }

  /// S of each well over an axis that is not the temperature.
  private func entropies(over axis: SweepAbscissa<EquilibriumPoint>) -> Figure? {
    guard !axis.isTemperature else { return nil }
    var series = curves(over: axis, places: table.places, quantity: "entropy") { $0.record }
    guard !series.isEmpty else { return nil }
    series += table.places.compactMap { place in
      SweepLaw(table: table, axis: axis, quantity: .entropy(of: place.name)).series
    }
    return Figure(
      name: "entropy-over-\(axis.slug)", title: "Entropy over \(axis.figureAxis.label)",
      caption: "S = (E − F)/θ; lines are computed, symbols sampled with 95 % intervals.", x: axis.figureAxis,
      y: Figure.Axis("entropy S"), series: series)
  }

  /// Without a sweep: one quantity, all methods in a row.
  private func methodsSideBySide(_ isWanted: Bool) -> Figure? {
    guard isWanted, let row = table.rows.first, let origin = table.origin else { return nil }
    let isRelative = table.reference(for: "free-energy-difference") != nil
    let name = isRelative ? "free-energy-difference" : "free-energy"
    let methods = row.point.methods.map(\.name).filter { row.estimate($0, name) != nil }
    let places = isRelative ? table.compared : table.places
    guard methods.count > 1 else { return nil }
    let series = places.map { place in
      let at = isRelative ? place.record(relativeTo: origin) : place.record
      let found = methods.enumerated().compactMap { index, method in
        row.estimate(method, name, at: at).map { (x: Double(index), estimate: $0) }
      }
      return Figure.Series(
        place.name, .points, x: found.map(\.x), y: found.map(\.estimate.value),
        lower: found.map { $0.estimate.bounds.lowerBound }, upper: found.map { $0.estimate.bounds.upperBound })
    }
    return Figure(
      name: "methods", title: "Methods side by side",
      caption: "Bars are 95 % intervals; computed numbers have none.",
      x: Figure.Axis("method", range: -0.5...(Double(methods.count) - 0.5), categories: methods),
      y: Figure.Axis(isRelative ? "ΔF relative to \(origin.name) (energy)" : "F (energy)"), series: series)
  }

  /// z between sampled methods and the most trustworthy one.
  private func scores(over axis: SweepAbscissa<EquilibriumPoint>?) -> Figure? {
    guard let axis else { return nil }
    let quantity = table.reference(for: "free-energy-difference") != nil ? "free-energy-difference" : "free-energy"
    guard let method = table.reference(for: quantity), method.standing.nature != .asymptotic else { return nil }
    let reference = method.name
    let series = table.methodNames.filter { $0 != reference }.compactMap { method -> Figure.Series? in
      let found = table.pairs(method, with: reference, quantity: quantity)
        .filter { $0.own.isSampled }
        .compactMap { pair in axis.value(pair.row).map { ($0, pair.own.z(against: pair.other)) } }
      return found.isEmpty ? nil : Figure.Series(method, .points, x: found.map(\.0), y: found.map(\.1))
    }
    guard !series.isEmpty else { return nil }
    let ends = [axis.values.min() ?? 0, axis.values.max() ?? 1]
    let band = Figure.Series("95 %", .band, x: ends, y: [0, 0], lower: [-1.96, -1.96], upper: [1.96, 1.96])
    return Figure(
      name: "agreement", title: "Sampled methods against \(reference)",
      caption:
        "(ΔF − ΔF(\(reference)))/standard error of each point and well; 95 % of the points belong into the band.",
      x: axis.figureAxis, y: Figure.Axis("z"), series: [band] + series)
  }

  /// ln V against ln ε.
  private var volumes: Figure? {
    guard let row = table.rows.last, row.point.energiesBelow.count > 1 else { return nil }
    let series = table.methods.compactMap { method -> Figure.Series? in
      let found = row.point.energiesBelow.sorted().compactMap { energy in
        row.estimate(method.name, LogVolume.name, at: LogVolume.place(energy)).map { (x: energy, estimate: $0) }
      }
      guard !found.isEmpty else { return nil }
      return Figure.Series(method.name, found, isDashed: method.standing.nature == .asymptotic)
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "log-volume", title: "Volume below an energy" + (row.place.isEmpty ? "" : ", \(row.place)"),
      caption: "ln of the volume where f < ε; a harmonic well in d dimensions has the slope d/2.",
      x: Figure.Axis("energy ε", isLogarithmic: row.point.energiesBelow.allSatisfy { $0 > 0 }),
      y: Figure.Axis("ln volume"), series: series)
  }

  /// One curve a place, method and group of the other coordinates: of all methods, or where there would be too many curves
  /// of the best ones.
  private func curves(
    over axis: SweepAbscissa<EquilibriumPoint>, places: [EquilibriumPlace], quantity: String,
    at record: (EquilibriumPlace) -> Record,
    value: (Estimate, EquilibriumTable.Row) -> Estimate = { estimate, _ in estimate }
  ) -> [Figure.Series] {
    let groups = axis.groups
    let all = table.methods(with: quantity) { $0.estimate != nil }
    let methods = all.count * places.count * groups.count <= Self.manyCurves ? all : best(for: quantity)
    return groups.flatMap { group in
      places.flatMap { place in
        methods.map { method in
          let words = [places.count > 1 ? place.name : "", method.name, group.label].filter { !$0.isEmpty }
          return curve(words.joined(separator: ", "), method, group.rows, over: axis) { row in
            row.estimate(method.name, quantity, at: record(place)).map { value($0, row) }
          }
        }
      }
    }.filter { !$0.x.isEmpty }
  }

  /// One curve in the order of the axis.
  private func curve(
    _ label: String, _ method: any ExperimentMethod<EquilibriumPoint>, _ rows: [EquilibriumTable.Row],
    over axis: SweepAbscissa<EquilibriumPoint>, value: (EquilibriumTable.Row) -> Estimate?
  ) -> Figure.Series {
    let sorted = rows.compactMap { row in axis.value(row).map { (x: $0, row: row) } }.sorted { $0.x < $1.x }.map(\.row)
    return axis.curve(label, sorted, isDashed: method.standing.nature == .asymptotic, y: value)
  }
}

extension SweepAbscissa where Point == EquilibriumPoint {
  /// The axis as it is drawn.
  var figureAxis: Figure.Axis {
    let isDimension = axis == "potential.dimension"
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    return Figure.Axis(
      isTemperature ? "temperature θ" : isDimension ? "dimension d" : lastWord,
      isLogarithmic: categories == nil && low > 0 && high > 30 * low && !isDimension, categories: categories)
  }
}
