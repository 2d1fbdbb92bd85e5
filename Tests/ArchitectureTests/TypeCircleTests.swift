// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

/// Files of which each names types of the others, directly or in turn, can only be understood together; such circles are kept
/// small: within one folder.
@Suite struct TypeCircleTests {
  private static let modules = Set(SwiftSource.all.map(\.module)).sorted()

  /// The protocols of experiments and the laboratory that holds what conforms to them speak of each other by nature; these
  /// files and no more.
  private static let protocols: Set<String> = [
    "Catalogue/Laboratory.swift", "Kinds/ExperimentKind.swift", "Kinds/ExperimentPoint.swift",
    "Methods/ExperimentMethod.swift", "Methods/MethodChoice.swift", "Results/ResultTable.swift",
  ]

  @Test(arguments: modules)
  func circlesStayWithinOneFolder(module: String) {
    let circles = TypeGraph(SwiftSource.all.filter { $0.module == module }).circles
    let largest = circles.prefix(3).map { "\($0.count) in \(Set($0.map(\.folder)).sorted())" }
    if !largest.isEmpty { print("\(module): circles of \(largest.joined(separator: ", "))") }
    for circle in circles {
      let paths = circle.map(\.path)
      // What stands beside the folders of a module is its vocabulary, which all of them share.
      let folders = Set(circle.map(\.folder).filter { !$0.isEmpty })
      let isKnown = module == "Experiments" && Set(paths).isSubset(of: Self.protocols)
      #expect(
        folders.count <= 1 || isKnown,
        "\(circle.count) files of \(module) in \(folders.sorted()) name each other's types: \(paths)")
    }
  }

  /// No kind of experiment is made of parts of another: what several share stands outside of their folders.
  @Test(arguments: ["LandscapeExperiments", "LearningExperiments"])
  func kindsNameNoTypesOfEachOther(module: String) {
    let graph = TypeGraph(SwiftSource.all.filter { $0.module == module })
    #expect(!graph.files.isEmpty)
    for (file, others) in zip(graph.files, graph.edges) where file.folder.hasPrefix("Kinds/") {
      for other in others.map({ graph.files[$0] }) where other.folder.hasPrefix("Kinds/") {
        #expect(file.folder == other.folder, "\(file.path) names types of \(other.path)")
      }
    }
  }

  @Test func aCircleIsFound() {
    func file(_ path: String, _ text: String) -> SwiftSource { SwiftSource(module: "M", path: path, text: text) }
    let there = file("A/There.swift", "struct There { var back: Back.Inner; /* Alone */ let s = \"Alone \\(Back())\" }")
    let back = file("B/Back.swift", "enum Back { struct Inner {} }\nextension Inside { func go(_ there: There?) {} }")
    let alone = file("B/Alone.swift", "private struct There {}\nstruct Alone { var inner: Inner } // There, Back")
    #expect(TypeGraph([there, back, alone]).edges == [[1], [0], []])
    #expect(TypeGraph([there, back, alone]).circles.map { $0.map(\.path) } == [["A/There.swift", "B/Back.swift"]])
    #expect(there.literals.map(\.text) == ["Alone \\"])
    #expect(file("Kinds/Diffusion/Methods/X.swift", "").folder == "Kinds/Diffusion")
  }
}
