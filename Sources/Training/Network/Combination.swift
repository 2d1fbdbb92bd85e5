// SPDX-License-Identifier: GPL-3.0-or-later

/// How the embeddings of several symbols become one input.
package enum Combination: String, Sendable, CaseIterable {
  /// E(a) + E(b).
  case sum
  /// E(a) beside E(b).
  case concatenate
}

extension NetworkBuilder {
  /// y = activation(W [E(a), E(b), …] + bias), or with the sum of the embeddings.
  ///
  /// W is linear, so it may act before the embeddings are joined: on p rows for each table and not on n.
  ///
  ///     sum:          y = activation(T[a] + T[b] + bias),   T = E Wᵀ
  ///     concatenate:  y = activation(T₁[a] + T₂[b] + bias), Tₖ = E Wₖᵀ with the columns Wₖ of place k
  package mutating func linear(
    ofEmbedded table: ParameterTensor, at places: [SymbolPlace], combine: Combination, _ weight: ParameterTensor,
    bias: ParameterTensor?, activation: Activation
  ) -> Node {
    let width = table.shape.last ?? 1
    let outputs = weight.shape.first ?? 1
    let sources: [Source]
    switch combine {
    case .sum:
      let embedded = gather(parameter(table, by: .symbol), rows: .symbols(places), width: width)
      let mapped = linear(embedded, weight)
      sources = places.indices.map { rows(of: mapped, by: .rowAt($0)) }
    case .concatenate:
      sources = places.enumerated().map { number, place in
        let embedded = gather(parameter(table, by: .symbol), rows: .symbols([place]), width: width)
        return rows(of: linear(embedded, weight, columns: number * width..<(number + 1) * width), by: .rowAt(0))
      }
    }
    return sum(sources, rows: .examples, width: outputs, bias: bias, activation: activation)
  }
}
