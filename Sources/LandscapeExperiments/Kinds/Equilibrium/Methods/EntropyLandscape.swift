// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics
import Thermodynamics

/// The entropy over what the potential tells, from the samples of umbrella windows: its profile along the windows' coordinate
/// with the verdict whether there is a barrier, and its map over the training loss.
struct EntropyLandscape {
  let point: EquilibriumPoint
  let analysis: UmbrellaAnalysis
  private let observable: Observable

  private static let cells = 24

  /// `nil` where the windows stand along a coordinate.
  init?(_ analysis: UmbrellaAnalysis, of point: EquilibriumPoint) {
    guard let observable = point.umbrella.observable else { return nil }
    (self.analysis, self.point, self.observable) = (analysis, point, observable)
  }

  private func profile() throws(NotApplicable) -> EntropyProfile {
    guard let range = point.umbrella.range else { throw NotApplicable("the windows have no range") }
    return try EntropyProfile(analysis.samples, over: range, between: try ends())
  }

  /// Where on the way the two places lie that a barrier is looked for between: the mean of q in each.
  private func ends() throws(NotApplicable) -> (Double, Double)? {
    let names = point.umbrella.between
    guard names.count == 2 else { return nil }
    var means: [Double] = []
    for name in names {
      guard let index = point.places.firstIndex(where: { $0.name == name }) else {
        throw NotApplicable("there is no place '\(name)'")
      }
      let members = analysis.samples.members(of: index)
      guard !members.isEmpty else { throw NotApplicable("no sample lies in '\(name)'") }
      means.append(try analysis.samples.average(of: analysis.samples.coordinates, over: members).value)
    }
    return (means[0], means[1])
  }

  private var place: Record {
    let names = point.umbrella.between
    return Record(
      [("along", .text("\(observable)"))]
        + (names.count == 2 ? [("from", .text(names[0])), ("to", .text(names[1]))] : []))
  }

  /// Between which places, in words.
  private var way: String {
    let names = point.umbrella.between
    return names.count == 2 ? "\(observable) from \(names[0]) to \(names[1])" : "\(observable)"
  }

  /// The depth of the deepest valley of the entropy, and whether that is a barrier.
  var findings: [Finding] {
    do throws(NotApplicable) {
      let profile = try profile()
      let depth = Finding("entropy-barrier", profile.depth, unit: "1", at: place)
      var verdict = Finding("entropy-barrier-verdict", nil, unit: "1", at: place)
      verdict.text = profile.verdict.rawValue
      verdict.notes.append(sentence(profile))
      return [depth, verdict]
    } catch { return [Finding("entropy-barrier", nil, unit: "1", notes: ["not applicable: \(error)"], at: place)] }
  }

  private func sentence(_ profile: EntropyProfile) -> String {
    let depth = profile.depth.formatted
    let least = EntropyProfile.noticeable.shortest
    switch profile.verdict {
    case .barrier:
      return
        "the entropy has a barrier along \(way): it falls by \(depth) at "
        + NumberFormat.rounded(profile.valley, digits: 3)
    case .none: return "no entropic barrier along \(way): a valley deeper than \(least) is excluded (\(depth))"
    case .open: return "whether there is an entropic barrier along \(way) cannot be told: \(depth)"
    }
  }

  /// The verdict as a sentence of its own; `nil` where there is none.
  var remark: String? {
    guard let profile = try? profile() else { return nil }
    let text = sentence(profile)
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  /// S(q), and ln of the density of states over the training loss and q.
  var figures: [Figure] { [curve, map].compactMap(\.self) }

  private var curve: Figure? {
    guard let profile = try? profile() else { return nil }
    return Figure(
      name: "entropy-profile", title: "Entropy along \(observable)",
      caption: "S = (⟨f⟩ − F)/θ relative to the first bin, with 95 % intervals. \(sentence(profile))",
      x: Figure.Axis("\(observable)"), y: Figure.Axis("entropy S"),
      series: [
        Figure.Series(
          UmbrellaMethod.word, .points, x: profile.places, y: profile.entropies.map(\.value),
          lower: profile.entropies.map(\.bounds.lowerBound), upper: profile.entropies.map(\.bounds.upperBound))
      ])
  }

  /// ln ∫δ(L − E)δ(q − A) over the Gaussian law: e^{−βL} is taken back sample by sample.
  private var map: Figure? {
    guard
      let index = point.observables.firstIndex(where: { $0.quantity == "loss" && $0.place == "train" }),
      point.observables[index] != observable,
      index < analysis.samples.told.count, let range = point.umbrella.range
    else { return nil }
    let other = point.observables[index]
    let samples = analysis.samples
    let values = samples.told[index]
    let seen = values.indices.filter { samples.weights[$0] > 0 && values[$0].isFinite }
    guard let low = seen.map({ values[$0] }).min(), let high = seen.map({ values[$0] }).max(), low < high else {
      return nil
    }
    let isLogarithmic = low > 0 && high > 30 * low
    func scaled(_ x: Double) -> Double { isLogarithmic ? log(x) : x }
    let (bottom, top) = (scaled(low), scaled(high))
    let cells = Self.cells
    var sums = [Double](repeating: -.infinity, count: cells * cells)
    for n in seen {
      let column = min(Int((scaled(values[n]) - bottom) / (top - bottom) * Double(cells)), cells - 1)
      let row = Int((samples.coordinates[n] - range.lowerBound) / (range.upperBound - range.lowerBound) * Double(cells))
      guard row >= 0, row < cells, column >= 0 else { continue }
      let width = isLogarithmic ? values[n] : 1
      let weight = log(samples.weights[n]) + values[n] / point.temperature - log(width)
      let cell = row * cells + column
      let largest = max(sums[cell], weight)
      sums[cell] = largest + log(exp(sums[cell] - largest) + exp(weight - largest))
    }
    guard let highest = sums.max(), highest.isFinite else { return nil }
    func middles(_ from: Double, _ to: Double) -> [Double] {
      (0..<cells).map { from + (to - from) * (Double($0) + 0.5) / Double(cells) }
    }
    return Figure(
      name: "entropy-landscape", title: "The entropy landscape",
      caption:
        "ln of the part of the Gaussian law for each pair of \(other) and \(observable), relative to the most common one; "
        + "cells that no sample met are empty.",
      x: Figure.Axis((isLogarithmic ? "ln of " : "") + "\(other)"), y: Figure.Axis("\(observable)"), series: [],
      map: Figure.Map(
        x: middles(bottom, top), y: middles(range.lowerBound, range.upperBound),
        z: sums.map { $0.isFinite ? $0 - highest : .nan }, label: "S"))
  }
}
