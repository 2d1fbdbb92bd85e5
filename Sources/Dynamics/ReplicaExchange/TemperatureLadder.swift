// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// The temperatures of replica exchange: a list, or `{from, to, count, spacing: log}`.
package enum TemperatureLadder {
  /// Reads `temperatures`.
  ///
  /// - Returns: `nil` if a problem was reported.
  package static func read(_ key: String = "temperatures", in reader: Reader) -> [Double]? {
    let before = reader.log.problems.count
    let temperatures: [Double]
    if reader.raw(key)?.asRecord == nil {
      temperatures =
        reader.read(
          .numbers(key, default: nil, "the ladder, a list of temperatures from the coldest up, or {from, to, count}")
            .measured(in: .temperature)
        ).asList?.compactMap(\.asNumber) ?? []
    } else {
      let inner = reader.inner(key)
      let from = temperature("from", "the coldest temperature", inner)
      let to = temperature("to", "the hottest temperature", inner)
      let count = inner.integer("count", default: nil, .between(2, 1000), "how many temperatures")
      let spacing = inner.text(
        "spacing", default: "log", among: ["log", "linear"], "equal ratios, or equal differences")
      inner.finish()
      reader.resolve(key, as: .record(inner.resolved))
      temperatures = (0..<max(count, 2)).map { rung in
        let part = Double(rung) / Double(max(count, 2) - 1)
        return spacing == "log" ? from * pow(to / from, part) : from * (1 - part) + to * part
      }
    }
    guard reader.log.problems.count == before else { return nil }
    do { try check(temperatures, at: key) } catch {
      reader.log.report(error.below(reader.path))
      return nil
    }
    return temperatures
  }

  private static func temperature(_ key: String, _ summary: String, _ reader: Reader) -> Double {
    reader.read(.number(key, default: nil, .positive, summary).measured(in: .temperature)).asNumber ?? .nan
  }

  /// Holds temperatures against what a ladder is: two or more, positive, ascending.
  ///
  /// - Throws: a problem at the key.
  package static func check(_ temperatures: [Double], at key: String = "temperatures") throws(Problem) {
    func problem(_ message: String) -> Problem { Problem(message, at: SettingPath([key])) }
    guard temperatures.count > 1 else {
      throw problem("temperatures has \(temperatures.count) of them; replica exchange takes two at least.")
    }
    if let wrong = temperatures.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw problem("temperatures holds \(wrong.shortest); replicas need noise, each must be positive.")
    }
    for (cold, hot) in zip(temperatures, temperatures.dropFirst()) where cold >= hot {
      throw problem(
        "temperatures goes from \(cold.shortest) to \(hot.shortest); a ladder ascends from the coldest to the hottest.")
    }
  }
}
