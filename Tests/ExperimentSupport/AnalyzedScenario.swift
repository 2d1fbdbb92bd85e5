// SPDX-License-Identifier: GPL-3.0-or-later
package import Experiments
import Foundation
import RavineLaboratory
package import Runs
package import Scenarios
package import Settings
import Testing

/// A scenario that is run with nothing on disk but its tasks, which are removed with it.
package final class RunScenario {
  package let experiment: any Experiment
  package let plan: Plan
  private let directory: RunDirectory
  private let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString)").path

  /// A scenario in a laboratory, by default the standard one.
  package init(_ yaml: String, in laboratory: Laboratory? = nil) throws {
    let plan = try Plan(
      ScenarioFile(yaml: yaml, name: "test.yaml"), in: laboratory ?? .standard,
      environment: ProcessInfo.processInfo.environment)
    let codec = ScenarioCodec(
      encode: { $0.yaml() }, decode: { try ScenarioFile(yaml: $0, name: "scenario.yaml").tree })
    directory = try RunDirectory.begin(at: path, scenario: plan.resolved, codec: codec)
    experiment = plan.experiment
    self.plan = plan
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Performs the tasks that are missing and may be performed, at most so many.
  @discardableResult package func perform(
    threads: Int, atMost limit: Int = .max, where isAllowed: @escaping @Sendable (Int) -> Bool = { _ in true }
  ) -> Execution {
    struct Stop: Error {}
    let experiment = experiment
    let cancellation = Cancellation()
    let count = Counter()
    return Executor(threads: threads, cancellation: cancellation).perform(
      experiment.tasks, in: directory, wave: experiment.wave
    ) {
      guard isAllowed($0) else { throw Stop() }
      let result = try experiment.perform($0, in: $1)
      if count.next() >= limit { cancellation.request() }
      return result
    }
  }

  package var results: [Dataset?] { get throws { try experiment.tasks.indices.map { try directory.result($0) } } }

  /// What the tasks that are done tell.
  package var analysis: Analysis {
    get throws { plan.analyze(try results) }
  }

  private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0
    func next() -> Int {
      lock.withLock {
        count += 1
        return count
      }
    }
  }
}

/// Runs a scenario.
package func analyzed(_ yaml: String, threads: Int = 2) throws -> Analysis {
  let run = try RunScenario(yaml)
  #expect(run.perform(threads: threads).isComplete)
  return try run.analysis
}

/// Runs a scenario that loses every other task on its way and is taken up again, by another number of threads.
package func resumed(_ yaml: String) throws -> Analysis {
  let run = try RunScenario(yaml)
  #expect(run.experiment.tasks.count > 1)
  #expect(!run.perform(threads: 1) { $0.isMultiple(of: 2) }.isComplete)
  // A run with missing tasks is still told of.
  #expect(!(try run.analysis).answer.isEmpty)
  // Tasks that are done are not done again.
  #expect(run.perform(threads: 2) { !$0.isMultiple(of: 2) }.isComplete)
  return try run.analysis
}

/// That two runs told the same in every number and word.
package func expectSame(_ one: Analysis, _ other: Analysis) {
  // Missing numbers are none, which equal nothing: the text tells them too.
  #expect("\(one.findings)" == "\(other.findings)")
  #expect("\(one.results.variables)" == "\(other.results.variables)")
  #expect(one.answer == other.answer)
  #expect(one.warnings == other.warnings)
}

/// What the user reads when a scenario is wrong; empty if it is not.
package func complaints(about yaml: String) -> String {
  do {
    _ = try Plan(ScenarioFile(yaml: yaml, name: "bad.yaml"))
    return ""
  } catch { return "\(error)" }
}

extension Plan {
  /// A plan in the standard laboratory, with the environment of the process.
  package init(_ file: ScenarioFile, name: String? = nil) throws {
    try self.init(file, name: name, in: .standard, environment: ProcessInfo.processInfo.environment)
  }
}

extension Analysis {
  /// The only finding of a quantity by a method at coordinates and names.
  package func found(_ quantity: String, by method: String, _ coordinates: [String: Value] = [:]) throws -> Finding {
    let matching = findings.filter { finding in
      finding.quantity == quantity && finding.method == method
        && coordinates.allSatisfy { key, value in
          finding.at[key].map { $0 == value || ($0.asNumber != nil && $0.asNumber == value.asNumber) } ?? false
        }
    }
    #expect(matching.count <= 1, "\(quantity) by \(method) is not unique at \(coordinates)")
    return try #require(matching.first, "there is no \(quantity) by \(method) at \(coordinates)")
  }
}
