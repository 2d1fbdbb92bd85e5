// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
package import Settings

/// The names of a file of weights, with what a user said of how its tensors lie.
package struct WeightNaming: Sendable {
  let names: any WeightNames
  var rules: MatchRules

  /// Names that come with the program.
  init(_ names: any WeightNames, _ rules: MatchRules = MatchRules()) {
    self.names = names
    self.rules = rules
    self.rules.ignored += names.ignored
  }

  /// Our own names.
  package static var own: WeightNaming { WeightNaming(OwnNames()) }

  /// The names that come with the program under a word.
  package init?(word: String) {
    guard let names = WeightNamesCatalogue.names(word) else { return nil }
    self.init(names)
  }

  /// The word for them.
  package var word: String { names.name }

  /// What a network's weights are in a file of these names, and what was done with each of its tensors.
  ///
  /// - Parameters:
  ///   - contents: the bytes of a safetensors file.
  ///   - network: ours.
  /// - Throws: everything that does not fit, each sentence with the name of its tensor.
  package func weights(
    in contents: Data, of network: NamedNetwork
  ) throws(Problems) -> (weights: [Double], steps: [WeightStep]) {
    let file = try SafetensorsFile.read(contents) { rules.ignores($0) }
    let found = file.tensors.map(\.name)
    let expected = try expected(of: network, found: found)
    var match = WeightMatch(network, rules)
    var taken: Set<String> = []
    var isMissing = false
    for tensor in expected {
      let candidates = Self.candidates(for: tensor, among: found)
      guard candidates.count < 2 else {
        match.log.report(
          "'\(tensor.name)' may be \(candidates.map { "'\($0)'" }.joined(separator: " or ")); a map of names says which.",
          at: .root)
        taken.formUnion(candidates)
        continue
      }
      guard let name = candidates.first, let stored = file[name] else {
        if !tensor.isOptional, !isOfNoLayer(tensor.name, found, match.log, network) {
          isMissing = true
          let near = suggestion(for: tensor.name, among: found)
          let meaning = near.isEmpty ? network.meaning(ofMissing: tensor) : ""
          match.log.report(
            "tensor '\(tensor.name)' of shape \(tensor.views[0].shape) is missing"
              + (near.isEmpty ? meaning.isEmpty ? "." : "; \(meaning)." : near), at: .root)
        }
        continue
      }
      taken.insert(name)
      match.take(stored, as: tensor)
    }
    for tensor in file.tensors where !taken.contains(tensor.name) {
      if let layer = Self.layer(of: tensor.name), network.layers > 0, layer >= network.layers {
        let count = (found.compactMap(Self.layer).max() ?? 0) + 1
        match.log.report(
          "the file has \(count) layers, the network \(network.layers); say layers: \(count).", at: .root)
        continue
      }
      let meaning = names.meaning(ofExtra: tensor.name, for: network)
      match.log.report(
        "tensor '\(tensor.name)' of shape \(tensor.shape) is in the file, and the network has no place for it"
          + (meaning.isEmpty ? "." : ": \(meaning)."), at: .root)
    }
    if isMissing, taken.isEmpty, !found.isEmpty {
      match.log.report(
        "no name is one of '\(names.name)'; the file has \(found.prefix(4).joined(separator: ", "))"
          + "\(found.count > 4 ? ", …" : "").", at: .root)
    }
    match.finish("'\(names.name)'")
    try match.log.check()
    let ignored = file.ignored.map { WeightStep(theirs: $0, shape: [], ours: "", how: "no weights, left out") }
    return (match.weights, match.steps + ignored)
  }

  /// Whether some weight of a file is a double.
  package func isDouble(_ contents: Data) throws(Problems) -> Bool {
    try SafetensorsFile.read(contents) { rules.ignores($0) }.tensors.contains { $0.precision == .double }
  }

  /// A file of these names.
  ///
  /// - Parameters:
  ///   - weights: a network's, `layout.count` of them.
  ///   - precision: of the numbers in the file.
  /// - Throws: what their networks cannot express of ours.
  package func file(
    _ weights: [Double], precision: Precision, of network: NamedNetwork, metadata: [String: String] = [:]
  ) throws(Problems) -> (file: SafetensorsFile, steps: [WeightStep]) {
    let expected = try expected(of: network, found: [])
    var tensors: [StoredTensor] = []
    var steps: [WeightStep] = []
    for tensor in expected {
      if tensor.picked != nil {
        throw Problems([
          Problem("'\(tensor.name)' is only in part ours by this map, so that no whole file can be written.", at: .root)
        ])
      }
      let view =
        (tensor.isTurned ?? rules.isTurned == true) && !tensor.turned.isEmpty ? tensor.turned[0] : tensor.views[0]
      if view.isZero, !tensor.writesZeros { continue }
      tensors.append(
        StoredTensor(
          name: tensor.name, shape: view.shape, precision: precision,
          values: view.indices.map { $0 < 0 ? 0 : weights[$0] }))
      let owners = network.layout.tensors.filter { own in view.indices.contains { own.range.contains($0) } }
      steps.append(
        WeightStep(
          theirs: tensor.name, shape: view.shape, ours: owners.map(\.name).joined(separator: ", "),
          how: view.isZero ? "zeros, which this network does without" : ""))
    }
    return (SafetensorsFile(tensors, metadata: metadata), steps)
  }

  private func expected(of network: NamedNetwork, found: [String]) throws(Problems) -> [ForeignTensor] {
    do throws(Problem) { return try names.tensors(of: network, found: found) } catch { throw Problems([error]) }
  }

  /// The layer that a tensor belongs to: the number after `layers` or `blocks`.
  private static func layer(of name: String) -> Int? {
    let parts = name.split(separator: ".")
    guard let place = parts.firstIndex(where: { $0 == "layers" || $0 == "blocks" }), place + 1 < parts.count else {
      return nil
    }
    return Int(parts[place + 1])
  }

  /// Whether a tensor is missing since the file has fewer layers; that is reported once.
  private func isOfNoLayer(_ name: String, _ found: [String], _ log: ProblemLog, _ network: NamedNetwork) -> Bool {
    guard let layer = Self.layer(of: name), let last = found.compactMap(Self.layer).max(), layer > last else {
      return false
    }
    log.report("the file has \(last + 1) layers, the network \(network.layers); say layers: \(last + 1).", at: .root)
    return true
  }

  /// What a tensor may be called in a file: exactly so, by another usual name, or either behind a prefix.
  private static func candidates(for tensor: ForeignTensor, among found: [String]) -> [String] {
    for name in [tensor.name] + tensor.aliases where found.contains(name) { return [name] }
    for name in [tensor.name] + tensor.aliases {
      let longer = found.filter { $0.hasSuffix("." + name) }
      if !longer.isEmpty { return longer }
    }
    return []
  }
}
