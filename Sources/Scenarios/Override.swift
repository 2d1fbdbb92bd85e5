// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

extension ScenarioFile {
  /// Sets a value from the command line: `temperature=0.3`, `dynamics.time-step=1e-4`, `sweep.temperature=[0.2, 0.3]`.
  ///
  /// The value is YAML; the path may name a key that the file does not hold. Problems found later with the value are
  /// reported as `--set temperature=-1: temperature is -1; it must be positive.`
  ///
  /// - Throws: one line if the text is not PATH=VALUE, the value is not YAML, or the path leads through a scalar.
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
    places.forget(path)
    overrides = overrides.filter { !$0.key.components.starts(with: path.components) }
    overrides[path] = assignment
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
