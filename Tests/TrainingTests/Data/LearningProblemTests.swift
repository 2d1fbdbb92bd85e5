// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

@Suite struct LearningProblemTests {
  private func read(_ keys: (String, Value)...) -> (problem: LearningProblem?, reader: Reader) {
    let reader = Reader(.record(Record(keys)))
    return (LearningProblem.read(from: reader, seed: 1), reader)
  }

  @Test func defaultsAreWrittenDownAndReadBackTheSame() throws {
    let (problem, reader) = read(
      ("task", .text("addition")), ("data", mapping(("train-count", .integer(45)))),
      ("model", mapping(("kind", .text("embedding-mlp")), ("embedding", .integer(3)), ("width", .integer(5)))))
    #expect(reader.log.problems == [])
    #expect(reader.resolved.keys == ["task", "data", "model", "loss", "precision"])
    #expect(reader.resolved["loss"] == mapping(("kind", .text("cross-entropy"))))
    #expect(reader.resolved["precision"] == .text("single"))
    // 10·3 embeddings, 6·5 + 5 hidden, 5·19 + 19 outputs.
    #expect(problem?.layout.count == 30 + 35 + 114)
    #expect(
      problem?.summary
        == "i+j below 10, unordered pairs, 45 of 55 rows trained, 10 tested; embedding-mlp of 179 weights, "
        + "cross-entropy, single precision")
    let again = Reader(.record(reader.resolved))
    let second = LearningProblem.read(from: again, seed: 1)
    #expect(again.log.problems == [] && again.resolved == reader.resolved)
    #expect(second?.layout == problem?.layout && second?.split == problem?.split)
  }

  /// Whether elements are dropped out is known of the network as it was built, whatever its kind.
  @Test func dropoutIsKnownOfTheNetwork() {
    func usesDropout(_ model: Value) -> Bool? {
      read(("task", .text("addition")), ("model", model)).problem?.usesDropout
    }
    #expect(usesDropout(.text("embedding-mlp")) == false)
    #expect(usesDropout(.text("transformer")) == false)
    #expect(usesDropout(mapping(("kind", .text("transformer")), ("dropout", .number(0.1)))) == true)
  }

  /// The task alone gives 19 outputs, random codes their width, vectors theirs.
  @Test func outputsFollowTheLoss() throws {
    func outputs(_ task: String, _ model: String, _ loss: Value, _ last: String) -> Int? {
      let (problem, reader) = read(
        ("task", .text(task)), ("model", .text(model)), ("loss", loss), ("precision", .text("double")))
      #expect(reader.log.problems == [])
      #expect(problem?.precision == .double)
      return problem?.layout.tensors.last { $0.name.hasPrefix(last) }?.shape.first
    }
    let squared = Value.text("squared-error")
    let codes = mapping(("kind", .text("squared-error")), ("codes", .text("random")), ("code-width", .integer(30)))
    #expect(outputs("addition", "embedding-mlp", .text("cross-entropy"), "output") == 19)
    #expect(outputs("addition", "embedding-mlp", squared, "output") == 19)
    #expect(outputs("addition", "embedding-mlp", codes, "output") == 30)
    #expect(outputs("teacher-student", "mlp", squared, "layers") == 1)
  }

  @Test(
    arguments: [
      (
        "teacher-student", "mlp", .text("cross-entropy"), "single",
        "loss.kind: cross-entropy needs classes, but the task's targets are vectors; choose 'squared-error'."
      ),
      (
        "teacher-student", "mlp", mapping(("kind", .text("squared-error")), ("codes", .text("random"))), "single",
        "loss.codes: the task's targets are vectors; random codes are for classes. Leave 'codes' out."
      ),
      (
        "teacher-student", "embedding-mlp", .text("squared-error"), "single",
        "model.kind: embedding-mlp reads symbols, but the task gives features; choose 'mlp' or 'deep-linear', or a task "
          + "with symbols."
      ),
      (
        "addition", "mlp", .text("cross-entropy"), "single",
        "model.kind: mlp reads features, but the task gives symbols; choose a model with embeddings, such as "
          + "'embedding-mlp', or a task with features."
      ),
      (
        "addition", "mpl", .text("cross-entropi"), "half",
        """
        model: unknown model 'mpl'; did you mean 'mlp'? 'ravine list models' shows all.
        loss: unknown loss 'cross-entropi'; did you mean 'cross-entropy'? 'ravine list losses' shows all.
        precision: unknown precision 'half'; allowed are single, double.
        """
      ),
    ] as [(String, String, Value, String, String)])
  func whatDoesNotFitIsNamed(task: String, model: String, loss: Value, precision: String, message: String) {
    let (problem, reader) = read(
      ("task", .text(task)), ("model", .text(model)), ("loss", loss), ("precision", .text(precision)))
    #expect(problem == nil)
    #expect(Problems(reader.log.problems).description == message)
  }
}
