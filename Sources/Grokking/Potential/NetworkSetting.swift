// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Settings
import Training

/// What surrounds the loss of a network in a scenario: what is learned, which rows and which points are observed.
struct NetworkSetting: Sendable {
  /// Weights under a name, from which distances are observed.
  struct Point: Sendable {
    var name: String
    var position: [Double]
  }

  /// What is learned by what.
  let problem: LearningProblem
  /// The seed of the scenario.
  let seed: UInt64
  /// The mapping that it was read from, with every default: two with the same text are the same network.
  var text = ""
  /// The margins of the answers, where answers are classes.
  let margins: (any MarginSurface)?
  /// Rows of the table under names of their own.
  var subsets: [RowSubset] { problem.data.settings.subsets }
  /// Points under names of their own.
  var points: [Point] = []
  /// The sets of examples whose losses and answers are observed through lanes, as the walkers move: those of a small network.
  var lanes: [String: DenseLoss] = [:]

  init<R: Real>(_ number: R.Type, of problem: LearningProblem, seed: UInt64) {
    self.problem = problem
    self.seed = seed
    margins = MarginPool<R>(of: problem)
  }
}

extension NetworkPotential {
  /// The key `points`.
  static let pointsParameter = Parameter(
    "points", .special("names with initial or {weights: FILE} each"), default: .record(Record()),
    "weights from which distances are observed: initial ones of replica 0, or those of a safetensors file")

  /// Reads `points: {solution: {weights: FILE}, start: initial}`, which may be absent.
  mutating func readPoints(_ reader: Reader) {
    guard let value = reader.raw(Self.pointsParameter.name), value != .null else { return }
    reader.resolve(Self.pointsParameter.name, as: value)
    guard let record = value.asRecord else {
      reader.report(
        "points is \(value.described); names with initial or {weights: FILE} each are expected.",
        at: Self.pointsParameter.name)
      return
    }
    let path = reader.path.appending(Self.pointsParameter.name)
    for (name, value) in record.entries {
      let here = path.appending(name)
      var position: [Double]?
      if value == .text("initial") {
        position = initialPosition(of: 0)
      } else if value.asRecord?["weights"]?.asText != nil {
        let inner = Reader(value, at: here, log: reader.log)
        position = storedPosition(inner)
        inner.finish()
      } else {
        reader.log.report("'\(name)' is \(value.described); initial or {weights: FILE} is expected.", at: here)
      }
      if let position { setting?.points.append(NetworkSetting.Point(name: name, position: position)) }
    }
  }
}
