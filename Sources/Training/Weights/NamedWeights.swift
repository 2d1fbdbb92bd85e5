// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension SafetensorsFile {
  /// A network's weights under the names of its layout, in their precision.
  ///
  /// - Parameter weights: `layout.count` numbers.
  package init<Number: Real>(weights: Span<Number>, layout: ParameterLayout, metadata: [String: String] = [:]) {
    self.init(
      layout.tensors.map { tensor in
        StoredTensor(
          name: tensor.name, shape: tensor.shape, precision: Number.precision,
          values: tensor.range.map { Double(weights[$0]) })
      }, metadata: metadata)
  }

  /// The file's numbers as the weights of a network.
  ///
  /// - Returns: `layout.count` numbers.
  /// - Throws: every tensor that is missing, that the network does not have, or that has another shape, together.
  package func weights(of layout: ParameterLayout) throws(Problems) -> [Double] {
    var weights = [Double](repeating: 0, count: layout.count)
    let log = ProblemLog()
    let extra = tensors.filter { layout[$0.name] == nil }.map(\.name)
    for tensor in layout.tensors {
      guard let stored = self[tensor.name] else {
        log.report(
          "tensor '\(tensor.name)' of shape \(tensor.shape) is missing\(Self.hint(for: tensor.name, among: extra))",
          at: .root)
        continue
      }
      guard stored.shape == tensor.shape else {
        let isTransposed = stored.shape.count == 2 && stored.shape == tensor.shape.reversed()
        let hint = isTransposed ? "; it seems to be transposed: rows are outputs, columns inputs, as in PyTorch." : "."
        log.report(
          "tensor '\(tensor.name)' has shape \(stored.shape), the network's has \(tensor.shape)\(hint)", at: .root)
        continue
      }
      weights.replaceSubrange(tensor.range, with: stored.values)
    }
    for name in extra {
      log.report("tensor '\(name)' is in the file, but the network has none of this name.", at: .root)
    }
    try log.check()
    return weights
  }

  /// The name in the file that a missing one may stand under: behind a prefix, or with a letter wrong.
  private static func hint(for name: String, among extra: [String]) -> String {
    if let longer = extra.first(where: { $0.hasSuffix("." + name) }) {
      return "; without its prefix '\(longer.dropLast(name.count))', '\(longer)' would be it."
    }
    let near = suggestion(for: name, among: extra)
    return near.isEmpty ? "." : near
  }
}
