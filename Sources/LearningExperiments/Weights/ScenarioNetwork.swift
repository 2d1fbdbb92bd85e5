// SPDX-License-Identifier: GPL-3.0-or-later
package import Scenarios
import Settings
package import Training

/// The network of a scenario, whether it is trained or its loss is a potential.
package enum ScenarioNetwork {
  /// What is learned by what at the first point of the sweep.
  ///
  /// - Throws: what is wrong with the keys of the network, each with its place, or that there are none.
  package static func problem(of file: ScenarioFile) throws(ScenarioError) -> LearningProblem {
    let log = ProblemLog()
    let sweep = Sweep.read(from: file.tree, log: log)
    let point = sweep.point(0)
    let pointLog = ProblemLog()
    let outer = Reader(point.tree, log: pointLog)
    let seed = outer.integer("seed", default: 1, .atLeast(0), "seed of all random streams")
    let reader = outer.contains("task") ? outer : outer.inner("potential")
    guard reader.contains("task") else {
      throw ScenarioError([
        "\(file.name): there is no task, and no potential with one; a scenario with a network is expected."
      ])
    }
    let problem = LearningProblem.read(from: reader, seed: UInt64(max(0, seed)), allowsWholeTable: true)
    for problem in sweep.relocate(pointLog.problems, of: point) { log.report(problem) }
    guard let problem, log.problems.isEmpty else { throw file.error(Problems(log.problems)) }
    return problem
  }
}
