// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings

/// What is known of a run's progress, and how it reads.
struct ProgressLedger {
  private static let barWidth = 24

  private(set) var begin = 0.0
  private var costs: [Double] = []
  /// The tasks that were asked for; more may follow when the results of these are known.
  var asked: Set<Int> = [] { didSet { totalCost = asked.sorted().reduce(0) { $0 + costs[$1] } } }
  private var totalCost = 0.0
  private var done = 0
  private var doneCost = 0.0
  /// The cost that was finished before, which took no time now.
  private var reusedCost = 0.0
  /// How much of each running task is done.
  var fractions: [Int: Double] = [:]
  /// What was done, in units of work.
  var work = 0
  private var unit = ""
  var note = ""
  var isRunning = false
  var isDrawn = false
  var nextDrawing = 0.0

  init() {}

  init(costs: [Double], finished: [Int], asked: Set<Int>, unit: String, begin: Double) {
    self.costs = costs
    self.asked = asked
    totalCost = asked.sorted().reduce(0) { $0 + costs[$1] }
    self.unit = unit
    self.begin = begin
    done = finished.count
    reusedCost = finished.reduce(0) { $0 + costs[$1] }
    doneCost = reusedCost
    isRunning = true
    nextDrawing = begin
  }

  mutating func finish(_ task: Int) {
    done += 1
    doneCost += costs[task]
    fractions[task] = nil
  }

  /// The share of the work that is done, running tasks included.
  private var share: Double {
    let total = totalCost
    guard total > 0 else { return asked.isEmpty ? 1 : Double(done) / Double(asked.count) }
    return min(1, fractions.reduce(doneCost) { $0 + costs[$1.key] * $1.value } / total)
  }

  /// Where not all tasks were asked for yet.
  private var soFar: String { asked.count < costs.count ? " so far" : "" }

  /// Seconds left, from the cost that was worked off since the beginning.
  private func timeLeft(at time: Double) -> Double? {
    let total = totalCost
    let worked = share * total - reusedCost
    guard total > 0, worked > 0, time > begin else { return nil }
    return (time - begin) * (total - share * total) / worked
  }

  /// `12/40 tasks ━━━━━━━━────────── 1.2e9 walker-steps/s, 3 min 20 s left, k = 0.00545 ± 0.00004`
  func line(at time: Double, width: Int?) -> String {
    let filled = Int((share * Double(Self.barWidth)).rounded(.down))
    let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: Self.barWidth - filled)
    var parts = [
      width == nil
        ? "\(done)/\(asked.count) tasks\(soFar), \(Int(share * 100)) %" : "\(done)/\(asked.count) tasks\(soFar) \(bar)"
    ]
    if work > 0, time > begin { parts.append("\(rate(at: time)) \(unit)/s") }
    if let left = timeLeft(at: time), done < asked.count { parts.append("\(Self.duration(left)) left") }
    if !note.isEmpty { parts.append(note) }
    let text = parts.joined(separator: ", ").replacing("\n", with: " ")
    guard let width, text.count > width else { return text }
    // The bar is the first thing to go when the terminal is narrow.
    let short = text.replacing(" \(bar)", with: "")
    return short.count > width ? short.prefix(width - 1) + "…" : short
  }

  /// `40/40 tasks in 3 min 12 s, 1.2e9 walker-steps/s`
  func summary(at time: Double) -> String {
    let speed = work > 0 && time > begin ? ", \(rate(at: time)) \(unit)/s" : ""
    return "\(done)/\(asked.count) tasks in \(Self.duration(time - begin))\(speed)"
  }

  private func rate(at time: Double) -> String {
    let rate = Double(work) / (time - begin)
    // Small numbers are easier to read as they are.
    if rate < 9999.5 { return rate < 99.95 ? String(format: "%.1f", rate) : "\(Int(countable: rate.rounded()))" }
    return String(format: "%.1e", rate).replacing("e+0", with: "e").replacing("e+", with: "e")
  }

  /// `2 h 05 min`, `3 min 20 s`, `12 s`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 3.6e8 else { return "a long time" }
    let whole = Int(countable: seconds.rounded())
    let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    if whole >= 3600 { return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min" }
    return whole >= 60 ? "\(whole / 60) min \(twoDigits(whole % 60)) s" : "\(whole) s"
  }
}
