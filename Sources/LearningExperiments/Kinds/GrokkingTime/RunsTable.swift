// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings

/// The runs as a table of comma-separated values with the columns of the template of `ravine fit`, which reads it back.
struct RunsTable {
  let points: [GrokkingTimePoint]
  let outcomes: [GrokkingTimeOutcome]

  private static let heads = [
    "size", "total", "data_seed", "model_seed", "memorized_after", "memorized", "grokked_after", "grokked", "budget",
  ]

  var text: String {
    let axes = points.first?.coordinates.keys ?? []
    let covariates = (outcomes.first?.record.covariates ?? []).indices.filter { index in
      outcomes.contains { $0.record.covariates[index].value != nil }
    }
    let lines = outcomes.map { outcome -> [String] in
      let run = outcome.run
      let record = outcome.record
      let times = record.times
      let place = points[outcome.point].coordinates
      let numbers: [Double?] = [
        times.memorization.lower, times.memorization.upper, times.grokking.lower, times.grokking.upper, record.budget,
      ]
      return ["\(run.size)", "\(run.point.sizes.table)", "\(run.dataSeed)", "\(run.modelSeed)"]
        + numbers.map { $0?.shortest ?? "" } + axes.map { cell(place[$0]) }
        + covariates.map { record.covariates[$0].value?.shortest ?? "" }
    }
    let heads = Self.heads + axes + covariates.compactMap { outcomes.first?.record.covariates[$0].name }
    return ([heads] + lines).map { DelimitedText.line($0) }.joined()
  }

  private func cell(_ value: Value?) -> String {
    guard let value else { return "" }
    return value.asNumber?.shortest ?? value.asText ?? value.described
  }
}
