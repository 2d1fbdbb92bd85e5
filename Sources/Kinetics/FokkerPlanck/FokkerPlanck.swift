// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Statistics

/// The Fokker–Planck equation on a grid, in one and two dimensions.
///
/// Finite volumes with edge weights e^{−βf} at the faces: positive, conservative and exactly Gibbs-stationary. Every number
/// is computed on three grids of widths h, h/2 and h/4 and extrapolated with the error h²; its accuracy is the larger of the
/// difference between the last two extrapolations and a quarter of the last correction.
///
/// Free axes are cut, and cells left out, where the energy lies 25 θ above the passes that the question needs.
public struct FokkerPlanck: Sendable {
  /// The landscape.
  public let potential: any Potential
  /// θ.
  public let temperature: Double
  /// Cells along the longest axis of the coarsest of the three grids.
  public let cells: Int

  /// How far above the highest pass the cells are left out, in units of θ: e^{−25} = 10⁻¹¹ of the flux.
  static let margin = 25.0
  /// What rounding leaves uncertain in a number extrapolated from grids of some thousand cells an axis.
  static let rounding = 2e-9
  /// How often the width is halved.
  static let levels = 3

  /// Prepares a landscape at a temperature.
  ///
  /// - Parameters:
  ///   - potential: of one or two dimensions; periodic and reflecting boundaries are respected.
  ///   - temperature: θ > 0.
  ///   - cells: cells along the longest axis of the coarsest grid; 500 on the line, 128 in the plane if `nil`.
  /// - Throws: `NotApplicable` in more dimensions.
  public init(potential: any Potential, temperature: Double, cells: Int? = nil) throws(NotApplicable) {
    guard (1...2).contains(potential.dimension) else {
      throw NotApplicable("a grid is for one and two dimensions and the potential has \(potential.dimension)")
    }
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    self.potential = potential
    self.temperature = temperature
    self.cells = max(cells ?? (potential.dimension == 1 ? 500 : 128), 16)
  }

  /// The three grids, coarsest first.
  ///
  /// - Parameters:
  ///   - regions: what must be connected with each other and with the potential's wells.
  ///   - points: further places that must be.
  ///   - target: where walkers are absorbed; what lies inside of it need not be confined.
  func grids(connecting regions: [Region], and points: [[Double]] = [], absorbing target: Region? = nil)
    throws(NotApplicable) -> [EnergyGrid]
  {
    let window = try openWindow(beyond: target)
    let pass = try PassHeight(
      potential, window: window, counts: counts(over: window), connecting: regions, and: points
    ).energy
    let ceiling = pass + Self.margin * temperature
    guard var box = potential.window(above: ceiling, within: target.map { .not($0) }) else {
      throw NotApplicable("the potential does not confine, so there is no stationary law")
    }
    box = extended(box, beyond: target)
    let counts = counts(over: box)
    var grids: [EnergyGrid] = []
    for level in 0..<Self.levels {
      grids.append(
        try EnergyGrid(
          potential, temperature: temperature, box: box, counts: counts.map { $0 << level }, ceiling: ceiling))
    }
    return grids
  }

  /// The potential's window with reflecting and periodic ends in place.
  private func openWindow(beyond target: Region?) throws(NotApplicable) -> [ClosedRange<Double>] {
    guard let window = potential.window(above: -.infinity) else { throw NotApplicable("the potential has no window") }
    return extended(window, beyond: target)
  }

  /// Moves free ends out a little if there is a target, which may begin just there and must hold some cells.
  private func extended(_ box: [ClosedRange<Double>], beyond target: Region?) -> [ClosedRange<Double>] {
    guard target != nil else { return box }
    return zip(box, potential.boundaries).map { range, boundary in
      let margin = 4 / Double(cells) * (range.upperBound - range.lowerBound)
      switch boundary {
      case .free: return (range.lowerBound - margin)...(range.upperBound + margin)
      case .periodic: return range
      case .reflecting(let lower, let upper):
        return max(lower, range.lowerBound - margin)...min(upper, range.upperBound + margin)
      }
    }
  }

  /// Cells along each axis of the coarsest grid over a box, of nearly equal widths.
  private func counts(over box: [ClosedRange<Double>]) -> [Int] {
    let longest = box.reduce(0) { max($0, $1.upperBound - $1.lowerBound) }
    return box.map { max(8, Int((Double(cells) * ($0.upperBound - $0.lowerBound) / longest).rounded(.up))) }
  }

  /// Extrapolates the values on grids of widths h, h/2, h/4 to zero.
  static func extrapolated(_ values: [Double]) -> Estimate {
    let fine = values[values.count - 1]
    guard values.count >= 3 else { return .exact(fine, accuracy: .infinity) }
    let middle = values[values.count - 2]
    let last = (4 * fine - middle) / 3
    let previous = (4 * middle - values[values.count - 3]) / 3
    let error = max(abs(last - previous), abs(last - fine) / 4)
    return .exact(last, accuracy: error / abs(last) + rounding)
  }
}
