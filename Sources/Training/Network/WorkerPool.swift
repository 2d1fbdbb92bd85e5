// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Foundation
import Synchronization

/// Threads that do the parts of one piece of work after another, with the thread that hands it out.
///
/// Between two pieces a worker looks for the next for about as long as an optimizer's step takes, then sleeps. Who does
/// which part is left to chance: nothing may depend on it.
final class WorkerPool {
  /// What the threads share: it outlives the pool until the last of them has seen that it is over.
  private final class Shared: @unchecked Sendable {
    /// Upper half: the number of the piece. Lower half: how many of its parts nobody has taken yet.
    let open = Atomic<UInt64>(0)
    /// How many parts are not done.
    let unfinished = Atomic<Int>(0)
    let sleepers = Atomic<Int>(0)
    let isOver = Atomic<Bool>(false)
    let alarm = DispatchSemaphore(value: 0)
    let body: (_ part: Int, _ worker: Int) -> Void

    init(body: @escaping (Int, Int) -> Void) { self.body = body }

    /// Takes a part, if there is one. While it is not done its piece is not over, so that all that belongs to the piece
    /// stays.
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

    /// The life of a worker.
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
      // Whoever hands work out after this looks at the sleepers; whoever did before is seen here.
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

  /// Does all parts of a piece and comes back when they are done.
  func run(parts: Int) {
    shared.unfinished.store(parts, ordering: .releasing)
    let piece = shared.open.load(ordering: .relaxed) >> 32 &+ 1
    shared.open.store(piece << 32 | UInt64(parts), ordering: .sequentiallyConsistent)
    shared.wake()
    shared.help(as: 0)
    var looks = 0
    while shared.unfinished.load(ordering: .acquiring) > 0 {
      looks += 1
      if looks % 1000 == 0 { sched_yield() }
    }
  }

  deinit {
    shared.isOver.store(true, ordering: .sequentiallyConsistent)
    shared.wake()
  }
}
