// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Scenarios
import Testing

@testable import RavineLaboratory

/// What README, CONTRIBUTING, docs and the articles show is compiled, planned or parsed.
@Suite struct DocumentationTests {
  private static let repository = Markdown.repository

  @Test func thePagesAreFound() {
    #expect(Markdown.all.count > 12)
    #expect(Markdown.blocks(in: "swift").count > 15)
    #expect(Markdown.blocks(in: "yaml").count > 15)
  }

  // MARK: Swift

  /// Every file of code, Examples and manifests included, as lines.
  private static let code: [[String]] = ["Sources", "Tests", "Examples"].flatMap { folder in
    let files = FileManager.default.enumerator(
      at: repository.appending(path: folder), includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.compactMap { file in
      (try? String(contentsOf: file, encoding: .utf8)).map { $0.components(separatedBy: "\n") }
    }
  }

  @Test(arguments: Markdown.blocks(in: "swift"))
  func codeIsPartOfAFileThatIsCompiled(block: Markdown.Block) {
    let isImport = { (line: String) in line.hasPrefix("import ") }
    let body = block.lines.drop { isImport($0) || $0.isEmpty }.map(Self.formatted)
    let imports = block.lines.prefix(block.lines.count - body.count).filter(isImport)
    let isThere = Self.code.contains { file in
      imports.allSatisfy(file.contains) && Self.contains(file, body)
    }
    #expect(isThere, "\(block.place) is not part of a file")
  }

  /// A remark at the end of a line stands two blanks behind the code in files.
  private static func formatted(_ line: String) -> String {
    guard let remark = line.range(of: "   //") else { return line }
    let code = line[..<remark.lowerBound].reversed().drop { $0 == " " }.reversed()
    return code.isEmpty ? line : String(code) + "  //" + line[remark.upperBound...]
  }

  /// Whether the lines stand together in a file, all indented by as much more.
  private static func contains(_ lines: [String], _ part: [String]) -> Bool {
    guard let first = part.first, lines.count >= part.count else { return part.isEmpty }
    return lines.indices.dropLast(part.count - 1).contains { start in
      guard lines[start].hasSuffix(first) else { return false }
      let indentation = String(lines[start].dropLast(first.count))
      guard indentation.allSatisfy({ $0 == " " }) else { return false }
      return part.indices.allSatisfy { lines[start + $0] == (part[$0].isEmpty ? "" : indentation + part[$0]) }
    }
  }

  // MARK: YAML

  /// Scenarios of the packages in Examples, which these run in laboratories of their own.
  private static let foreignScenarios: [String] = {
    let files = FileManager.default.enumerator(
      at: repository.appending(path: "Examples"), includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yaml" }
      .compactMap { try? String(contentsOf: $0, encoding: .utf8) }
  }()

  @Test(arguments: Markdown.blocks(in: "yaml"))
  func scenariosArePlanned(block: Markdown.Block) throws {
    if Self.foreignScenarios.contains(where: { $0.contains(block.text) }) { return }
    let table = try SampleTable()
    let text = block.text.replacing(SampleTable.name, with: table.path)
    if block.lines.contains(where: { $0.hasPrefix("experiment:") }) {
      _ = try Plan(ScenarioFile(yaml: text, name: block.place), in: .standard)
      return
    }
    // A fragment: some kind of experiment takes it in place of what its template says.
    let problems = Laboratory.standard.kinds.compactMap { kind -> String? in
      let scenario = Self.scenario(kind.template.replacing(SampleTable.name, with: table.path), with: text)
      do {
        _ = try Plan(ScenarioFile(yaml: scenario, name: kind.name), in: .standard)
        return nil
      } catch { return "\(error)" }
    }
    let isPlanned = problems.count < Laboratory.standard.kinds.count
    #expect(isPlanned, "no kind of experiment takes \(block.place):\n\(problems.joined(separator: "\n"))")
  }

  /// A scenario with the keys of a fragment in place of its own.
  private static func scenario(_ template: String, with fragment: String) -> String {
    func key(_ line: String) -> Substring? {
      line.first?.isLetter == true ? line.split(separator: ":").first : nil
    }
    let own = Set(fragment.components(separatedBy: "\n").compactMap(key))
    var isReplaced = false
    let kept = template.components(separatedBy: "\n").filter { line in
      if let key = key(line) { isReplaced = own.contains(key) }
      return !isReplaced
    }
    return kept.joined(separator: "\n") + "\n" + fragment
  }

  // MARK: Commands and links

  @Test(arguments: Markdown.blocks(in: "sh", "shell", "bash"))
  func commandsAreUnderstood(block: Markdown.Block) throws {
    let targets = try String(contentsOf: Self.repository.appending(path: "Makefile"), encoding: .utf8)
    for line in block.lines {
      let command = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
      let words = command.split(separator: ">").first.map { Self.words(String($0)) } ?? []
      guard let program = words.first else { continue }
      if program == "make" {
        for target in words.dropFirst() {
          #expect(targets.contains("\n\(target):"), "\(block.place): make knows no '\(target)'")
        }
      } else if program == "ravine" || program.hasSuffix("/ravine") {
        #expect(throws: Never.self, "\(block.place): \(line)") { _ = try Ravine.parseAsRoot(Array(words.dropFirst())) }
        for word in words.dropFirst() where Self.isInRepository(word) {
          #expect(Self.exists(word), "\(block.place): there is no \(word)")
        }
      }
    }
  }

  /// The words of a line as a shell reads them; what stands between single quotation marks is one.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    for (index, part) in line.components(separatedBy: "'").enumerated() {
      if index % 2 == 1 {
        words[words.count - 1] += part
      } else {
        let pieces = part.components(separatedBy: " ")
        if index > 0, !words.isEmpty { words[words.count - 1] += pieces[0] } else { words.append(pieces[0]) }
        words += pieces.dropFirst()
      }
    }
    return words.filter { !$0.isEmpty }
  }

  @Test(arguments: Markdown.all.map(\.path))
  func linksLeadToFiles(page: String) throws {
    let folder = page.split(separator: "/").dropLast().joined(separator: "/")
    for link in try Markdown(path: page).links {
      let file = link.split(separator: "#")[0]
      #expect(Self.exists(folder.isEmpty ? "\(file)" : "\(folder)/\(file)"), "\(page): there is no \(link)")
    }
  }

  private static func isInRepository(_ word: String) -> Bool {
    ["scenarios", "docs", "Examples", "Tests", "notebooks-export", "Benchmarks"].contains {
      word == $0 || word.hasPrefix($0 + "/")
    }
  }

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: repository.appending(path: path).path)
  }
}

/// The table that examples call mine.csv, with columns as they name them.
private final class SampleTable {
  static let name = "mine.csv"
  let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).csv").path

  init() throws {
    let rows = (0..<12).map { "\(200 + 20 * $0),\(100 + $0),\(9000 - 500 * $0),0.5,0.01" }
    try (["n_train,t_train,t_test,alpha,final_loss"] + rows).joined(separator: "\n")
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
