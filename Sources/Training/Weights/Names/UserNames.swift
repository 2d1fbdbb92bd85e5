// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// A map of names that a user wrote: theirs and ours, beside names that come with the program or without them.
struct UserNames: WeightNames {
  /// What the map says of one of their tensors.
  struct Entry: Sendable, Equatable {
    var theirs: String
    /// Ours; several of them lie one below the other.
    var ours: [String]
    var isTurned: Bool?
    var picked: ForeignTensor.Picked?
  }

  let name: String
  let summary = "a map of names"
  var base: (any WeightNames)?
  var entries: [Entry]

  var ignored: [String] { base?.ignored ?? [] }

  func tensors(of network: NamedNetwork, found: [String]) throws(Problem) -> [ForeignTensor] {
    var tensors = try base?.tensors(of: network, found: found) ?? []
    for entry in entries {
      var views: [WeightView] = []
      for own in entry.ours {
        guard let view = network.view(own) else {
          let all = network.layout.tensors.map(\.name)
          let near = suggestion(for: own, among: all)
          throw Problem(
            "the map says '\(own)' for '\(entry.theirs)', and the network has no such tensor"
              + (near.isEmpty ? "; it has \(all.joined(separator: ", "))." : near), at: .root)
        }
        views.append(view)
      }
      let view = views.count == 1 ? views[0] : WeightView.stacked(views)
      // What the base says of the same numbers gives way.
      let own = Set(view.indices)
      tensors.removeAll { !$0.views[0].isZero && $0.views[0].indices.allSatisfy { own.contains($0) || $0 < 0 } }
      var tensor = ForeignTensor(entry.theirs, view)
      tensor.isTurned = entry.isTurned
      tensor.picked = entry.picked
      let isLinear = entry.ours.allSatisfy { !["embedding", "position"].contains(network.layout[$0]?.group) }
      if isLinear || entry.isTurned != nil { (tensor.views, tensor.turned) = Self.ways(view, heads: network.heads) }
      tensors.append(tensor)
    }
    return tensors
  }

  /// The ways in which a tensor may lie: as it does here, with an axis for heads; and with inputs before outputs.
  private static func ways(_ view: WeightView, heads: Int) -> (views: [WeightView], turned: [WeightView]) {
    let shape = view.shape
    guard shape.count == 2 else {
      let isSplit = heads > 1 && shape.count == 1 && shape[0] % heads == 0
      return (isSplit ? [view, view.reshaped([heads, shape[0] / heads])] : [view], [])
    }
    guard heads > 1, shape[0] % heads == 0, shape[1] % heads == 0 else { return ([view], [view.transposed]) }
    let split = view.reshaped([heads, shape[0] / heads, shape[1]])
    let joining = view.transposed.reshaped([heads, shape[1] / heads, shape[0]])
    return ([view, split], [view.transposed, split.permuted([0, 2, 1]), joining])
  }

  func meaning(ofExtra name: String, for network: NamedNetwork) -> String {
    let known = base?.meaning(ofExtra: name, for: network) ?? ""
    return known.isEmpty ? "name it in the map, or under ignore" : known
  }
}
