// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Settings
import Statistics

/// The answer of a comparison in words: which contender wins, by how much, and which cannot be told apart.
struct ScheduleAnswer {
  /// In the order of the sweep.
  let comparisons: [ComparedSchedules]

  /// In words for the last point of the sweep, and what changes on the way there.
  var sentence: String {
    guard let last = comparisons.last else { return "Nothing was compared." }
    return [winner(last), undecided(last), energies(last), alongTheSweep].compactMap { $0 }.joined(separator: " ")
  }

  private func place(_ compared: ComparedSchedules) -> String { compared.point.position.coordinates.sentence }

  private func winner(_ compared: ComparedSchedules) -> String {
    guard let comparison = compared.success, let ranking = compared.ranking, let best = ranking.order.first else {
      return "No two schedules have finished."
    }
    let at = place(compared).isEmpty ? "" : "At \(place(compared)) "
    let leaders = ranking.leaders
    let share = comparison.means[best].value
    let name = compared.name(best)
    // Where all walkers come to the same, their spread tells nothing.
    let mean = comparison.means[best]
    let interval = mean.standardError > 0 ? mean : compared.records[best].success ?? mean
    guard share > 0 else {
      return "\(at.isEmpty ? "No" : at + "no") schedule brought any walker to \(compared.target)."
    }
    if leaders.count == comparison.means.count {
      return
        "\(at)no schedule wins: '\(name)' ends in \(compared.target) most often, \(percent(interval)), but not by more than chance."
    }
    // The next one that is told apart from the best.
    let next = ranking.order.first { candidate in
      comparison.difference(best, candidate).map { $0.isDecided } ?? false
    }
    let verb = leaders.count == 1 ? "wins" : "is ahead"
    var text =
      "\(at)'\(name)' \(verb): \(percent(interval)) of its walkers end in \(compared.target)"
    if let next, let difference = comparison.difference(best, next) {
      text += ", \(points(difference.estimate)) more than with '\(compared.name(next))'"
      if leaders.count > 1 { text += ", the first that can be told apart from it" }
    }
    return text + "."
  }

  /// The groups of schedules that cannot be told apart, by success.
  private func undecided(_ compared: ComparedSchedules) -> String? {
    guard let ranking = compared.ranking, compared.success != nil else { return nil }
    let groups = ranking.groups.map { group in Self.listed(group.map { "'\(compared.name($0))'" }) }
    guard !groups.isEmpty else { return "All schedules can be told apart." }
    return "Cannot be told apart: \(groups.joined(separator: "; "))."
  }

  /// Which contender is lowest after the quench, where that is not the best one.
  private func energies(_ compared: ComparedSchedules) -> String? {
    guard let comparison = compared.energy, let best = compared.ranking?.order.first else { return nil }
    let ranking = Ranking(comparison, largestFirst: false)
    guard let lowest = ranking.order.first, !ranking.leaders.contains(best) else { return nil }
    return
      "The lowest energy, \(comparison.means[lowest].formatted), is reached with '\(compared.name(lowest))'."
  }

  private var alongTheSweep: String? {
    guard comparisons.count > 1 else { return nil }
    let winners = comparisons.compactMap { compared -> (String, String)? in
      guard let ranking = compared.ranking, let best = ranking.order.first, ranking.leaders.count == 1 else {
        return nil
      }
      return (place(compared), compared.name(best))
    }
    let names = Set(winners.map(\.1))
    if winners.isEmpty { return "At no point of the sweep does a single schedule win." }
    if names.count == 1, winners.count == comparisons.count {
      return "The same schedule wins at all \(comparisons.count) points of the sweep."
    }
    let words = winners.dropLast(winners.last?.0 == comparisons.last.map(place) ? 1 : 0)
      .map { "'\($0.1)' at \($0.0)" }
    return words.isEmpty ? nil : "Elsewhere in the sweep a single winner is " + words.joined(separator: "; ") + "."
  }

  static func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  private func percent(_ estimate: Estimate) -> String {
    let bounds = estimate.bounds
    func number(_ share: Double) -> String { String(format: "%.1f", 100 * min(max(share, 0), 1)) }
    return "\(number(estimate.value)) % (\(number(bounds.lowerBound))–\(number(bounds.upperBound)))"
  }

  private func points(_ estimate: Estimate) -> String {
    let bounds = estimate.bounds
    func number(_ share: Double) -> String { String(format: "%.1f", 100 * share) }
    return
      "\(number(estimate.value)) points (\(number(bounds.lowerBound)) to \(number(bounds.upperBound)), all pairs at once)"
  }
}
