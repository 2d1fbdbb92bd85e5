// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Kinetics
import Runs
import Settings
import Statistics

/// Loops near home that go before those that count, in methods that go round there.
enum WarmUp {
  private static let key = "warm-up"

  static let parameter = Parameter.integer(
    key, default: 0, .between(0, 10000),
    "loops that do not count; 0: until walkers near home have forgotten their start")

  /// What the scenario says; 0 if that is to be found.
  static func loops(_ values: Parameters) -> Int { max(0, values.integer(key)) }
}

extension Repetition {
  /// The loops that go before those that count where no law of home is known: as the scenario says, or found.
  ///
  /// - Parameter total: loops of one walker that all repetitions will take.
  func runIn(
    loops: Int, preparing total: Int, _ excursions: Excursions, surface: Double, starts: (Range<UInt32>) -> [Double],
    in context: TaskContext
  ) -> LoopRunIn {
    guard loops == 0 else { return LoopRunIn(loops: loops) }
    return settings.grid.runIn(method: method, halving: halving, isCancelled: { context.isCancelled }) {
      LoopRunIn.find(
        for: excursions, surface: surface, preparing: total, threads: context.threads, starts: starts
      ) { !context.isCancelled }
    }
  }
}

extension Dataset {
  /// Writes down how long walkers went round before it counted, and what had not settled then.
  mutating func add(_ runIn: LoopRunIn) {
    add("run_in_loops", [runIn.loops], longName: "loops near home that do not count")
    add("run_in_time", [runIn.time], units: "time", longName: "time that walkers near home need to forget their start")
    add("unsettled", [runIn.unsettled ?? ""], over: ["run_in": 1], longName: "what had not settled then")
  }
}

extension LoopRunIn {
  /// What the first repetition wrote down: all share it; `nil` where a law of home tells all.
  init?(in repetitions: [Dataset]) {
    guard let first = repetitions.first, let loops = first.numbers("run_in_loops")?.first,
      let time = first.numbers("run_in_time")?.first
    else { return nil }
    self.init(loops: Int(loops), time: time)
    if let reason = first.texts("unsettled")?.first, !reason.isEmpty { unsettled = reason }
  }
}

extension RareEventRecord {
  /// The share of a passage that forgetting the start may take before the two rates differ.
  private static let short = 0.1

  /// Says which rate is found, and doubts it where walkers near home remember for too long.
  ///
  /// - Parameter rate: out of home in the long run.
  mutating func tell(of runIn: LoopRunIn?, at point: EscapeRatePoint, rate: Double) {
    guard let runIn else { return }
    let time = NumberFormat.rounded(runIn.time, digits: 2)
    let passage = NumberFormat.rounded(1 / rate, digits: 2)
    if let unsettled = runIn.unsettled {
      doubts.append(
        "walkers near home have not forgotten where they began after a time of \(time): \(unsettled) had not settled, and the mean passage is \(passage), so "
          + "that the rate may be neither that of the start nor the steady one out of home. Walkers "
          + "that start from the law of home, such as after a longer run at this temperature, or direct simulation would help"
      )
    } else if rate * runIn.time > Self.short {
      doubts.append(
        "walkers near home take a time of \(time) to forget where they began, which is not short beside the mean passage of \(passage): "
          + "the passage from the start and the steady rate out of home differ, and this is the latter; direct simulation tells the "
          + "former")
    }
    guard point.start.law == nil, runIn.time > 0, runIn.unsettled == nil else { return }
    notes.append(
      "what is reported is the steady rate out of home, which walkers reach after \(runIn.loops) loops, a time of \(time) beside a mean "
        + "passage of \(passage); arrivals before that, while walkers still know their start, do not count")
  }
}
