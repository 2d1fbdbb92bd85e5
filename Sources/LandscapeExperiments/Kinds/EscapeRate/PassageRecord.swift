// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Runs
import Statistics

/// The passage times of one point of the sweep.
struct PassageRecord: Sendable {
  var times: [Double] = []
  /// Raw values of `Outcome`.
  var outcomes: [Double] = []
  /// When each walker's clock started, NaN if it never did; empty where all started at once.
  var departures: [Double] = []

  /// The times for the estimators; a diverged walker counts as censored when it diverged.
  var passageTimes: PassageTimes {
    PassageTimes(times: times, arrived: outcomes.map { $0 == Double(Outcome.arrived.rawValue) })
  }

  /// Those whose clock started.
  var departed: PassageRecord {
    guard departures.count == times.count else { return self }
    let indices = times.indices.filter { departures[$0].isFinite }
    return PassageRecord(
      times: indices.map { times[$0] }, outcomes: indices.map { outcomes[$0] },
      departures: indices.map { departures[$0] })
  }

  /// When the clocks started; a walker that never entered the start is censored when it ended.
  func departureTimes(limit: Double) -> PassageTimes {
    let ends = departures.indices.map { index in
      if departures[index].isFinite { return departures[index] }
      return outcomes[index] == Double(Outcome.diverged.rawValue) ? times[index] : limit
    }
    return PassageTimes(times: ends, arrived: departures.map(\.isFinite))
  }

  /// What `results.nc` holds of it; `nil` if no walker is finished.
  var dataset: Dataset? {
    guard !times.isEmpty else { return nil }
    var dataset = Dataset()
    let count = times.count
    dataset.add(
      "passage_time", times, over: ["walker": count], units: "time", longName: "time of arrival, or of giving up")
    dataset.add(
      "passage_outcome", outcomes.map { $0 - 1 }, over: ["walker": count],
      longName: "0 arrived, 1 censored at the limit, 2 diverged")
    if !departures.isEmpty {
      dataset.add(
        "departure_time", departures, over: ["walker": count], units: "time",
        longName: "when the walker entered the start and its clock began")
    }
    return dataset
  }
}
