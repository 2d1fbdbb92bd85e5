// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Settings
import Training

/// One point of the sweep of a `finite-size` scenario: the same training at several moduli.
struct FiniteSizePoint: ExperimentPoint {
  let position: SweepPosition
  /// The moduli, ascending, each with its training.
  let systems: [(modulus: Int, sweep: SweepPoint)]
  let seeds: SweepSeeds
  let order: FiniteSizeOrder
  let settings: FiniteSizeSettings

  /// Where the modulus stands.
  private static let modulus = SettingPath(["task", "modulus"])
  /// What the fractions are called where they are read.
  private static let sizes = TrainingSizes.parameter.name

  /// Decodes one point; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    let before = reader.log.problems.count
    self.position = position
    let moduli = (reader.read(FiniteSize.moduli).asList ?? []).compactMap(\.asNumber).map { Int($0) }
    seeds = SweepSeeds(reader)
    order = FiniteSizeOrder(rawValue: reader.read(FiniteSize.order).asText ?? "") ?? .testAccuracy
    settings = FiniteSizeSettings(reader, seed: position.seed)
    guard let fractions = reader.raw(FiniteSize.fractions.name), fractions != .null else {
      reader.report("'fractions' is missing: \(FiniteSize.fractions.summary).", at: FiniteSize.fractions.name)
      return nil
    }
    for (index, modulus) in moduli.enumerated() where moduli[..<index].contains(modulus) {
      reader.log.report("modulus \(modulus) stands twice.", at: reader.path.appending("moduli").appending(index))
    }
    if reader.raw("task")?.asRecord?["modulus"] != nil {
      reader.log.report(
        "task.modulus and moduli both say how large the system is; leave task.modulus out.", at: Self.modulus,
        spot: .key)
    }
    guard reader.log.problems.count == before else { return nil }
    guard !moduli.isEmpty else {
      reader.report("moduli is empty; name three at least.", at: "moduli")
      return nil
    }
    systems = moduli.sorted().compactMap { modulus in
      Self.system(reader, modulus, fractions, position).map { (modulus, $0) }
    }
    guard reader.log.problems.count == before, systems.count == moduli.count else { return nil }
  }

  /// The training at one modulus: the keys of the scenario with the modulus put in.
  private static func system(
    _ reader: Reader, _ modulus: Int, _ fractions: Value, _ position: SweepPosition
  ) -> SweepPoint? {
    let names = RunSettings.parameters().map(\.name)
    var tree = Record(names.compactMap { name in reader.raw(name).map { (name, $0) } })
    tree[sizes] = fractions
    if let task = tree["task"]?.asText { tree["task"] = .record(Record([("kind", .text(task))])) }
    guard let whole = Value.record(tree).setting(Self.modulus, to: .integer(modulus)) else {
      reader.report("this is no task with a modulus.", at: "task")
      return nil
    }
    let log = ProblemLog()
    let inner = Reader(whole, at: reader.path, log: log)
    var place = position
    place.coordinates["modulus"] = .integer(modulus)
    let criteria = { (criteria: GrokkingCriteria) in
      StopRule(trainAccuracy: criteria.trainAccuracy, testAccuracy: 1, evaluations: criteria.consecutive)
    }
    let point = SweepPoint(inner, at: place, readsSizes: true, stopRule: criteria)
    for problem in log.problems { reader.log.report(Self.stated(problem, modulus)) }
    for (key, value) in inner.resolved.entries where key != sizes {
      guard key == "task", var task = value.asRecord else {
        reader.resolve(key, as: value)
        continue
      }
      task["modulus"] = nil
      reader.resolve(key, as: .record(task))
    }
    if let value = inner.resolved[sizes] { reader.resolve(FiniteSize.fractions.name, as: value) }
    if let point, point.sizes.written.contains(where: { $0 >= 1 }) {
      reader.report("fractions are parts of the table, below 1.", at: FiniteSize.fractions.name)
      return nil
    }
    return point
  }

  /// A problem in the words of this experiment, at its own place.
  private static func stated(_ problem: Problem, _ modulus: Int) -> Problem {
    var problem = problem
    if problem.path.components.first == sizes {
      problem.path.components[0] = FiniteSize.fractions.name
      problem.message = "at modulus \(modulus): \(problem.message)"
    }
    if problem.path == Self.modulus { problem.path = "moduli" }
    return problem
  }
}
