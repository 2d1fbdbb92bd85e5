// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A Swift file as the architecture tests read it: which types it declares, which names it uses, which words stand in quotes.
struct SwiftSource {
  /// A type that is declared in the file.
  struct Declaration {
    /// With the types around it: `Outer.Inner`.
    var name: String
    /// Whether no other file can name it.
    var isPrivate: Bool
  }

  /// A text in quotes.
  struct Literal {
    var text: String
    /// The end of the code before it: `static let word =`.
    var context: String
    /// Whether it stands between triple quotes.
    var isBlock: Bool

    /// Whether the code before it ends so, blanks aside.
    func follows(_ code: String) -> Bool { context.filter { !$0.isWhitespace }.hasSuffix(code) }
  }

  /// The module: the folder below `Sources`.
  let module: String
  /// The path within the module.
  let path: String
  let declarations: [Declaration]
  /// Names that extensions of the file extend.
  let extended: Set<String>
  /// Names that stand alone.
  let words: Set<String>
  /// Names after a period, with the name before it: `Outer.Inner`.
  let members: Set<String>
  let literals: [Literal]

  /// Reads a file below `Sources`.
  init(module: String, path: String, text: String) {
    self.module = module
    self.path = path
    var scan = SourceScan(text)
    scan.run()
    literals = scan.literals
    let outline = SourceOutline(scan.code)
    declarations = outline.declarations
    extended = outline.extended
    words = outline.words
    members = outline.members
  }

  /// The folder within the module that its types may go round in: that of a kind of experiment, else the first one.
  var folder: String {
    let parts = path.split(separator: "/").dropLast()
    return parts.prefix(parts.first == "Kinds" ? 2 : 1).joined(separator: "/")
  }

  /// All files below `Sources`.
  static let all: [SwiftSource] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
    let files =
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return files.filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path }.compactMap { file in
      let parts = file.path.dropFirst(root.path.count).split(separator: "/")
      guard let module = parts.first, let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
      return SwiftSource(module: String(module), path: parts.dropFirst().joined(separator: "/"), text: text)
    }
  }()
}
