// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// The key `committor-at` of methods that solve for the committor between start and target.
enum Committor {
  static let parameter = Parameter(
    "committor-at", .list(.numbers(count: nil)), default: .list([]),
    "points at which the committor between start and target is wanted")
}

extension EscapeRatePoint {
  /// Where the committor is wanted.
  private var committorPoints: [[Double]] {
    (settings[Committor.parameter.name].asList ?? []).map { $0.asList?.compactMap(\.asNumber) ?? [] }
  }

  /// Reports points that are not of the potential's dimension.
  func checkCommittorPoints(_ reader: Reader) {
    for (index, point) in committorPoints.enumerated() where point.count != potential.dimension {
      let path = reader.path.appending(Committor.parameter.name).appending(index)
      reader.log.report("the point has \(point.count) coordinates; the potential has \(potential.dimension).", at: path)
    }
  }

  /// What transition-path theory says of the way from the start to the target: rate, flux, and the committor where it is wanted.
  func transitionFindings(
    rate: Estimate, flux: Estimate, committor: ([Double]) throws(NotApplicable) -> Estimate
  ) -> [Finding] {
    [Finding("transition-rate", rate, unit: "1/time"), Finding("reactive-flux", flux, unit: "1/time")]
      + committorPoints.map { place in
        let at = Record(point: place)
        do { return Finding("committor", try committor(place), unit: "1", at: at) } catch {
          return Finding("committor", nil, unit: "1", notes: [Finding.notApplicable + "\(error)"], at: at)
        }
      }
  }
}
