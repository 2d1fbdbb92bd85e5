// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Yams

/// Turns the nodes of a YAML document into plain values and remembers where each of them stands.
struct DocumentReader {
  /// Aliases can make a short file stand for a tree of any size; no scenario needs more values than this.
  static let valueLimit = 200_000

  private(set) var places = SourcePositions()
  private(set) var problems: [(place: SourcePosition?, message: String)] = []
  private var valueCount = 0

  /// Reads the only document of a YAML text.
  ///
  /// - Throws: the first thing that is wrong with the YAML itself.
  mutating func read(_ yaml: String) throws(SyntaxError) -> Value {
    do {
      let parser = try Parser(yaml: yaml, encoding: .utf8)
      guard let root = try parser.nextRoot() else { return .null }
      let value = try value(of: root, at: .root)
      if let second = try parser.nextRoot() {
        problems.append(
          (second.mark.map(SourcePosition.init), "a second document begins here; a file holds one scenario."))
      }
      return value
    } catch { throw SyntaxError(error) }
  }

  private mutating func value(of node: Node, at path: SettingPath) throws -> Value {
    places.values[path] = node.mark.map(SourcePosition.init)
    valueCount += 1
    guard valueCount <= Self.valueLimit else { throw TooManyValues() }
    switch node {
    case .scalar(let scalar): return value(of: scalar, at: path)
    case .sequence(let sequence):
      return .list(try sequence.enumerated().map { try value(of: $1, at: path.appending($0)) })
    case .mapping(let mapping): return .record(try record(of: mapping, at: path))
    case .alias:  // the parser puts the anchored node in its place
      return .null
    }
  }

  private mutating func value(of scalar: Node.Scalar, at path: SettingPath) -> Value {
    switch scalar.tag.rawValue {
    case "" where scalar.style == .plain, "tag:yaml.org,2002:int", "tag:yaml.org,2002:float":
      return Value(plainScalar: scalar.string)
    case "", "!", "tag:yaml.org,2002:str": return .text(scalar.string)
    default:
      problems.append((scalar.mark.map(SourcePosition.init), "the tag '\(scalar.tag.rawValue)' has no meaning here."))
      return .null
    }
  }

  private mutating func record(of mapping: Node.Mapping, at path: SettingPath) throws -> Record {
    var record = Record()
    var inherited: [Node.Mapping] = []
    for (key, node) in mapping {
      guard let scalar = key.scalar else {
        problems.append((key.mark.map(SourcePosition.init), "a key must be a word."))
        continue
      }
      if scalar.string == "<<", scalar.style == .plain {
        inherited += node.sequence?.compactMap(\.mapping) ?? node.mapping.map { [$0] } ?? []
        continue
      }
      let here = path.appending(scalar.string)
      if let first = places.keys[here] {
        problems.append(
          (
            key.mark.map(SourcePosition.init),
            "the key '\(scalar.string)' stands here again; first in line \(first.line)."
          ))
        continue
      }
      places.keys[here] = key.mark.map(SourcePosition.init)
      record[scalar.string] = try value(of: node, at: here)
    }
    // The merge key `<<`: what the mapping says itself counts more, an earlier parent more than a later one.
    for parent in inherited {
      for (key, node) in parent {
        guard let name = key.string, record[name] == nil else { continue }
        let here = path.appending(name)
        places.keys[here] = key.mark.map(SourcePosition.init)
        record[name] = try value(of: node, at: here)
      }
    }
    return record
  }
}

extension SourcePosition {
  init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

private struct TooManyValues: Error, CustomStringConvertible {
  var description: String {
    "the file stands for more than \(DocumentReader.valueLimit) values; are there aliases in aliases?"
  }
}

/// What is wrong with the YAML itself.
struct SyntaxError: Error {
  var place: SourcePosition?
  var message: String

  init(_ error: any Error) {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, let yaml)?,
      .parser(let context, let problem, let mark, let yaml)?,
      .composer(let context, let problem, let mark, let yaml)?:
      place = SourcePosition(mark)
      message = Self.sentence(problem, context, mark, yaml)
    case .duplicatedKeysInMapping(let names, let context)?:
      place = SourcePosition(context.mark)
      let words = names.map { "'\($0)'" }.joined(separator: ", ")
      message =
        "the key\(names.count > 1 ? "s" : "") \(words) stand\(names.count > 1 ? "" : "s") twice in this mapping."
    case .reader(let problem, _, _, _)?: message = "\(problem)."
    case let other?: message = String("\(other)".prefix { $0 != "\n" })
    case nil: message = "\(error)"
    }
  }

  /// The parser's words as one sentence, with the cure for the commonest mistakes.
  private static func sentence(_ problem: String, _ context: YamlError.Context?, _ mark: Mark, _ yaml: String) -> String
  {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    if problem.contains("cannot start any token"), lines.indices.contains(mark.line - 1) {
      let rest = lines[mark.line - 1].unicodeScalars.dropFirst(mark.column - 1)
      if rest.first == "\t" { return "a tab cannot indent YAML; use spaces." }
      if let character = rest.first { return "no value can begin with '\(character)'; put it in quotes." }
    }
    if problem == "could not find expected ':'" { return "\(problem) here; is a space missing after a colon above?" }
    guard let context else { return "\(problem)." }
    // The value of an override has but one line, in which positions mean little.
    let isShort = lines.count == 1
    return "\(problem) \(context.text)\(isShort ? "" : " that begins at \(context.mark)")."
  }
}
