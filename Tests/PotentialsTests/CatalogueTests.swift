// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Potentials

@Suite struct CatalogueTests {
  @Test func everyFileOfTheFolderIsListed() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Potentials/Catalogue").standardized
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let listed = Set(PotentialCatalogue.entries.map(\.name))
    #expect(files.count == listed.count)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      let name = try #require(text.firstMatch(of: /CatalogueEntry<any Potential>\(\s*name: "([a-z0-9-]+)"/)).1
      #expect(listed.contains(String(name)), "\(file.lastPathComponent) is not in PotentialCatalogue")
    }
  }

  @Test func everyEntryIsDescribed() {
    for entry in PotentialCatalogue.entries {
      #expect(!entry.summary.isEmpty && !entry.formula.isEmpty && !entry.source.isEmpty)
      #expect(entry.example.hasPrefix("potential: {kind: \(entry.name)"))
    }
  }
}
