// SPDX-License-Identifier: GPL-3.0-or-later
import CAllocations
import CKernels
import Foundation
import Training

// Throughput rate WORK THREADS SECONDS     walker-steps per second, and processor time per walker-step in ns
// Throughput steps WORK STEPS              4096 walkers for so many steps on one thread, for counting instructions
// Throughput training WORK THREADS SECONDS ms per training step, processor time of it in ms, and GFLOP/s of the gradient
// Throughput sgemm THREADS                 GFLOP/s of large products in single precision on all threads, and per processor second
// Throughput sweep THREADS SECONDS         one small run on each thread: steps per second, GFLOP/s, and the part of sgemm's rate
// Throughput networks                      two-hot networks modulo 23 of 128, 64 and 24 neurons: µs of a Langevin step and of a gradient,
//                                          GFLOP/s of both, and their parts of sgemm's rate, by processor time
// Throughput training-steps WORK STEPS     so many training steps on one thread, for counting instructions
// Throughput mbar STATES SAMPLES THREADS   seconds and processor seconds of MBAR, the last state's f and its error
// Throughput allocations                   allocations per step of each work; fails unless they are zero
// Throughput excursions SECONDS            ns per walker-step of free walkers and of excursions, and their ratio
// Throughput memory WALKERS                peak memory in MB with so many walkers
// Throughput schedules WALKERS STEPS THREADS   seconds, processor seconds and 10⁹ walker-steps per second of eight schedules
// Throughput theory DRAWS THREADS          seconds, processor seconds and mean critical size of the parallelogram theory, p = 10, all sizes
// Throughput curvature                     µs of a gradient of networks of every kind, and products with the Hessian and its Gauss–Newton
//                                          part in gradients of the same rows; at most 4, by processor time
// Throughput passes                        what the passes of training take on one thread, and the rates of products
LinearAlgebraLibrary.restartWithBestCore()
let arguments = Array(CommandLine.arguments.dropFirst())
let walkers = 4096

func work(_ name: String) throws -> Work {
  guard let work = try Work.all().first(where: { $0.name == name }) else { return try usage() }
  return work
}

func usage<Result>() throws -> Result {
  let names = try Work.all().map(\.name).joined(separator: "|")
  let trainings = TrainingWork.allCases.map(\.rawValue).joined(separator: "|")
  print("usage: Throughput rate \(names) THREADS SECONDS | steps WORK STEPS | training \(trainings) THREADS SECONDS")
  print("       Throughput sgemm THREADS | sweep THREADS SECONDS | passes | allocations | memory WALKERS")
  print("       Throughput excursions SECONDS | mbar STATES SAMPLES THREADS | schedules WALKERS STEPS THREADS")
  print("       Throughput theory DRAWS THREADS | networks | curvature | training-steps WORK STEPS")
  exit(64)
}

func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

switch (arguments.first, arguments.count) {
case ("rate", 4):
  let work = try work(arguments[1])
  guard let threads = Int(arguments[2]), let seconds = Double(arguments[3]) else { try usage() as Void; break }
  // Runs of a few time units, so that most walkers are on their way until the end.
  _ = try work.run(walkers: walkers, steps: 100, threads: threads)
  var taken = 0
  let (start, processor) = (Date(), processorTime())
  while -start.timeIntervalSinceNow < seconds {
    taken += try work.run(walkers: walkers, steps: 4000, threads: threads)
  }
  print(Double(taken) / -start.timeIntervalSinceNow, (processorTime() - processor) / Double(taken) * 1e9)
case ("training", 4):
  guard let work = TrainingWork(rawValue: arguments[1]), let threads = Int(arguments[2]),
    let seconds = Double(arguments[3])
  else { try usage() as Void; break }
  let times = try work.run(threads: threads, seconds: seconds)
  print(times.seconds * 1e3, times.processorSeconds * 1e3, Double(times.work) / times.seconds * 1e-9)
case ("sweep", 3):
  guard let threads = Int(arguments[1]), let seconds = Double(arguments[2]) else { try usage() as Void; break }
  for work in [TrainingWork.toy, .quadratic] {
    let rates = try SweepWork.run(work, threads: threads, seconds: seconds)
    let limit = matrixProductRate(threads: threads, seconds: 1).rate
    print(
      work.rawValue, String(format: "%.0f %.1f %.2f", rates.steps, rates.operations, rates.operations / limit))
  }
case ("networks", 1):
  for width in NetworkWork.widths {
    let work = try NetworkWork(width: width)
    let seconds = try work.seconds()
    let rates = [seconds.step, seconds.gradient].map { work.operations / $0 * 1e-9 }
    print(
      width, String(format: "%.1f %.1f µs", seconds.step * 1e6, seconds.gradient * 1e6),
      String(format: "%.0f %.0f GFLOP/s", rates[0], rates[1]),
      String(format: "%.2f %.2f of sgemm (%.0f)", rates[0] / seconds.limit, rates[1] / seconds.limit, seconds.limit))
  }
case ("training-steps", 3):
  guard let work = TrainingWork(rawValue: arguments[1]), let steps = Int(arguments[2]) else {
    try usage() as Void
    break
  }
  try work.take(steps: steps)
case ("mbar", 4):
  guard let states = Int(arguments[1]), let samples = Int(arguments[2]), let threads = Int(arguments[3]), states > 1,
    samples > 0
  else { try usage() as Void; break }
  let found = try MBARWork.run(states: states, samples: samples, threads: threads)
  print(found.seconds, found.processorSeconds, found.freeEnergy, found.standardError)
case ("sgemm", 2):
  guard let threads = Int(arguments[1]) else { try usage() as Void; break }
  let product = matrixProductRate(threads: threads, seconds: 1)
  print(product.rate, product.perProcessorSecond)
case ("steps", 3):
  guard let steps = Int(arguments[2]) else { try usage() as Void; break }
  print(try work(arguments[1]).run(walkers: walkers, steps: steps, threads: 1))
case ("allocations", 1):
  var worst = 0
  for work in try Work.all() {
    func allocations(_ steps: Int) throws -> Int {
      let before = ravine_allocations()
      _ = try work.run(walkers: 64, steps: steps, threads: 1)
      return ravine_allocations() - before
    }
    // The first run fills caches of the runtime. A run allocates at its start and a little per round of millions of
    // steps; what grows with the steps within a round would be an allocation per step.
    _ = try allocations(1000)
    let extra = try allocations(20_000) - allocations(10_000)
    print(work.name, "allocations in 10000 more steps:", extra)
    worst = max(worst, extra)
  }
  for work in TrainingWork.allCases {
    for threads in [1, 2] {
      var counts: [Int] = []
      counts.reserveCapacity(2)
      let steps = try work.run(threads: threads, seconds: 0.5) { counts.append(ravine_allocations()) }.steps
      let extra = max(counts[1] - counts[0] - work.foreignAllocations * steps, 0)
      print(work.rawValue, "allocations in \(steps) training steps on \(threads) threads:", extra)
      // The start of a thread allocates once; what counts is what every step does.
      worst = max(worst, extra / steps)
    }
  }
  exit(worst == 0 ? 0 : 1)
case ("excursions", 2):
  guard let seconds = Double(arguments[1]) else { try usage() as Void; break }
  let times = try ExcursionWork.run(seconds: seconds, processorTime: processorTime)
  for (name, plain, excursion) in [
    ("polynomial", times.plain, times.excursion), ("expression", times.generalPlain, times.generalExcursion),
  ] {
    print(name, [plain, excursion, plain / excursion].map { String(format: "%.3f", $0) }.joined(separator: " "))
  }
case ("memory", 2):
  guard let walkers = Int(arguments[1]) else { try usage() as Void; break }
  _ = try work("double-well").run(walkers: walkers, steps: 64, threads: 2)
  var used = rusage()
  #if os(Linux)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &used)
    print(Double(used.ru_maxrss) / 1024)
  #else
    getrusage(RUSAGE_SELF, &used)
    print(Double(used.ru_maxrss) / 1024 / 1024)
  #endif
case ("schedules", 4):
  guard let count = UInt32(arguments[1]), let steps = Int(arguments[2]), let threads = Int(arguments[3]) else {
    try usage() as Void
    break
  }
  let (start, processor) = (Date(), processorTime())
  let taken = try ScheduleWork.run(walkers: count, steps: steps, threads: threads)
  let seconds = -start.timeIntervalSinceNow
  print(seconds, processorTime() - processor, Double(taken) / seconds * 1e-9)
case ("theory", 3):
  guard let draws = Int(arguments[1]), let threads = Int(arguments[2]), draws > 0, threads > 0 else {
    try usage() as Void
    break
  }
  let (start, processor) = (Date(), processorTime())
  let size = try TheoryWork.run(draws: draws, threads: threads)
  print(-start.timeIntervalSinceNow, processorTime() - processor, size)
case ("curvature", 1): try CurvatureWork.report()
case ("passes", 1):
  PassTimes<Float>.products()
  PassTimes<Double>.products()
  PassTimes<Float>.passes()
  PassTimes<Double>.passes()
default: try usage() as Void
}
