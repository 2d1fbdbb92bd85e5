// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Scenarios
package import Settings

extension WeightNaming {
  /// The keys beside the name of a file.
  package static let parameters: [Parameter] = [
    Parameter(
      "names", .special("ravine, pytorch, transformer-lens, nanda, grok, sequential, a map or a file with one"),
      default: .text(OwnNames.word), "by whose names and in whose order the tensors lie"),
    Parameter(
      "transpose", .special("true, false"), default: .null,
      "whether matrices of linear maps lie transposed; shapes decide where nothing is said"),
    .word(
      "longer", default: "refused", among: ["refused", "first"],
      "what becomes of outputs and places that only the file has"),
  ]

  /// Reads `names`, `transpose` and `longer`.
  ///
  /// - Returns: `nil` after a problem went into the log.
  package static func read(_ reader: Reader) -> WeightNaming? {
    let before = reader.log.problems.count
    let value = reader.raw("names") ?? .text(OwnNames.word)
    if reader.contains("names") { reader.resolve("names", as: value) }
    var naming = named(value, at: reader.path.appending("names"), log: reader.log)
    switch reader.raw("transpose") {
    case nil, .null?: break
    case .flag(let flag)?:
      naming?.rules.isTurned = flag
      reader.resolve("transpose", as: .flag(flag))
    case let other?: reader.report("transpose is \(other.described); true or false is expected.", at: "transpose")
    }
    if reader.contains("longer"), reader.read(parameters[2]).asText == "first" { naming?.rules.takesFirst = true }
    _ = reader.raw("longer")
    return reader.log.problems.count == before ? naming : nil
  }

  /// The names that a value stands for: a word, a file, a map.
  package static func named(_ value: Value, at path: SettingPath, log: ProblemLog) -> WeightNaming? {
    if value.asRecord != nil { return map(Reader(value, at: path, log: log), value, name: "map") }
    guard let word = value.asText else {
      log.report("names is \(value.described); a word, a map or a file with one is expected.", at: path)
      return nil
    }
    if let known = WeightNaming(word: word) { return known }
    guard FileManager.default.fileExists(atPath: word) else {
      let words = WeightNamesCatalogue.entries.map(\.name)
      let near = suggestion(for: word, among: words)
      log.report(
        "names is '\(word)', which is neither a file nor one of \(words.joined(separator: ", "))\(near.isEmpty ? "." : near)",
        at: path)
      return nil
    }
    do throws(ScenarioError) {
      let file = try ScenarioFile(contentsOf: word)
      let inner = ProblemLog()
      let naming = map(Reader(file.tree, log: inner), file.tree, name: word)
      if let naming, inner.problems.isEmpty { return naming }
      for line in file.error(Problems(inner.problems)).lines { log.report(line, at: path) }
    } catch { for line in error.lines { log.report(line, at: path) } }
    return nil
  }

  /// `{base: …, names: {theirs: ours, theirs: {name: ours, transpose: true, rows: …}}, ignore: […], transpose: …, longer: …}`;
  /// a mapping of texts alone is `names`.
  private static func map(_ given: Reader, _ value: Value, name: String) -> WeightNaming? {
    let keys = ["base", "names", "ignore", "transpose", "longer"]
    let isBare = !keys.contains { given.contains($0) }
    let reader =
      isBare ? Reader(.record(Record([("names", value)])), at: given.path, log: given.log) : given
    let before = reader.log.problems.count
    var rules = MatchRules()
    var base: (any WeightNames)?
    if let word = reader.optionalText("base", among: WeightNamesCatalogue.entries.map(\.name), "names that it changes")
    {
      base = WeightNamesCatalogue.names(word)
    }
    if reader.contains("transpose") { rules.isTurned = reader.flag("transpose", default: nil) }
    if let word = reader.optionalText("longer", among: ["refused", "first"]) { rules.takesFirst = word == "first" }
    switch reader.raw("ignore") {
    case nil, .null?: break
    case .list(let list)? where list.allSatisfy({ $0.asText != nil }): rules.ignored = list.compactMap(\.asText)
    case let other?: reader.report("ignore is \(other.described); a list of names is expected.", at: "ignore")
    }
    let inner = reader.inner("names")
    let entries = (reader.raw("names")?.asRecord ?? Record()).entries.compactMap { entry(inner, $0.key, $0.value) }
    if entries.isEmpty, base == nil, reader.log.problems.count == before {
      reader.report("names is empty; a mapping from their names to ours is expected.", at: "names")
    }
    reader.finish()
    guard reader.log.problems.count == before else { return nil }
    return WeightNaming(UserNames(name: name, base: base, entries: entries), rules)
  }

  private static func entry(_ reader: Reader, _ theirs: String, _ value: Value) -> UserNames.Entry? {
    if let ours = value.asText { return UserNames.Entry(theirs: theirs, ours: [ours]) }
    if let list = value.asList { return UserNames.Entry(theirs: theirs, ours: list.compactMap(\.asText)) }
    guard value.asRecord != nil else {
      reader.report(
        "'\(theirs)' is \(value.described); the name of one of our tensors is expected, or {name: …, transpose: true}.",
        at: theirs)
      return nil
    }
    let before = reader.log.problems.count
    let inner = reader.inner(theirs)
    let name = inner.raw("name")
    let ours = name?.asText.map { [$0] } ?? name?.asList?.compactMap(\.asText) ?? []
    if ours.isEmpty {
      inner.report("'\(theirs)' has no name of ours; {name: embedding.weight} is expected.", at: "name")
    }
    var entry = UserNames.Entry(theirs: theirs, ours: ours)
    if inner.contains("transpose") { entry.isTurned = inner.flag("transpose", default: nil) }
    for (axis, key) in ["rows", "columns"].enumerated() {
      guard let value = inner.raw(key), value != .null else { continue }
      if let elements = elements(value) {
        entry.picked = ForeignTensor.Picked(axis: axis, elements: elements)
      } else {
        inner.report(
          "\(key) is \(value.described); numbers from 0 or ranges such as '0:113' (113 not included) are expected.",
          at: key)
      }
    }
    inner.finish()
    return reader.log.problems.count == before ? entry : nil
  }

  /// `[0, 5, "7:20"]`.
  private static func elements(_ value: Value) -> [Int]? {
    var elements: [Int] = []
    for part in value.asList ?? [value] {
      if case .integer(let number) = part, number >= 0 {
        elements.append(number)
      } else if let ends = part.asText?.split(separator: ":").map({ Int($0) }), ends.count == 2, let first = ends[0],
        let last = ends[1], first >= 0, last > first, last - first < 10_000_000 - elements.count
      {
        elements += first..<last
      } else {
        return nil
      }
    }
    return elements.isEmpty ? nil : elements
  }
}
