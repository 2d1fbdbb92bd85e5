// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// What a tensor of a file became, for tables.
package struct WeightStep: Sendable, Equatable {
  /// Its name in the file.
  package var theirs: String
  /// Its shape there.
  package var shape: [Int]
  /// The tensors of ours that its numbers are, with commas between them.
  package var ours: String
  /// How they lie there: `transposed`, `heads apart`; empty where alike.
  package var how: String
}

/// What says how tensors of a file are taken.
struct MatchRules: Sendable, Equatable {
  /// Whether matrices of linear maps lie transposed; where it is not said, shapes decide.
  var isTurned: Bool?
  /// Whether of outputs and places the first are taken where a file has more than the network.
  var takesFirst = false
  /// Tensors that are no weights: the last parts of their names, or patterns with `*`.
  var ignored: [String] = []

  /// Whether a tensor is none of the weights.
  func ignores(_ name: String) -> Bool {
    ignored.contains { pattern in
      guard pattern.contains("*") else { return name == pattern || name.hasSuffix("." + pattern) }
      return Self.matches(name[...], pattern[...])
    }
  }

  private static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
    // Of one star the last place counts to which the match went back: no pattern takes more than name times pattern steps.
    var (n, p) = (name.startIndex, pattern.startIndex)
    var star: (pattern: Substring.Index, name: Substring.Index)?
    while n < name.endIndex {
      if p < pattern.endIndex, pattern[p] == "*" {
        star = (pattern.index(after: p), n)
        p = pattern.index(after: p)
      } else if p < pattern.endIndex, pattern[p] == name[n] {
        (n, p) = (name.index(after: n), pattern.index(after: p))
      } else if let last = star {
        let next = name.index(after: last.name)
        (star, n, p) = ((last.pattern, next), next, last.pattern)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}

/// Lays the tensors of a file into a network's vector of weights, and notes everything that does not fit.
struct WeightMatch {
  let network: NamedNetwork
  let rules: MatchRules
  let log = ProblemLog()
  private(set) var weights: [Double]
  private(set) var steps: [WeightStep] = []
  private var isFilled: [Bool]
  /// What lies transposed by its shape alone.
  private var firstTurned: String?
  /// Square matrices, of which no shape tells how they lie.
  private var open: [String] = []

  init(_ network: NamedNetwork, _ rules: MatchRules) {
    self.network = network
    self.rules = rules
    weights = Array(repeating: 0, count: network.layout.count)
    isFilled = Array(repeating: false, count: network.layout.count)
  }

  /// Takes one tensor of the file.
  mutating func take(_ stored: StoredTensor, as tensor: ForeignTensor) {
    var stored = stored
    var notes: [String] = []
    if let picked = tensor.picked {
      guard let part = stored.picking(picked) else {
        let last = picked.elements.max() ?? 0
        return refuse(stored, "it has no element \(last) along axis \(picked.axis), which the map names")
      }
      stored = part
      notes.append("\(picked.elements.count) of \(picked.axis == 0 ? "the rows" : "the columns")")
    }
    let turned =
      tensor.turned.isEmpty && tensor.views[0].shape.count == 2 ? [tensor.views[0].transposed] : tensor.turned
    let declared = tensor.isTurned ?? (tensor.turned.isEmpty ? nil : rules.isTurned)
    var view = declared == true ? nil : tensor.views.first { $0.shape == stored.shape }
    if view == nil, declared != false, let other = turned.first(where: { $0.shape == stored.shape }) {
      view = other
      notes.append("transposed")
      if declared == nil, firstTurned == nil { firstTurned = stored.name }
    } else if view != nil, declared == nil, !tensor.turned.isEmpty, stored.shape.count == 2,
      stored.shape[0] == stored.shape[1], stored.shape[0] > 1
    {
      open.append(stored.name)
    }
    if view == nil, rules.takesFirst, let axis = tensor.longAxis, let ours = tensor.views[0].shape[checked: axis],
      let theirs = stored.shape[checked: axis], theirs > ours,
      let part = stored.picking(.init(axis: axis, elements: Array(0..<ours))), part.shape == tensor.views[0].shape
    {
      view = tensor.views[0]
      stored = part
      notes.append("the first \(ours) of \(theirs) \(tensor.longMeaning)")
    }
    guard let view else { return refuse(stored, mismatch(stored, tensor, turned, declared)) }
    lay(stored, view, notes)
  }

  private mutating func lay(_ stored: StoredTensor, _ view: WeightView, _ notes: [String]) {
    var notes = notes
    if view.isZero {
      guard stored.values.allSatisfy({ $0 == 0 }) else {
        return refuse(
          stored, "it is not zero, and the network has nothing in its place; say biases: all, if it is a bias")
      }
      steps.append(WeightStep(theirs: stored.name, shape: stored.shape, ours: "", how: "zeros, left out"))
      return
    }
    var isShared = false
    for (value, place) in zip(stored.values, view.indices) {
      if place < 0 {
        guard value == 0 else {
          return refuse(
            stored,
            "a part of it is not zero that the network has nothing in the place of; say biases: all, if it is a bias")
        }
        continue
      }
      if isFilled[place] {
        guard weights[place] == value else {
          return refuse(
            stored, "the network takes it from a tensor that another one gives too (say tied: false), and they differ")
        }
        isShared = true
      }
      (weights[place], isFilled[place]) = (value, true)
    }
    if isShared { notes.append("tied") }
    let owners = network.layout.tensors.filter { tensor in view.indices.contains { tensor.range.contains($0) } }
    if owners.count > 1 { notes.append("\(owners.count) in one") }
    if stored.shape.count > 2 { notes.append("heads apart") }
    steps.append(
      WeightStep(
        theirs: stored.name, shape: stored.shape, ours: owners.map(\.name).joined(separator: ", "),
        how: notes.joined(separator: ", ")))
  }

  /// Notes a square matrix that others leave open, and tensors of ours that nothing gave.
  mutating func finish(_ names: String) {
    if let turned = firstTurned, !open.isEmpty {
      log.report(
        "'\(turned)' lies transposed, as its shape tells; \(open.map { "'\($0)'" }.joined(separator: ", ")) \(open.count == 1 ? "is" : "are") "
          + "square, so that no shape tells. Say transpose: true (or false), or so for each in a map of names.",
        at: .root)
    }
    guard log.problems.isEmpty else { return }
    for tensor in network.layout.tensors where !tensor.range.allSatisfy({ isFilled[$0] }) {
      log.report("nothing among the \(names) names gives '\(tensor.name)' of shape \(tensor.shape).", at: .root)
    }
  }

  private mutating func refuse(_ stored: StoredTensor, _ why: String) {
    log.report("tensor '\(stored.name)': \(why).", at: .root)
  }

  private func mismatch(
    _ stored: StoredTensor, _ tensor: ForeignTensor, _ turned: [WeightView], _ declared: Bool?
  ) -> String {
    let expected = declared == true ? turned[0].shape : tensor.views[0].shape
    var text = "its shape is \(stored.shape), \(expected) is expected"
    if declared == true, stored.shape == Array(expected.reversed()) {
      text += "; it lies untransposed, though transpose: true is said"
    } else if declared == false, stored.shape == Array(expected.reversed()) {
      text += "; it lies transposed, though transpose: false is said"
    } else if let axis = tensor.longAxis, let theirs = stored.shape[checked: axis], let ours = expected[checked: axis],
      theirs > ours
    {
      text +=
        "; there are \(theirs - ours) more \(tensor.longMeaning) than in this network. 'longer: first' leaves them out, and with "
        + (tensor.longMeaning == "places" ? "them nothing that is read" : "them their part in the loss")
    } else if !tensor.hint.isEmpty {
      text += "; \(tensor.hint)"
    } else if stored.shape.count == 3, expected.count == 3, stored.values.count == expected.reduce(1, *) {
      text +=
        stored.shape[0] == expected[0]
        ? "; inputs and outputs of each head are exchanged, as in other programs (transformer-lens, nanda)"
        : "; say heads: \(stored.shape[0])"
    }
    return text
  }
}

extension StoredTensor {
  /// Some elements along an axis; `nil` if there is none of them.
  func picking(_ picked: ForeignTensor.Picked) -> StoredTensor? {
    guard let length = shape[checked: picked.axis], picked.elements.allSatisfy({ 0..<length ~= $0 }) else { return nil }
    let inner = shape.dropFirst(picked.axis + 1).reduce(1, *)
    let outer = shape.prefix(picked.axis).reduce(1, *)
    var part = self
    part.shape[picked.axis] = picked.elements.count
    part.values = []
    part.values.reserveCapacity(outer * picked.elements.count * inner)
    for row in 0..<outer {
      for element in picked.elements {
        let start = (row * length + element) * inner
        part.values += values[start..<start + inner]
      }
    }
    return part
  }
}

extension Array {
  /// The element; `nil` beyond the ends.
  fileprivate subscript(checked index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
