// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The key `methods` of a scenario, and the keys that the chosen methods declare.
package enum MethodChoice {
  /// The key.
  package static let key = "methods"

  /// The parameter `methods`, with what happens by default in words.
  package static func parameter(default words: String = "all that apply by default") -> Parameter {
    Parameter(key, .list(.text(among: [])), default: .null, "the methods; \(words)")
  }

  /// The methods that the scenario names, or all that are used by default and apply to the point.
  package static func read<Point>(
    _ reader: Reader, from catalogue: [any ExperimentMethod<Point>], for point: Point
  ) -> [any ExperimentMethod<Point>] {
    guard let written = reader.raw(key), written != .null else {
      let applicable = catalogue.filter { $0.isDefault && $0.objection(to: point) == nil }
      reader.resolve(key, as: .list(applicable.map { .text($0.name) }))
      return applicable
    }
    let path = reader.path.appending(key)
    guard written.asList?.isEmpty != true else {
      reader.report(
        "methods is an empty list; name at least one method, or leave the key out for those that are usual.", at: key)
      return []
    }
    guard let list = written.asList else {
      reader.report("methods is \(written.described); a list with at least one method is expected.", at: key)
      return []
    }
    var chosen: [any ExperimentMethod<Point>] = []
    for (index, value) in list.enumerated() {
      let here = path.appending(index)
      guard let name = value.asText, let method = catalogue.first(where: { $0.name == name }) else {
        let word = value.asText ?? value.described
        let near = suggestion(for: word, among: catalogue.map(\.name))
        reader.log.report(
          "unknown method '\(word)'\(near.isEmpty ? ";" : near) 'ravine list methods' shows all.", at: here)
        continue
      }
      if chosen.contains(where: { $0.name == name }) { reader.log.report("method '\(name)' stands twice.", at: here) }
      if let objection = method.objection(to: point) {
        reader.log.report("method '\(name)' \(objection).", at: here)
      }
      chosen.append(method)
    }
    reader.resolve(key, as: .list(chosen.map { .text($0.name) }))
    return chosen
  }

  /// Reads the keys that methods declare.
  ///
  /// All keys are understood and checked. Those that no chosen method takes have no effect and are not written down, so that
  /// methods can be named and left out without touching the rest of the file.
  package static func settings<Point>(
    _ reader: Reader, of chosen: [any ExperimentMethod<Point>], among catalogue: [any ExperimentMethod<Point>]
  ) -> Parameters {
    var values: [(String, Value)] = []
    var seen: Set<String> = []
    for parameter in catalogue.flatMap(\.parameters) where seen.insert(parameter.name).inserted {
      let takers = catalogue.filter { $0.parameters.contains { $0.name == parameter.name } }
      if chosen.contains(where: { method in takers.contains { $0.name == method.name } }) {
        values.append((parameter.name, read(parameter, reader)))
      } else if let written = reader.raw(parameter.name) {
        _ = parameter.shape.understand(
          written, name: parameter.name, at: reader.path.appending(parameter.name), log: reader.log)
      }
    }
    return Parameters(values)
  }

  /// The value of a parameter; what a mapping holds by default is written out like everything else.
  private static func read(_ parameter: Parameter, _ reader: Reader) -> Value {
    let value = reader.read(parameter)
    guard case .record = parameter.shape, value == .record(Record()) else { return value }
    let path = reader.path.appending(parameter.name)
    let complete = parameter.shape.understand(value, name: parameter.name, at: path, log: reader.log)
    reader.resolve(parameter.name, as: complete)
    return complete
  }
}
