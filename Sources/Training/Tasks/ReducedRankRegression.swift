// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Linear regression whose true map has a low rank: y = B A x + noise·ξ with A (rank × inputs), B (outputs × rank).
///
/// A linear network of one hidden layer is singular there, and its learning coefficient is known by theorem
/// (M. Aoyagi, S. Watanabe, Neural Networks 18 (2005) 924).
package struct ReducedRankRegression: LearningTask, Equatable {
  /// The linear teacher.
  private let teacher: TeacherStudent
  /// The rank of the true map; 0 is pure noise.
  package var rank: Int { teacher.hidden }
  /// The name in a scenario.
  package let name = "reduced-rank"

  /// A regression with a teacher of given rank.
  ///
  /// - Throws: a problem at `rank` when it is larger than inputs or outputs.
  package init(count: Int, inputs: Int, outputs: Int, rank: Int, noise: Double = 0) throws(Problem) {
    guard (0...min(inputs, outputs)).contains(rank) else {
      throw Problem(
        "rank is \(rank); a map from \(inputs) to \(outputs) numbers has at most rank \(min(inputs, outputs)).",
        at: "rank")
    }
    teacher = TeacherStudent(
      count: count, inputs: inputs, hidden: rank, outputs: outputs, activation: .identity, noise: noise)
  }

  /// `linear map 8→8 of rank 2`.
  package var summary: String { "linear map \(teacher.inputs)→\(teacher.outputs) of rank \(rank)" }

  /// Drawn inputs with the map's answers.
  package func examples(seed: UInt64) -> Examples { teacher.examples(seed: seed) }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "reduced-rank", summary: "linear regression whose true map has a low rank",
    formula:
      "y = B A x + noise·ξ; x, ξ ~ N(0, 1), A (rank × inputs) ~ N(0, 1/inputs), B (outputs × rank) ~ N(0, 1/rank)",
    parameters: RegressionSettings.parameters + [
      .integer("rank", default: 1, .nonNegative, "rank of the true map, at most inputs and outputs; 0 is pure noise")
    ],
    source: "Aoyagi, Watanabe, Neural Networks 18 (2005) 924",
    example: "task: {kind: reduced-rank, inputs: 8, outputs: 8, rank: 2, noise: 0.1}"
  ) { (values) throws(Problem) in
    let settings = try RegressionSettings(values)
    return try ReducedRankRegression(
      count: settings.count, inputs: settings.inputs, outputs: settings.outputs, rank: values.integer("rank"),
      noise: settings.noise)
  }
}
