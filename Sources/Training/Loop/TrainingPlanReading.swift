// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension TrainingPlan {
  /// The keys of a scenario that decide how a network is trained.
  package static let parameters: [Parameter] = [
    Parameter(
      "optimizer", .special("an optimizer, see 'ravine list optimizers'"), default: .text("adamw"), "how weights move"),
    Parameter(
      "rate-schedule", .special("a schedule, see 'ravine list rate-schedules'"), default: .text("constant"),
      "factor of all rates"),
    Parameter("batch", .special("full or a number"), default: .text("full"), "examples in a step"),
    stepsParameter(least: 1),
    Parameter("clip-gradient", .special("none or a norm"), default: .text("none"), "largest norm of the gradient"),
    Parameter(
      "fixed-norm", .special("false, true (that of the initial weights) or a norm"), default: .flag(false),
      "norm of the weights after each step"),
    updateNoiseParameter,
    Parameter(
      "events", .special("a list of {at: STEP, set: …, freeze: …, unfreeze: …}"), default: .list([]),
      "changes on the way"),
    Parameter(
      "evaluate", .record(EvaluationPlan.parameters), default: .record(Record()),
      "when training and test set are evaluated"),
    Parameter(
      "stop", .special("none, grokked or {test-accuracy: A, train-accuracy: B, for: N}"), default: .text("none"),
      "early end"),
    checkpointParameter,
  ]

  /// The key `steps`; `least` is 0 where given weights may be evaluated without a step.
  package static func stepsParameter(least: Int) -> Parameter {
    .integer(
      "steps", default: 100_000, Limits(lower: Double(least), upper: 1e12), "how many steps are taken at most")
  }
  private static let updateNoiseParameter = Parameter.number(
    "update-noise", default: 0, .nonNegative,
    "standard deviation of the noise that is added to each element of the gradient")
  private static let checkpointParameter = Parameter.number(
    "checkpoint-interval", default: 60, .positive, "seconds between two checkpoints")

  /// Reads the keys `optimizer`, `rate-schedule`, `batch`, `steps`, `clip-gradient`, `fixed-norm`, `update-noise`,
  /// `events`, `evaluate`, `stop` and `checkpoint-interval`, and writes their defaults.
  ///
  /// - Parameters:
  ///   - reader: the scenario, or the mapping that holds the keys; others are left alone.
  ///   - groups: the groups of the network's layout.
  ///   - trainCount: how many training examples there are.
  ///   - optimizers: the kinds that may be named, of all rooms.
  ///   - grokked: what `stop: grokked` means; `nil` where the word has no meaning.
  ///   - stopsWhenGrokked: whether that is what `stop` means by default.
  ///   - purpose: what the plan is for.
  ///   - drops: whether the network has elements to drop out.
  /// - Returns: `nil` if a problem was reported.
  package static func read(
    from reader: Reader, groups: [String], trainCount: Int,
    optimizers: [CatalogueEntry<any Optimizer>] = OptimizerCatalogue.entries, grokked: StopRule? = nil,
    stopsWhenGrokked: Bool = false, purpose: PlanPurpose = PlanPurpose(), drops: Bool = false
  ) -> TrainingPlan? {
    let before = reader.log.problems.count
    let steps = reader.integerOf(stepsParameter(least: purpose.mayTakeNoSteps ? 0 : 1))
    // What lies beyond the end is told only where the end is known.
    var purpose = purpose
    if reader.log.problems.count > before { purpose.stepsAreSwept = true }
    let schedule = RateScheduleCatalogue.read(from: reader, steps: steps)
    let batch = batchSize(reader, trainCount: trainCount)
    let clip = clipNorm(reader)
    let norm = fixedNorm(reader)
    let noise = reader.read(updateNoiseParameter).asNumber ?? 0
    let evaluation = EvaluationPlan.read(from: reader, steps: steps, purpose: purpose)
    let stop = StopRule.read(from: reader, grokked: grokked, byDefault: stopsWhenGrokked)
    let interval = reader.read(checkpointParameter).asNumber ?? 60

    let reading = OptimizerReading(entries: optimizers, groups: groups)
    let written = reader.raw("optimizer") ?? .text(AdamW().name)
    let settings = reading.read(written, at: reader.path.appending("optimizer"), log: reader.log) {
      reader.resolve("optimizer", as: $0)
    }
    let first = TrainingPhase(groups: settings ?? [], clip: clip, fixedNorm: norm, updateNoise: noise)
    let end = purpose.stepsAreSwept ? nil : steps
    let phases = EventReading(reading: reading, reader: reader, end: end, trainCount: trainCount, drops: drops).read(
      onto: first, optimizer: settings == nil ? nil : written)
    guard reader.log.problems.count == before, let schedule else { return nil }
    var plan = TrainingPlan(
      phases: phases, schedule: schedule, batch: batch, steps: steps, evaluation: evaluation, stop: stop,
      checkpointInterval: interval)
    plan.dependsOnLength = reader.resolved["rate-schedule"]?.asRecord?["over"]?.asNumber == 0
    return plan
  }

  /// `batch: full` or `batch: 512`.
  static func batchSize(_ reader: Reader, trainCount: Int) -> Int? {
    guard let value = reader.raw("batch"), value != .text("full") else {
      reader.resolve("batch", as: .text("full"))
      return nil
    }
    guard value.asNumber != nil else {
      reader.report("batch is \(value.described); a number or 'full' is expected.", at: "batch")
      return nil
    }
    let size = reader.integer("batch", default: nil, .atLeast(1), "examples in a step")
    if size > trainCount {
      reader.report(
        "batch is \(size); the training set has \(trainCount) examples. Take at most that many, or 'full'.", at: "batch"
      )
    }
    return size == trainCount ? nil : size
  }

  /// `clip-gradient: none` or `clip-gradient: 1.0`.
  static func clipNorm(_ reader: Reader) -> Double? {
    guard let value = reader.raw("clip-gradient"), value != .text("none") else {
      reader.resolve("clip-gradient", as: .text("none"))
      return nil
    }
    guard value.asNumber != nil else {
      reader.report("clip-gradient is \(value.described); a norm or 'none' is expected.", at: "clip-gradient")
      return nil
    }
    return reader.number("clip-gradient", default: nil, .positive, "largest norm of the gradient")
  }

  /// `fixed-norm: true`, `false` or a norm.
  static func fixedNorm(_ reader: Reader) -> FixedNorm? {
    let value = reader.raw("fixed-norm") ?? .flag(false)
    if case .flag(let isOn) = value {
      reader.resolve("fixed-norm", as: value)
      return isOn ? .initial : nil
    }
    guard value.asNumber != nil else {
      reader.report("fixed-norm is \(value.described); true, false or a norm is expected.", at: "fixed-norm")
      return nil
    }
    return .value(reader.number("fixed-norm", default: nil, .positive, "norm of the weights"))
  }

  /// `update-noise: 1e-3`.
  static func noise(_ reader: Reader) -> Double { reader.read(updateNoiseParameter).asNumber ?? 0 }
}

extension Reader {
  /// A whole number by its parameter.
  fileprivate func integerOf(_ parameter: Parameter) -> Int {
    if case .integer(let number) = read(parameter) { number } else { 1 }
  }
}

extension EvaluationPlan {
  static let parameters: [Parameter] = [
    .number("per-decade", default: 40, .atLeast(1), "evaluations per factor of ten in the step"),
    .integer("every", default: 0, .nonNegative, "steps between evaluations; 0: geometric steps"),
    .number(
      "rise", default: 0.05, Limits(lower: 0, upper: 1, excludesLower: true),
      "rise of accuracy between two evaluations that is refined by smaller steps; 1: none"),
    .integer("finest", default: 1, .atLeast(1), "smallest interval, in steps"),
    SnapshotSteps.parameter,
    Parameter(
      "collapse", .flag, default: .flag(false),
      "whether to find the part of the training set whose loss has collapsed, by one more pass"),
  ]

  static func read(from reader: Reader, steps: Int, purpose: PlanPurpose) -> EvaluationPlan {
    let inner = reader.inner("evaluate")
    let values = inner.read(parameters.filter { $0.name != SnapshotSteps.parameter.name })
    let snapshots = SnapshotSteps.read(from: inner, steps: steps, purpose: purpose)
    inner.finish()
    reader.resolve("evaluate", as: .record(inner.resolved))
    let every = values.integer("every")
    return EvaluationPlan(
      perDecade: values.number("per-decade"), every: every > 0 ? every : nil, rise: values.number("rise"),
      finest: values.integer("finest"), snapshots: snapshots,
      findsCollapse: values.flag("collapse"))
  }
}
