// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Training

extension SchemaDefinitions {
  /// What is learned, by which network.
  mutating func defineLearning() {
    state("a column's name or number", as: .types("string", "integer"))
    state("a list of columns by name or number", as: .list(of: .types("string", "integer")))
    let tasks = ChoiceSchema(TaskCatalogue.entries, schemas)
    define(
      "task", for: "a task, see 'ravine list tasks'", as: tasks.nameOrMapping, requiring: tasks.requirements)
    let models = ChoiceSchema(ModelCatalogue.entries, schemas)
    define(
      "model", for: "a model, see 'ravine list models'", as: models.nameOrMapping, requiring: models.requirements)
    let losses = ChoiceSchema(LossCatalogue.entries, schemas)
    define(
      "loss", for: "a loss, see 'ravine list losses'", as: losses.nameOrMapping, requiring: losses.requirements)
    let part = Limits(lower: 0, upper: 1, excludesLower: true)
    define(
      "data", for: "a mapping with train-fraction or train-count", "a mapping with train-count and split-seed",
      as: JSONSchema.types("object", "null").keys([
        ("train-fraction", .number(part).described("part of the table that is trained on", default: .number(0.5))),
        ("train-count", .integer(.atLeast(1)).described("rows that are trained on, instead of train-fraction")),
        ("split-seed", .integer(.nonNegative).described("seed of the split and of wrong labels", default: .integer(0))),
        (
          "label-noise",
          .number(.between(0, 1)).described("part of the training labels that is replaced", default: .number(0))
        ),
        (
          "permute-labels",
          JSONSchema.flag.described("whether all answers are permuted over the rows", default: .flag(false))
        ),
        ("test-count", .integer(.atLeast(1)).described("rows of the test set; all that are left by default")),
        (
          "subsets",
          JSONSchema.types("object").described("rows under names of their own, to be observed: {NAME: {rows: […]}}")
        ),
      ]))
    let batch = JSONSchema.any([.constant("full"), .integer(.atLeast(1))])
    state("full or a number", as: batch)
    state("full, or a number of examples", as: batch)
  }

  /// How a network is trained.
  mutating func defineTraining() {
    defineOptimizers()
    let schedules = ChoiceSchema(RateScheduleCatalogue.entries, schemas)
    define(
      "rate-schedule", for: "a schedule, see 'ravine list rate-schedules'", as: schedules.nameOrMapping,
      requiring: schedules.requirements)
    state("none or a norm", as: .any([.constant("none"), .number(.positive)]))
    state("false, true (that of the initial weights) or a norm", as: .any([.flag, .number(.positive)]))
    let accuracy = JSONSchema.number(.between(0, 1))
    define(
      "stop", for: "none, grokked or {test-accuracy: A, train-accuracy: B, for: N}",
      as: .any([
        .word(among: ["none", "grokked"]), .nothing,
        .mapping([
          ("train-accuracy", accuracy.described("training accuracy that ends the run")),
          ("test-accuracy", accuracy.described("test accuracy that ends the run")),
          (
            "for",
            .integer(.atLeast(1)).described("in how many successive evaluations", default: .integer(3))
          ),
        ]),
      ]),
      requiring: .any([
        .types("string", "null"), .requiring("train-accuracy"), .requiring("test-accuracy"),
      ]))
    state("a safetensors file", as: .text)
    let step = JSONSchema.integer(Limits(lower: 0, upper: 1e12))
    state(
      "a list of steps, or {from, to, per-decade} or {from, to, every}",
      as: .any([
        .list(of: .integer(.nonNegative)),
        .mapping([
          ("from", step.described("the first step: 1 of geometric steps by default, else 0")),
          ("to", step.described("the last step, that of the run by default")),
          ("per-decade", .number(.positive).described("how many per factor of ten", default: .number(4))),
          ("every", .integer(Limits(lower: 1, upper: 1e12)).described("steps from one to the next")),
        ]),
      ]))
    state(
      "none, auto or a list of frequencies",
      as: .any([.word(among: ["none", "auto"]), .list(of: .integer(.atLeast(1)), atLeast: 1)]))
  }
}
