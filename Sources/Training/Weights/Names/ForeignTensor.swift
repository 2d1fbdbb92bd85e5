// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// A tensor of another program: what it is called there, and which of our numbers it holds.
struct ForeignTensor: Sendable {
  /// What it is called in files that we write.
  var name: String
  /// What else it is called in files that we read.
  var aliases: [String] = []
  /// The ways in which it may lie; files are written in the first.
  var views: [WeightView]
  /// The same with rows and columns exchanged, where programs differ; empty where a shape leaves no doubt.
  var turned: [WeightView] = []
  /// Whether it lies exchanged, where the user says so.
  var isTurned: Bool?
  /// Whether it may be absent: zeros that the network does without.
  var isOptional = false
  /// Whether zeros that the network does without are written all the same, since the other program has them.
  var writesZeros = true
  /// The axis along which it may be longer than ours: outputs without a class, places that are never read.
  var longAxis: Int?
  /// What the axis counts, for messages.
  var longMeaning = ""
  /// What another shape may mean.
  var hint = ""
  /// Which of its rows (axis 0) or columns (axis 1) are ours.
  var picked: Picked?

  /// Elements of an axis, in our order.
  struct Picked: Sendable, Equatable {
    var axis: Int
    var elements: [Int]
  }

  /// A tensor that lies one way.
  init(_ name: String, _ view: WeightView, aliases: [String] = []) {
    self.name = name
    self.aliases = aliases
    views = [view]
  }

  /// The matrix of a linear map, which others may keep transposed.
  static func matrix(_ name: String, _ view: WeightView, aliases: [String] = []) -> ForeignTensor {
    var tensor = ForeignTensor(name, view, aliases: aliases)
    tensor.turned = [view.transposed]
    return tensor
  }

  /// A bias; zeros, which may be absent, where the network has none.
  static func bias(_ name: String, _ view: WeightView, writesZeros: Bool = true, aliases: [String] = [])
    -> ForeignTensor
  {
    var tensor = ForeignTensor(name, view, aliases: aliases)
    tensor.isOptional = view.isZero
    tensor.writesZeros = writesZeros
    return tensor
  }

  /// The same, which may be longer along an axis.
  func mayBeLonger(along axis: Int, _ meaning: String) -> ForeignTensor {
    var tensor = self
    (tensor.longAxis, tensor.longMeaning) = (axis, meaning)
    return tensor
  }
}

/// How another program names and lays out the weights of a network.
protocol WeightNames: Sendable {
  /// The word for it.
  var name: String { get }
  /// Whose names they are, in a line.
  var summary: String { get }
  /// Tensors of their files that are no weights, such as masks: the last parts of their names.
  var ignored: [String] { get }

  /// What a file of theirs holds for a network.
  ///
  /// - Parameters:
  ///   - network: ours.
  ///   - found: the names in a file that is read; empty for one that is written.
  /// - Throws: what ours has and theirs cannot express, or the other way round.
  func tensors(of network: NamedNetwork, found: [String]) throws(Problem) -> [ForeignTensor]

  /// What an extra tensor means for the settings of the network: `say normalization: pre`; empty where unknown.
  func meaning(ofExtra name: String, for network: NamedNetwork) -> String
}

extension WeightNames {
  var ignored: [String] { [] }
  func meaning(ofExtra name: String, for network: NamedNetwork) -> String { "" }
}
