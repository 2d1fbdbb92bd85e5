// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization
import Training

/// Many small training runs at a time, one on each processor, as sweeps and phase diagrams perform them.
enum SweepWork {
  /// What all processors together do.
  struct Rates {
    /// Training steps per second.
    var steps = 0.0
    /// GFLOP/s of the gradients.
    var operations = 0.0
  }

  /// Trains one network on each thread for some time.
  ///
  /// - Throws: what building a network throws.
  static func run(_ work: TrainingWork, threads: Int, seconds: Double) throws -> Rates {
    let outcome = Mutex<(rates: Rates, failure: (any Error)?)>((Rates(), nil))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let run = Result { try work.run(threads: 1, seconds: seconds) }
      outcome.withLock {
        switch run {
        case .success(let times):
          let stepsPerSecond = Double(times.steps) / times.totalSeconds
          $0.rates.steps += stepsPerSecond
          $0.rates.operations += stepsPerSecond * Double(times.work) * 1e-9
        case .failure(let error): $0.failure = error
        }
      }
    }
    return try outcome.withLock { outcome in
      if let failure = outcome.failure { throw failure }
      return outcome.rates
    }
  }
}
