// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a test wants to know of an XML document: which elements, which ids, which text. Throws when it is not well-formed.
final class XMLDigest: NSObject, XMLParserDelegate {
  private(set) var elements: [String: Int] = [:]
  private(set) var identifiers: [String] = []
  private(set) var references: [String] = []
  private(set) var text = ""

  var repeatedIdentifiers: [String] {
    Dictionary(grouping: identifiers) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
  }
  var danglingReferences: [String] { references.filter { !identifiers.contains($0) } }

  struct Malformed: Error { let message: String }

  init(_ document: String) throws {
    super.init()
    // A DOCTYPE without a system identifier is HTML's, not XML's.
    let parser = XMLParser(data: Data(document.replacing("<!DOCTYPE html>", with: "").utf8))
    parser.delegate = self
    guard parser.parse() else {
      throw Malformed(message: "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "not well-formed")")
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    if let identifier = attributes["id"] { identifiers.append(identifier) }
    for key in ["href", "xlink:href"] {
      if let target = attributes[key], target.hasPrefix("#") { references.append(String(target.dropFirst())) }
    }
    references += (attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
    for value in attributes.values {
      references += value.matches(of: /url\(#([^)]*)\)/).map { String($0.output.1) }
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

/// Nothing on the page is loaded from elsewhere, and nothing runs. Namespaces are names, not resources.
func expectSelfContained(_ page: String, sourceLocation: SourceLocation = #_sourceLocation) {
  for name in [
    "<script", "<link", "<iframe", "@import", "src=", "url(http", "href=\"http", "href='http", "javascript:",
  ] {
    #expect(!page.contains(name), "\(name)", sourceLocation: sourceLocation)
  }
}

/// A new folder for a test; the one that an environment variable names, for those who want to see the result.
struct SampleFolder {
  let url: URL
  private let isTemporary: Bool

  init(_ variable: String? = nil) throws {
    let wanted = variable.flatMap { ProcessInfo.processInfo.environment[$0] }
    isTemporary = wanted == nil
    url =
      wanted.map { URL(filePath: $0) }
      ?? FileManager.default.temporaryDirectory.appending(path: "ravine-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func remove() { if isTemporary { try? FileManager.default.removeItem(at: url) } }
}
