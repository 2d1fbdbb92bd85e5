// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The key `integration`: the path of thermodynamic integration.
struct IntegrationChoice: Sendable, Equatable {
  /// What is changed along the path.
  enum Path: String, CaseIterable {
    /// β, from where the well is cold enough for importance sampling.
    case temperature
    /// The potential, from the parabola at the well's minimum.
    case potential
  }

  var path: Path
  var nodes: Int
  /// How many times colder than θ the path begins.
  var coldness: Double
  var walkers: Int
  var steps: Int

  static let parameter = Parameter.mapping("integration", entries, "the path of thermodynamic integration")

  private static let confinement = "confinement"

  /// γ of the Gaussian law that all of space is integrated from, where the scenario gives one: whether the method can begin
  /// depends on it.
  static func confinement(in reader: Reader) -> Double? {
    reader.raw(parameter.name)?.asRecord?[confinement]?.asNumber.flatMap { $0 > 0 ? $0 : nil }
  }

  private static let entries: [Parameter] = [
    .word(
      "path", default: Path.temperature.rawValue, among: Path.allCases.map(\.rawValue),
      "from the cold, or from the well's parabola"),
    .integer("nodes", default: 10, .between(3, 100), "nodes of the Gauss–Legendre rule"),
    .number("coldness", default: 16, Limits(lower: 1, excludesLower: true), "how many times colder a path begins"),
    .integer("walkers", default: 64, .between(8, 1e6), "walkers at each node"),
    .integer("steps", default: 4000, .between(100, 1e9), "steps of each of them"),
    .number(
      confinement, default: 0, .nonNegative,
      "γ of the Gaussian law that the path to all of space begins at; 0: the potential's own"),
  ]

  init(_ settings: Parameters) {
    let values = settings.mapping(Self.parameter.name)
    path = Path(rawValue: values.text("path")) ?? .temperature
    nodes = values.integer("nodes")
    coldness = values.number("coldness")
    walkers = values.integer("walkers")
    steps = values.integer("steps")
  }
}
