// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Foundation
import Synchronization

/// Threads that do the parts of one job after another, together with the thread that hands the jobs out.
///
/// Between two jobs a worker polls for the next one for about as long as an optimizer's step takes, then sleeps. Which
/// worker does which part is left to chance: nothing may depend on it.
final class WorkerPool {
  /// What the threads share: it outlives the pool until the last of them has seen that it is over.
  private final class Shared: @unchecked Sendable {
    /// Upper half: the number of the job. Lower half: how many of its parts no worker has taken yet.
    let open = Atomic<UInt64>(0)
    /// How many parts are not done.
    let unfinished = Atomic<Int>(0)
    let sleepers = Atomic<Int>(0)
    let isOver = Atomic<Bool>(false)
    let alarm = DispatchSemaphore(value: 0)
    let body: (_ part: Int, _ worker: Int) -> Void

    init(body: @escaping (Int, Int) -> Void) { self.body = body }

    /// Takes a part, if there is one. Until it is done the job is not over, so that all that belongs to the job stays.
    func take() -> Int? {
      var state = open.load(ordering: .acquiring)
      while state & 0xffff_ffff != 0 {
        let (exchanged, original) = open.weakCompareExchange(
          expected: state, desired: state - 1, ordering: .acquiringAndReleasing)
        if exchanged { return Int(state & 0xffff_ffff) - 1 }
        state = original
      }
      return nil
    }

    /// Does parts until none is left.
    func help(as worker: Int) {
      while let part = take() {
        body(part, worker)
        unfinished.subtract(1, ordering: .acquiringAndReleasing)
      }
    }

    /// What a worker does from its start to the end of the pool.
    func work(as worker: Int) {
      while !isOver.load(ordering: .acquiring) {
        help(as: worker)
        if waitsInVain() { sleep() }
      }
    }

    private var isIdle: Bool {
      open.load(ordering: .sequentiallyConsistent) & 0xffff_ffff == 0
        && !isOver.load(ordering: .sequentiallyConsistent)
    }

    private func waitsInVain() -> Bool {
      for _ in 0..<WorkerPool.patience {
        for _ in 0..<100 where !isIdle { return false }
        sched_yield()
      }
      return true
    }

    private func sleep() {
      sleepers.add(1, ordering: .sequentiallyConsistent)
      // Work handed out after this sees the sleepers; work handed out before is seen here.
      if isIdle { alarm.wait() }
    }

    func wake() {
      for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { alarm.signal() }
    }
  }

  /// How many times a worker offers its processor to others before it sleeps; a fraction of a millisecond.
  private static let patience = 500

  private let shared: Shared

  /// A pool of so many threads, the calling one included.
  ///
  /// - Parameter body: does a part with the buffers of a worker, 0 for the calling thread.
  init(threads: Int, body: @escaping (_ part: Int, _ worker: Int) -> Void) {
    let shared = Shared(body: body)
    self.shared = shared
    for worker in 1..<max(threads, 1) {
      let thread = Thread { shared.work(as: worker) }
      thread.name = "ravine worker \(worker)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Does all parts of a job and returns when they are done.
  func run(parts: Int) {
    shared.unfinished.store(parts, ordering: .releasing)
    let piece = shared.open.load(ordering: .relaxed) >> 32 &+ 1
    shared.open.store(piece << 32 | UInt64(parts), ordering: .sequentiallyConsistent)
    shared.wake()
    shared.help(as: 0)
    var polls = 0
    while shared.unfinished.load(ordering: .acquiring) > 0 {
      polls += 1
      if polls % 1000 == 0 { sched_yield() }
    }
  }

  deinit {
    shared.isOver.store(true, ordering: .sequentiallyConsistent)
    shared.wake()
  }
}
