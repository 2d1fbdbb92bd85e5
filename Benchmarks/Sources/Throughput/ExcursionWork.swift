// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials

/// The walkers of a rare-event method against walkers that nobody looks at: the double well at temperature 0.25.
struct ExcursionWork {
  /// Processor time per walker-step in ns.
  struct Times {
    /// Walkers that move freely.
    var plain: Double
    /// Excursions from −0.5 until they are back at −1 or reach 1, to the end of the last.
    var excursion: Double
    /// The same where nothing is known of the landscape and the score but their functions.
    var generalPlain: Double
    var generalExcursion: Double
  }

  static let walkers: [UInt32] = (0..<4096).map { $0 }
  private static let (timeStep, temperature) = (1e-3, 0.25)

  /// Times of one thread.
  ///
  /// - Parameter processorTime: seconds of the processor so far.
  static func run(seconds: Double, processorTime: () -> Double) throws -> Times {
    let (well, formula) = (try DoubleWell(), try ExpressionPotential("(x^2 - 1)^2"))
    let score = ExpressionScore(try Formula("x", coordinates: ["x"]))
    func time(_ body: (UInt64) throws -> Int) rethrows -> Double {
      var (taken, seed) = (0, UInt64(0))
      _ = try body(seed)
      let start = processorTime()
      while processorTime() - start < seconds {
        seed += 1
        taken += try body(seed)
      }
      return (processorTime() - start) / Double(taken) * 1e9
    }
    func plain(_ potential: any Potential) throws -> Double {
      try time { seed in
        var ensemble = try Ensemble(
          potential: potential, timeStep: timeStep, schedule: ConstantTemperature(temperature),
          starts: walkers.map { _ in -0.5 }, walkers: 0..<UInt32(walkers.count), seed: seed)
        ensemble.run(steps: 1000)
        return 1000 * walkers.count
      }
    }
    func excursion(_ potential: any Potential, _ score: any Score) -> Double {
      time { seed in
        let excursions = Excursions(
          potential: potential, timeStep: timeStep, schedule: ConstantTemperature(temperature), score: score,
          home: .below(-1), target: .above(1), seed: seed)
        return excursions.run(excursions.walkers(walkers, at: walkers.map { _ in -0.5 })).walkerSteps
      }
    }
    return Times(
      plain: try plain(well), excursion: excursion(well, CoordinateScore(0)), generalPlain: try plain(formula),
      generalExcursion: excursion(formula, score))
  }
}
