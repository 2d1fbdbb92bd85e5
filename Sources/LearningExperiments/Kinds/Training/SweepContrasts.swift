// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// How a number of the runs changes along the axes of a sweep, by pairs of runs with the same seeds.
///
/// Of each axis that is not a seed, with the other axes held:
/// - `X-rises` at {axis, from, to}, method `sign-test`: in which share of the repetitions X is greater at `to` than at `from`
///   (Clopper–Pearson). A time that was not seen counts as later than every time before the end of its run; pairs of which that decides
///   nothing, and ties, are left out and counted.
/// - `X-ratio` at {axis, from, to}, method `paired`: the geometric mean of X(to)/X(from) with Student's interval, where X is known and positive
///   in all of them.
/// - `X-exponent` at {axis}, method `paired`: the mean of the slopes of ln X against ln x, one for each repetition, with Student's interval. Values
///   of the axis at which some run has no X are left out.
///
/// Runs of one repetition share their seeds, so nothing but the axis differs within a pair, and repetitions are independent.
struct SweepContrasts {
  let conditions: [RepeatedPoints.Condition]

  enum Method {
    static let sign = "sign-test"
    static let paired = "paired"
  }

  /// Axes with more values than this have no pairs, only an exponent.
  private static let pairedValues = 8
  /// An exponent needs so many values of its axis.
  private static let exponentValues = 3

  var findings: [Finding] {
    axes.flatMap { axis in
      strata(of: axis).flatMap { stratum in RunQuantity.compared.flatMap { of($0, stratum) } }
    }
  }

  private var axes: [String] { conditions.first?.point.coordinates.keys ?? [] }

  /// The conditions that differ along one axis only.
  private struct Stratum {
    let axis: String
    let others: Record
    var rows: [(value: Value, groups: [RepeatedPoints.Group])]
  }

  private func strata(of axis: String) -> [Stratum] {
    var strata: [Stratum] = []
    for condition in conditions {
      guard let value = condition.point.coordinates[axis] else { continue }
      var others = condition.point.coordinates
      others[axis] = nil
      if let index = strata.firstIndex(where: { $0.others == others }) {
        strata[index].rows.append((value, condition.groups))
      } else {
        strata.append(Stratum(axis: axis, others: others, rows: [(value, condition.groups)]))
      }
    }
    return strata.filter { $0.rows.count > 1 }
  }

  private func of(_ quantity: RunQuantity, _ stratum: Stratum) -> [Finding] {
    let rows = stratum.rows.map { row in row.groups.map { ($0.name, numbers(quantity, $0)) } }
    guard rows.contains(where: { $0.contains { !$0.1.isEmpty } }) else { return [] }
    var findings: [Finding] = []
    if stratum.rows.count <= Self.pairedValues {
      for first in rows.indices {
        for second in rows.indices where second > first {
          let pairs = rows[first].compactMap { name, numbers in
            rows[second].first { $0.0 == name }.map { (numbers, $0.1) }
          }
          var place = place(quantity, stratum)
          place["from"] = stratum.rows[first].value
          place["to"] = stratum.rows[second].value
          findings += [share(quantity, pairs, at: place), ratio(quantity, pairs, at: place)].compactMap { $0 }
        }
      }
    }
    return findings + [exponent(quantity, stratum, rows)].compactMap { $0 }
  }

  private func place(_ quantity: RunQuantity, _ stratum: Stratum) -> Record {
    var place = stratum.others
    place["axis"] = .text(stratum.axis)
    if let moment = quantity.moment { place["moment"] = .text(moment) }
    return place
  }

  private func numbers(_ quantity: RunQuantity, _ group: RepeatedPoints.Group) -> [Int: RunNumber] {
    Dictionary(
      group.runs.compactMap { run in quantity.value(run).map { (run.replica, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  private typealias Pairs = [([Int: RunNumber], [Int: RunNumber])]

  /// In which share of the repetitions the number rises.
  private func share(_ quantity: RunQuantity, _ pairs: Pairs, at place: Record) -> Finding? {
    guard !pairs.isEmpty else { return nil }
    // The replicas of a repetition vote.
    let votes = pairs.map { first, second in
      first.reduce(0) { sum, entry in sum + (second[entry.key].map { entry.value.sign(to: $0) } ?? 0) }
    }
    let decided = votes.filter { $0 != 0 }
    var finding = Finding(
      "\(quantity.name)-rises", proportion(of: decided.count { $0 > 0 }, in: decided.count), at: place,
      method: Method.sign)
    finding.samples = decided.count
    if decided.count < votes.count {
      finding.notes = [
        decided.isEmpty
          ? "none of \(votes.count) pairs decides: both are censored, equal or missing"
          : "\(votes.count - decided.count) of \(votes.count) pairs decide nothing: both are censored, equal or missing"
      ]
    }
    return finding
  }

  /// The geometric mean of the ratios.
  private func ratio(_ quantity: RunQuantity, _ pairs: Pairs, at place: Record) -> Finding? {
    guard pairs.count > 1 else { return nil }
    let logarithms = pairs.compactMap { first, second -> Double? in
      let ratios = first.compactMap { replica, number -> Double? in
        guard let from = number.value, let to = second[replica]?.value, from > 0, to > 0 else { return nil }
        return log(to / from)
      }
      return ratios.count == first.count && ratios.count == second.count && !ratios.isEmpty
        ? ratios.reduce(0, +) / Double(ratios.count) : nil
    }
    guard logarithms.count == pairs.count, let mean = mean(of: logarithms) else {
      var finding = Finding("\(quantity.name)-ratio", nil, at: place, method: Method.paired)
      finding.samples = logarithms.count
      finding.notes = [
        "not applicable: \(pairs.count - logarithms.count) of \(pairs.count) pairs hold a number that is censored, missing or not positive"
      ]
      return finding
    }
    var finding = Finding("\(quantity.name)-ratio", mean.exponential, at: place, method: Method.paired)
    finding.samples = logarithms.count
    return finding
  }

  /// The power of the axis with which the number goes.
  private func exponent(
    _ quantity: RunQuantity, _ stratum: Stratum, _ rows: [[(Record, [Int: RunNumber])]]
  ) -> Finding? {
    let names = rows.first?.map(\.0) ?? []
    guard names.count > 1 else { return nil }
    var points: [(x: Double, logarithms: [Double])] = []
    var left: [String] = []
    for (row, numbers) in zip(stratum.rows, rows) {
      guard let x = row.value.asNumber, x > 0 else {
        left.append(row.value.asNumber.map { NumberFormat.rounded($0) } ?? row.value.asText ?? "")
        continue
      }
      let logarithms = names.compactMap { name -> Double? in
        guard let own = numbers.first(where: { $0.0 == name })?.1, !own.isEmpty else { return nil }
        let known = own.values.compactMap(\.value).filter { $0 > 0 }
        return known.count == own.count ? known.reduce(0) { $0 + log($1) } / Double(known.count) : nil
      }
      if logarithms.count == names.count {
        points.append((log(x), logarithms))
      } else {
        left.append(NumberFormat.rounded(x))
      }
    }
    guard points.count >= Self.exponentValues else {
      // Two values, or words, have no exponent to speak of; values that drop out do.
      guard points.count + left.count >= Self.exponentValues, stratum.rows.contains(where: { $0.value.asNumber != nil })
      else { return nil }
      var finding = Finding("\(quantity.name)-exponent", nil, at: place(quantity, stratum), method: Method.paired)
      finding.notes = [
        "not applicable: some runs have no such number at \(stratum.axis) = \(left.joined(separator: ", ")); \(Self.exponentValues) values are needed at which all have"
      ]
      return finding
    }
    let middle = points.reduce(0) { $0 + $1.x } / Double(points.count)
    let square = points.reduce(0) { $0 + ($1.x - middle) * ($1.x - middle) }
    let slopes = names.indices.map { index in
      points.reduce(0) { $0 + ($1.x - middle) * $1.logarithms[index] } / square
    }
    var finding = Finding(
      "\(quantity.name)-exponent", mean(of: slopes), at: place(quantity, stratum), method: Method.paired)
    finding.samples = slopes.count
    if !left.isEmpty {
      finding.notes = ["without \(stratum.axis) = \(left.joined(separator: ", ")), where some runs have no such number"]
    }
    return finding
  }
}
