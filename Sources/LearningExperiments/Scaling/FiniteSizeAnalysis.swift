// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Runs
import Settings
import Statistics

/// Findings, tables, figures and the answer of an order parameter over sizes and training fractions.
struct FiniteSizeAnalysis {
  let observations: [FiniteSizeObservation]
  /// What the order parameter is called.
  let orderName: String
  let settings: FiniteSizeSettings

  /// The share of runs that were still changing from which the numbers are doubtful.
  private static let unfinishedShare = 0.02

  var analysis: Analysis {
    let table = FiniteSizeTable(
      observations.map {
        FiniteSizeRun(
          size: $0.size, control: settings.control.value(fraction: $0.fraction, size: $0.size), split: $0.split,
          value: $0.value)
      })
    var stream = RandomStream(
      StreamName(seed: settings.seed, task: StreamTask(bits: 0), purpose: .bootstrap), walker: 0)
    let crossings = FiniteSizeCrossings(table, replicates: settings.bootstrap, using: &stream)
    var scaling: FiniteSizeScaling?
    var refusal = ""
    do throws(NotApplicable) {
      scaling = try FiniteSizeScaling(
        table,
        settings: FiniteSizeScaling.Settings(
          amplitudeExponent: settings.amplitudeExponent, replicates: settings.bootstrap), using: &stream)
    } catch { refusal = error.reason }
    let result = FiniteSizeResult(
      table: table, scaling: scaling, refusal: refusal, crossings: crossings, orderName: orderName, settings: settings,
      doubt: doubt)
    var analysis = Analysis()
    analysis.findings = FiniteSizeFindings(result: result).all
    analysis.tables = FiniteSizeTables(result: result).all
    analysis.figures = FiniteSizeFigures(result: result).all
    analysis.answer = FiniteSizeAnswer(result: result).sentence
    analysis.warnings = warnings(scaling)
    analysis.results = dataset
    return analysis
  }

  /// Why the numbers may be off by more than their errors say.
  private var doubt: String? {
    let unfinished = observations.count(where: \.isUnfinished)
    guard Double(unfinished) > Self.unfinishedShare * Double(observations.count) else { return nil }
    return
      "the test accuracy of \(unfinished) of \(observations.count) runs was still changing when their steps ended: where the rise lies is a matter of "
      + "the budget; raise steps"
  }

  private func warnings(_ scaling: FiniteSizeScaling?) -> [String] {
    var warnings: [String] = []
    if let doubt { warnings.append(doubt) }
    if let scaling, !scaling.sizesWithoutRise.isEmpty {
      let names = scaling.sizesWithoutRise.map { NumberFormat.rounded($0) }.joined(separator: ", ")
      warnings.append("sizes that do not pass the middle of the rise are left out of the scaling: \(names)")
    }
    return warnings
  }

  private var dataset: Dataset {
    var data = Dataset()
    let count = observations.count
    data.add("system_size", observations.map(\.size), over: ["run": count], longName: "size of the system, L")
    data.add(
      "fraction", observations.map(\.fraction), over: ["run": count], longName: "part of the table that is trained on")
    data.add("split", observations.map(\.split), over: ["run": count], longName: "training set")
    data.add("order_parameter", observations.map(\.value), over: ["run": count], longName: orderName)
    return data
  }
}

/// What the findings, tables and figures of a finite-size analysis are made of.
struct FiniteSizeResult {
  let table: FiniteSizeTable
  /// `nil` where the scaling could not be looked for.
  let scaling: FiniteSizeScaling?
  /// Why not.
  let refusal: String
  let crossings: FiniteSizeCrossings
  let orderName: String
  let settings: FiniteSizeSettings
  /// Why the numbers may be off by more than their errors say.
  let doubt: String?

  /// `L = 23`.
  func name(_ size: Int) -> String { "L = \(NumberFormat.rounded(table.sizes[size]))" }

  /// A size as findings name it.
  func coordinate(_ size: Int) -> Value {
    let value = table.sizes[size]
    return Int(exactly: value).map { .integer($0) } ?? .number(value)
  }
}
