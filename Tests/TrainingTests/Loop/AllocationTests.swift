// SPDX-License-Identifier: GPL-3.0-or-later
#if canImport(CHeap)
  import CHeap
  import Testing

  @testable import Training

  /// A step allocates nothing: the heap does not grow, however many are taken.
  @Suite(.serialized) struct AllocationTests {
    @Test(arguments: 0..<8) func stepsAllocateNothing(index: Int) throws {
      var plan = ResumeTests.plan(ResumeTests.optimizers[index], filter: ResumeTests.filters[index])
      plan.steps = 10_000_000
      plan.evaluation = EvaluationPlan(every: 1_000_000)
      let trainer = try ResumeTests.trainer(plan, Float.self)
      trainer.run(until: 1200)
      // Other tests run beside this one and use the heap as well; what a step keeps would show in every round.
      var smallest = Int.max
      for round in 1...400 where smallest > 0 {
        let before = heap_bytes_in_use()
        trainer.run(until: 1200 + round * 1000)
        smallest = min(smallest, abs(Int(heap_bytes_in_use()) - Int(before)))
      }
      #expect(smallest == 0, "\(smallest) bytes in 1000 steps")
    }
  }
#endif
