// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

/// No file knows a potential, a method or a kind of experiment by its name but the one that declares it: what another file
/// must know of it is asked of its type.
@Suite struct QuotedNameTests {
  /// Words that mean something else elsewhere, and where: the name of a file or a folder.
  private static let otherMeanings: [(word: String, places: [String], meaning: String)] = [
    ("escape-rate", ["LandscapeExperiments/Kinds/EscapeRate/", "Potentials/Catalogue/"], "the quantity"),
    ("escape-rate", ["RavineLaboratory/Commands/ProfileText.swift"], "the quantity"),
    ("diffusion", ["Settings/Units/UnitsBlock.swift"], "the key, in a summary"),
    ("grokking-time", ["LearningExperiments/"], "the quantity"),
    ("exact", ["Potentials/Catalogue/"], "the source of a known answer"),
    ("quadrature", ["Potentials/Catalogue/"], "the source of a known answer"),
    (
      "gibbs",
      ["LandscapeExperiments/Landscape/Start.swift", "LandscapeExperiments/Landscape/StartChoice.swift"],
      "the law that starting points are drawn from"
    ), ("gibbs", ["Experiments/Catalogue/Schema/WalkSchema.swift"], "the same in a scenario"),
    ("expression", ["LandscapeExperiments/Kinds/EscapeRate/RareEvents/ScoreChoice.swift"], "a score"),
    ("expression", ["Experiments/Catalogue/Schema/"], "a formula where a region or a score is expected"),
    (
      "diffusion",
      [
        "LandscapeExperiments/Landscape/MobilityChoice.swift", "RavineLaboratory/Commands/DiffusionCommand.swift",
      ],
      "the key of a coefficient, and a command"
    ),
    ("diffusion", ["Experiments/Catalogue/Schema/WalkSchema.swift"], "the same in a scenario"),
    ("diffusion", ["LandscapeExperiments/Trajectories/"], "a column of a table"),
    ("expression", ["LandscapeExperiments/Landscape/MobilityField.swift"], "a formula of the coordinates"),
    (
      "profile",
      [
        "LandscapeExperiments/Kinds/Equilibrium/Methods/UmbrellaFigures.swift",
        "LandscapeExperiments/Kinds/EscapeRate/Methods/EyringProfile.swift",
      ], "the free energy along a coordinate"
    ), ("profile", ["Potentials/Catalogue/ZeroRiskValley.swift"], "how the width of a valley changes"),
    ("effective-theory", ["Grokking/Laws/", "LearningExperiments/Laws/"], "the law of grokking times"),
    ("training", ["LearningExperiments/Kinds/EffectiveTheory/"], "the key of networks beside the theory"),
    ("training", ["Training/Data/Split.swift"], "the training set"),
    // The message tells where losses are shown; what all kinds share cannot ask one of them for its name.
    ("training", ["LearningExperiments/Runs/SweepPoint.swift"], "the kind, in a message"),
  ]

  /// The name that a text declares, if it does.
  private static func isDeclaration(_ literal: SwiftSource.Literal, in file: SwiftSource) -> Bool {
    guard !literal.isBlock else { return false }
    let entries = ["CatalogueEntry<anyPotential>(name:", "ExperimentKind(name:"]
    if entries.contains(where: literal.follows) { return true }
    let isMethod = file.module.hasSuffix("Experiments") && file.declarations.contains { $0.name.hasSuffix("Method") }
    let properties = ["letname=", "letname:String=", "varname:String{", "letword=", "letword:String="]
    return isMethod && properties.contains(where: literal.follows)
  }

  @Test func everyNameStandsInItsOwnFile() {
    var owners: [String: Set<String>] = [:]
    for file in SwiftSource.all {
      for literal in file.literals where Self.isDeclaration(literal, in: file) {
        owners[literal.text, default: []].insert("\(file.module)/\(file.path)")
      }
    }
    #expect(owners.count > 40, "only \(owners.count) names were found; are they declared in another way now?")
    for file in SwiftSource.all {
      let place = "\(file.module)/\(file.path)"
      // Templates are scenarios, which name what they use; so do examples.
      for literal in file.literals where !literal.isBlock && !literal.follows("example:") {
        for word in Self.names(in: literal.text) {
          guard let own = owners[word], !own.contains(place) else { continue }
          let isOther = Self.otherMeanings.contains { $0.word == word && $0.places.contains(where: place.hasPrefix) }
          #expect(isOther, "\(place) names '\(word)', which \(own.sorted().joined(separator: " and ")) declares")
        }
      }
    }
  }

  /// The whole text, and what stands between single quotation marks in it.
  private static func names(in text: String) -> [String] {
    [text] + text.split(separator: "'", omittingEmptySubsequences: false).dropFirst().map(String.init)
  }
}
