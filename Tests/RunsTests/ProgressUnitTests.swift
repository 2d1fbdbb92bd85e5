// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization
import Testing

@testable import Runs

@Suite struct ProgressUnitTests {
  @Test func theLineCountsInTheExperimentsUnit() {
    let text = Mutex("")
    let time = Mutex(0.0)
    let progress = Progress(
      .live, unit: "steps", write: { new in text.withLock { $0 += new } }, now: { time.withLock { $0 } }, width: { 120 }
    )
    progress.begin(costs: [1], finished: [])
    progress.started(task: 0)
    time.withLock { $0 = 4 }
    progress.report(task: 0, work: 8000, fraction: 0.5, note: "step 8000, train 1.000, test 0.934")
    text.withLock { $0 = "" }
    progress.tick()
    #expect(
      text.withLock { $0 }
        == "\r\u{1B}[2K0/1 tasks ━━━━━━━━━━━━────────────, 2000 steps/s, 4 s left, step 8000, train 1.000, test 0.934")
  }
}
