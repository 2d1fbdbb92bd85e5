// SPDX-License-Identifier: GPL-3.0-or-later

/// A free-energy profile along one coordinate: points of a table, joined by a spline.
///
/// The axis is a circle, ends in mirrors at the first and last point, or goes on beyond them as a parabola. Wells are called
/// `well-1`, `well-2`, … from left to right.
package struct ProfilePotential: Potential, MeasuredPotential, PiecewisePotential {
  /// What becomes of the axis beyond the first and the last point.
  package enum Ends: String, Sendable, CaseIterable {
    /// Mirrors stand there.
    case reflecting
    /// The energy goes on as a parabola that opens upwards, or straight.
    case extrapolate
  }

  /// How the points are joined.
  package let spline: SplineKind
  /// What the axis ends in.
  package let boundaries: [Boundary]
  /// From the first to the last point.
  package let window: [ClosedRange<Double>]
  /// From left to right.
  package let wells: [Well]
  /// The maxima between them.
  package let saddles: [Saddle]
  /// What the coordinate is called in formulas.
  package let coordinateNames: [String]
  /// The standard errors of the energies, one a point; empty where they are not known.
  package let standardErrors: [Double]
  private let pieces: ProfileSpline
  private let energies: [Double]
  private let circle: ClosedRange<Double>?

  /// A profile through points.
  ///
  /// - Parameters:
  ///   - positions: ascending, at least five; on a circle the last one is the first again, a turn later.
  ///   - energies: one a position; on a circle the last one equals the first.
  ///   - standardErrors: one a position, or empty.
  ///   - spline: how they are joined.
  ///   - isPeriodic: whether the axis is a circle.
  ///   - ends: what the axis ends in, where it is none.
  ///   - name: of the coordinate.
  /// - Returns: `nil` where the positions do not ascend, numbers are not finite, or there are fewer than five points.
  package init?(
    positions: [Double], energies: [Double], standardErrors: [Double] = [], spline: SplineKind = .steffen,
    isPeriodic: Bool = false, ends: Ends = .reflecting, name: String = "x"
  ) {
    guard positions.count >= ProfilePoints.fewest + (isPeriodic ? 1 : 0), energies.count == positions.count,
      zip(positions, positions.dropFirst()).allSatisfy({ $0 < $1 }), (positions + energies).allSatisfy(\.isFinite),
      standardErrors.isEmpty || standardErrors.count == positions.count
    else { return nil }
    let coefficients = spline.coefficients(positions, energies, isPeriodic: isPeriodic)
    guard coefficients.count == 4 * (positions.count - 1), coefficients.allSatisfy(\.isFinite) else { return nil }
    let range = positions[0]...positions[positions.count - 1]
    let pieces = ProfileSpline(knots: positions, pieces: coefficients)
    self.spline = spline
    self.pieces = pieces
    self.energies = energies
    // The last point of a circle is the first one, whose error counts once.
    self.standardErrors = isPeriodic ? Array(standardErrors.dropLast()) : standardErrors
    circle = isPeriodic ? range : nil
    window = [range]
    coordinateNames = [name]
    boundaries =
      isPeriodic
      ? [.periodic(range)]
      : [ends == .reflecting ? .reflecting(lower: range.lowerBound, upper: range.upperBound) : .free]
    let line = LineWells(pieces.turnings(isPeriodic: isPeriodic), on: circle)
    wells = line.wells
    saddles = line.saddles
  }

  /// One coordinate.
  package var dimension: Int { 1 }

  /// Where the pieces meet.
  package var knots: [Double] { pieces.knots }

  /// The profile with one of its energies changed.
  ///
  /// - Parameters:
  ///   - index: which of the points, counted from zero; on a circle the first is the last too.
  ///   - change: what is added.
  package func shifted(_ index: Int, by change: Double) -> any Potential {
    var changed = energies
    changed[index] += change
    if circle != nil, index == 0 { changed[energies.count - 1] = changed[0] }
    let ends: Ends = boundaries[0] == .free ? .extrapolate : .reflecting
    let other = ProfilePotential(
      positions: pieces.knots, energies: changed, spline: spline, isPeriodic: circle != nil, ends: ends,
      name: coordinateNames[0])
    return other ?? self
  }

  /// f at one point.
  package func energy(at position: Span<Double>) -> Double {
    var result = InlineArray<1, Double>(repeating: .nan)
    var span = result.mutableSpan
    pieces.run(1, position, &span, wrapping: circle, ProfileSpline.value)
    return result[0]
  }

  /// f′ at one point.
  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    pieces.run(1, position, &gradient, wrapping: circle, ProfileSpline.slope)
  }

  /// f″ at one point; where two pieces with different curvatures meet, the one that makes Gaussian integrals right,
  /// 2/√k = 1/√k₁ + 1/√k₂.
  package func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let place = circle.map { Boundary.periodic($0).wrapped(position[0]) } ?? position[0]
    if let (before, after) = curvatures(atKnot: place), before != after {
      let sign: Double = before < 0 ? -1 : 1
      if before * after > 0 {
        let root = 2 / (1 / abs(before).squareRoot() + 1 / abs(after).squareRoot())
        hessian[0] = sign * root * root
      } else {
        hessian[0] = (before + after) / 2
      }
      return
    }
    pieces.run(1, position, &hessian, wrapping: circle, ProfileSpline.curvature)
  }

  /// The curvatures of the pieces that meet at a place; `nil` if none do.
  private func curvatures(atKnot place: Double) -> (Double, Double)? {
    let knots = pieces.knots
    var (low, high) = (0, knots.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if knots[middle] <= place { low = middle } else { high = middle }
    }
    guard knots[low] == place, low > 0 || circle != nil else { return nil }
    return (pieces.curvatureBefore(low == 0 ? knots.count - 1 : low), pieces.curvatureAfter(low))
  }

  /// f′ for a block of walkers.
  package func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    pieces.run(walkers, positions, &gradients, wrapping: circle, ProfileSpline.slope)
  }

  /// f for a block of walkers.
  package func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    pieces.run(walkers, positions, &energies, wrapping: circle, ProfileSpline.value)
  }

  /// Minima and maxima, between the ends or round the circle.
  var turnings: ProfileSpline.Turnings { pieces.turnings(isPeriodic: circle != nil) }
}

extension LineWells {
  /// Wells called `well-1`, `well-2`, … from left to right.
  fileprivate init(_ turnings: ProfileSpline.Turnings, on circle: ClosedRange<Double>?) {
    let (minima, maxima) = (turnings.minima, turnings.maxima)
    let names = minima.indices.map { "well-\($0 + 1)" }
    if let circle, minima.count > 1 {
      self.init(names, minima: minima, maxima: maxima, on: circle)
    } else if circle != nil, minima.count == 1, maxima.count == 1 {
      self.init(names[0], minimum: minima[0], maximum: maxima[0])
    } else {
      self.init(
        names, minima: minima,
        maxima: maxima.filter { top in minima.contains { $0 < top } && minima.contains { $0 > top } })
    }
  }
}
