// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// Decodes the mapping `optimizer` for the groups of a network.
///
///     optimizer: {kind: adamw, rate: 1e-3, decay: 1, groups: {embedding: {decay: 0}, decoder: {rate: 1e-4}}}
///
/// What a group does not say is as in the mapping above it; where several names mean the same group (`all`,
/// `decoder`, its own) the later one wins, key by key. A group that names another kind takes that kind's defaults, except
/// for the common keys that were written.
struct OptimizerReading {
  /// The kinds that may be named.
  let entries: [CatalogueEntry<any Optimizer>]
  /// The groups of the network.
  let groups: [String]

  /// What is known of a group so far.
  private struct Draft {
    var entry: CatalogueEntry<any Optimizer>
    var values: Record
    var filter: (any GradientFilter)?
    /// Common keys that the user wrote, to be carried over to another kind.
    var written: Record
  }

  /// The settings of every group of the network, in the layout's order; `nil` if a problem was reported.
  ///
  /// - Parameters:
  ///   - value: the mapping, or the bare name of a kind.
  ///   - path: where it stands.
  ///   - log: where problems go.
  ///   - resolve: is given the mapping with every default.
  func read(_ value: Value, at path: SettingPath, log: ProblemLog, resolve: (Value) -> Void = { _ in })
    -> [GroupSettings]?
  {
    let before = log.problems.count
    let asRecord: Value = if case .text(let name) = value { .record(Record([("kind", .text(name))])) } else { value }
    let reader = Reader(asRecord, at: path, log: log)
    guard let base = draft(reader, on: nil) else { return nil }
    let inner = reader.inner("groups")
    reader.finish()
    var overrides: [(name: String, draft: Draft)] = []
    var drafts = groups.map { (group: $0, draft: base) }
    var resolvedGroups = Record()
    for name in asRecord.asRecord?["groups"]?.asRecord?.keys ?? [] {
      let here = inner.inner(name)
      guard GroupSettings.names(for: groups).contains(name) else {
        log.report(unknown(name), at: here.path, spot: .key)
        continue
      }
      // Each covered group has a base of its own; problems of the same place are reported once.
      var last: Reader?
      for index in drafts.indices where GroupSettings.covers(name, drafts[index].group) {
        let reader = inner.inner(name)
        if let new = draft(reader, on: drafts[index].draft) { drafts[index].draft = new }
        reader.finish()
        last = reader
      }
      if last == nil {
        let reader = inner.inner(name)
        _ = draft(reader, on: base)
        reader.finish()
        last = reader
      }
      if let last { resolvedGroups[name] = .record(last.resolved) }
      overrides.append((name, base))
    }
    if !overrides.isEmpty { reader.resolve("groups", as: .record(resolvedGroups)) }
    resolve(.record(reader.resolved))
    guard log.problems.count == before else { return nil }
    let found = drafts.compactMap { settings($0.draft, group: $0.group, path: path, log: log) }
    if let objection = objection(to: found) { log.report(objection, at: path.appending("kind")) }
    return log.problems.count == before ? found : nil
  }

  /// Why a kind that was chosen has nothing to do in any of its groups.
  private func objection(to settings: [GroupSettings]) -> String? {
    for name in Set(settings.map(\.optimizer.name)).sorted() {
      let own = settings.filter { $0.optimizer.name == name }
      let objections = own.map { $0.optimizer.objection(to: own.map(\.group)) }
      if let first = objections.first ?? nil, !objections.contains(nil) { return first }
    }
    return nil
  }

  /// `unknown group 'x'; …`, with the groups that the network has.
  func unknown(_ name: String) -> String {
    let names = GroupSettings.names(for: groups)
    let near = suggestion(for: name, among: names)
    return "unknown group '\(name)'\(near.isEmpty ? ";" : near) the network has \(names.joined(separator: ", "))."
  }

  private func draft(_ reader: Reader, on base: Draft?) -> Draft? {
    let listing = "'ravine list optimizers' shows all."
    let word = reader.raw("kind")
    guard let word = word ?? base.map({ .text($0.entry.name) }) else {
      reader.log.report("optimizer does not say its 'kind'; \(listing)", at: reader.path)
      return nil
    }
    guard let entry = entries.first(where: { $0.name == word.asText }) else {
      let name = word.asText ?? word.described
      let near = suggestion(for: name, among: entries.map(\.name))
      reader.report("unknown optimizer '\(name)'\(near.isEmpty ? ";" : near) \(listing)", at: "kind")
      return nil
    }
    if base?.entry.name != entry.name { reader.resolve("kind", as: .text(entry.name)) }
    let common = OptimizerCatalogue.parameters.map(\.name)
    let inherited = base.map { $0.entry.name == entry.name ? $0.values : $0.written } ?? Record()
    var written = base?.written ?? Record()
    var values = Record()
    let filterKey = GradientFilterCatalogue.parameter.name
    // A filter that is not said is that of the mapping above, whatever the kind.
    let filter =
      if let base, !reader.contains(filterKey) { base.filter } else { GradientFilterCatalogue.read(from: reader) }
    for var parameter in OptimizerCatalogue.parameters(of: entry) where parameter.name != filterKey {
      let isInherited = inherited[parameter.name] != nil
      if let value = inherited[parameter.name] { parameter.defaultValue = value }
      // A group's resolved mapping holds what the group says; the rest stands above it.
      if base != nil, isInherited, !reader.contains(parameter.name) {
        _ = reader.raw(parameter.name)
        values[parameter.name] = parameter.defaultValue
        continue
      }
      let value = reader.read(parameter)
      values[parameter.name] = value
      if reader.contains(parameter.name), common.contains(parameter.name) { written[parameter.name] = value }
    }
    return Draft(entry: entry, values: values, filter: filter, written: written)
  }

  private func settings(_ draft: Draft, group: String, path: SettingPath, log: ProblemLog) -> GroupSettings? {
    let values = Parameters(draft.values.entries.map { ($0.key, $0.value) })
    do {
      let optimizer = try draft.entry.make(values)
      return GroupSettings(
        group: group, optimizer, rate: values.number("rate"), decay: values.number("decay"),
        decayKind: DecayKind(rawValue: values.text("decay-kind")) ?? .l2, decaysBiases: values.flag("decay-biases"),
        temperature: values["temperature"].asNumber ?? 0, filter: draft.filter)
    } catch {
      log.report(error.below(path))
      return nil
    }
  }
}
