// SPDX-License-Identifier: GPL-3.0-or-later

/// Something that a scenario chooses by name: a potential, an integrator, a schedule, a method.
///
/// The decoding, `ravine list` and `describe`, the documentation's tables and the law tests all read these entries.
public struct CatalogueEntry<Product>: Sendable {
  /// The name in a scenario, kebab-case.
  public let name: String
  /// One line.
  public let summary: String
  /// The formula, in Unicode mathematics.
  public let formula: String
  /// What can be set.
  public let parameters: [Parameter]
  /// Where the formula and the known answers come from.
  public let source: String
  /// A line of YAML that uses it.
  public let example: String
  /// Builds the thing; throws a `Problem` whose path is relative to the mapping that chose it.
  public let make: @Sendable (Parameters) throws(Problem) -> Product

  /// An entry.
  public init(
    name: String, summary: String, formula: String = "", parameters: [Parameter] = [], source: String = "",
    example: String = "", make: @escaping @Sendable (Parameters) throws(Problem) -> Product
  ) {
    self.name = name
    self.summary = summary
    self.formula = formula
    self.parameters = parameters
    self.source = source
    self.example = example
    self.make = make
  }
}

extension Reader {
  /// Reads `{kind: NAME, parameter: …}`, or the bare name, under a key and builds what it names.
  ///
  /// - Parameters:
  ///   - key: the key, which also names the thing in messages (`unknown potential 'doubel-well'`).
  ///   - entries: the catalogue.
  ///   - tag: the key that holds the name, `kind` or for instance `schedule`.
  ///   - listing: the word that `ravine list` knows the catalogue by.
  ///   - fallback: the name by default; `nil` where the key is required.
  /// - Returns: `nil` if a problem was reported.
  public func chosen<Product>(
    _ key: String, from entries: [CatalogueEntry<Product>], tag: String = "kind", listing: String,
    default fallback: String? = nil
  ) -> Product? {
    let value = raw(key) ?? fallback.map { .text($0) }
    let here = path.appending(key)
    let catalogue = "'ravine list \(listing)' shows all."
    guard let value else {
      log.report("'\(key)' is missing; \(catalogue)", at: path)
      return nil
    }
    let asRecord: Value = if case .text(let name) = value { .record(Record([(tag, .text(name))])) } else { value }
    guard let name = asRecord.asRecord?[tag]?.asText else {
      if let wrong = asRecord.asRecord?[tag] {
        log.report("\(tag) is \(wrong.described); a name is expected. \(catalogue)", at: here.appending(tag))
      } else if let record = asRecord.asRecord {
        let near = record.keys.first { !suggestion(for: $0, among: [tag]).isEmpty }
        let hint = near.map { " ('\($0)' is not known)" } ?? ""
        log.report("\(key) does not say its '\(tag)'\(hint); \(catalogue)", at: here)
      } else {
        log.report(
          "\(key) is \(value.described); a name or a mapping with '\(tag)' is expected. \(catalogue)", at: here)
      }
      return nil
    }
    guard let entry = entries.first(where: { $0.name == name }) else {
      let near = suggestion(for: name, among: entries.map(\.name))
      let place = value.asRecord == nil ? here : here.appending(tag)
      log.report("unknown \(key) '\(name)'\(near.isEmpty ? ";" : near) \(catalogue)", at: place)
      return nil
    }
    let reader = Reader(asRecord, at: here, log: log)
    reader.resolve(tag, as: reader.raw(tag) ?? .null)
    let before = log.problems.count
    let values = reader.read(entry.parameters)
    reader.finish()
    resolve(key, as: .record(reader.resolved))
    guard log.problems.count == before else { return nil }
    do { return try entry.make(values) } catch {
      log.report(error.below(here))
      return nil
    }
  }
}
