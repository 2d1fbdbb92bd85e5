// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// What `import Ravine` shows: its top-level public names stand in docs/public-names.txt, so that growth is seen in review.
@Suite struct PublicNameTests {
  /// How many names a guest can be asked to look through.
  private static let mostNames = 110
  private let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  /// The rooms that the module `Ravine` exports.
  private func exportedRooms() throws -> [String] {
    let text = try String(contentsOf: root.appending(path: "Sources/Ravine/Ravine.swift"), encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      line.hasPrefix("@_exported public import ") ? line.split(separator: " ").last.map(String.init) : nil
    }
  }

  /// The top-level public names of a room, each once.
  private func names(of room: String) throws -> Set<String> {
    // A public declaration that begins a line, with its attributes and other modifiers.
    let declaration =
      #/
      ^(?:@\w+(?:\([^)]*\))?\ )*public\ (?:final\ |indirect\ |prefix\ |nonisolated\ )*
      (?:struct|class|enum|protocol|actor|typealias|func|let|var)\ (?<name>[^\s<(:{=]+)
      /#
    let folder = root.appending(path: "Sources/\(room)")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var names: Set<String> = []
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        if let match = line.firstMatch(of: declaration) { names.insert(String(match.name)) }
      }
    }
    return names
  }

  @Test func theEngineShowsTheNamesOfTheCommittedList() throws {
    let rooms = try exportedRooms()
    #expect(!rooms.contains("Settings"))
    let names = try rooms.flatMap { try self.names(of: $0) }.sorted()
    #expect(names.count <= Self.mostNames, "\(names.count) public names")
    let file = root.appending(path: "docs/public-names.txt")
    let committed = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    let (new, gone) = (Set(names).subtracting(committed).sorted(), Set(committed).subtracting(names).sorted())
    #expect(names == committed, "docs/public-names.txt: write \(new), delete \(gone); one name a line, sorted")
  }

  /// A guest's own functions keep their names: nothing public is called like mathematics.
  @Test func noFunctionIsPublicByItself() throws {
    let lowercase = try exportedRooms().flatMap { try names(of: $0) }.filter { $0.first?.isLowercase ?? true }
    #expect(lowercase.isEmpty)
  }
}
