// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness
import Runs
import Settings
import Statistics

/// All points of a `schedule-comparison` scenario as tasks, one for each contender and part of the walkers.
struct ScheduleExperiment: Experiment {
  let points: [SchedulePoint]
  private let assignments: [Assignment]
  let tasks: [TaskOutline]
  let work: WorkUnit

  private struct Assignment: Sendable {
    var point: Int
    var contender: Int
    var walkers: Range<UInt32>
    var halving: Int
  }

  init(points: [SchedulePoint]) {
    self.points = points
    var assignments: [Assignment] = []
    var tasks: [TaskOutline] = []
    var total = 0.0
    for (index, point) in points.enumerated() {
      for (number, contender) in point.contenders.enumerated() {
        for halving in point.checksStep ? [0, 1] : [0] {
          for share in point.shares {
            let steps = Double(point.steps(of: contender, halving: halving) * contender.replicas)
            let work = steps * Double(share.count)
            total += work
            assignments.append(Assignment(point: index, contender: number, walkers: share, halving: halving))
            let names = "walkers \(share.lowerBound)–\(share.upperBound - 1)" + (halving > 0 ? ", h/2" : "")
            let words = [contender.name, names, point.position.coordinates.sentence].filter { !$0.isEmpty }
            tasks.append(
              TaskOutline(words.joined(separator: ", "), cost: work * Double(point.potential.dimension)))
          }
        }
      }
    }
    self.assignments = assignments
    self.tasks = tasks
    work = WorkUnit("walker-steps", costPerSecond: 2e8, total: total)
  }

  var generator: String { points.map(\.noise).sentence }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let assignment = assignments[task]
    let point = points[assignment.point]
    return try ContenderRun(
      point: point, contender: point.contenders[assignment.contender], walkers: assignment.walkers,
      halving: assignment.halving
    ).dataset(in: context)
  }

  func analyze(_ results: [Dataset?]) -> Analysis {
    let comparisons = points.indices.map { index in
      func records(_ halving: Int) -> [ScheduleRecord] {
        points[index].contenders.indices.map { contender in
          let mine = assignments.indices.filter {
            assignments[$0].point == index && assignments[$0].contender == contender
              && assignments[$0].halving == halving
          }
          return ScheduleRecord(
            points[index], points[index].contenders[contender],
            parts: mine.map { (assignments[$0].walkers.count, results[$0]) })
        }
      }
      return ComparedSchedules(
        points[index], records: records(0), halved: points[index].checksStep ? records(1) : nil)
    }
    return ScheduleAnalysis(comparisons: comparisons).analysis
  }
}
