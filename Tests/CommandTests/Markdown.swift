// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// A page of the documentation as the tests read it.
struct Markdown: Sendable {
  /// A block between fences.
  struct Block: Sendable, CustomTestStringConvertible {
    /// Where it stands: `README.md:31`.
    var place: String
    /// What follows the opening fence: `yaml`.
    var language: String
    var lines: [String]

    var text: String { lines.joined(separator: "\n") + "\n" }
    var testDescription: String { place }
  }

  /// The path within the repository.
  let path: String
  let blocks: [Block]
  /// Relative links to files, as they are written.
  let links: [String]

  /// The folder that holds the package.
  static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  /// README, CONTRIBUTING, docs and the catalogs of both libraries.
  static let all: [Markdown] = {
    let folders = ["docs", "Sources/Ravine/Ravine.docc", "Sources/RavineLaboratory/RavineLaboratory.docc"]
    let pages = folders.flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: repository.appending(path: folder).path)) ?? []
      return names.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
    return (["README.md", "CONTRIBUTING.md"] + pages).compactMap { try? Markdown(path: $0) }
  }()

  /// All blocks in some languages.
  static func blocks(in languages: String...) -> [Block] {
    all.flatMap(\.blocks).filter { languages.contains($0.language) }
  }

  init(path: String) throws {
    self.path = path
    let text = try String(contentsOf: Self.repository.appending(path: path), encoding: .utf8)
    var blocks: [Block] = []
    var links: [String] = []
    var current: Block?
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        if let block = current { blocks.append(block) }
        let language = line.dropFirst(3).split(separator: " ").first.map(String.init) ?? ""
        current = current == nil ? Block(place: "\(path):\(index + 1)", language: language, lines: []) : nil
      } else if current != nil {
        current?.lines.append(line)
      } else {
        links += line.split(separator: "](").dropFirst().compactMap { $0.split(separator: ")").first.map(String.init) }
      }
    }
    self.blocks = blocks
    self.links = links.filter { !$0.contains("://") && !$0.hasPrefix("#") }
  }
}
