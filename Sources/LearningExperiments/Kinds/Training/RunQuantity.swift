// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics

/// A number that every run has of its own, such that runs can be averaged and compared.
struct RunQuantity: Sendable {
  /// The quantity of its findings, without what is done with it.
  let name: String
  /// A moment of the run that belongs to the name.
  var moment: String?
  /// The unit in words.
  var unit = ""
  /// The number; `nil` where the run has none.
  let value: @Sendable (RunOutcome) -> RunNumber?
}

/// The number of a run, or what it is at least.
enum RunNumber: Sendable, Equatable {
  case known(Double)
  case atLeast(Double)

  /// A time that was seen, or the end of the run that did not see it.
  init(_ time: BracketedTime) { self = time.upper.map(RunNumber.known) ?? .atLeast(time.lower) }

  /// The number, where it is known.
  var value: Double? { if case .known(let value) = self { value } else { nil } }

  /// Whether another one is greater: 1 or −1, 0 where that cannot be said.
  func sign(to other: RunNumber) -> Int {
    switch (self, other) {
    case (.known(let first), .known(let second)): (second - first).sign(above: 0)
    case (.known(let first), .atLeast(let second)): second >= first ? 1 : 0
    case (.atLeast(let first), .known(let second)): first >= second ? -1 : 0
    case (.atLeast, .atLeast): 0
    }
  }
}

extension Double {
  /// 1 above a limit, −1 below minus the limit, else 0.
  fileprivate func sign(above limit: Double) -> Int { self > limit ? 1 : self < -limit ? -1 : 0 }
}

extension RunQuantity {
  /// What is compared along a sweep: the three times, and what mini-batches and decay do to a run.
  static let compared: [RunQuantity] =
    [
      RunQuantity(name: "memorization-time", unit: "steps") { $0.times.map { RunNumber($0.memorization) } },
      RunQuantity(name: "grokking-time", unit: "steps") { $0.times.map { RunNumber($0.grokking) } },
      RunQuantity(name: "grokking-gap", unit: "steps") { run in
        switch run.times?.gap {
        case .known(let estimate)?: .known(estimate.value)
        case .atLeast(let bound)?: .atLeast(bound)
        case nil: nil
        }
      },
    ] + RunDrift.quantities

  /// What a run makes of its symbols, at each moment.
  static let represented: [RunQuantity] = RepresentationMeasure.allCases.flatMap { measure in
    ReplicaRecord.Moment.allCases.filter { $0 != .chosen }.map { moment in
      RunQuantity(name: measure.quantity, moment: moment.rawValue) {
        $0.record.measure(measure.variable, at: moment).map(RunNumber.known)
      }
    }
  }

  /// What is averaged over the runs of a point.
  static let averaged: [RunQuantity] =
    [
      RunQuantity(name: "final-train-accuracy") {
        $0.record.last(ReplicaRecord.Name.trainAccuracy).map(RunNumber.known)
      },
      RunQuantity(name: "final-test-accuracy") { $0.record.last(ReplicaRecord.Name.testAccuracy).map(RunNumber.known) },
      RunQuantity(name: "final-collapsed-share") {
        $0.record.last(ReplicaRecord.Name.collapsedShare).map(RunNumber.known)
      },
      RunQuantity(name: "final-descent-alignment") {
        $0.record.last(ReplicaRecord.Name.descentAlignment).map(RunNumber.known)
      },
      RunQuantity(name: "plateau-share") { $0.diagnosis?.plateauShare.map(RunNumber.known) },
      RunQuantity(name: "relative-width") { run in
        guard case .success(let shape) = run.shape else { return nil }
        return shape.relativeWidth.map { .known($0.value) }
      },
    ] + RunDrift.quantities + RuleFindings.quantities
}
