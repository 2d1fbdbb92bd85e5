// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension ScenarioFile {
  /// Sets a value from the command line: `temperature=0.3`, `dynamics.time-step=1e-4`, `sweep.temperature=[0.2, 0.3]`.
  ///
  /// The value is YAML; the path may name a key that the file does not hold. A value for what the sweep walks through takes
  /// the place of that axis. Problems found later with the value are
  /// reported as `--set temperature=-1: temperature is -1; it must be positive.`
  ///
  /// - Throws: one line if the text is not PATH=VALUE, the value is not YAML, the path leads through a scalar, or an axis of
  ///   the sweep would undo what was set.
  package mutating func override(_ assignment: String) throws(ScenarioError) {
    func refuse(_ message: String) -> ScenarioError { ScenarioError(["--set \(assignment): \(message)"]) }
    let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let words = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, words.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else {
      throw refuse("PATH=VALUE is expected, for instance dynamics.time-step=0.001.")
    }
    var reader = DocumentReader()
    let value: Value
    do { value = try reader.read(String(parts[1])) } catch { throw refuse("the value is not YAML: \(error.message)") }
    if let problem = reader.problems.first { throw refuse(problem.message) }
    let path = path(of: words.map(String.init))
    guard let changed = tree.setting(path, to: value) else { throw refuse(tree.obstacle(on: path)) }
    tree = changed
    do { try endAxis(of: path) } catch { throw refuse(error.message) }
    places.forget(path)
    overrides = overrides.filter { !$0.key.components.starts(with: path.components) }
    overrides[path] = assignment
  }

  /// Takes the axis of a key that was set out of the sweep, and with the last axis the sweep.
  ///
  /// - Throws: a problem if another axis is walked together with it, or sets all of what the key is a part of.
  private mutating func endAxis(of path: SettingPath) throws(Problem) {
    guard path.components.first != "sweep", var sweep = tree.value(at: "sweep")?.asRecord else { return }
    for axis in sweep.keys where axis != "zip" {
      let swept = SettingPath(dotted: axis).components
      guard path.components.starts(with: swept) else { continue }
      let hint = "set the values of the sweep: --set 'sweep.\(axis)=[…]'"
      guard swept == path.components else {
        throw Problem("the sweep sets all of '\(axis)', and with it '\(path)'; \(hint).", at: path)
      }
      guard sweep["zip"] != .flag(true) || sweep.keys.filter({ $0 != "zip" }).count == 1 else {
        throw Problem("the sweep walks through '\(axis)' together with other keys; \(hint).", at: path)
      }
      sweep[axis] = nil
    }
    let isOver = sweep.keys.allSatisfy { $0 == "zip" }
    guard var root = tree.asRecord else { return }
    root["sweep"] = isOver ? nil : .record(sweep)
    tree = .record(root)
  }

  /// The axes of a sweep are single keys that contain points, so `sweep.dynamics.time-step` has two components.
  private func path(of words: [String]) -> SettingPath {
    guard words.count > 2, words[0] == "sweep" else { return SettingPath(words) }
    let axes = tree.value(at: "sweep")?.asRecord?.keys ?? []
    for length in (1..<words.count).reversed() {
      let axis = words[1...length].joined(separator: ".")
      if axes.contains(axis) { return SettingPath(["sweep", axis] + words[(length + 1)...]) }
    }
    return SettingPath(["sweep", words[1...].joined(separator: ".")])
  }
}

extension Value {
  /// Why nothing can be set at a path: the scalar on the way, or the end of the list.
  func obstacle(on path: SettingPath) -> String {
    for length in 0..<path.components.count {
      let here = SettingPath(Array(path.components.prefix(length)))
      let next = path.components[length]
      switch value(at: here) {
      case .list(let list)? where Int(next).map(list.indices.contains) != true:
        return "\(here) is a list of \(list.count), counted from 0; it has no element '\(next)'."
      case .flag?, .integer?, .number?, .text?:
        let found = value(at: here)?.described ?? ""
        return "\(here) is \(found), not a mapping; '\(next)' cannot be set in it."
      default: continue
      }
    }
    return "nothing can be set here."
  }
}
