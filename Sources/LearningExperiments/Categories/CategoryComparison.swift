// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Statistics

/// How the runs of one word differ from those of another, for every axis of words.
struct CategoryComparison {
  let runs: [CategoryRun]
  /// Whether another analysis states the mean ratios already.
  var omitsMeans = false
  /// Why runs cannot be paired; `nil` where they can.
  var obstacle: String?

  /// Contrasts that the answer tells of.
  private static let told = 3

  /// Adds findings, a table, figures and a sentence; nothing without words.
  func add(to analysis: inout Analysis) {
    guard Set(runs.map(\.words.exactName)).count > 1 else { return }
    analysis.figures += CategoryFigures(runs: runs).all
    if let obstacle {
      analysis.warnings.append("words are not compared: \(obstacle)")
      return
    }
    let contrasts = CategoryContrast.all(of: runs)
    analysis.findings += contrasts.flatMap { CategoryFindings(contrast: $0, omitsMeans: omitsMeans).all }
    analysis.tables += [CategoryTable(contrasts: contrasts).table].compactMap { $0 }
    let sentences = contrasts.filter { contrast in contrast.place.entries.allSatisfy { $0.value.asNumber == nil } }
      .prefix(Self.told).compactMap(sentence)
    if !sentences.isEmpty { analysis.answer = ([analysis.answer] + sentences).joined(separator: " ") }
  }

  /// `With optimizer.kind = sgd t_grok is 2.1 (1.9 to 2.4) times that with adamw, in 8 pairs.`
  private func sentence(_ contrast: CategoryContrast) -> String? {
    guard let ratio = CategoryTime.grokking.differences(contrast, isRatio: true) else { return nil }
    let method = ratio.mean == nil ? CategoryFindings.Method.median : CategoryFindings.Method.mean
    let finding = CategoryFindings(contrast: contrast).all.first {
      $0.quantity == "grokking-time-ratio" && $0.method == method
    }
    guard let finding, finding.value != nil || finding.lowerBound != nil || finding.upperBound != nil else {
      return nil
    }
    let place = contrast.place.keys.isEmpty ? "" : ", at \(contrast.place.sentence),"
    return
      "With \(contrast.axis) = \(contrast.to.word)\(place) t_grok is \(CategoryTable.stated(finding)) times that with \(contrast.from.word), in "
      + "\(ratio.pairs) pair\(ratio.pairs == 1 ? "" : "s") of runs."
  }
}
