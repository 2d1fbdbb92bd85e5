// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization
import Testing

@testable import Runs

/// A terminal and a clock that the test moves.
private final class Stage: Sendable {
  let text = Mutex("")
  let time = Mutex(100.0)

  func progress(_ style: Progress.Style, width: Int = 120) -> Progress {
    Progress(
      style, write: { text in self.text.withLock { $0 += text } }, now: { self.time.withLock { $0 } }, width: { width })
  }

  func pass(_ seconds: Double) { time.withLock { $0 += seconds } }

  func take() -> String {
    text.withLock { text in
      defer { text = "" }
      return text
    }
  }
}

@Suite struct ProgressTests {
  private let stage = Stage()

  @Test func aTerminalSeesOneLine() {
    let progress = stage.progress(.live)
    progress.begin(costs: [1, 1, 2], finished: [])
    #expect(stage.take() == "\r\u{1B}[2K0/3 tasks ────────────────────────")
    progress.started(task: 2)
    stage.pass(10)
    progress.report(task: 2, work: 12_345_678_900, fraction: 0.5, note: "k = 0.0054 ± 0.0001")
    progress.tick()
    #expect(
      stage.take()
        == "\r\u{1B}[2K0/3 tasks ━━━━━━──────────────────, 1.2e9 walker-steps/s, 30 s left, k = 0.0054 ± 0.0001")
    progress.tick()
    #expect(stage.take() == "", "drawn at most ten times a second")
    stage.pass(1)
    progress.warn("a file was damaged")
    #expect(stage.take() == "\r\u{1B}[2Kwarning: a file was damaged\n")
    progress.finished(task: 2)
    #expect(stage.take().hasPrefix("\r\u{1B}[2K1/3 tasks ━━━━━━━━━━━━────────────, 1.1e9 walker-steps/s, 11 s left"))
    progress.end()
    #expect(stage.take() == "\r\u{1B}[2K")
  }

  @Test func progressKnowsWhatWasAskedForSoFar() {
    let progress = stage.progress(.plain)
    progress.begin(costs: [1, 1, 2, 4], finished: [0], asked: [0, 1])
    #expect(stage.take() == "1 of 2 tasks were finished before\n")
    stage.pass(10)
    progress.finished(task: 1)
    #expect(stage.take() == "2/2 tasks so far, 100 %\n")
    progress.ask(for: [0, 1, 2])
    stage.pass(10)
    progress.tick()
    #expect(stage.take() == "2/3 tasks so far, 50 %, 40 s left\n")
    progress.ask(for: [0, 1, 2, 3])
    stage.pass(10)
    progress.tick()
    #expect(stage.take() == "2/4 tasks, 25 %, 3 min 00 s left\n")
    progress.end()
    #expect(stage.take() == "2/4 tasks in 30 s\n")
  }

  @Test(arguments: [20, 30, 50, 80, 200]) func theLineFitsTheTerminal(width: Int) {
    let progress = stage.progress(.live, width: width)
    progress.begin(costs: [1, 1], finished: [])
    stage.pass(100)
    progress.report(task: 0, work: 1_000_000, fraction: nil, note: String(repeating: "long ", count: 30))
    progress.finished(task: 0)
    let line = stage.take().split(separator: "\u{1B}[2K").last ?? ""
    #expect(line.count < max(21, width) && line.hasPrefix("1/2 tasks"), "\(line)")
  }

  @Test func elsewherePlainLinesComeEveryTenSeconds() {
    let progress = stage.progress(.plain)
    progress.begin(costs: [1, 1, 1, 1], finished: [3])
    #expect(stage.take() == "1 of 4 tasks were finished before\n")
    for second in 1...25 {
      stage.pass(1)
      progress.report(task: 0, work: 1000, fraction: nil, note: nil)
      if second == 5 { progress.finished(task: 0) }
      progress.tick()
    }
    #expect(
      stage.take()
        == "2/4 tasks, 50 %, 1000 walker-steps/s, 20 s left\n2/4 tasks, 50 %, 1000 walker-steps/s, 40 s left\n")
    progress.announce("stopping")
    #expect(stage.take() == "stopping\n")
    progress.end()
    #expect(stage.take() == "2/4 tasks in 25 s, 1000 walker-steps/s\n")
  }

  @Test func theExecutorTellsOfEveryTask() throws {
    let scratch = try Scratch()
    let directory = try begin("\(scratch.path)/run")
    let executor = Executor(threads: 2, progress: stage.progress(.plain))
    func perform() -> Execution {
      executor.perform((0..<4).map { TaskOutline("t\($0)") }, in: directory) { index, context in
        context.report(work: 1000, fraction: 0.5, note: "estimate")
        if index == 2 { throw RunError(.invalid, "a region is empty.") }
        return data(index)
      }
    }
    #expect(!perform().isComplete)
    #expect(stage.take() == "warning: task 2 (t2) failed: a region is empty.\n3/4 tasks in 0 s\n")
    #expect(perform().reused == [0, 1, 3])
    #expect(
      stage.take()
        == "3 of 4 tasks were finished before\nwarning: task 2 (t2) failed: a region is empty.\n3/4 tasks in 0 s\n")
  }

  @Test func quietSaysOnlyWarnings() {
    let progress = stage.progress(.quiet)
    progress.begin(costs: [1], finished: [])
    stage.pass(100)
    progress.tick()
    progress.announce("stopping")
    progress.warn("careful")
    progress.finished(task: 0)
    progress.end()
    #expect(stage.take() == "warning: careful\n")
  }

  @Test(arguments: [
    (0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (200, "3 min 20 s"), (3600, "1 h 00 min"), (7501, "2 h 05 min"),
    (.infinity, "a long time"),
  ]) func durations(seconds: Double, text: String) { #expect(ProgressLedger.duration(seconds) == text) }
}
