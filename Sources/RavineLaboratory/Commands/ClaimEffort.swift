// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Reports
import Runs

extension RunSession {
  /// What the finished tasks took: their share of the planned work, and the times of all sessions.
  func effort(of finished: [Bool]) -> Effort {
    let tasks = plan.experiment.tasks
    let work = plan.experiment.work
    let all = tasks.reduce(0) { $0 + $1.cost }
    let done = zip(tasks, finished).reduce(0) { $0 + ($1.1 ? $1.0.cost : 0) }
    return Effort(
      tasks: finished.count { $0 }, work: all > 0 ? work.total * done / all : work.total, unit: work.name,
      provenanceJSON: (try? directory.text(of: "provenance.json")) ?? "")
  }
}
