// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
package import Settings
public import Statistics

/// Which method the others are compared with, and how far apart they are.
extension ResultTable {
  /// The methods from the most to the least trustworthy; of equal rank in the order of the scenario.
  public var trusted: [any ExperimentMethod<Point>] {
    methods.map { ($0, standing(of: $0)) }.enumerated()
      .sorted { ($0.element.1.rank, $0.offset) < ($1.element.1.rank, $1.offset) }
      .map(\.element.0)
  }

  /// What a method's numbers are worth at the point where they are worth least.
  public func standing(of method: any ExperimentMethod<Point>) -> MethodStanding {
    func lowest(_ method: some ExperimentMethod<Point>) -> MethodStanding {
      rows.map(\.point).filter { $0.methods.contains { $0.name == method.name } }.map { method.standing(at: $0) }
        .max { $0.rank < $1.rank } ?? method.standing
    }
    return lowest(method)
  }

  /// The most trustworthy method that has a number of a quantity: the one that others are compared with. One that has a
  /// number without doubts goes before those that have doubtful ones only.
  ///
  /// - Parameters:
  ///   - quantity: its name.
  ///   - natures: the kinds of methods that count, all by default.
  ///   - accepts: which numbers count, all by default.
  public func reference(
    for quantity: String, among natures: Set<MethodStanding.Nature> = [.computed, .sampled, .asymptotic],
    where accepts: (Estimate) -> Bool = { _ in true }
  ) -> (any ExperimentMethod<Point>)? {
    func has(_ method: any ExperimentMethod<Point>, orDoubtful: Bool) -> Bool {
      natures.contains(standing(of: method).nature)
        && rows.contains { row in
          row.findings.contains {
            $0.method == method.name && $0.quantity == quantity && ($0.estimate.map(accepts) ?? false)
              && (orDoubtful || !$0.isSuspect)
          }
        }
    }
    return trusted.first { has($0, orDoubtful: false) } ?? trusted.first { has($0, orDoubtful: true) }
  }

  /// Every number of a method that another has too.
  package func pairs(_ method: String, with other: String, quantity: String) -> [(
    own: Estimate, other: Estimate, row: Row, place: Record
  )] {
    rows.flatMap { row in
      row.findings.filter { $0.method == method && $0.quantity == quantity }.compactMap { found in
        guard let own = found.estimate, let reference = row.estimate(other, quantity, at: found.at) else { return nil }
        return (own, reference, row, found.at)
      }
    }
  }
}

extension Estimate {
  /// The estimate relative to a reference; the standard error is what the reference's relative error leaves of the ratio where
  /// the number itself was computed, else its own.
  package func ratio(to reference: Estimate) -> Estimate {
    let ratio = value / reference.value
    return Estimate(ratio, standardError: ratio * reference.standardError / reference.value)
  }
}
