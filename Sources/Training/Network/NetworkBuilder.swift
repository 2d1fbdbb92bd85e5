// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// A network under construction: a model names its parameters and its layers in the order in which they are computed.
///
///     let table = network.parameter("embedding.weight", [10, 1], group: "embedding", start: .uniform(bound: 0.5))
///     let hidden = network.linear(ofEmbedded: table, at: slots, …)
///     return network.linear(hidden, …)
package struct NetworkBuilder {
  /// The inputs of all examples.
  package let inputs: ExampleInputs
  /// The width of the network's output: the number of classes, or the width of codes.
  package let outputWidth: Int

  private(set) var layout = ParameterLayout()
  private(set) var layers: [any Layer] = []
  private(set) var nodeCount = 0
  private(set) var spaces: [Rows] = []
  private(set) var lists: [IndexList] = []
  private(set) var constants: [[Double]] = []
  /// How many elements all layers so far drop from in a step with all examples in the batch.
  private(set) var droppedElements = 0
  private let exampleCount: Int
  /// Whether layers that drop nothing by themselves are kept, so that a step can say what they drop.
  var keepsDropout = false

  init(examples: Examples, outputWidth: Int) {
    inputs = examples.inputs
    exampleCount = examples.count
    self.outputWidth = outputWidth
  }

  // MARK: Inputs

  /// The symbols of the inputs: the slots of each example, and the size of the vocabulary.
  ///
  /// - Throws: a `Problem` if the examples are numbers.
  package func symbols(for model: String) throws(Problem) -> (slots: [SymbolPlace], vocabulary: Int) {
    guard case .symbols(_, let width, let vocabulary) = inputs else {
      throw Problem(
        "\(model) reads symbols, but the task gives features; choose 'mlp' or 'deep-linear', or a task with symbols.",
        at: "kind")
    }
    return ((0..<width).map { .slot($0) }, vocabulary)
  }

  /// The numbers of the inputs, as rows of `examples`.
  ///
  /// - Throws: a `Problem` if the examples are symbols.
  package mutating func features(for model: String) throws(Problem) -> Node {
    guard case .features(let features, let width) = inputs else {
      throw Problem(
        "\(model) reads features, but the task gives symbols; choose a model with embeddings, such as 'embedding-mlp', "
          + "or a task with features.", at: "kind")
    }
    return sum([constant(features, by: .example)], rows: .examples, width: width)
  }

  // MARK: Parameters

  /// Refuses a table that does not fit into the machine, before anything of its size is made.
  ///
  /// - Throws: a `Problem` at a key of the model.
  package func demandRoom(for shape: [Int], at key: SettingPath) throws(Problem) {
    if let objection = Capacity.objection(
      to: shape, what: "the weights of \(shape.map(String.init).joined(separator: " · "))")
    {
      throw Problem(objection, at: key)
    }
  }

  /// A new tensor at the end of the parameter vector.
  package mutating func parameter(_ name: String, _ shape: [Int], group: String, start: InitialLaw) -> ParameterTensor {
    layout.add(name, shape, group: group, start: start)
  }

  // MARK: Sums of rows

  /// A table of which rows are gathered.
  package struct Source {
    fileprivate var table: GatherSource.Table
    fileprivate var index: RowIndex
    fileprivate var rows: Rows?
  }

  /// The rows of an embedding, from its row `firstRow` on.
  package func parameter(_ tensor: ParameterTensor, firstRow: Int = 0, by index: RowIndex) -> Source {
    let width = tensor.count / max(tensor.shape.first ?? 1, 1)
    return Source(table: .parameter(offset: tensor.offset + firstRow * width), index: index)
  }

  /// The rows of a constant.
  package mutating func constant(_ numbers: [Double], by index: RowIndex) -> Source {
    constants.append(numbers)
    return Source(table: .constant(constants.count - 1), index: index)
  }

  /// The rows of activations.
  package func rows(of node: Node, by index: RowIndex) -> Source {
    Source(table: .node(node), index: index, rows: node.rows)
  }

  /// y[r] = activation(Σₜ tableₜ[indexₜ[r]] + bias).
  ///
  /// - Parameters:
  ///   - sources: one table or more of this width.
  ///   - rows: the rows of y.
  package mutating func sum(
    _ sources: [Source], rows: Rows, width: Int, bias: ParameterTensor? = nil, activation: Activation = .identity
  ) -> Node {
    let gathered = sources.map { gatherSource($0, rows: rows) }
    let needsGradient = gathered.contains { source in
      switch source.table {
      case .parameter: true
      case .constant: false
      case .node(let node): node.needsGradient
      }
    }
    let output = node(rows, width, needsGradient: needsGradient || bias != nil)
    layers.append(
      GatherSum(
        output: output, sources: gathered, bias: bias?.offset, activation: activation,
        sum: activation.needsInput ? node(rows, width, needsGradient: false) : nil))
    return output
  }

  /// The rows of one table.
  package mutating func gather(_ source: Source, rows: Rows, width: Int) -> Node {
    sum([source], rows: rows, width: width)
  }

  // MARK: Layers

  /// y = activation(x Wᵀ + bias + residual).
  ///
  /// - Parameters:
  ///   - weight: shape (outputs, inputs).
  ///   - columns: which columns of the weight belong to x; all by default.
  ///   - outputs: how many rows of the weight are used; all by default.
  ///   - residual: activations of the width of y.
  package mutating func linear(
    _ input: Node, _ weight: ParameterTensor, columns: Range<Int>? = nil, outputs: Int? = nil,
    bias: ParameterTensor? = nil, activation: Activation = .identity, adding residual: Source? = nil
  ) -> Node {
    let stride = weight.count / max(weight.shape.first ?? 1, 1)
    let columns = columns ?? 0..<stride
    let outputs = outputs ?? weight.shape.first ?? 1
    let output = node(input.rows, outputs, needsGradient: true)
    layers.append(
      Linear(
        output: output, input: input,
        matrix: MatrixView(
          offset: weight.offset + columns.lowerBound, stride: stride, outputs: outputs, inputs: columns.count),
        bias: bias?.offset, activation: activation,
        argument: activation.needsInput ? node(input.rows, outputs, needsGradient: false) : nil,
        residual: residual.map { gatherSource($0, rows: input.rows) }))
    return output
  }

  /// Layer normalization with gain γ and shift β.
  package mutating func normalize(_ input: Node, gain: ParameterTensor, shift: ParameterTensor) -> Node {
    let output = node(input.rows, input.width, needsGradient: true)
    layers.append(
      Normalization(
        output: output, input: input, gain: gain.offset, shift: shift.offset,
        means: node(input.rows, 1, needsGradient: false),
        inverseDeviations: node(input.rows, 1, needsGradient: false)))
    return output
  }

  /// Causal attention of the queries over the rows of keys and values at their own and all earlier places.
  ///
  /// - Parameters:
  ///   - queries: of `rows`, or of other rows that hold the query of a row by `queryIndex`.
  ///   - keys: its rows have places.
  package mutating func attend(
    queries: Node, by queryIndex: RowIndex = .same, keys: Node, values: Node, heads: Int, rows: Rows
  ) -> Node {
    let output = node(rows, queries.width, needsGradient: true)
    let keyList = list(IndexList(rows: rows, index: .rowsUpTo, table: keys.rows))
    layers.append(
      Attention(
        output: output, queries: queries,
        queryList: queryIndex == .same ? nil : list(IndexList(rows: rows, index: queryIndex, table: queries.rows)),
        keys: keys, values: values, keyList: keyList, heads: heads,
        probabilities: node(rows, heads * keys.rows.places.count, needsGradient: false)))
    return output
  }

  /// Whether there is a layer for a rate of dropout.
  package func drops(_ rate: Double) -> Bool { rate > 0 || keepsDropout }

  /// Drops elements with a probability while the network is trained, and enlarges the others so that the mean stays.
  package mutating func dropout(_ input: Node, rate: Double) -> Node {
    guard drops(rate) else { return input }
    let output = node(input.rows, input.width, needsGradient: input.needsGradient)
    let rowsPerExample = max(input.rows.places.count, 1)
    layers.append(
      Dropout(
        output: output, input: input, rate: rate, elementsBefore: droppedElements, rowsPerExample: rowsPerExample))
    droppedElements += rowsPerExample * output.width * exampleCount
    return output
  }

  /// The product of square matrices, row by row.
  package mutating func matrixProduct(_ left: Node, _ right: Node, order: Int) -> Node {
    let output = node(left.rows, left.width, needsGradient: true)
    layers.append(SymbolProduct(output: output, left: left, right: right, order: order))
    return output
  }

  // MARK: Rows, lists and nodes

  private mutating func gatherSource(_ source: Source, rows: Rows) -> GatherSource {
    GatherSource(
      table: source.table,
      list: source.index == .same ? nil : list(IndexList(rows: rows, index: source.index, table: source.rows)))
  }

  private mutating func list(_ wanted: IndexList) -> Int {
    if let known = lists.firstIndex(of: wanted) { return known }
    lists.append(wanted)
    return lists.count - 1
  }

  private mutating func node(_ rows: Rows, _ width: Int, needsGradient: Bool) -> Node {
    if !spaces.contains(rows) { spaces.append(rows) }
    nodeCount += 1
    return Node(number: nodeCount - 1, rows: rows, width: width, needsGradient: needsGradient)
  }
}
