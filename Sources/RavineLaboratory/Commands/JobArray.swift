// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs

/// The open tasks of a run spread over the elements of a job array, with the scripts that Slurm runs.
struct JobArray {
  /// What the user asks of the cluster.
  struct Request {
    var partition: String?
    var account: String?
    var time: String?
    var memory: String?
    var cpus = 1
    var setup: [String] = []
  }

  /// The tasks of each element.
  let elements: [[Int]]
  private let run: String
  private let name: String
  private let program: String
  private let request: Request

  /// How often an element that ran out of time is put into the queue again.
  private static let restartLimit = 50

  /// Spreads tasks so that the elements take about equally long: the longest first, each to the element with least to do.
  ///
  /// - Parameters:
  ///   - tasks: the tasks with their costs.
  ///   - size: how many elements there may be.
  ///   - run: the absolute path of the run's directory.
  ///   - name: what the run is called.
  ///   - program: the absolute path of the command.
  ///   - request: what is asked of the cluster.
  init(_ tasks: [(task: Int, cost: Double)], size: Int, run: String, name: String, program: String, request: Request) {
    var loads = Array(repeating: (cost: 0.0, tasks: [Int]()), count: max(1, min(size, tasks.count)))
    for (task, cost) in tasks.sorted(by: { ($0.cost, $1.task) > ($1.cost, $0.task) }) {
      guard let least = loads.indices.min(by: { (loads[$0].cost, $0) < (loads[$1].cost, $1) }) else { continue }
      loads[least].cost += cost
      loads[least].tasks.append(task)
    }
    elements = loads.map { $0.tasks.sorted() }
    self.run = run
    self.name = name
    self.program = program
    self.request = request
  }

  /// One line an element: the tasks as `--task` takes them.
  var list: String { elements.map { TaskSelection.text($0) + "\n" }.joined() }

  /// The script of the array.
  ///
  /// - Parameter listFile: the absolute path of the file that holds `list`.
  func script(listFile: String) -> String {
    """
    \(header("ravine-\(plainName)"))
    #SBATCH --array=0-\(elements.count - 1)
    #SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --signal=B:USR1@60
    \(setup)tasks=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" \(Self.quoted(listFile)))
    \(Self.quoted(program)) perform \(Self.quoted(run)) --task "$tasks" --jobs \(request.cpus) --quiet &
    performing=$!
    # A minute before the time limit, and only then, comes USR1: the running tasks save where they are, and the element
    # goes into the queue again.
    limit=
    trap 'limit=reached; kill -TERM "$performing" 2>/dev/null' USR1
    trap 'kill -TERM "$performing" 2>/dev/null' TERM
    wait "$performing"
    status=$?
    # A signal ends the waiting before the command has ended.
    while kill -0 "$performing" 2>/dev/null; do
      wait "$performing"
      status=$?
    done
    if [ "$limit" ] && [ "$status" -eq 130 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt \(Self.restartLimit) ]; then
      scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
    fi
    exit "$status"

    """
  }

  /// The script of the job that follows: the analysis, and the tasks that it asks for.
  ///
  /// - Parameter again: the words of `ravine submit` that submit what follows.
  func mergeScript(again: [String]) -> String {
    """
    \(header("ravine-merge-\(plainName)"))
    \(setup)\(Self.quoted(program)) merge \(Self.quoted(run)) --quiet
    \(([program] + again).map(Self.quoted).joined(separator: " "))

    """
  }

  private func header(_ job: String) -> String {
    var lines = [
      "#!/bin/bash", "#SBATCH --job-name=\(job)", "#SBATCH --output=\"\(run)/slurm/%A_%a.log\"",
      "#SBATCH --cpus-per-task=\(request.cpus)",
    ]
    if let partition = request.partition { lines.append("#SBATCH --partition=\(partition)") }
    if let account = request.account { lines.append("#SBATCH --account=\(account)") }
    if let time = request.time { lines.append("#SBATCH --time=\(time)") }
    if let memory = request.memory { lines.append("#SBATCH --mem=\(memory)") }
    return lines.joined(separator: "\n")
  }

  private var setup: String { request.setup.map { $0 + "\n" }.joined() }

  private var plainName: String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "-" })
  }

  /// A word as a shell takes it literally.
  static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
}
