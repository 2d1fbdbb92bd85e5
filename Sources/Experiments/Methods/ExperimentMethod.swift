// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings

/// A way to answer the question of an experiment that offers several: one file each, one word in the kind's catalogue.
protocol ExperimentMethod<Point>: Sendable {
  /// What the experiment decodes from one point of the sweep.
  associatedtype Point: ExperimentPoint

  /// The name in `methods:`.
  var name: String { get }

  /// One line for `ravine list methods`.
  var summary: String { get }

  /// The formula or procedure in a few words, for `ravine describe`.
  var formula: String { get }

  /// Whether it is taken when the scenario names no methods.
  var isDefault: Bool { get }

  /// Why it cannot answer this question at all, as the end of `method 'exact' …`; `nil` if it can.
  func objection(to point: Point) -> String?

  /// What there is to do at one point of the sweep.
  func parts(of point: Point) -> [MethodPart]

  /// Does one part.
  func perform(part: Int, of point: Point, in context: TaskContext) throws -> Dataset

  /// What the finished parts of one point say; missing parts are `nil`.
  func quantities(from parts: [Dataset?], of point: Point) -> [Quantity]
}

extension ExperimentMethod {
  /// Yes.
  var isDefault: Bool { true }

  /// What is told of it.
  var description: MethodDescription { MethodDescription(name: name, summary: summary, formula: formula) }

  /// What `Quantity.dataset(_:)` wrote in `perform`.
  func quantities(from parts: [Dataset?], of point: Point) -> [Quantity] {
    parts.compactMap { $0 }.flatMap(Quantity.quantities)
  }
}

/// One task of a method.
struct MethodPart: Sendable {
  /// What distinguishes it from the method's other parts, empty if there are none.
  var label: String
  /// Expected work, in walker-steps of one coordinate.
  var cost: Double
  /// How many walker-steps that are, where a step costs far more than that.
  var steps: Double?
}

extension Array {
  /// The method of a name.
  func named<Point>(_ name: String) -> (any ExperimentMethod<Point>)?
  where Element == any ExperimentMethod<Point> { first { $0.name == name } }

  /// The methods that the scenario names under `methods`, or all that apply to a point.
  func chosen<Point>(for point: Point, _ reader: Reader) -> [String] where Element == any ExperimentMethod<Point> {
    guard let written = reader.raw("methods"), written != .null else {
      let applicable = filter { $0.isDefault && $0.objection(to: point) == nil }.map(\.name)
      reader.resolve("methods", as: .list(applicable.map { .text($0) }))
      return applicable
    }
    let path = reader.path.appending("methods")
    guard let list = written.asList, !list.isEmpty else {
      reader.report("methods is \(written.described); a list with at least one method is expected.", at: "methods")
      return []
    }
    var names: [String] = []
    for (index, value) in list.enumerated() {
      let here = path.appending(index)
      guard let name = value.asText, let method = named(name) else {
        let word = value.asText ?? value.described
        let near = suggestion(for: word, among: map(\.name))
        reader.log.report(
          "unknown method '\(word)'\(near.isEmpty ? ";" : near) 'ravine list methods' shows all.", at: here)
        continue
      }
      if names.contains(name) { reader.log.report("method '\(name)' stands twice.", at: here) }
      if let objection = method.objection(to: point) {
        reader.log.report("method '\(name)' \(objection).", at: here)
      }
      names.append(name)
    }
    reader.resolve("methods", as: .list(names.map { .text($0) }))
    return names
  }
}
