// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// Linear maps that are numbered in their order: `nn.Sequential` (0.weight, 2.weight, …), or fc1, fc2, fc3.
///
/// What lies between two numbers, an activation, has no weights. The first map of the quadratic network is W₁ (N, 2p), the
/// transpose of our table; other tables keep their names.
struct SequentialNames: WeightNames {
  let name = "sequential"
  let summary = "linear maps with numbers: 0.weight, 0.bias, 2.weight … of nn.Sequential, or fc1.weight, fc2.weight"

  func tensors(of network: NamedNetwork, found: [String]) throws(Problem) -> [ForeignTensor] {
    guard network.layers == 0 else {
      throw Problem(
        "'sequential' names are those of perceptrons, and this network has attention; say pytorch, transformer-lens, nanda or "
          + "grok.", at: .root)
    }
    let hasBiases = network.layout.tensors.contains { $0.name.hasSuffix(".bias") }
    let hasTable = network.layout["embedding.weight"] != nil
    let isTwoHot = hasTable && !hasBiases
    var tensors: [ForeignTensor] = []
    var maps: [(matrix: WeightView, shift: WeightView?)] = []
    for tensor in network.layout.tensors where tensor.name.hasSuffix(".weight") {
      let view = WeightView(tensor)
      if tensor.name == "embedding.weight", !isTwoHot {
        tensors.append(ForeignTensor(tensor.name, view, aliases: PyTorchNames.embeddings))
      } else if tensor.name == "embedding.weight" {
        maps.append((view.transposed, nil))
      } else {
        maps.append((view, network.view("\(tensor.name.dropLast("weight".count))bias")))
      }
    }
    let stride = hasBiases || hasTable ? 2 : 1
    let places = try Self.places(in: found, count: maps.count) ?? maps.indices.map { "\($0 * stride)" }
    for (place, map) in zip(places, maps) {
      tensors.append(.matrix("\(place).weight", map.matrix))
      tensors.append(.bias("\(place).bias", map.shift ?? .zeros([map.matrix.shape[0]]), writesZeros: false))
    }
    return tensors
  }

  /// The names of the maps in their order, such as `net.0`, `net.2`; `nil` where no file is read.
  ///
  /// - Throws: a problem if there are more or fewer maps than the network has.
  private static func places(in found: [String], count: Int) throws(Problem) -> [String]? {
    if found.isEmpty { return nil }
    var groups: [String: [(number: Int, place: String)]] = [:]
    for name in found where name.hasSuffix(".weight") {
      let place = String(name.dropLast(".weight".count))
      let digits = place.reversed().prefix { $0.isASCII && $0.isNumber }.count
      guard digits > 0, let number = Int(place.suffix(digits)) else { continue }
      groups[String(place.dropLast(digits)), default: []].append((number, place))
    }
    guard let longest = groups.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }) else {
      throw Problem(
        "no tensor has a number in its name, as 0.weight or fc1.weight have; a map of your own is needed.", at: .root)
    }
    let places = longest.value.sorted { $0.number < $1.number }.map(\.place)
    guard places.count == count else {
      throw Problem(
        "the file has \(places.count) numbered tensors (\(places.joined(separator: ", "))), the network \(count) linear maps; "
          + "widths and depth of the model must be those of the file.", at: .root)
    }
    return places
  }
}

/// Our own names.
struct OwnNames: WeightNames {
  static let word = "ravine"
  let name = OwnNames.word
  let summary = "those of Ravine: embedding.weight, layers.0.attention.query.weight"

  func tensors(of network: NamedNetwork, found: [String]) throws(Problem) -> [ForeignTensor] {
    network.layout.tensors.map { tensor in
      let isMap = tensor.shape.count == 2 && tensor.group != "embedding" && tensor.group != "position"
      return isMap ? .matrix(tensor.name, WeightView(tensor)) : ForeignTensor(tensor.name, WeightView(tensor))
    }
  }
}
