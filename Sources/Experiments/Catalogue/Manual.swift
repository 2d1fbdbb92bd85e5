// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Grokking
import Potentials
import Randomness
import Settings
import Statistics
import Training

/// What is told of everything that a scenario can name, for `ravine list`, `ravine describe` and the documentation.
package struct Manual: Sendable {
  private let laboratory: Laboratory

  /// The manual of a laboratory.
  package init(of laboratory: Laboratory) { self.laboratory = laboratory }

  /// One kind of thing.
  package struct Section: Sendable {
    /// What one of them is called: `potential`.
    package let singular: String
    /// What `ravine list` calls them: `potentials`.
    package let plural: String
    /// Them.
    package let articles: [Article]
  }

  /// One thing.
  package struct Article: Sendable {
    /// Its name in a scenario.
    package let name: String
    /// One line.
    package let summary: String
    /// What `ravine describe` prints.
    package let text: String
  }

  /// All sections, in the order of the documentation.
  package var sections: [Section] {
    [
      Section(
        singular: "potential", plural: "potentials", articles: laboratory.potentials.map { Self.potential($0.entry) }),
      Section(
        singular: "integrator", plural: "integrators", articles: laboratory.listedIntegrators.map { Self.article($0) }),
      Section(
        singular: "schedule", plural: "schedules", articles: ScheduleCatalogue.entries.map { Self.article($0) }),
      Section(singular: "method", plural: "methods", articles: methods),
      Section(singular: "task", plural: "tasks", articles: TaskCatalogue.entries.map { Self.article($0) }),
      Section(singular: "model", plural: "models", articles: ModelCatalogue.entries.map { Self.article($0) }),
      Section(singular: "loss", plural: "losses", articles: LossCatalogue.entries.map { Self.article($0) }),
      Section(
        singular: "optimizer", plural: "optimizers",
        articles: LearningOptimizers.entries.map { Self.article($0, parameters: OptimizerCatalogue.parameters(of: $0)) }
      ),
      Section(
        singular: "gradient-filter", plural: "gradient-filters",
        articles: GradientFilterCatalogue.entries.map { Self.article($0) }),
      Section(
        singular: "rate-schedule", plural: "rate-schedules",
        articles: RateScheduleCatalogue.entries.map { Self.article($0) }
      ),
      Section(singular: "generator", plural: "generators", articles: NoiseGenerator.names.map(Self.generator)),
      Section(singular: "law", plural: "laws", articles: GrokkingLaw.all.map(Self.law)),
      Section(singular: "experiment", plural: "experiments", articles: laboratory.kinds.map(experiment)),
    ]
  }

  /// An article by its name; splitting words that are not listed have one too.
  package func article(named name: String, in section: Section) -> Article? {
    if let found = section.articles.first(where: { $0.name == name }) { return found }
    return section.singular == "integrator" ? IntegratorCatalogue.entry(named: name).map { Self.article($0) } : nil
  }

  private static func article<Product>(
    _ entry: CatalogueEntry<Product>, parameters: [Parameter]? = nil, more: [String] = []
  ) -> Article {
    var lines = ["\(entry.name): \(entry.summary)", ""]
    if !entry.formula.isEmpty { lines += ["  \(entry.formula)", ""] }
    lines += parameterLines(parameters ?? entry.parameters) + more
    if !entry.example.isEmpty { lines += ["Example:", "  " + entry.example.replacing("\n", with: "\n  "), ""] }
    if !entry.source.isEmpty { lines += ["Source: \(entry.source)"] }
    return Article(name: entry.name, summary: entry.summary, text: lines.joined(separator: "\n") + "\n")
  }

  private static func parameterLines(_ parameters: [Parameter]) -> [String] {
    guard !parameters.isEmpty else { return [] }
    return ["Parameters:"]
      + parameters.map { parameter in
        let value = parameter.defaultValue.map { "default \($0.brief)" } ?? "must be given"
        return "  \(parameter.name): \(parameter.summary) (\(parameter.shape.words), \(value))"
      } + [""]
  }

  private static func potential(_ entry: CatalogueEntry<any Potential>) -> Article {
    let defaults = Parameters(entry.parameters.map { ($0.name, $0.defaultValue ?? .null) })
    guard let potential = try? entry.make(defaults) else { return article(entry) }
    var lines = ["Dimension: \(potential.dimension) (with the defaults)"]
    for well in potential.wells {
      lines.append("  well '\(well.name)' at \(coordinates(well.minimum)); from: \(well.region); to: \(well.core)")
    }
    for saddle in potential.saddles {
      lines.append("  saddle at \(coordinates(saddle.position)) between \(saddle.connects.joined(separator: " and "))")
    }
    if potential.wells.isEmpty {
      lines.append("  its wells are searched for, and called well-1, well-2, … from the lowest up")
    }
    lines.append("")
    if !potential.knownAnswers.isEmpty {
      lines.append("Known answers:")
      lines += potential.knownAnswers.map {
        "  \($0.quantity), \($0.conditions): \($0.value.shortest) (relative accuracy \($0.accuracy.shortest), \($0.source))"
      }
      lines.append("")
    }
    return article(entry, more: lines)
  }

  /// One article a name; several experiments may have a method of that name.
  private var methods: [Article] {
    let all = laboratory.kinds.flatMap { kind in kind.methods(in: laboratory).map { (kind: kind.name, method: $0) } }
    var names: [String] = []
    for entry in all where !names.contains(entry.method.name) { names.append(entry.method.name) }
    return names.map { name in
      let entries = all.filter { $0.method.name == name }
      let texts = entries.map { "\(name) (\($0.kind)): \($0.method.summary)\n\n  \($0.method.formula)\n" }
      return Article(
        name: name, summary: entries.map { "\($0.kind): \($0.method.summary)" }.joined(separator: "; "),
        text: texts.joined(separator: "\n") + "\nExample:\n  methods: [\(name)]\n")
    }
  }

  private static func generator(_ name: String) -> Article {
    let summary =
      name == NoiseGenerator.philox.name ? "counter-based, the default" : "a generator of GSL, one per walker"
    return Article(
      name: name, summary: summary, text: "\(name): \(summary)\n\nExample:\n  noise: {generator: \(name)}\n")
  }

  private func experiment(_ kind: ExperimentKind) -> Article {
    let lines =
      ["\(kind.name): \(kind.summary)", ""] + Self.parameterLines(kind.parameters(in: laboratory))
    return Article(
      name: kind.name, summary: kind.summary,
      text: (lines + ["Example: 'ravine new \(kind.name)' prints a commented scenario."]).joined(separator: "\n") + "\n"
    )
  }

  private static func law(_ law: GrokkingLaw) -> Article {
    let coefficients = law.law.coefficients.map { coefficient in
      let unit = coefficient.unit.isEmpty ? "" : " (\(coefficient.unit))"
      return "  \(coefficient.symbol), \(coefficient.name): \(coefficient.meaning)\(unit)"
    }
    let lines =
      ["\(law.name): \(law.summary)", "", "  \(law.formula)", "", "Coefficients:"] + coefficients
      + [
        "", "Needs \(law.law.leastSeen) runs that were seen to do it, at \(law.law.leastValues) different values.", "",
        "Example:", "  laws: [\(law.name)]", "", "Source: \(law.source)",
      ]
    return Article(
      name: law.name, summary: "\(law.formula): \(law.summary)", text: lines.joined(separator: "\n") + "\n")
  }

  private static func coordinates(_ point: [Double]) -> String {
    "(" + point.map { ((($0 * 1e4).rounded()) / 1e4).shortest }.joined(separator: ", ") + ")"
  }
}

extension Value {
  /// The value on one line, as a default is stated.
  fileprivate var brief: String {
    switch self {
    case .text(let text): text
    case .list(let list): "[" + list.map(\.brief).joined(separator: ", ") + "]"
    case .record(let record):
      "{" + record.entries.map { "\($0.key): \($0.value.brief)" }.joined(separator: ", ") + "}"
    default: described
    }
  }
}
