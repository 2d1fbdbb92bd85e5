// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// The figures of `equilibrium`.
struct EquilibriumFigures {
  let table: EquilibriumTable

  /// More curves than this nobody tells apart.
  private static let manyCurves = 9

  /// All figures that the run gives reason for, the most telling first; `pictures` are those of single methods.
  func all(with pictures: [Figure]) -> [Figure] {
    var figures: [Figure] = []
    let axes = table.axes.map { SweepAbscissa($0, of: table) }.filter(\.isLong)
    for axis in axes {
      figures += [populations(over: axis), ratios(over: axis), differences(over: axis), entropies(over: axis)]
        .compactMap { $0 }
    }
    figures += [methodsSideBySide(axes.isEmpty), scores(over: axes.first), volumes].compactMap { $0 }
    figures += pictures
    if let landscape = table.rows.last.flatMap({ WellMap(point: $0.point).figure }) { figures.append(landscape) }
    return figures
  }

  private var reference: EquilibriumPlace? { table.rows.first?.point.reference }

  /// Methods that are drawn for a quantity: all, or where there would be too many curves, the best computed and sampled.
  private func methods(for quantity: String, curves: Int) -> [String] {
    let all = table.methods.filter { method in
      table.rows.contains { $0.quantities[method]?.contains { $0.name == quantity && $0.estimate != nil } ?? false }
    }
    if all.count * curves <= Self.manyCurves { return all }
    return [table.reference(for: quantity), table.sampled(for: quantity)].compactMap { $0 }.distinct
  }

  /// p(U) over an axis.
  private func populations(over axis: SweepAbscissa) -> Figure? {
    let name = table.reference(for: "population") != nil ? "population" : "well-share"
    let wells = table.wells
    guard wells.count > 1 else { return nil }
    let series = curves(over: axis, places: wells, quantity: name) { $0.record }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "populations-over-\(slug(axis))", title: "Populations of the wells",
      caption:
        "The part of the Gibbs law that each well holds; lines are computed, symbols sampled with 95 % intervals.",
      x: axis.figureAxis,
      y: Figure.Axis(name == "population" ? "population p" : "share among the wells", range: 0...1.02), series: series)
  }

  /// ln(p/p′) over an axis: over the dimension with the law of equal energies and unequal widths.
  private func ratios(over axis: SweepAbscissa) -> Figure? {
    guard let reference else { return nil }
    let places = table.compared.filter { $0.isWell || table.wells.count < 2 }
    var series = curves(over: axis, places: places, quantity: "free-energy-difference") {
      $0.record(relativeTo: reference)
    } value: { estimate, row in
      estimate.scaled(by: -1 / row.point.temperature)
    }
    guard !series.isEmpty else { return nil }
    if let law = WideningLaw(table: table, axis: axis, compared: places).series { series.append(law) }
    let who = places.count == 1 ? places[0].name : "·"
    return Figure(
      name: "log-ratio-over-\(slug(axis))",
      title: "How much more often \(places.count == 1 ? "'\(who)'" : "each well") is found than '\(reference.name)'",
      caption:
        "ln(p/p′) = −ΔF/θ; lines are computed, symbols sampled with 95 % intervals. Where energies are equal it is ΔS.",
      x: axis.figureAxis, y: Figure.Axis("ln(p(\(who))/p(\(reference.name)))"), series: series)
  }

  /// ΔF, ΔE and θΔS of one well: which of the two decides.
  private func differences(over axis: SweepAbscissa) -> Figure? {
    guard let reference, axis.groups.count == 1, let place = mostDifferent else { return nil }
    let at = place.record(relativeTo: reference)
    let quantities = [
      ("free-energy-difference", "ΔF"), ("energy-difference", "ΔE"), ("entropy-difference", "θΔS"),
    ]
    let methods = [
      table.reference(for: "free-energy-difference"), table.sampled(for: "free-energy-difference"),
    ].compactMap { $0 }.distinct
    let series = methods.flatMap { method in
      quantities.map { name, letter in
        curve("\(letter), \(method)", method: method, rows: table.rows, axis: axis) { row in
          guard let found = row.estimate(method, name, at: at) else { return nil }
          return name == "entropy-difference" ? found.scaled(by: row.point.temperature) : found
        }
      }
    }.filter { !$0.x.isEmpty }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "differences-over-\(slug(axis))",
      title: "Energy or entropy: '\(place.name)' less '\(reference.name)'",
      caption: "ΔF = ΔE − θΔS. Where ΔF is negative '\(place.name)' wins; the larger of −ΔE and θΔS has decided it.",
      x: axis.figureAxis, y: Figure.Axis("difference (energy)"), series: series)
  }

  /// The well whose free energy differs most from the reference's.
  private var mostDifferent: EquilibriumPlace? {
    guard let reference, let method = table.reference(for: "free-energy-difference") else { return nil }
    func largest(_ place: EquilibriumPlace) -> Double {
      let at = place.record(relativeTo: reference)
      return table.rows.compactMap { $0.estimate(method, "free-energy-difference", at: at).map { abs($0.value) } }.max()
        ?? 0
    }
    let candidates = table.compared.filter { $0.isWell || table.wells.count < 2 }
    return candidates.max { largest($0) < largest($1) }
  }

  /// S of each well over an axis that is not the temperature.
  private func entropies(over axis: SweepAbscissa) -> Figure? {
    guard !axis.isTemperature else { return nil }
    var series = curves(over: axis, places: table.places, quantity: "entropy") { $0.record }
    guard !series.isEmpty else { return nil }
    if let law = ConstraintLaw(table: table, axis: axis).series { series.append(law) }
    return Figure(
      name: "entropy-over-\(slug(axis))", title: "Entropy over \(axis.figureAxis.label)",
      caption: "S = (E − F)/θ; lines are computed, symbols sampled with 95 % intervals.", x: axis.figureAxis,
      y: Figure.Axis("entropy S"), series: series)
  }

  /// Without a sweep: one quantity, all methods in a row.
  private func methodsSideBySide(_ isWanted: Bool) -> Figure? {
    guard isWanted, let row = table.rows.first, let reference else { return nil }
    let isRelative = table.reference(for: "free-energy-difference") != nil
    let name = isRelative ? "free-energy-difference" : "free-energy"
    let methods = table.methods.filter { method in
      row.quantities[method]?.contains { $0.name == name && $0.estimate != nil } ?? false
    }
    let places = isRelative ? table.compared : table.places
    guard methods.count > 1 else { return nil }
    let series = places.map { place in
      let at = isRelative ? place.record(relativeTo: reference) : place.record
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
      y: Figure.Axis(isRelative ? "ΔF relative to \(reference.name) (energy)" : "F (energy)"), series: series)
  }

  /// z between sampled methods and the most trustworthy one.
  private func scores(over axis: SweepAbscissa?) -> Figure? {
    guard let axis else { return nil }
    let quantity = table.reference(for: "free-energy-difference") != nil ? "free-energy-difference" : "free-energy"
    guard let reference = table.reference(for: quantity), reference != "harmonic" else { return nil }
    let series = table.methods.filter { $0 != reference }.compactMap { method -> Figure.Series? in
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
        row.estimate(method, LogVolume.name, at: LogVolume.place(energy)).map { (energy, $0) }
      }
      guard !found.isEmpty else { return nil }
      let isSampled = found.contains { $0.1.standardError > 0 }
      return Figure.Series(
        method, isSampled ? .points : method == "harmonic" ? .dashedLine : .line, x: found.map(\.0),
        y: found.map(\.1.value), lower: isSampled ? found.map { $0.1.bounds.lowerBound } : nil,
        upper: isSampled ? found.map { $0.1.bounds.upperBound } : nil)
    }
    guard !series.isEmpty else { return nil }
    let place = row.point.position.coordinates.sentence
    return Figure(
      name: "log-volume", title: "Volume below an energy" + (place.isEmpty ? "" : ", \(place)"),
      caption: "ln of the volume where f < ε; a harmonic well in d dimensions has the slope d/2.",
      x: Figure.Axis("energy ε", isLogarithmic: row.point.energiesBelow.allSatisfy { $0 > 0 }),
      y: Figure.Axis("ln volume"), series: series)
  }

  /// One curve a place, method and group of the other coordinates.
  private func curves(
    over axis: SweepAbscissa, places: [EquilibriumPlace], quantity: String, at: (EquilibriumPlace) -> Record,
    value: (Estimate, EquilibriumTable.Row) -> Estimate = { estimate, _ in estimate }
  ) -> [Figure.Series] {
    let groups = axis.groups
    let methods = methods(for: quantity, curves: places.count * groups.count)
    return groups.flatMap { group in
      places.flatMap { place in
        methods.map { method in
          let words = [places.count > 1 ? place.name : "", method, group.label].filter { !$0.isEmpty }
          return curve(words.joined(separator: ", "), method: method, rows: group.rows, axis: axis) { row in
            row.estimate(method, quantity, at: at(place)).map { value($0, row) }
          }
        }
      }
    }.filter { !$0.x.isEmpty }
  }

  /// Sampled methods are symbols with error bars, computed ones lines.
  private func curve(
    _ label: String, method: String, rows: [EquilibriumTable.Row], axis: SweepAbscissa,
    value: (EquilibriumTable.Row) -> Estimate?
  ) -> Figure.Series {
    let found = rows.compactMap { row in axis.value(row).flatMap { x in value(row).map { (x: x, estimate: $0) } } }
      .sorted { $0.x < $1.x }
    let isSampled = found.contains { $0.estimate.standardError > 0 }
    let style: Figure.Style =
      isSampled || found.count == 1 || axis.figureAxis.categories != nil
      ? .points : method == "harmonic" ? .dashedLine : .line
    return Figure.Series(
      label, style, x: found.map(\.x), y: found.map(\.estimate.value),
      lower: isSampled ? found.map { $0.estimate.bounds.lowerBound } : nil,
      upper: isSampled ? found.map { $0.estimate.bounds.upperBound } : nil)
  }

  private func slug(_ axis: SweepAbscissa) -> String { axis.axis.replacingOccurrences(of: ".", with: "-") }
}
