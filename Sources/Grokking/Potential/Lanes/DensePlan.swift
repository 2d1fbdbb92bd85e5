// SPDX-License-Identifier: GPL-3.0-or-later
import Training

/// What a pass through a dense network reads for every walker, side by side in memory that is never written again.
final class DensePlan: @unchecked Sendable {
  /// A map with its places in the scratch.
  struct Stage {
    var map: Map
    /// Where its arguments begin; its values follow.
    var place: Int
    /// Where the values that it reads begin.
    var reads: Int
    /// Whether it reads the features.
    var isFirst: Bool
  }

  /// `DenseChain.Map` as plain numbers.
  struct Map {
    var offset: Int
    var stride: Int
    var inputs: Int
    var outputs: Int
    var bias: Int?
    var activation: Activation
  }

  /// The first layer on symbols, as plain numbers.
  struct Embedding {
    var width: Int
    var bias: Int?
    var activation: Activation
  }

  let embedding: Embedding?
  /// How many symbols an example has.
  let slots: Int
  let tables: UnsafeMutablePointer<Int>
  let maps: UnsafeMutablePointer<Stage>
  let mapCount: Int
  let inputs: UnsafeMutablePointer<Double>
  let inputWidth: Int
  let targets: UnsafeMutablePointer<Double>
  let labels: UnsafeMutablePointer<Int>?
  let outputWidth: Int
  let rowCount: Int
  /// What the sum over the rows is multiplied with, and what is added to it.
  let scale: Double
  let rest: Double
  /// Where the outputs begin in the scratch, and the gradients of a row.
  let outputs: Int
  let deltas: Int
  /// The widest stage.
  let largest: Int

  init(_ chain: DenseChain, _ rows: DenseRows) {
    embedding = chain.embedding.map { Embedding(width: $0.width, bias: $0.bias, activation: $0.activation) }
    slots = chain.embedding?.tables.count ?? 0
    tables = Self.copy(chain.embedding?.tables ?? [])
    var stages: [Stage] = []
    // A stage keeps its arguments, then its values.
    var (place, reads) = (2 * (chain.embedding?.width ?? 0), chain.embedding?.width ?? 0)
    for map in chain.maps {
      stages.append(
        Stage(
          map: Map(
            offset: map.offset, stride: map.stride, inputs: map.inputs, outputs: map.outputs, bias: map.bias,
            activation: map.activation), place: place, reads: reads, isFirst: place == 0))
      reads = place + map.outputs
      place += 2 * map.outputs
    }
    maps = Self.copy(stages)
    mapCount = stages.count
    (outputs, deltas) = (reads, place)
    largest = max(chain.embedding?.width ?? 0, chain.maps.map(\.outputs).max() ?? 0)
    inputs = Self.copy(rows.inputs)
    targets = Self.copy(rows.targets)
    labels = rows.labels.isEmpty ? nil : Self.copy(rows.labels)
    (inputWidth, outputWidth, rowCount) = (rows.inputWidth, rows.outputWidth, rows.count)
    (scale, rest) = (rows.scale, rows.rest)
  }

  deinit {
    tables.deallocate()
    maps.deallocate()
    inputs.deallocate()
    targets.deallocate()
    labels?.deallocate()
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    for (index, element) in elements.enumerated() { (copy + index).initialize(to: element) }
    return copy
  }
}
