// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
package import Randomness
package import Settings
package import Training

extension NetworkPotential {
  /// The loss of a network on a task.
  ///
  /// - Parameters:
  ///   - problem: what is learned by what.
  ///   - confinement: γ ≥ 0.
  ///   - batch: how many training examples an estimate of the gradient takes; `nil`: all of them.
  ///   - seed: names initial weights and mini-batches.
  ///   - task: distinguishes the mini-batches of the points of a sweep; the initial weights are the same for all.
  /// - Throws: a problem when the network does not fit the task.
  package init(
    _ problem: LearningProblem, confinement: Double, batch: Int? = nil, seed: UInt64, task: StreamTask = 0
  ) throws {
    switch problem.precision {
    case .single: try self.init(Float.self, problem, confinement, batch, seed, task)
    case .double: try self.init(Double.self, problem, confinement, batch, seed, task)
    }
  }

  private init<R: Real>(
    _ number: R.Type, _ problem: LearningProblem, _ confinement: Double, _ batch: Int?, _ seed: UInt64,
    _ task: StreamTask
  ) throws {
    try self.init(
      train: problem.split.train, test: problem.split.test, confinement: confinement, batch: batch,
      batches: StreamName(seed: seed, task: task, purpose: .batches),
      initialWeights: { replica in
        problem.layout.initialWeights(seed: seed, replica: replica, scale: problem.model.scale)
      },
      problem: problem,
      objective: { rows in
        try NetworkObjective<R>(
          model: problem.model, loss: problem.loss, examples: problem.examples, rowCapacity: rows,
          codeSeed: problem.seed)
      })
    var setting = NetworkSetting(number, of: problem, seed: seed)
    if hasLanes {
      let subsets = setting.subsets.map { ($0.name, $0.rows) }
      for (name, rows) in [("train", train), ("test", test)] + subsets {
        setting.lanes[name] = DenseLoss(problem, rows: rows, confinement: 0).flatMap { isForLanes($0) ? $0 : nil }
      }
    }
    self.setting = setting
  }

  private static let confinement = Parameter.number(
    "confinement", default: 1e-3, .nonNegative, "γ of the Gaussian confinement (γ/2)|w|²")
  private static let batch = Parameter(
    "batch", .special("full, or a number of examples"), default: .text("full"),
    "how many training examples the gradient of sgld and its kin is made from")

  /// What regions may observe of a network, with the name in a scenario, for messages about other potentials.
  public static let observedQuantities = Dictionary(
    uniqueKeysWithValues: ["accuracy", "loss", "margin", "mean-margin", "norm", "distance"].map { ($0, entry.name) })

  /// The entry in the list of potentials. What it needs are mappings of their own, so it is built by `read`.
  package static let entry = CatalogueEntry<any Potential>(
    name: "network-loss", summary: "the training loss of a network, with a Gaussian confinement",
    formula: "f(w) = (1/n) Σ loss(z_l, w) + (γ/2)|w|² over the n training examples",
    parameters: [
      Parameter("task", .special("a task, see 'ravine list tasks'"), default: nil, "what is learned"),
      Parameter(
        "data", .special("a mapping with train-fraction or train-count"), default: .record(Record()),
        "how the examples are split"),
      Parameter("model", .special("a model, see 'ravine list models'"), default: nil, "the network"),
      Parameter(
        "loss", .special("a loss, see 'ravine list losses'"), default: .text("cross-entropy"), "the loss of an example"),
      .word(
        "precision", default: Precision.single.rawValue, among: Precision.allCases.map(\.rawValue),
        "the precision of the gradient; the position is double"),
      confinement, batch, pointsParameter,
    ],
    source: "a walker is a replica: it begins at initial weights of its own, which its number names",
    example: """
      potential:
        kind: network-loss
        task: {kind: modular-arithmetic, operation: x+y, modulus: 23}
        data: {train-fraction: 0.8}
        model: {kind: quadratic, width: 128}
        confinement: 1e-3
      from: {accuracy: {on: train, at-least: 0.99}}
      start: arrival
      to: {accuracy: {on: test, at-least: 0.9}}
      """
  ) { (_) throws(Problem) in
    throw Problem("network-loss is built from its task, model and data.", at: .root)
  }

  /// Reads `{kind: network-loss, task: …, data: …, model: …, …}`, writing every default.
  ///
  /// - Parameters:
  ///   - reader: the mapping.
  ///   - seed: the scenario's seed.
  ///   - task: which point of the sweep it is.
  /// - Returns: `nil` if a problem was reported.
  package static func read(from reader: Reader, seed: UInt64, task: StreamTask = 0) -> NetworkPotential? {
    let before = reader.log.problems.count
    _ = reader.text("kind", default: entry.name, among: [entry.name], "the kind of potential")
    let problem = LearningProblem.read(from: reader, seed: seed, allowsWholeTable: true)
    let stiffness = reader.read(confinement).asNumber ?? 0
    let size = batchSize(reader, of: problem?.split.train.count)
    _ = reader.raw(pointsParameter.name)
    reader.finish()
    guard let problem, reader.log.problems.count == before else { return nil }
    do {
      var potential = try NetworkPotential(problem, confinement: stiffness, batch: size, seed: seed, task: task)
      potential.setting?.text = Value.record(reader.resolved).json
      potential.readPoints(reader)
      return reader.log.problems.count == before ? potential : nil
    } catch {
      reader.log.report((error as? Problem)?.below(reader.path) ?? Problem("\(error)", at: reader.path))
      return nil
    }
  }

  /// The number under `batch`, `nil` for all examples or after a problem.
  private static func batchSize(_ reader: Reader, of count: Int?) -> Int? {
    let value = reader.raw(batch.name) ?? .text("full")
    reader.resolve(batch.name, as: value)
    if value == .text("full") { return nil }
    guard case .integer(let size) = value, size > 0 else {
      reader.report("batch is \(value.described); 'full' or a positive whole number is expected.", at: batch.name)
      return nil
    }
    if let count, size > count {
      reader.report("batch is \(size); the training set has \(count) examples.", at: batch.name)
      return nil
    }
    return size
  }
}
