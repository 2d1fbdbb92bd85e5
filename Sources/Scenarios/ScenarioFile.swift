// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// A scenario as it was written: a tree of plain values, and where in the file each of them stands.
///
/// Nothing here knows what the keys mean. The code that decodes the tree collects `Problems` with paths; `error(_:)` turns the
/// paths back into places of the file.
package struct ScenarioFile: Sendable {
  /// The longest file that is read, in bytes.
  package static let sizeLimit = 1_000_000

  /// The file as the user named it; messages begin with it.
  package let name: String
  /// What the file says, overrides included.
  package internal(set) var tree: Value
  var places: SourcePositions
  /// The text of each `--set` that gave a value, by the path that it set.
  var overrides: [SettingPath: String] = [:]

  /// Reads a file.
  ///
  /// - Throws: one line for a file that is missing, a directory, too large, not text, empty or not YAML.
  package init(contentsOf path: String) throws(ScenarioError) {
    self = try ScenarioFile(yaml: Self.text(of: path), name: path)
  }

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - yaml: one YAML document, a mapping.
  ///   - name: what messages call it.
  package init(yaml: String, name: String) throws(ScenarioError) {
    self.name = name
    var reader = DocumentReader()
    do { tree = try reader.read(yaml.hasPrefix("\u{FEFF}") ? String(yaml.dropFirst()) : yaml) } catch {
      throw ScenarioError(["\(name):\(error.place.map { "\($0):" } ?? "") \(error.message)"])
    }
    places = reader.places
    guard reader.problems.isEmpty else {
      throw ScenarioError(reader.problems.map { "\(name):\($0.place.map { "\($0):" } ?? "") \($0.message)" })
    }
    if case .null = tree {
      throw ScenarioError(["\(name): the file is empty; 'ravine new escape-rate' writes a scenario to start from."])
    }
    guard case .record = tree else {
      let place = places.values[.root].map { "\($0):" } ?? ""
      throw ScenarioError(["\(name):\(place) this is \(tree.described); a scenario is a mapping of keys to values."])
    }
  }

  /// Where a key or value stands: its own place, or that of the nearest mapping or list around it.
  package func place(of path: SettingPath, spot: Problem.Spot = .value) -> SourcePosition? {
    if case .place(let place) = origin(of: path, spot: spot) { place } else { nil }
  }

  /// All problems as lines, those of the file in the order of their places, then those of overrides.
  package func error(_ problems: Problems) -> ScenarioError {
    let located = problems.list.map { (origin: origin(of: $0.path, spot: $0.spot), message: $0.message) }
    let inFile = located.compactMap { entry -> (place: SourcePosition, message: String)? in
      if case .place(let place) = entry.origin { (place, entry.message) } else { nil }
    }
    let elsewhere = located.compactMap { entry -> String? in
      switch entry.origin {
      case .place: nil
      case .override(let text): "--set \(text): \(entry.message)"
      case .unknown: "\(name): \(entry.message)"
      }
    }
    // Sorting by the position in the list too keeps the order of problems at the same place.
    let sorted = inFile.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
    return ScenarioError(sorted.map { "\(name):\($0.element.place): \($0.element.message)" } + elsewhere)
  }

  private enum Origin {
    case place(SourcePosition)
    case override(String)
    case unknown
  }

  private func origin(of path: SettingPath, spot: Problem.Spot) -> Origin {
    if spot == .key, let place = places.keys[path] { return .place(place) }
    var components = path.components
    while true {
      let here = SettingPath(components)
      if let text = overrides[here] { return .override(text) }
      if let place = places.values[here] { return .place(place) }
      if components.isEmpty { return .unknown }
      components.removeLast()
    }
  }

  private static func text(of path: String) throws(ScenarioError) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw ScenarioError(["\(path): there is no such file\(nearby(path))"])
    }
    if isDirectory.boolValue { throw ScenarioError(["\(path): this is a directory; a scenario file is expected."]) }
    // A pipe would keep us waiting, and a device might never end.
    guard
      (try? FileManager.default.attributesOfItem(atPath: Self.target(of: path))[.type]) as? FileAttributeType
        == .typeRegular
    else { throw ScenarioError(["\(path): this is no plain file; a scenario file is expected."]) }
    let data: Data
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      data = try file.read(upToCount: sizeLimit + 1) ?? Data()
      try file.close()
    } catch { throw ScenarioError(["\(path): the file cannot be read: \(error.localizedDescription)"]) }
    if data.count > sizeLimit {
      throw ScenarioError(["\(path): the file has more than \(sizeLimit) bytes; a scenario is shorter."])
    }
    let isControl: (UInt8) -> Bool = { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    guard !data.contains(where: isControl), let text = String(validating: data, as: UTF8.self) else {
      throw ScenarioError(["\(path): this is not a text file in UTF-8; a scenario is YAML."])
    }
    return text
  }

  /// Where a path leads, links followed.
  private static func target(of path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  private static func nearby(_ path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let near = suggestion(for: url.lastPathComponent, among: names.sorted())
    return near.isEmpty ? "." : near
  }
}
